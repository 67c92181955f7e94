"""Calls to return: who rang and hung up, whom an officer wants to speak to, what came of ringing back."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from casework import call_backs
from casework.access import NotAllowed
from gateway.guard import audience, current_actor, house
from gateway.pages.shown import said
from store import call_backs as rows
from store.db import utc_now

calls = Blueprint("calls", __name__)

COUNTED = timedelta(days=7)
MOST_AT_ONCE = 50


@calls.get("/calls")
@audience("staff")
def show(notice: str = "") -> str:
    actor = current_actor()
    if not actor.orgs():
        raise NotAllowed("read")
    with house().database.session() as session:
        return render_template(
            "calls.html",
            waiting=rows.waiting(session, orgs=actor.orgs()),
            lately=rows.lately(session, orgs=actor.orgs()),
            counts=rows.counts(session, orgs=actor.orgs(), since=utc_now() - COUNTED),
            results=tuple(call_backs.RESULTS),
            notice=notice,
        )


@calls.post("/calls/<uuid:call_back>/number")
@audience("staff")
def number(call_back: UUID) -> str:
    """The number behind the mask; who looked is recorded."""
    with house().database.session() as session:
        found = call_backs.number(session, current_actor(), call_back, now=utc_now())
    return render_template("_number.html", number=found)


@calls.post("/calls/tried")
@audience("staff")
def tried() -> Response | str:
    """What came of ringing one number, for all its calls that were waiting."""
    result, ids = request.form.get("result", ""), request.form.getlist("id")[:MOST_AT_ONCE]
    if result not in call_backs.RESULTS or not ids:
        abort(400)
    try:
        chosen = [UUID(each) for each in ids]
    except ValueError:
        abort(400)
    with house().database.session() as session:
        done = call_backs.tried(session, current_actor(), chosen, result, now=utc_now())
    if not done:
        return show(said("calls.gone"))
    return redirect(url_for("calls.show"), 303)
