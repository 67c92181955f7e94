"""Who is on duty at a moment, and when nobody is: pure over the shifts of one organisation. Bangkok's clock."""

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Protocol
from uuid import UUID

from store.ids import BANGKOK

DAY = timedelta(days=1)


class Shift(Protocol):
    """What is asked of a row of the roster (store/duty.py DutyShift)."""

    staff_id: UUID
    rung: int
    weekday: int | None
    day: date | None
    starts: time
    ends: time


def on_duty(shifts: Iterable[Shift], at: datetime) -> tuple[tuple[int, tuple[UUID, ...]], ...]:
    """(rung, people) of that moment, lowest rung first; a shift of a single day stands in for the weekly ones."""
    now = [shift for shift in shifts if any(begin <= at < end for begin, end in _around(shift, at))]
    found = []
    for rung in sorted({shift.rung for shift in now}):
        here = [shift for shift in now if shift.rung == rung]
        single = [shift for shift in here if shift.day]
        found.append((rung, tuple(dict.fromkeys(shift.staff_id for shift in single or here))))
    return tuple(found)


def gaps(
    shifts: Sequence[Shift], begin: datetime, end: datetime, reachable: Container[UUID]
) -> list[tuple[datetime, datetime]]:
    """Stretches between begin and end in which nobody who can be rung is on duty; touching ones are one."""
    edges = {begin, end}
    day = begin - DAY
    while day < end + DAY:
        for shift in shifts:
            edges |= {edge for pair in _around(shift, day) for edge in pair if begin < edge < end}
        day += DAY
    times = sorted(edges)
    found: list[tuple[datetime, datetime]] = []
    for start, stop in pairwise(times):
        if any(person in reachable for _, people in on_duty(shifts, start) for person in people):
            continue
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], stop)
        else:
            found.append((start, stop))
    return found


def of_day(shifts: Iterable[Shift], day: date) -> list[Shift]:
    """The shifts that begin on that day, weekly ones too, in the order in which people are rung."""
    found = [shift for shift in shifts if _begins_on(shift, day)]
    return sorted(found, key=lambda shift: (shift.rung, shift.starts, str(shift.staff_id)))


def midnight(day: date) -> datetime:
    """The first moment of a day in Bangkok."""
    return datetime.combine(day, time(), BANGKOK).astimezone(UTC)


def _around(shift: Shift, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of this shift that begin the day before, that day, or the day after."""
    today = at.astimezone(BANGKOK).date()
    for day in (today - DAY, today, today + DAY):
        if _begins_on(shift, day):
            begin = datetime.combine(day, shift.starts, BANGKOK)
            last = day if shift.ends > shift.starts else day + DAY
            yield begin, datetime.combine(last, shift.ends, BANGKOK)


def _begins_on(shift: Shift, day: date) -> bool:
    return shift.day == day if shift.day else shift.weekday == day.weekday()
