"""One need through its steps on the real tables: who may, once only, told, clocked, and the case follows."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from casework import clocks, needs
from casework.access import Actor, NotAllowed
from casework.handling import Stale
from casework.lifecycle import IllegalMove, Locked
from store import needs as rows
from store.cases import NeedState, Track
from store.staff import Role
from tests.casework.shared import HAT_YAI, KHUAN_LANG, now, person, story
from tests.conftest import Work

N = NeedState
CODE = "disaster:food"


@pytest.fixture
def need(client: Any, work: Work, case: Any, clerk: Actor) -> Callable[[], Any]:
    """need() → the row as it is now; it was confirmed by a clerk."""
    from casework import correcting

    with work.house.database.session() as session:
        correcting.correct(
            session, clerk, case.reference, field="need", value=f"+{CODE}", version=case.version, now=now()
        )
    return lambda: work.rows("select * from need where code = :code", code=CODE)[0]


@pytest.fixture
def step(work: Work, case: Any, need: Any) -> Callable[..., None]:
    def done(actor: Actor, after: NeedState, *, at: datetime | None = None, **facts: Any) -> None:
        version = facts.pop("version", need().version)
        with work.house.database.session() as session:
            needs.step(session, actor, case.reference, CODE, after, version=version, now=at or now(), **facts)

    return done


def state_of(work: Work) -> str:
    return str(work.value('select state from "case"'))


def test_what_a_clerk_confirms_has_its_first_clock(work: Work, need: Any) -> None:
    row = need()
    assert (row.state, row.track, row.stops) == ("confirmed", "committee", True)
    assert row.due_at > now() + timedelta(hours=8)
    assert state_of(work) == "active"


def test_a_need_goes_through_the_committee_to_help_and_the_case_follows(
    work: Work, case: Any, clerk: Actor, step: Any, need: Any
) -> None:
    secretary = person(work, KHUAN_LANG, Role.SECRETARY)
    step(clerk, N.SURVEYING)
    step(clerk, N.READY)
    step(secretary, N.DECIDED, decision="approved")
    step(clerk, N.HELPING)
    assert state_of(work) == "active"
    step(clerk, N.HELPED, evidence="receipt")
    assert state_of(work) == "helped"
    assert need().due_at is None
    assert story(work).count("need_moved") == 5
    told = work.rows("select text from message where purpose = 'news' order by id")
    assert ["รอคณะกรรมการ" in row.text for row in told] == [False, True, False]


def test_nobody_decides_for_the_committee_but_its_secretary_and_the_head(
    work: Work, clerk: Actor, step: Any, need: Any
) -> None:
    step(clerk, N.READY)
    for actor in (clerk, person(work, KHUAN_LANG, Role.ADMIN), person(work, HAT_YAI, Role.SECRETARY)):
        with pytest.raises(NotAllowed):
            step(actor, N.DECIDED, decision="approved")
    assert need().state == "ready"


def test_two_people_who_press_at_once_make_one_step(clerk: Actor, step: Any, need: Any) -> None:
    shown = need().version
    step(clerk, N.SURVEYING, version=shown)
    with pytest.raises(Stale):
        step(clerk, N.READY, version=shown)
    assert need().state == "surveying"


def test_what_lies_outside_the_criteria_is_locked_until_the_governor_consents(
    work: Work, clerk: Actor, step: Any, need: Any
) -> None:
    head = person(work, KHUAN_LANG, Role.HEAD)
    step(clerk, N.READY)
    step(head, N.DECIDED, decision="outside_criteria", reason="ไม่มีในหลักเกณฑ์")
    with pytest.raises(Locked, match="decided -> helping"):
        step(clerk, N.HELPING)
    step(head, N.AWAITING_GOVERNOR)
    assert state_of(work) == "awaiting_governor"
    with pytest.raises(IllegalMove):
        step(clerk, N.HELPING)
    with pytest.raises(Locked, match="awaiting_governor -> consented"):
        step(head, N.CONSENTED)
    step(head, N.CONSENTED, number="สข 9/2569")
    step(clerk, N.HELPING)
    assert state_of(work) == "active"
    assert need().decision_reason == "ไม่มีในหลักเกณฑ์"


def track(work: Work, actor: Actor, case: Any, need: Any, wanted: Track, **more: Any) -> None:
    with work.house.database.session() as session:
        needs.set_track(
            session, actor, case.reference, need.code, wanted, version=need.version, now=now(), **more
        )


def test_help_at_once_needs_a_persons_word_that_the_disaster_is_on(
    work: Work, case: Any, clerk: Actor, step: Any, need: Any
) -> None:
    with pytest.raises(Locked):
        track(work, clerk, case, need(), Track.IMMEDIATE)
    with pytest.raises(Locked):
        step(clerk, N.HELPING)
    track(work, clerk, case, need(), Track.IMMEDIATE, happening="now")
    row = need()
    assert (row.track, row.track_set_by) == ("immediate", clerk.id)
    assert row.due_at <= row.since + timedelta(minutes=60)
    step(clerk, N.HELPING)
    assert "track_set" in story(work)


def test_only_a_disaster_is_helped_at_once(work: Work, case: Any, clerk: Actor, need: Any) -> None:
    work.change("update need set code = 'other:wages' where code = :code", code=CODE)
    other = work.rows("select * from need where code = 'other:wages'")[0]
    with pytest.raises(Locked):
        track(work, clerk, case, other, Track.IMMEDIATE, happening="now")


def test_clocks_stand_still_while_the_citizen_is_asked(
    client: Any, work: Work, case: Any, clerk: Actor, need: Any, do: Any
) -> None:
    from tests.casework.shared import opened

    due = need().due_at
    do("reply", clerk, case, "ขอสำเนาบัตรค่ะ", waits=True)
    assert need().paused_at
    work.change(
        "update need set paused_at = paused_at - interval '3 days', due_at = due_at - interval '3 days'"
    )
    opened(client, work, "ส่งแล้วค่ะ")
    row = need()
    assert row.paused_at is None
    assert abs(row.due_at - due) < timedelta(minutes=1)


def test_what_is_late_is_listed_and_what_waits_for_the_citizen_is_not(
    work: Work, case: Any, clerk: Actor, step: Any, need: Any, do: Any
) -> None:
    def late(at: datetime) -> list[tuple[str, str]]:
        with work.house.database.session() as session:
            found = rows.overdue(session, [KHUAN_LANG], at, unanswered_before=clocks.unanswered_before(at))
        return [(row.code, row.state) for row in found]

    assert late(now()) == []
    much_later = now() + timedelta(days=40)
    assert late(much_later) == [("", "active"), (CODE, "confirmed")]
    do("reply", clerk, case, "ขอสำเนาบัตรค่ะ", waits=True)
    assert late(much_later) == []


def test_a_step_of_working_days_ends_with_the_office_and_leaves_out_the_new_year(work: Work) -> None:
    from casework import deadlines

    work.change("delete from special_day")
    work.change("delete from office_hours")
    with work.house.database.session() as session:
        calendar = deadlines.load(session, datetime(2026, 12, 30, tzinfo=UTC))
    wednesday = datetime(2026, 12, 30, 3, 0, tzinfo=UTC)
    due = clocks.in_working_days(calendar, KHUAN_LANG, wednesday, 1)
    # 31 December and 1 January are holidays, then comes a weekend
    assert due == datetime(2027, 1, 4, 9, 30, tzinfo=UTC)


def test_a_posting_stands_for_all_its_days_and_an_answer_is_due_in_fifteen() -> None:
    from datetime import date

    assert clocks.posted_until(date(2026, 11, 1)) == date(2026, 11, 16)
    opened_at = datetime(2026, 11, 1, 5, 0, tzinfo=UTC)
    due = clocks.answer_due(opened_at)
    assert due == datetime(2026, 11, 16, 16, 59, 59, tzinfo=UTC)
    assert opened_at >= clocks.unanswered_before(due)
    assert opened_at < clocks.unanswered_before(due + timedelta(seconds=2))
