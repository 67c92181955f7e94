"""Every clock is consistent whatever the day: it ends after it begins, on a working day, never earlier for more days."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from casework.clocks import answer_due, in_working_days, posted_until, rules, unanswered_before
from casework.deadlines import Calendar
from store.ids import BANGKOK

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 700 * 24 * 3600).map(lambda seconds: BEGIN + timedelta(seconds=seconds))
CLOSED = st.sets(st.dates(date(2026, 1, 1), date(2028, 1, 31)), max_size=60)


def calendar(closed: set[date]) -> Calendar:
    return Calendar(days={("", day): False for day in closed})


@settings(deadline=None)  # the table of holidays is made at its first use
@given(MOMENTS, CLOSED, st.integers(1, 20))
def test_a_step_of_working_days_ends_with_the_office_on_a_day_it_works(
    at: datetime, closed: set[date], days: int
) -> None:
    office = calendar(closed)
    due = in_working_days(office, "9079", at, days).astimezone(BANGKOK)
    assert office.works("9079", due.date())
    assert due.date() > at.astimezone(BANGKOK).date()
    assert (due.hour, due.minute) == (16, 30)
    between = (due.date() - at.astimezone(BANGKOK).date()).days
    worked = sum(
        office.works("9079", at.astimezone(BANGKOK).date() + timedelta(days=n)) for n in range(1, between + 1)
    )
    assert worked == days


@settings(deadline=None)  # the table of holidays is made at its first use
@given(MOMENTS, CLOSED)
def test_every_clock_of_the_data_ends_after_it_begins_and_no_later_on_the_immediate_track(
    at: datetime, closed: set[date]
) -> None:
    office = calendar(closed)
    for (state, track), clock in rules().steps.items():
        due = clock.due(at, "9079", office)
        assert due > at
        general = rules().of(state, "committee")
        if track == "immediate" and general:
            assert due <= general.due(at, "9079", office)


@settings(deadline=None)  # the table of holidays is made at its first use
@given(MOMENTS)
def test_an_answer_is_overdue_exactly_after_its_last_day(at: datetime) -> None:
    due = answer_due(at)
    assert at >= unanswered_before(due)
    assert at < unanswered_before(due + timedelta(seconds=1))
    assert (posted_until(at.date()) - at.date()).days == rules().posting.within >= 15
