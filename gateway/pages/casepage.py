"""The page of one case, for the reader and for whoever changes something in it."""

from datetime import datetime, timedelta

from flask import render_template, request

from casework import deadlines, handling, referred
from casework.access import NotAllowed, Sight
from casework.handling import Seen
from gateway.guard import current_actor
from gateway.pages import listing, sieves
from gateway.pages.casefile import AGAIN, casefile
from gateway.pages.enclosing import lines_of
from gateway.pages.shown import language
from gateway.pages.templates import offered
from store.db import Session, utc_now
from store.ids import BANGKOK, typed_reference


def digits_of(reference: str) -> str:
    """The twelve digits; a number that cannot be one is refused as one that is not there."""
    digits = typed_reference(reference)
    if digits is None:
        raise NotAllowed("read")
    return digits


def in_full(seen: Seen) -> Seen:
    if seen.sight != Sight.FULL:
        raise NotAllowed("read")
    return seen


def days_ahead(now: datetime) -> list[tuple[str, str]]:
    """Days on which an answer may be sent: as the form sends them back, and as people read them."""
    days = (now.astimezone(BANGKOK) + timedelta(days=ahead) for ahead in range(30))
    return [(day.date().isoformat(), deadlines.day_shown(day, language())) for day in days]


def case_page(session: Session, digits: str, *, draft: str = "", notice: str = "", field: str = "") -> str:
    """The page of a case. draft: what was typed into `field` and could not be done; notice: why."""
    actor = current_actor()
    now = utc_now()
    seen = handling.open_page(session, actor, digits, now=now)
    found = casefile(session, actor, seen, whole="whole" in request.args)
    if found.whole:
        handling.read_too(session, actor, [each.id for each in found.earlier if each.full], now=now)
    if found.asked and found.asked.unseen:
        referred.opened(session, actor, seen, now=now)
    # htmx asks for the case alone: the list beside it stays as it is, with its place
    alone = "HX-Request" in request.headers
    replies = "reply" in found.may
    words = draft if field == "words" else found.typed.words if found.typed else ""
    around = None if alone else listing.framed(session, actor)
    return render_template(
        "case.html",
        case=found,
        lines=lines_of(found, words) if replies else (),
        days=days_ahead(now) if replies else (),
        list=listing.listed(session, actor, further=around.further) if around else None,
        counts=around.counts if around else {},
        back={name: value for name, value in request.args.items() if name in sieves.NAMES},
        again=AGAIN,
        draft=draft,
        notice=notice,
        field=field,
        ready=offered(found) if replies else (),
    )
