"""What a list of cases is asked for, as conditions on case_access. Every value travels as a parameter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from store.cases import ENDED_FROM, URGENCY_STEP

NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Sieve:
    """ended: cases that are over instead of open ones. urgency: "U1"; "" for all. states, relations: () for all.

    assignee: a staff id, NOBODY, or None for all. opened_before: what was opened earlier.
    due_before: a step of a need was due earlier; with opened_before either is enough.
    facets: what all must hold, "category:disaster" (case_facets of migration 0014): kind, category, need, vulnerable,
    channel, tambon, moo, incident.
    """

    ended: bool = False
    urgency: str = ""
    states: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    assignee: UUID | str | None = None
    opened_before: datetime | None = None
    due_before: datetime | None = None
    facets: tuple[str, ...] = ()

    @property
    def ranks(self) -> tuple[int, int]:
        """The range of ranks, lowest and first beyond (case_rank of migration 0004)."""
        begin = ENDED_FROM if self.ended else 0
        if not self.urgency:
            return begin, begin + ENDED_FROM
        step = begin + int(self.urgency[1:]) * URGENCY_STEP
        return step, step + URGENCY_STEP


def conditions(sieve: Sieve, n: str = "") -> str:
    """For rows `a` of case_access, without organisation and facets. n: what sets its parameters apart from others'."""
    parts = [f"a.relation = any(:relations{n}) and a.rank >= :low{n} and a.rank < :high{n}"]
    if sieve.states:
        parts.append(f"a.state = any(:states{n})")
    if sieve.assignee == NOBODY:
        parts.append("a.assignee is null")
    elif sieve.assignee:
        parts.append(f"a.assignee = :assignee{n}")
    old, due = f"a.opened_at < :before{n}", f"a.due_at < :due{n}"
    if sieve.opened_before and sieve.due_before:
        parts.append(f"({old} or {due})")
    elif sieve.opened_before:
        parts.append(old)
    return " and ".join(parts)


def facts_of(sieve: Sieve, relations: Sequence[str], n: str = "") -> dict[str, Any]:
    """Values of those parameters. relations: the most that the reader may list; a sieve only narrows them."""
    low, high = sieve.ranks
    kept = [each for each in relations if not sieve.relations or each in sieve.relations]
    facts = {"relations": kept, "low": low, "high": high, "states": list(sieve.states)}
    facts |= {"assignee": sieve.assignee, "before": sieve.opened_before, "due": sieve.due_before}
    wanted = conditions(sieve, n)
    return {f"{name}{n}": value for name, value in facts.items() if f":{name}{n}" in wanted}
