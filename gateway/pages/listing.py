"""The list of cases as one staff member may see it; words and names are empty below a full view."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from flask import request, url_for
from markupsafe import Markup, escape

from casework.access import SEES_FULL, Actor, Sight, most
from gateway.pages import hits, sieves
from gateway.pages.chips import chips
from gateway.pages.drawn import Drawn, drawn
from gateway.pages.shown import channel_kind, language
from store import caselines, views
from store.cases import Relation
from store.db import Session, utc_now
from store.folding import marks
from store.ids import grouped
from store.listframe import Frame, frame
from store.sieves import Sieve

LISTED = (*SEES_FULL, Relation.HUB.value)
"""A body that had a case once finds it by its number, not in its lists."""


class Line(NamedTuple):
    """One row, ready to be drawn; hits of a search marked. words, assignee: "" unless it may be read in full.

    head: who it is, or the number where that is hidden. one: number and version, for what is done with several at once.
    two: the second line of the row. id: by it the stream finds the row (gateway/static/live.js).
    """

    id: UUID
    reference: str
    address: Markup
    one: str
    unread: bool
    mark: Markup
    head: Markup | str
    words: Markup | str
    at: Markup
    place: Markup | str
    assignee: str
    two: Markup


@dataclass(frozen=True, slots=True)
class Listed:
    """asked: view and filters, chips: the same in words. offered: the views of this person. kept: the row of store/views.py that is shown, if one is. further: views this person keeps.

    after: cursor of the next page. print: changes when any of these rows does.
    close: nothing was written as searched for; these are the likeliest slips of it.
    """

    asked: Mapping[str, str]
    search: str
    lines: tuple[Line, ...]
    after: str
    print: str
    close: bool = False
    kept: Any = None
    further: Sequence[Any] = field(default=())
    offered: tuple[str, ...] = ()
    chips: Sequence[str] = ()

    @property
    def view(self) -> str:
        return self.asked["view"]

    @property
    def filtered(self) -> bool:
        return len(self.asked) > 1

    @property
    def there(self) -> dict[str, str]:
        """What an address of this list carries, without the words of a search."""
        return {"view": str(self.kept.id)} if self.kept else dict(self.asked)

    @property
    def names(self) -> str:
        return " ".join(sieves.NAMES)

    @property
    def here(self) -> dict[str, str]:
        return {**self.there, "q": self.search} if self.search else self.there


def asked_search() -> str:
    return request.args.get("q", "").strip()[:100]


def framed(session: Session, actor: Actor, *, counts_kept: bool = False) -> Frame:
    """What stands around the list. counts_kept: with the numbers of kept views, under their ids."""
    now, orgs = utc_now(), actor.orgs()
    counted: dict[str, Sieve] = {
        view: sieves.sieve({"view": view}, actor, now)
        for view in sieves.offered(actor)
        if view in sieves.COUNTED
    }
    if counts_kept:
        kept = views.seen_by(session, actor.id, orgs)
        counted |= {str(view.id): sieves.sieve(sieves.asked(view.asked), actor, now) for view in kept}
    return frame(session, counted, staff=actor.id, orgs=orgs, relations=LISTED, now=now)


def listed(
    session: Session, actor: Actor, *, after: str = "", further: Sequence[Any] | None = None
) -> Listed:
    """A page of the list that the address asks for. A search looks only into what may be read in full:
    a hit on a hidden word would tell that the word is there. further: the kept views, where they are known."""
    search, given = asked_search(), request.args.get("view", "")
    if further is None:
        further = views.seen_by(session, actor.id, actor.orgs()) if given not in sieves.VIEWS else []
    kept = next((view for view in further if str(view.id) == given), None)
    told = sieves.asked(kept.asked if kept else request.args)
    if search:
        found = caselines.searched(session, search, orgs=actor.orgs(), relations=SEES_FULL, after=after)
    else:
        sifted = sieves.sieve(told, actor, utc_now())
        found = caselines.page(session, sifted, orgs=actor.orgs(), relations=LISTED, after=after)
    wanted = marks(search) if search else None
    said = caselines.said(session, [row.id for row in found.rows]) if search else {}
    back = {"view": given} if kept else {name: told[name] for name in told}
    lines = lines_of(found.rows, back, wanted=wanted, said=said)
    return Listed(
        told,
        search,
        lines,
        found.after,
        _print(found.rows),
        found.close,
        kept,
        further,
        sieves.offered(actor),
        chips(session, told) if len(told) > 1 else (),
    )


def lines_of(
    rows: Sequence[Any],
    back: Mapping[str, str],
    *,
    wanted: "re.Pattern[str] | None" = None,
    said: Mapping[UUID, Sequence[str]] | None = None,
) -> tuple[Line, ...]:
    """back: what the address of a case carries so that its page shows the same list beside it."""
    ink = drawn(language())
    address = url_for("cases.show", reference="0" * 12, **back)  # type: ignore[arg-type]
    before, _, behind = str(escape(address)).partition("0" * 12)
    return tuple(
        _line(row, ink, f"{before}{row.reference}{behind}", wanted, (said or {}).get(row.id, ()))
        for row in rows
    )


def _line(row: Any, ink: Drawn, address: str, wanted: "re.Pattern[str] | None", said: Sequence[str]) -> Line:
    full = _in_full(tuple(row.relation))
    words = hits.lit(hits.excerpt((row.text, *said), wanted), wanted) if full else ink.summary
    place = hits.lit(row.place_text, wanted) if row.place_text else ink.no_place
    assignee = (row.assignee_name or "") if full else ""
    return Line(
        id=row.id,
        reference=row.reference,
        address=Markup(address),  # noqa: S704 made of the route's pattern and of digits
        one=f"{row.reference}.{row.version}" if full else "",
        unread=row.unread and full,
        mark=ink.marks[row.urgency],
        head=hits.lit(row.who, wanted) if full else grouped(row.reference),
        words=words or ink.no_words,
        at=ink.when(row.last_in_at),
        place=place,
        assignee=assignee,
        two=ink.second(row, channel_kind(row.account), place, assignee),
    )


@cache
def _in_full(relations: tuple[str, ...]) -> bool:
    return most(relations) == Sight.FULL


def _print(rows: tuple[Any, ...]) -> str:
    told = "\n".join(f"{r.id} {r.last_in_at} {r.state} {r.urgency} {r.assignee} {r.unread}" for r in rows)
    return sha256(told.encode()).hexdigest()[:16]
