"""Whether an organisation is ready to work: one list of what it has and what is missing. Pure over its facts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from casework import roster
from casework.roster import Shift
from store.orgs import OrgKind
from store.staff import Role

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Item:
    """code: names its sentence and the page where it is mended. needed: without it the body is not ready. n: how many."""

    code: str
    done: bool
    needed: bool = True
    n: int = 0


def items(
    facts: Any,
    *,
    shifts: list[Shift],
    reachable: set[UUID],
    now: datetime,
    seats_empty: int = 0,
) -> list[Item]:
    """facts: of store/readiness.facts. seats_empty: of the committee, by casework/committee.py. In the order in which they are set up."""
    roles, kind = set(facts.roles), facts.kind
    gaps = roster.gaps(shifts, now, now + WEEK, reachable)
    found = [
        Item("admin", Role.ADMIN in roles),
        Item("clerk", Role.CLERK in roles),
        Item("head", Role.HEAD in roles),
        Item("phone", bool(facts.phone), needed=False),
        Item("hours", facts.hours > 0, needed=False),
        Item("accounts", bool(facts.accounts), needed=False, n=len(facts.accounts)),
        Item("templates", facts.templates > 0, needed=False, n=facts.templates),
    ]
    if kind != OrgKind.PROVINCE:
        found.insert(3, Item("roster", bool(shifts) and not gaps, n=len(gaps)))
    if kind == OrgKind.LAO:
        found[3:3] = [
            Item("secretary", Role.SECRETARY in roles),
            Item("field", Role.FIELD in roles),
            Item("committee", seats_empty == 0, n=seats_empty),
        ]
        found.append(
            Item("villages", facts.told_villages >= facts.shared, n=facts.shared - facts.told_villages)
        )
    if kind == OrgKind.HUB:
        found.append(Item("agencies", facts.agencies > 0, n=facts.agencies))
    return found


def ready(found: list[Item]) -> bool:
    return all(item.done for item in found if item.needed)
