"""A person's word over the reading: kept with who, when, before and after; no later reading takes it back."""

from collections.abc import Callable
from typing import Any

import pytest

from casework import correcting
from casework.access import Actor, NotAllowed
from casework.correcting import NoSuchChange
from casework.handling import Stale
from store.staff import Role
from tests import speak
from tests.casework.shared import HAT_YAI, HUB, KHUAN_LANG, now, opened, person, story, the_case
from tests.conftest import Work
from tests.speak import line_event, post_line


@pytest.fixture
def fix(work: Work) -> Callable[..., Any]:
    """fix(clerk, "urgency:U3"): one press, on the case as it is now."""

    def pressed(actor: Actor, change: str, version: int | None = None) -> Any:
        case = the_case(work)
        field, _, value = change.partition(":")
        with work.house.database.session() as session:
            return correcting.correct(
                session,
                actor,
                case.reference,
                field=field,
                value=value,
                version=version or case.version,
                now=now(),
            )

    return pressed


def kept(work: Work) -> list[tuple[str, str, str]]:
    return [tuple(row) for row in work.rows("select field, old, new from correction order by at, id")]


def needs(work: Work) -> dict[str, str]:
    return {row.code: row.state for row in work.rows("select code, state from need")}


def test_each_change_is_kept_with_who_when_before_after_and_the_version_that_had_read_it(
    work: Work, case: Any, clerk: Actor, fix: Any
) -> None:
    fix(clerk, "urgency:U3")
    fix(clerk, "category:=other")
    fix(clerk, "vulnerable:+elder")
    fix(clerk, "kind:cityfix")
    changed = the_case(work)
    assert (changed.urgency, changed.category, changed.vulnerable, changed.kind) == (
        "U3",
        ["other"],
        ["elder"],
        "cityfix",
    )
    assert changed.version == case.version + 4
    assert kept(work) == [
        ("urgency", case.urgency, "U3"),
        ("category", "disaster", "other"),
        ("vulnerable", "", "elder"),
        ("kind", "plea", "cityfix"),
    ]
    rows = work.rows("select distinct staff_id, read_by, at is not null from correction")
    assert [tuple(row) for row in rows] == [(clerk.id, case.read_by, True)]
    assert story(work).count("corrected") == 4
    assert (
        work.value(
            "select count(*) from audit where action = 'case.corrected' and staff_id = :id", id=clerk.id
        )
        == 4
    )


@pytest.mark.parametrize(
    ("before", "presses", "after"),
    [
        (["disaster"], ["+other"], ["disaster", "other"]),
        (["disaster", "other"], ["=other"], ["other", "disaster"]),
        (["disaster", "other"], ["=quality_of_life"], ["quality_of_life", "other"]),
        (["disaster", "other"], ["-disaster"], ["other"]),
        (["disaster"], ["-disaster"], []),
        ([], ["=other"], ["other"]),
    ],
)
def test_fields_of_help_are_put_first_added_and_taken_away(
    work: Work, case: Any, clerk: Actor, fix: Any, before: list[str], presses: list[str], after: list[str]
) -> None:
    work.rows('update "case" set category = :before returning 1', before=before)
    for sign in presses:
        fix(clerk, f"category:{sign}")
    assert the_case(work).category == after


def test_pressing_what_stands_there_already_says_that_it_is_right_and_only_once(
    work: Work, case: Any, clerk: Actor, fix: Any
) -> None:
    for _ in range(2):
        fix(clerk, f"urgency:{case.urgency}")
    assert kept(work) == [("urgency", case.urgency, case.urgency)]
    assert the_case(work).decided == ["urgency"]


@pytest.mark.parametrize(
    "change",
    [
        "urgency:U9", "kind:robbery", "category:=roads", "category:disaster", "vulnerable:+king", "owner:9098", "need:food",
        "need:+roads:tar", "need:+disaster:" + "x" * 99, "state:closed", "decided:kind", "", ":", "all:",
    ],
)  # fmt: skip
def test_a_change_that_is_none_changes_nothing(
    work: Work, case: Any, clerk: Actor, fix: Any, change: str
) -> None:
    with pytest.raises(NoSuchChange):
        fix(clerk, change)
    assert the_case(work) == case
    assert kept(work) == []


def test_needs_are_confirmed_added_and_taken_away_and_what_went_further_stays(
    work: Work, case: Any, clerk: Actor, fix: Any
) -> None:
    assert needs(work)["disaster:shelter"] == "proposed"
    fix(clerk, "need:=disaster:shelter")
    fix(clerk, "need:+disaster:food")
    fix(clerk, "need:-disaster:repair")
    assert needs(work)["disaster:shelter"] == needs(work)["disaster:food"] == "confirmed"
    assert needs(work).get("disaster:repair", "withdrawn") == "withdrawn"
    work.rows("update need set state = 'helping' where code = 'disaster:food' returning 1")
    fix(clerk, "need:-disaster:food")
    assert needs(work)["disaster:food"] == "helping"
    fields = kept(work)
    assert ("need", "disaster:shelter", "disaster:shelter") in fields
    assert ("need", "", "disaster:food") in fields
    assert ("need", "disaster:food", "") not in fields


def test_a_confirmed_proposal_is_one_press_and_stands_against_later_readings(
    work: Work, client: Any, case: Any, clerk: Actor, fix: Any
) -> None:
    with work.house.database.session() as session:
        correcting.confirm(session, clerk, case.reference, version=case.version, now=now())
    assert set(needs(work).values()) == {"confirmed"}
    post_line(client, line_event("นาข้าวเสียหายจากเพลี้ย ขอชดเชยค่ะ"))
    work.all()
    after = the_case(work)
    assert (after.kind, after.category, after.message_count) == (case.kind, case.category, 2)
    assert story(work)[1] == "confirmed"


def test_a_person_lowers_the_urgency_and_old_words_never_raise_it_again_but_new_ones_do(
    work: Work, client: Any, clerk: Actor, fix: Any
) -> None:
    opened(client, work, speak.DROWNING)
    fix(clerk, "urgency:U2")
    post_line(client, line_event("บ้านสีเขียวค่ะ"))
    work.all()
    assert (the_case(work).urgency, the_case(work).message_count) == ("U2", 2)
    post_line(client, line_event("น้ำถึงคอแล้ว ช่วยด้วย มีคนติดอยู่ข้างใน"))
    work.all()
    assert the_case(work).urgency == "U0"


def test_two_people_at_once_are_told_apart(work: Work, case: Any, clerk: Actor, fix: Any) -> None:
    fix(clerk, "urgency:U1")
    with pytest.raises(Stale):
        fix(clerk, "urgency:U3", version=case.version)


@pytest.mark.parametrize(
    ("org", "role"),
    [(HAT_YAI, Role.ADMIN), (HUB, Role.CLERK), (KHUAN_LANG, Role.AUDITOR), (KHUAN_LANG, Role.FIELD)],
)
def test_who_may_not_correct_does_not(work: Work, case: Any, fix: Any, org: str, role: Role) -> None:
    with pytest.raises(NotAllowed):
        fix(person(work, org, role), "urgency:U3")
    assert kept(work) == []
