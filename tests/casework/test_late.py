"""Late steps: told once a stage, to whom they belong, in office hours, never a flood."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from casework import clocks, late
from store.ids import BANGKOK
from store.staff import Role
from tests.casework.shared import HUB, KHUAN_LANG, person
from tests.conftest import Work

MONDAY = datetime(2026, 11, 30, 10, 0, tzinfo=BANGKOK)
NIGHT = MONDAY.replace(hour=23)
LATER = MONDAY + timedelta(days=7)


def tell(work: Work, at: datetime = MONDAY) -> int:
    with work.house.database.session() as session:
        return late.tell(session, at)


def told(work: Work) -> dict[UUID, int]:
    found = work.rows(
        "select staff_id, sum(times) as n from staff_notice where what = 'late' group by staff_id"
    )
    return {row.staff_id: row.n for row in found}


@pytest.fixture
def step(work: Work, case: Any) -> Any:
    """One need of the case, confirmed and an hour late."""
    for table in ("need", "case_task", "membership"):
        work.change(f"delete from {table}")
    work.change("update \"case\" set urgency = 'U2', opened_at = :at", at=MONDAY)
    return put(work, case, "confirmed")


def put(work: Work, case: Any, state: str, code: str = "disaster:food") -> UUID:
    key = uuid4()
    work.change(
        "insert into need (id, case_id, code, state, track, created_at, since, due_at, stops, decision, decision_reason, note,"
        " version) values (:id, :case, :code, :state, 'committee', :at, :at, :due, false, '', '', '', 1)",
        id=key, case=case.id, code=code, state=state, at=MONDAY - timedelta(days=2), due=MONDAY - timedelta(hours=1),
    )  # fmt: skip
    return key


def test_the_clerks_hear_once_and_the_head_after_a_further_time(work: Work, step: Any) -> None:
    clerk, head = person(work, KHUAN_LANG), person(work, KHUAN_LANG, Role.HEAD)
    person(work, KHUAN_LANG, Role.SECRETARY)
    assert tell(work) == 1
    for minutes in (10, 20):
        assert tell(work, MONDAY + timedelta(minutes=minutes)) == 0
    assert told(work) == {clerk.id: 1}
    assert clocks.rules().late.within == 2
    assert tell(work, MONDAY + timedelta(days=1, hours=1)) == 0
    assert tell(work, MONDAY + timedelta(days=3)) == 1
    assert tell(work, LATER) == 0
    assert told(work) == {clerk.id: 1, head.id: 1}


def test_who_has_the_case_hears_alone_and_a_new_day_is_told_anew(work: Work, case: Any, step: Any) -> None:
    mine = person(work, KHUAN_LANG, Role.SECRETARY)
    person(work, KHUAN_LANG)
    work.change('update "case" set assignee = :who', who=mine.id)
    tell(work)
    work.change("update need set due_at = due_at + interval '30 minutes'")
    tell(work)
    assert told(work) == {mine.id: 2}


def test_what_is_before_the_committee_is_its_secretarys_and_what_was_referred_the_hubs(
    work: Work, case: Any, step: Any
) -> None:
    clerk, secretary, hub = (
        person(work, KHUAN_LANG),
        person(work, KHUAN_LANG, Role.SECRETARY),
        person(work, HUB),
    )
    work.change("update need set state = 'ready'")
    tell(work)
    assert told(work) == {secretary.id: 1}
    work.change("update need set state = 'referred', due_at = due_at + interval '1 minute'")
    work.change('update "case" set holder = :hub', hub=HUB)
    tell(work)
    assert told(work) == {secretary.id: 1, hub.id: 1}
    assert clerk.id not in told(work)


def test_nobody_is_told_at_night_or_on_a_day_off_except_of_danger(work: Work, case: Any, step: Any) -> None:
    clerk = person(work, KHUAN_LANG)
    saturday = MONDAY - timedelta(days=2)
    work.change("update need set due_at = :at", at=saturday - timedelta(days=1))
    assert tell(work, NIGHT) == tell(work, saturday) == 0
    work.change("update \"case\" set urgency = 'U0'")
    assert tell(work, NIGHT) == 1
    assert told(work) == {clerk.id: 1}


def test_what_is_paused_settled_or_ended_is_not_late(work: Work, case: Any, step: Any) -> None:
    person(work, KHUAN_LANG)
    work.change("update need set paused_at = due_at")
    assert tell(work) == 0
    work.change("update need set paused_at = null")
    work.change("update \"case\" set state = 'closed'")
    assert tell(work) == 0


def test_a_hundred_late_reports_are_told_some_a_day_the_most_urgent_first(
    work: Work, case: Any, step: Any
) -> None:
    secretary = person(work, KHUAN_LANG, Role.SECRETARY)
    work.change("delete from need")
    work.change(
        "insert into case_task (id, case_id, kind, due_at, created_at) values (gen_random_uuid(), :case, 'after_report', :at, :at)",
        case=case.id, at=MONDAY - timedelta(days=1),
    )  # fmt: skip
    for number in range(100):
        put(work, case, "ready", f"disaster:{number}")
    most = clocks.rules().late_most
    assert tell(work) == most
    assert tell(work, MONDAY + timedelta(hours=2)) == 0
    assert tell(work, MONDAY + timedelta(days=1)) == most
    assert told(work) == {secretary.id: 2 * most}
    assert work.value("select count(*) from staff_notice where what = 'late'") == 1  # one line of one case


def test_an_answer_that_is_owed_is_late_too(work: Work, case: Any, step: Any) -> None:
    clerk = person(work, KHUAN_LANG)
    work.change("delete from need")
    work.change('update "case" set opened_at = :at', at=MONDAY - timedelta(days=40))
    assert tell(work) == 1
    assert told(work) == {clerk.id: 1}


def test_the_mail_of_the_day_counts_it(work: Work, step: Any) -> None:
    clerk = person(work, KHUAN_LANG)
    tell(work)
    from store import shift_notes

    work.change("insert into staff_digest (staff_id) values (:id)", id=clerk.id)
    with work.house.database.session() as session:
        rows = shift_notes.claim_digests(session, MONDAY.date())
    assert [(row.what, row.n) for row in rows] == [("late", 1)]
