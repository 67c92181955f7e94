"""What stands around a case: the person's other cases, who has it and since when, and the next date to be kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from casework import clocks
from casework.access import Sight, most


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another case of the same person, as far as the reader may see it. words, place: "" where they may not."""

    id: UUID
    reference: str
    state: str
    opened_at: datetime
    full: bool
    kind: str = ""
    urgency: str = ""
    account: str = ""
    place: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """what: answer (the first word of a person, within the days of the law), need, task or request. code: which one."""

    what: str
    at: datetime
    code: str = ""


def earlier(rows: Sequence[Any]) -> list[Earlier]:
    return [_earlier(row) for row in rows]


def _earlier(row: Any) -> Earlier:
    match most(row.relation):
        case Sight.FULL:
            seen = {"place": row.place_text, "words": row.words, "kind": row.kind, "urgency": row.urgency}
        case Sight.SUMMARY:
            seen = {"place": row.place_text, "kind": row.kind, "urgency": row.urgency}
        case _:
            return Earlier(row.id, row.reference, row.state, row.opened_at, full=False)
    full = most(row.relation) == Sight.FULL
    return Earlier(row.id, row.reference, row.state, row.opened_at, full, account=row.account, **seen)


def next_due(row: Any, facts: Any) -> Due | None:
    """The nearest date of an open case; a clock that stands still is none."""
    return min(_dues(row, facts), key=lambda due: due.at, default=None)


def _dues(row: Any, facts: Any) -> Iterator[Due]:
    if not any(each.direction == "out" and each.staff_name for each in facts["messages"]):
        yield Due("answer", clocks.answer_due(row.opened_at))
    for need in facts["steps_of_needs"]:
        if need.due_at and not need.paused_at:
            yield Due("need", need.due_at, need.code)
    for duty in facts["duties"]:
        if not duty.done_at:
            yield Due(duty.source, duty.due_at, duty.kind)
