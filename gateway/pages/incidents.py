"""An incident and the cases that tell of it; a case joins one or leaves it only by a person's press."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import incidents as joining
from casework.access import NotAllowed, Sight, most
from casework.handling import Stale
from casework.incidents import LONGEST_TITLE
from gateway.guard import audience, current_actor, house
from gateway.pages import fields, together
from gateway.pages.casepage import digits_of
from gateway.pages.shown import said
from gateway.pages.verbs import again, version_shown
from store import caselists, pairs, rounds
from store.db import Session, utc_now

incidents = Blueprint("incidents", __name__)


@incidents.get("/incidents/<uuid:key>")
@audience("staff")
def show(key: UUID) -> str:
    with house().database.session() as session:
        return _page(session, key)


@incidents.post("/incidents/<uuid:key>")
@audience("staff")
def rename(key: UUID) -> Answer | tuple[str, int]:
    title, actor = " ".join(request.form.get("title", "").split())[:LONGEST_TITLE], current_actor()
    with house().database.session() as session:
        if not title:
            return _page(session, key, notice=said("incident.empty_name")), 400
        cases = [row.reference for row in together.members(session, actor, key)]
        joining.rename(session, actor, key, cases, title, now=utc_now())
    return redirect(url_for("incidents.show", key=key), 303)


@incidents.post("/cases/<reference>/together")
@audience("staff")
def say(reference: str) -> Answer:
    """other: a case; verdict: "event", "person" or "apart". Then back to where it was pressed."""
    mine, other = digits_of(reference), digits_of(request.form.get("other", ""))
    actor, now, version, verdict = (
        current_actor(),
        utc_now(),
        version_shown(),
        request.form.get("verdict", ""),
    )

    def do(session: Session) -> None:
        if verdict == "event":
            row = caselists.by_reference(session, mine)
            title = together.title_of(row) if row else ""
            joining.together(session, actor, mine, other, title=title, version=version, now=now)
        elif verdict == "person":
            joining.same_person(session, actor, mine, other, version=version, now=now)
        elif verdict == "apart":
            joining.set_apart(session, actor, mine, other, version=version, now=now)
        else:
            abort(400)

    return _done(mine, do)


@incidents.post("/cases/<reference>/take-out")
@audience("staff")
def take_out(reference: str) -> Answer:
    digits = digits_of(reference)
    actor, version = current_actor(), version_shown()
    return _done(
        digits, lambda session: joining.take_out(session, actor, digits, version=version, now=utc_now())
    )


def _done(digits: str, do: Callable[[Session], object]) -> Answer:
    """Do it, and back to the page it was pressed on; what came too late is said there."""
    given = request.form.get("incident", "")
    incident = fields.key(given)
    if given and incident is None:
        abort(400)
    try:
        with house().database.session() as session:
            do(session)
    except Stale:
        if incident is None:
            return again(digits, "case.stale", 409, "together")
        with house().database.session() as session:
            return Response(_page(session, incident, notice=said("incident.stale")), status=409)
    if incident:
        return redirect(url_for("incidents.show", key=incident), 303)
    return redirect(url_for("cases.show", reference=digits, _anchor="together"), 303)


def _page(session: Session, key: UUID, notice: str = "") -> str:
    """NotAllowed, shown as "not found", where none of its cases is for this staff member."""
    actor, found = current_actor(), pairs.incident(session, key)
    inside = together.members(session, actor, key) if found else []
    if found is None or not inside:
        raise NotAllowed("read")
    return render_template(
        "incident.html",
        incident=found,
        cases=[together.neighbour(row) for row in inside],
        seed=inside[0],
        more=together.further(session, actor, inside, now=utc_now()),
        notice=notice,
        longest=LONGEST_TITLE,
        key=key,
        round=rounds.newest(session, key),
        answers=any(most(row.relation) == Sight.FULL for row in inside),
    )
