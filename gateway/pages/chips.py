"""What a list is filtered by, in words."""

from collections.abc import Mapping
from uuid import UUID

from gateway.pages.drawn import named
from gateway.pages.shown import language, said
from gateway.pages.sieves import ME
from store import pairs, staff
from store.db import Session
from store.gazetteer import tambon_name
from store.sieves import NOBODY

_TABLES = {
    "state": "state_staff", "urgency": "urgency", "category": "category", "kind": "kind", "vulnerable": "vulnerable",
    "channel": "channel",
}  # fmt: skip


def chips(session: Session, asked: Mapping[str, str]) -> list[str]:
    """One for each filter, in the order of the builder."""
    return [_chip(session, name, value) for name, value in asked.items() if name != "view"]


def _chip(session: Session, name: str, value: str) -> str:
    if name in _TABLES:
        return named(language(), _TABLES[name], value)
    match name:
        case "need":
            return named(language(), "need", value.partition(":")[2])
        case "tambon":
            return said("sieve.in_tambon", tambon=tambon_name(value) or value)
        case "moo":
            return said("sieve.in_moo", moo=value)
        case "older":
            return said("sieve.older_than", days=value)
        case "incident":
            found = pairs.incident(session, UUID(value))
            return found.title if found else said("incident.title")
    return _assignee(session, value)


def _assignee(session: Session, value: str) -> str:
    if value in {ME, NOBODY}:
        return said(f"sieve.assignee_{value}")
    return staff.names(session, [UUID(value)]).get(UUID(value), said("sieve.assignee_nobody"))
