"""The clocks of casework: until when each step is to be done, as data (rules/clocks.toml) with source and date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from casework import rulefile
from casework.deadlines import Calendar, in_days
from store.ids import BANGKOK

Unit = Literal["minutes", "working_days", "days"]

_LONGEST = 370
"""Days looked ahead for working days; an office that hardly ever works is given calendar days."""


@dataclass(frozen=True, slots=True)
class Clock:
    """stops: it stands still while the citizen is asked. verified: the person in charge has agreed to it."""

    within: int
    unit: Unit
    stops: bool
    source: str
    verified: bool

    def due(self, at: datetime, org: str, calendar: Calendar) -> datetime:
        """The last moment of a step that began at `at`, by the calendar of the body that does it."""
        match self.unit:
            case "minutes":
                return at + timedelta(minutes=self.within)
            case "days":
                return in_days(at, self.within)
            case _:
                return in_working_days(calendar, org, at, self.within)


@dataclass(frozen=True, slots=True)
class Clocks:
    """steps: (state, track, "" for every other track) → clock. late: until the head hears of what is late too; late_most:
    how much of it one body is told a day."""

    steps: Mapping[tuple[str, str], Clock]
    answer: Clock
    posting: Clock
    after_report: Clock
    late: Clock
    late_most: int
    immediate_fields: frozenset[str]
    checked_on: date

    def of(self, state: str, track: str) -> Clock | None:
        """The clock of a step; None where nothing is due (it is settled, or nobody has confirmed it)."""
        return self.steps.get((state, track)) or self.steps.get((state, ""))


def in_working_days(calendar: Calendar, org: str, at: datetime, days: int) -> datetime:
    """The closing hour of the last of so many working days; the day itself does not count."""
    day, left = at.astimezone(BANGKOK).date(), days
    for _ in range(_LONGEST):
        day += timedelta(days=1)
        left -= calendar.works(org, day)
        if left <= 0:
            return datetime.combine(day, calendar.closes(org, day), BANGKOK)
    return in_days(at, days)


def posted_until(begins: date) -> date:
    """The first day on which an announcement may be taken down: it has then stood for the whole of its days."""
    return begins + timedelta(days=rules().posting.within)


def unanswered_before(now: datetime) -> datetime:
    """Cases opened before this should have had an answer, or word of how far they are."""
    first = now.astimezone(BANGKOK).date() - timedelta(days=rules().answer.within)
    return datetime.combine(first, time(), BANGKOK)


def answer_due(opened_at: datetime) -> datetime:
    return in_days(opened_at, rules().answer.within)


def rules(org: str = "") -> Clocks:
    """What is in force for a body; without one, for everybody."""
    return _rules(rulefile.own("clocks", org))


@rulefile.kept
def _rules(org: str) -> Clocks:
    table = rulefile.table("clocks", org)
    return Clocks(
        {(row["state"], row.get("track", "")): _clock(row) for row in table["step"]},
        answer=_clock(table["answer"]),
        posting=_clock(table["posting"]),
        after_report=_clock(table["after_report"]),
        late=_clock(table["late"]),
        late_most=table["late"]["most_a_day"],
        immediate_fields=frozenset(table["immediate"]["fields"]),
        checked_on=table["checked_on"],
    )


def _clock(row: Mapping[str, Any]) -> Clock:
    return Clock(row["within"], row["unit"], row.get("stops", False), row["source"], row["verified"])
