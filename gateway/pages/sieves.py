"""What the address of a list asks for: a view, filters upon it, or a view that somebody kept."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from casework.access import Actor
from casework.clocks import unanswered_before
from casework.correcting import CATEGORIES, KINDS, RISKS
from gateway.pages.proposal import needs_known
from store.cases import ENDED, CaseState, Relation, Urgency
from store.sieves import NOBODY, Sieve

VIEWS = (
    "alarms",
    "mine",
    "unassigned",
    "open",
    "us",
    "waiting",
    "others",
    "overdue",
    "centre",
    "hub",
    "closed",
)
COUNTED = ("alarms", "mine", "unassigned", "open", "us", "waiting", "others", "overdue", "centre", "hub")
OF_HUBS = frozenset({"centre", "hub"})
"""Views for whoever works at a hub: what is the hub's own, and what it looks upon."""
CHANNELS = ("line", "sms", "voice", "web", "desk")
ME = "me"
_OURS = (Relation.OWNER.value, Relation.CANDIDATE.value, Relation.REFERRED.value)
_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _key(value: str) -> bool:
    return bool(_KEY.fullmatch(value))


def _digits(least: int, most: int) -> Callable[[str], bool]:
    return lambda value: value.isascii() and value.isdecimal() and least <= len(value) <= most


FILTERS: Mapping[str, Callable[[str], bool]] = {
    "state": lambda value: value in {*CaseState},
    "urgency": lambda value: value in {*Urgency},
    "category": lambda value: value in CATEGORIES,
    "kind": lambda value: value in KINDS,
    "need": lambda value: value in needs_known(()),
    "vulnerable": lambda value: value in RISKS,
    "channel": lambda value: value in CHANNELS,
    "tambon": _digits(6, 6),
    "moo": _digits(1, 3),
    "older": _digits(1, 3),
    "assignee": lambda value: value in {ME, NOBODY} or _key(value),
    "incident": _key,
}
"""Name in the address → whether a value can be one; what cannot is as if it had not been asked."""
NAMES = ("view", *FILTERS)
"""Everything by which an address names a list."""
_FACETS = ("category", "kind", "need", "vulnerable", "channel", "tambon", "moo", "incident")


def asked(given: Mapping[str, str]) -> dict[str, str]:
    """view and filters of an address or of a form, the view always there."""
    told = {name: given.get(name, "").strip() for name in FILTERS}
    kept = {name: value for name, value in told.items() if value and FILTERS[name](value)}
    view = given.get("view", "")
    return {"view": view if view in VIEWS else "open", **kept}


def offered(actor: Actor) -> tuple[str, ...]:
    """Views in the order of the strip."""
    hubs = [org.startswith("hub-") for org in actor.orgs()]
    return VIEWS if any(hubs) else tuple(view for view in VIEWS if view not in OF_HUBS)


def sieve(told: Mapping[str, str], actor: Actor, now: datetime) -> Sieve:
    """told: as `asked` gives it."""
    found = _view(told["view"], actor, now)
    if state := told.get("state"):
        ended = state in {each.value for each in ENDED}
        found = replace(found, states=(state,), ended=ended)
    if urgency := told.get("urgency"):
        found = replace(found, urgency=urgency)
    if who := told.get("assignee"):
        found = replace(found, assignee=actor.id if who == ME else who if who == NOBODY else UUID(who))
    if days := told.get("older"):
        before = now - timedelta(days=int(days))
        found = replace(found, opened_before=min(before, found.opened_before or before), due_before=None)
    return replace(found, facets=tuple(f"{name}:{told[name]}" for name in _FACETS if name in told))


def _view(view: str, actor: Actor, now: datetime) -> Sieve:
    made: dict[str, Callable[[], Any]] = {
        "alarms": lambda: Sieve(urgency=Urgency.U0.value),
        "mine": lambda: Sieve(assignee=actor.id),
        "unassigned": lambda: Sieve(assignee=NOBODY),
        "us": lambda: Sieve(states=(CaseState.NEW.value, CaseState.ACTIVE.value)),
        "waiting": lambda: Sieve(states=(CaseState.WAITING_CITIZEN.value,)),
        "others": lambda: Sieve(states=(CaseState.REFERRED.value, CaseState.AWAITING_GOVERNOR.value)),
        "overdue": lambda: Sieve(
            states=(CaseState.NEW.value, CaseState.ACTIVE.value, CaseState.REFERRED.value),
            opened_before=unanswered_before(now),
            due_before=now,
        ),
        "centre": lambda: Sieve(relations=_OURS),
        "hub": lambda: Sieve(relations=(Relation.HUB.value,)),
        "closed": lambda: Sieve(ended=True),
    }
    found: Sieve = made.get(view, Sieve)()
    return found
