"""The list of cases as one staff member may see it; words and names are empty below a full view."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from flask import request
from markupsafe import Markup

from casework.access import SEES_FULL, Actor, Sight, most
from gateway.pages import hits
from gateway.pages.shown import channel_kind
from store import caselines
from store.caselines import View
from store.cases import Relation
from store.db import Session
from store.folding import marks

VIEWS: tuple[View, ...] = ("alarms", "open", "mine", "unassigned", "waiting", "closed")
LISTED = (*SEES_FULL, Relation.HUB.value)
"""A body that had a case once finds it by its number, not in its lists."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row, hits of a search marked. words, who: "" unless the case may be read in full."""

    reference: str
    urgency: str
    state: str
    kind: str
    words: Markup
    who: Markup
    place: Markup
    category: tuple[str, ...]
    assignee: str
    channel: str
    unread: bool
    at: datetime
    full: bool
    wants_person: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """view, search: what was asked. after: cursor of the next page. print: changes when any of these rows does.

    close: nothing was written as searched for; these are the likeliest slips of it.
    """

    view: View
    search: str
    lines: tuple[Line, ...]
    after: str
    print: str
    close: bool = False


def asked_view() -> View:
    given = request.args.get("view", "open")
    return next((view for view in VIEWS if view == given), "open")


def asked_search() -> str:
    return request.args.get("q", "").strip()[:100]


def listed(session: Session, actor: Actor, *, after: str = "") -> Listed:
    """A page of the view that the address asks for. A search looks only into what may be read in full:
    a hit on a hidden word would tell that the word is there."""
    view, search = asked_view(), asked_search()
    found = caselines.page(
        session,
        view,
        orgs=actor.orgs(),
        relations=SEES_FULL if search else LISTED,
        me=actor.id,
        after=after,
        search=search,
    )
    wanted = marks(search) if search else None
    said = caselines.said(session, [row.id for row in found.rows]) if search else {}
    lines = tuple(_line(row, wanted, said.get(row.id, ())) for row in found.rows)
    return Listed(view, search, lines, found.after, _print(found.rows), found.close)


def counts(session: Session, actor: Actor) -> Mapping[View, int]:
    return caselines.counts(session, orgs=actor.orgs(), relations=LISTED, me=actor.id)


def _line(row: Any, wanted: "re.Pattern[str] | None", said: Sequence[str]) -> Line:
    full = most(row.relation) == Sight.FULL
    return Line(
        reference=row.reference,
        urgency=row.urgency,
        state=row.state,
        kind=row.kind,
        words=hits.lit(hits.excerpt((row.text, *said), wanted), wanted) if full else Markup(),
        who=hits.lit(row.who, wanted) if full else Markup(),
        place=hits.lit(row.place_text, wanted),
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
