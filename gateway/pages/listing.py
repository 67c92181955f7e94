"""The list of cases as one staff member may see it; words and names are empty below a full view."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from flask import request

from casework.access import SEES_FULL, Actor, Sight, most
from gateway.pages.shown import channel_kind
from store import caselists
from store.caselists import View
from store.cases import Relation
from store.db import Session

VIEWS: tuple[View, ...] = ("alarms", "open", "mine", "unassigned", "waiting", "closed")
LISTED = (*SEES_FULL, Relation.HUB.value)
"""A body that had a case once finds it by its number, not in its lists."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row. words, who: "" unless the case may be read in full."""

    reference: str
    urgency: str
    state: str
    kind: str
    words: str
    who: str
    place: str
    category: tuple[str, ...]
    assignee: str
    channel: str
    unread: bool
    at: datetime
    full: bool
    wants_person: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """view, search: what was asked. after: cursor of the next page. print: changes when any of these rows does."""

    view: View
    search: str
    lines: tuple[Line, ...]
    after: str
    print: str


def asked_view() -> View:
    given = request.args.get("view", "open")
    return next((view for view in VIEWS if view == given), "open")


def asked_search() -> str:
    return request.args.get("q", "").strip()[:100]


def listed(session: Session, actor: Actor, *, after: str = "") -> Listed:
    """A page of the view that the address asks for. A search looks only into what may be read in full:
    a hit on a hidden word would tell that the word is there."""
    view, search = asked_view(), asked_search()
    found = caselists.page(
        session,
        view,
        orgs=actor.orgs(),
        relations=SEES_FULL if search else LISTED,
        me=actor.id,
        after=after,
        search=search,
    )
    return Listed(view, search, tuple(_line(row) for row in found.rows), found.after, _print(found.rows))


def counts(session: Session, actor: Actor) -> Mapping[View, int]:
    return caselists.counts(session, orgs=actor.orgs(), relations=LISTED, me=actor.id)


def _line(row: Any) -> Line:
    full = most(row.relation) == Sight.FULL
    return Line(
        reference=row.reference,
        urgency=row.urgency,
        state=row.state,
        kind=row.kind,
        words=row.text[:160] if full else "",
        who=row.who if full else "",
        place=row.place_text,
        category=tuple(row.category),
        assignee=(row.assignee_name or "") if full else "",
        channel=channel_kind(row.account),
        unread=row.unread and full,
        at=row.last_in_at,
        full=full,
        wants_person=row.wants_person_at is not None,
    )


def _print(rows: tuple[Any, ...]) -> str:
    told = "\n".join(f"{r.id} {r.last_in_at} {r.state} {r.urgency} {r.assignee} {r.unread}" for r in rows)
    return sha256(told.encode()).hexdigest()[:16]
