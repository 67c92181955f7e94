"""Working days: New Year, Songkran, what the cabinet moves, and an office with hours of its own."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from casework import deadlines
from casework.deadlines import Calendar
from store import calendar
from store.ids import BANGKOK


def bangkok(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BANGKOK)


@pytest.mark.parametrize(
    ("asked", "opens"),
    [
        (bangkok(2026, 11, 26, 16, 29), bangkok(2026, 11, 26, 16, 29)),  # a Thursday, a minute before closing
        (bangkok(2026, 11, 26, 16, 30), bangkok(2026, 11, 27, 8, 30)),
        (bangkok(2026, 11, 27, 18), bangkok(2026, 11, 30, 8, 30)),  # Friday evening: Monday
        (bangkok(2026, 11, 26, 6), bangkok(2026, 11, 26, 8, 30)),  # before opening: the same day
        (bangkok(2026, 12, 30, 20), bangkok(2027, 1, 4, 8, 30)),  # 31 Dec, 1 Jan are holidays, then a weekend
        (bangkok(2027, 4, 12, 17), bangkok(2027, 4, 16, 8, 30)),  # Songkran 13-15 April
        (bangkok(2026, 12, 4, 17), bangkok(2026, 12, 8, 8, 30)),  # 5 Dec is a Saturday: Monday in its stead
    ],
)
def test_the_next_opening_knows_weekends_new_year_and_songkran(asked: datetime, opens: datetime) -> None:
    assert Calendar().next_opening("9079", asked.astimezone(UTC)) == opens


def test_offices_work_on_labour_day_which_is_no_holiday_of_theirs() -> None:
    assert Calendar().works("9079", date(2026, 5, 1))
    assert not Calendar().works("9079", date(2026, 5, 4))  # Coronation Day


def test_a_day_the_cabinet_adds_or_moves_is_a_row() -> None:
    moved = Calendar(days={("", date(2027, 1, 4)): False, ("", date(2027, 1, 9)): True})
    assert moved.next_opening("9079", bangkok(2026, 12, 30, 20)) == bangkok(2027, 1, 5, 8, 30)
    assert moved.open_at("9079", bangkok(2027, 1, 9, 9))  # a Saturday that is worked


def test_a_row_of_the_organisation_wins_over_the_row_for_all() -> None:
    day = date(2027, 4, 16)
    both = Calendar(days={("", day): False, ("9079", day): True})
    assert (both.works("9079", day), both.works("9083", day)) == (True, False)


def test_an_office_with_saturday_hours_is_open_on_saturday_and_closed_on_its_free_days() -> None:
    own = Calendar(hours={"9079": {5: (time(9), time(12)), 0: (time(8), time(16))}})
    assert own.open_at("9079", bangkok(2026, 11, 28, 11))
    assert not own.open_at("9079", bangkok(2026, 12, 1))
    assert not own.open_at("9083", bangkok(2026, 11, 28, 11))


def test_thirty_days_end_with_the_thirtieth_day_in_bangkok() -> None:
    due = deadlines.in_days(datetime(2026, 11, 25, 18, tzinfo=UTC), 30)  # already the 26th in Bangkok
    assert due == datetime(2026, 12, 26, 23, 59, 59, tzinfo=BANGKOK)


def test_rows_of_the_database_make_the_calendar(house: Any) -> None:
    now = datetime.now(UTC)
    tomorrow = now.astimezone(BANGKOK).date() + timedelta(days=1)
    with house.database.session() as session:
        calendar.put_day(
            session, org="", day=tomorrow, works=False, name="วันหยุดพิเศษ", source="มติ ครม.", now=now
        )
        calendar.put_hours(session, org="9079", weekday=6, opens=time(8), closes=time(12))
        found = deadlines.load(session, now)
        calendar.drop_day(session, org="", day=tomorrow)
    assert not found.works("9083", tomorrow)
    assert found.hours["9079"] == {6: (time(8), time(12))}
