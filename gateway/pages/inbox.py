"""The inbox: one list over all channels, counts that stay fresh, calls that ended without a word."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from casework.access import Actor
from gateway.guard import audience, current_actor, house
from gateway.pages import listing
from gateway.pages.costs import standings
from store import audit, caselists
from store.db import Session, utc_now
from store.ids import typed_reference

inbox = Blueprint("inbox", __name__)

CALLS_OF = timedelta(days=7)


@inbox.get("/inbox")
@audience("staff")
def show() -> str | Response:
    reference = typed_reference(listing.asked_search())
    if reference:
        return redirect(url_for("cases.show", reference=reference), 303)
    actor = current_actor()
    with house().database.session() as session:
        return render_template(
            "inbox.html",
            list=listing.listed(session, actor, after=request.args.get("after", "")),
            counts=listing.counts(session, actor),
            calls=calls_to_return(session, actor),
            standings=standings(session, actor),
        )


@inbox.get("/inbox/more")
@audience("staff")
def more() -> str:
    """The next rows, for the button below the list."""
    with house().database.session() as session:
        found = listing.listed(session, current_actor(), after=request.args.get("after", ""))
    return render_template("_rows.html", list=found)


@inbox.get("/inbox/live")
@audience("staff")
def live() -> str:
    """Counts, and whether the list that is shown has changed; asked for every ten seconds."""
    actor = current_actor()
    with house().database.session() as session:
        found = listing.listed(session, actor)
        return render_template(
            "_views.html",
            list=found,
            counts=listing.counts(session, actor),
            changed=request.args.get("print", "") not in {"", found.print},
        )


@inbox.post("/inbox/calls/<uuid:call>/phone")
@audience("staff")
def call_number(call: UUID) -> str:
    """The number of a call to return; who asked for it is recorded."""
    actor = current_actor()
    with house().database.session() as session:
        found = [row for row in calls_to_return(session, actor) if row.id == call]
        if not found:
            abort(404)
        audit.note(session, "call.phone", now=utc_now(), staff_id=actor.id, detail=str(call))
    return render_template("_number.html", number=found[0].facts["sender"])


def calls_to_return(session: Session, actor: Actor, now: datetime | None = None) -> Sequence[Any]:
    """Calls of the last days to numbers whose home desk is one of the actor's organisations."""
    mine = set(actor.orgs())
    homes = house().shelf.directory(session).homes
    accounts = [account for account, org in homes.items() if org in mine]
    return (
        caselists.abandoned_calls(session, accounts=accounts, since=(now or utc_now()) - CALLS_OF)
        if accounts
        else ()
    )
