"""The inbox: one list over all channels, and counts that stay fresh."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway.guard import audience, current_actor, house
from gateway.pages import listing
from gateway.pages.costs import standings
from store import call_backs
from store.ids import typed_reference

inbox = Blueprint("inbox", __name__)


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
            calls=call_backs.how_many(session, orgs=actor.orgs()),
            standings=standings(session, actor),
        )


@inbox.get("/inbox/more")
@audience("staff")
def more() -> str:
    """The next rows, for the button below the list."""
    with house().database.session() as session:
        found = listing.listed(session, current_actor(), after=request.args.get("after", ""), keeps=False)
    return render_template("_rows.html", list=found)


@inbox.get("/inbox/live")
@audience("staff")
def live() -> str:
    """Counts, those of kept views too, and the rows as they are now if they are others than `print`."""
    actor = current_actor()
    with house().database.session() as session:
        found = listing.listed(session, actor)
        return render_template(
            "_views.html",
            list=found,
            counts=listing.counts(session, actor, found.further),
            changed=request.args.get("print", "") not in {"", found.print},
        )
