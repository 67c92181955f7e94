"""Working days and office hours: when an organisation is at work, and when it will be again (decisions.md 28)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from sqlmodel import Session

from casework import rulefile
from store import calendar
from store.ids import BANGKOK
from wording import say

Hours = Mapping[int, tuple[time, time]]
"""Weekday (0 Monday) → opens, closes; a weekday that is missing is closed."""

_LONGEST_CLOSED = 60
"""Days looked ahead for the next opening; an office whose hours leave none is open at the usual hour tomorrow."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """hours: of each organisation that has its own, "" for all. days: (org, day) → works, where a row says so."""

    hours: Mapping[str, Hours] = field(default_factory=dict)
    days: Mapping[tuple[str, date], bool] = field(default_factory=dict)

    def works(self, org: str, day: date) -> bool:
        """Whether it is a working day: a row of the organisation, one for all, the weekday, the holidays."""
        for whose in (org, calendar.EVERYONE):
            if (whose, day) in self.days:
                return self.days[whose, day]
        return day.weekday() in self._hours(org) and not _holiday(day)

    def week(self, org: str) -> Hours:
        """Its own week, that of all, or the rule's."""
        return self._hours(org)

    def open_on(self, org: str, day: date) -> tuple[time, time] | None:
        """From when to when, None on a day that is not worked."""
        return self._span(org, day) if self.works(org, day) else None

    def open_at(self, org: str, at: datetime) -> bool:
        local = at.astimezone(BANGKOK)
        opens, closes = self._span(org, local.date())
        return self.works(org, local.date()) and opens <= local.time() < closes

    def next_opening(self, org: str, at: datetime) -> datetime:
        """The moment itself if the office is open, else when it next opens."""
        if self.open_at(org, at):
            return at
        local = at.astimezone(BANGKOK)
        for ahead in range(_LONGEST_CLOSED):
            day = local.date() + timedelta(days=ahead)
            opening = datetime.combine(day, self._span(org, day)[0], BANGKOK)
            if opening > at and self.works(org, day):
                return opening
        return datetime.combine(local.date() + timedelta(days=1), _usual()[0][0], BANGKOK)

    def closes(self, org: str, day: date) -> time:
        return self._span(org, day)[1]

    def _hours(self, org: str) -> Hours:
        return self.hours.get(org) or self.hours.get(calendar.EVERYONE) or _usual()

    def _span(self, org: str, day: date) -> tuple[time, time]:
        """A day that is worked by exception has the hours of the organisation's first weekday."""
        hours = self._hours(org)
        return hours.get(day.weekday()) or hours[min(hours)]


def load(session: Session, now: datetime) -> Calendar:
    hours: dict[str, dict[int, tuple[time, time]]] = {}
    for row in calendar.hours(session):
        hours.setdefault(row.org, {})[row.weekday] = (row.opens, row.closes)
    days = calendar.days(session, now.astimezone(BANGKOK).date())
    return Calendar(hours, {(row.org, row.day): row.works for row in days})


def in_days(at: datetime, days: int) -> datetime:
    """The end of the last of so many calendar days, as laws count them: the first is the day after."""
    last = at.astimezone(BANGKOK).date() + timedelta(days=days)
    return datetime.combine(last, time(23, 59, 59), BANGKOK)


def day_shown(at: datetime, language: str) -> str:
    """As people write a day: จ. 30 พ.ย. 69; Mon 30 Nov 2026."""
    local = at.astimezone(BANGKOK)
    year = f"{(local.year + 543) % 100:02d}" if language == "th" else str(local.year)
    weekday = say("date.weekdays", language).split()[local.weekday()]
    month = say("date.months", language).split()[local.month - 1]
    return f"{weekday} {local.day} {month} {year}"


@cache
def _rules() -> Mapping[str, Any]:
    return rulefile.table("calendar")


@cache
def _usual() -> Hours:
    told = _rules()["hours"]
    span = (time.fromisoformat(told["opens"]), time.fromisoformat(told["closes"]))
    return dict.fromkeys(told["weekdays"], span)


@cache
def _holiday(day: date) -> bool:
    return day in _holidays(day.year)


def holiday(day: date) -> str:
    """The name of the public holiday of that day on which offices rest, "" on any other."""
    return _holidays(day.year).get(day, "")


@cache
def _holidays(year: int) -> Mapping[date, str]:
    """Of government offices: the package's public and government days without those on which offices work."""
    # the package costs a tenth of a second, which a process that never names a date need not spend
    from holidays import country_holidays

    found = country_holidays("TH", years=year, categories=("public", "government"), language="th")
    spared = _rules()["works"]["names"]
    return {day: name for day, name in found.items() if not any(word in name for word in spared)}
