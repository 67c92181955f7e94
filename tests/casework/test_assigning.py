"""Who has a case: given, taken, put back, each in its story; and handed out by rules, in turn, to who is there."""

import uuid
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from casework import assigning
from casework.access import Actor, NotAllowed
from casework.handling import Stale
from store.assigning import AssignRule
from store.ids import new_id
from store.staff import Role
from tests.casework.shared import HAT_YAI, KHUAN_LANG, now, opened, person, story, the_case
from tests.conftest import Work
from tests.speak import user


@pytest.fixture
def verb(work: Work) -> Callable[..., Any]:
    def done(name: str, actor: Actor, case: Any, *args: Any, **facts: Any) -> Any:
        with work.house.database.session() as session:
            return getattr(assigning, name)(session, actor, case.reference, *args, now=now(), **facts)

    return done


def told(work: Work, staff: uuid.UUID) -> list[str]:
    return [
        row.what
        for row in work.rows(
            "select what from staff_notice where staff_id = :s and read_at is null order by at", s=staff
        )
    ]


def history(work: Work) -> list[tuple[Any, Any, bool]]:
    rows = work.rows("select staff_id, by_staff_id, to_at from assignment order by from_at, id")
    return [(row.staff_id, row.by_staff_id, row.to_at is None) for row in rows]


def test_a_case_is_given_taken_and_put_back_each_in_its_story_and_its_history(
    work: Work, case: Any, clerk: Actor, verb: Any
) -> None:
    head = person(work, KHUAN_LANG, Role.HEAD)
    verb("assign", head, case, clerk.id, version=case.version)
    assert the_case(work).assignee == clerk.id
    assert told(work, clerk.id) == ["assigned"]
    assert told(work, head.id) == []
    verb("take", head, case, had=clerk.id)
    verb("put_back", head, case, version=the_case(work).version)
    assert the_case(work).assignee is None
    assert history(work) == [(clerk.id, head.id, False), (head.id, head.id, False)]
    assert story(work)[-3:] == ["assigned", "taken", "put_back"]


def test_nobody_takes_what_another_took_since_the_page_was_opened(
    work: Work, case: Any, clerk: Actor, verb: Any
) -> None:
    head = person(work, KHUAN_LANG, Role.HEAD)
    verb("take", clerk, case, had=None)
    with pytest.raises(Stale):
        verb("take", head, case, had=None)
    with pytest.raises(Stale):
        verb("assign", head, case, head.id, version=case.version)
    assert the_case(work).assignee == clerk.id
    verb("take", clerk, case, had=None)  # a second press of the same button


def test_a_case_is_given_only_to_who_could_read_it(work: Work, case: Any, clerk: Actor, verb: Any) -> None:
    stranger, auditor = person(work, HAT_YAI), person(work, KHUAN_LANG, Role.AUDITOR)
    for to in (stranger.id, auditor.id, uuid.uuid4()):
        with pytest.raises(NotAllowed):
            verb("assign", clerk, case, to, version=case.version)
    with pytest.raises(NotAllowed):
        verb("assign", stranger, case, clerk.id, version=case.version)


def rule(work: Work, by: Actor, **facts: Any) -> uuid.UUID:
    row = AssignRule(
        **{
            "id": new_id(now()),
            "org": KHUAN_LANG,
            "by_staff_id": by.id,
            "updated_at": now(),
            "active": True,
        }
        | facts
    )
    with work.house.database.session() as session:
        session.add(row)
    return row.id


def hand_out(work: Work, *here: Actor) -> int:
    with work.house.database.session() as session:
        return assigning.by_rules(session, {each.id for each in here}, now=now())


def test_without_a_rule_in_force_nothing_is_handed_out(work: Work, case: Any, clerk: Actor) -> None:
    assert hand_out(work, clerk) == 0
    rule(work, clerk, active=False)
    assert hand_out(work, clerk) == 0


def test_the_oldest_goes_first_in_turn_to_who_is_there_and_has_room(client: Any, work: Work) -> None:
    cases = [opened(client, work, source={"type": "user", "userId": user(n)}) for n in range(5)]
    assert len({case.id for case in cases}) == 5
    one, other, away = (person(work, KHUAN_LANG, role) for role in (Role.CLERK, Role.HEAD, Role.SECRETARY))
    key = rule(work, one, staff=[one.id, away.id, other.id], most=2)
    assert hand_out(work, one, other) == 4
    had = {row.id: row.assignee for row in work.rows('select id, assignee from "case"')}
    assert [had[case.id] for case in cases] == [one.id, other.id, one.id, other.id, None]
    assert work.value("select last from assign_rule where id = :id", id=key) == other.id
    assert [by for _, by, _ in history(work)] == [None] * 4
    assert told(work, one.id) == ["assigned", "assigned"]
    assert hand_out(work, one, other) == 0
    work.change('update "case" set assignee = null where id = :id', id=cases[1].id)
    assert hand_out(work, away) == 2


def test_a_rule_speaks_of_a_category_and_a_village_of_its_own_centre() -> None:
    case = SimpleNamespace(owner="9079", category=["disaster"], tambon_code="901118", moo="5")
    fits = {"org": "9079", "category": "", "tambon_code": "", "moo": ""}
    assert assigning.fits(SimpleNamespace(**fits), case)
    for name, value in (("org", "9098"), ("category", "other"), ("tambon_code", "901101"), ("moo", "6")):
        assert not assigning.fits(SimpleNamespace(**fits | {name: value}), case), name
    assert assigning.fits(
        SimpleNamespace(**fits | {"category": "disaster", "tambon_code": "901118", "moo": "5"}), case
    )


def test_turns_go_round() -> None:
    a, b, c, gone = (uuid.UUID(int=n) for n in range(4))
    assert assigning.turn([a, b, c], None) == [a, b, c]
    assert assigning.turn([a, b, c], b) == [c, a, b]
    assert assigning.turn([a, b, c], gone) == [a, b, c]
    assert assigning.turn([], a) == []


def test_a_watched_case_tells_its_watcher_of_others_deeds_and_a_centre_of_what_is_handed_to_it(
    client: Any, work: Work, case: Any, clerk: Actor, do: Any
) -> None:
    from store import staff_notices

    head, there = person(work, KHUAN_LANG, Role.HEAD), person(work, HAT_YAI)
    with work.house.database.session() as session:
        for who in (clerk, head):
            staff_notices.watch(session, case.id, who.id, now=now())
    do("reply", clerk, case, "กำลังไปค่ะ")
    assert (told(work, head.id), told(work, clerk.id)) == (["changed"], [])
    opened(client, work, "น้ำเข้าบ้านแล้ว")
    assert told(work, clerk.id) == ["changed"]
    do("hand_over", clerk, case, version=the_case(work).version, org=HAT_YAI, org_name="ทน.หาดใหญ่")
    assert "handed" in told(work, there.id)
