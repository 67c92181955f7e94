"""The inbox: one list over all channels, and counts that stay fresh."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway.guard import audience, current_actor, house
from gateway.pages import listing
from gateway.pages.costs import worth_a_word
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
        around = listing.framed(session, actor)
        return render_template(
            "inbox.html",
            list=listing.listed(session, actor, after=request.args.get("after", ""), further=around.further),
            counts=around.counts,
            calls=around.calls,
            standings=worth_a_word(session, actor, around.quotas),
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
    """Counts, those of kept views too, and the rows as they are now if they are others than `print`."""
    actor = current_actor()
    with house().database.session() as session:
        around = listing.framed(session, actor, counts_kept=True)
        found = listing.listed(session, actor, further=around.further)
        return render_template(
            "_views.html",
            list=found,
            counts=around.counts,
            changed=request.args.get("print", "") not in {"", found.print},
        )
