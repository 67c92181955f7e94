"""The list of cases as one staff member may see it; words and names are empty below a full view."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from flask import request
from markupsafe import Markup

from casework.access import SEES_FULL, Actor
from gateway.pages import sieves
from gateway.pages.chips import chips
from gateway.pages.rows import drawn_rows, lines_of
from store import caselines, views
from store.cases import Relation
from store.db import Session, utc_now
from store.folding import marks, nearly
from store.listframe import Frame, frame
from store.sieves import Sieve

LISTED = (*SEES_FULL, Relation.HUB.value)
"""A body that had a case once finds it by its number, not in its lists."""


@dataclass(frozen=True, slots=True)
class Listed:
    """rows: the lines drawn (gateway/pages/rows.py). asked: view and filters, chips: the same in words. offered: the views of this person. kept: the row of store/views.py that is shown, if one is. further: views this person keeps.

    after: cursor of the next page. print: changes when any of these rows does.
    close: nothing was written as searched for; these are the likeliest slips of it.
    """

    asked: Mapping[str, str]
    search: str
    rows: Markup
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
    wanted = marks(" ".join(nearly(search)) if found.close else search) if search else None
    back = {"view": given} if kept else {name: told[name] for name in told}
    return Listed(
        told,
        search,
        drawn_rows(lines_of(found.rows, back, wanted=wanted)),
        found.after,
        _print(found.rows),
        found.close,
        kept,
        further,
        sieves.offered(actor),
        chips(session, told) if len(told) > 1 else (),
    )


def _print(rows: tuple[Any, ...]) -> str:
    # the rank is made of urgency, newest word, and whether it has ended
    told = "\n".join([f"{r.reference} {r.rank} {r.state} {r.assignee} {r.unread}" for r in rows])
    return sha256(told.encode()).hexdigest()[:16]
