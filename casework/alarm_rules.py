"""The times of the alarm's ladder, as data (rules/alarm.toml): officials change them there, with source and date."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from math import ceil

from casework import rulefile


class Part(StrEnum):
    """Whom a step rings: the next rung of the rosters, the head of the hub, the operator, or all of them again."""

    DUTY = "duty"
    HEAD = "head"
    OPERATOR = "operator"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Rules:
    """Times after the opening of an alarm; crowd_above: alarms of one organisation within an hour."""

    next: timedelta
    head: timedelta
    operator: timedelta
    again: timedelta
    together: timedelta
    answer: timedelta
    crowd_above: int
    crowd_every: timedelta
    source: str
    checked_on: date
    verified: bool

    @property
    def rungs(self) -> int:
        """How many rungs of a roster come before the head of the hub."""
        return ceil(self.head / self.next)

    def part(self, step: int) -> Part:
        """What the step of that number (from 0) does."""
        if step < self.rungs:
            return Part.DUTY
        return {self.rungs: Part.HEAD, self.rungs + 1: Part.OPERATOR}.get(step, Part.AGAIN)

    def after(self, step: int) -> timedelta:
        """How long after the opening that step falls due."""
        match self.part(step):
            case Part.DUTY:
                return self.next * step
            case Part.HEAD:
                return self.head
            case Part.OPERATOR:
                return self.operator
            case _:
                return self.operator + self.again * (step - self.rungs - 1)


@cache
def rules() -> Rules:
    """The file in force, read once per process."""
    table = rulefile.table("alarm")
    ladder, call, crowd = table["ladder"], table["call"], table["crowd"]
    return Rules(
        **{name: timedelta(seconds=ladder[name]) for name in ("next", "head", "operator", "again")},
        **{name: timedelta(seconds=call[name]) for name in ("together", "answer")},
        crowd_above=crowd["above"],
        crowd_every=timedelta(seconds=crowd["every"]),
        source=table["source"],
        checked_on=table["checked_on"],
        verified=table["verified"],
    )
