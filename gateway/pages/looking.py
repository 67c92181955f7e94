"""Who else is at a case: told by small posts of the open pages, shown above the case and in the list, and asked
before an answer goes out that a colleague is writing too."""

import time
from collections.abc import Iterable
from uuid import UUID

from flask import Blueprint, Response, current_app, jsonify, render_template, request

from casework import handling
from casework.access import SEES_FULL, Sight
from casework.handling import Seen
from gateway.guard import audience, current_actor, house
from gateway.pages.casepage import digits_of, in_full
from store import staff, staff_notices
from store.changes import LOOK, Change
from store.db import Session, utc_now
from store.looking import Look, Looks

looking = Blueprint("looking", __name__)


def looks() -> Looks:
    found: Looks = current_app.extensions["looks"]
    return found


@looking.post("/cases/<reference>/looking")
@audience("staff")
def say(reference: str) -> str | Response:
    """is: "looks", "types" or "gone"; stay: of which stay at the page; version: what it shows. Answers with who else is there."""
    actor, now, doing = current_actor(), time.time(), request.form.get("is", "looks")
    page = f"{actor.id}:{stay}" if (stay := request.form.get("stay", "")[:40]) else ""
    with house().database.session() as session:
        seen = in_full(handling.glance(session, actor, digits_of(reference)))
        orgs = _readers(seen)
        if doing == "gone":
            news = looks().gone(seen.row.id, actor.id, page=page)
        else:
            news = looks().say(seen.row.id, actor.id, orgs, types=doing == "types", now=now, page=page)
            staff_notices.mark_read(session, actor.id, case=seen.row.id, now=utc_now())
        others = [each for each in looks().at(seen.row.id, now) if each.staff != actor.id]
        called = staff.names(session, [each.staff for each in others])
    if news:
        house().nudges.tell([Change(LOOK, str(seen.row.id), tuple(orgs))])
    if doing == "gone":
        return Response(status=204)
    return render_template(
        "_looking.html",
        types=_named((each for each in others if each.types), called),
        looks=_named((each for each in others if not each.types), called),
        other=request.form.get("version", "") not in {"", str(seen.row.version)},
        reference=seen.row.reference,
    )


@looking.get("/inbox/looking")
@audience("staff")
def listed() -> Response:
    """Case id → who is there and whether one of them writes, for the marks in the list."""
    actor, now = current_actor(), time.time()
    there = looks().of_orgs(actor.orgs(), now)
    with house().database.session() as session:
        called = staff.names(session, {each.staff for found in there.values() for each in found})
    shown = {
        str(case): {"who": _named(others, called), "types": any(each.types for each in others)}
        for case, found in there.items()
        if (others := [each for each in found if each.staff != actor.id])
    }
    return jsonify(shown)


def also_writes(session: Session, digits: str) -> str:
    """Who began to write an answer before this person, "" if nobody, or if this person was told so a moment ago."""
    actor, now = current_actor(), time.time()
    seen = handling.glance(session, actor, digits)
    if seen.sight != Sight.FULL:
        return ""
    writes = [each for each in looks().at(seen.row.id, now) if each.types]
    mine = next((each.since for each in writes if each.staff == actor.id), now)
    before = [each for each in writes if each.staff != actor.id and each.since <= mine]
    if not before or looks().warned(seen.row.id, actor.id):
        return ""
    return _named(before, staff.names(session, [each.staff for each in before]))


def _readers(seen: Seen) -> list[str]:
    """Organisations that may read the case: only they see who is at it."""
    return [stands.org for stands in seen.stands if stands.relation.value in SEES_FULL]


def _named(found: Iterable[Look], called: dict[UUID, str]) -> str:
    return ", ".join(called[each.staff] for each in found if called.get(each.staff))
