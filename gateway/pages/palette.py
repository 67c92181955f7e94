"""What Ctrl+K finds on the server: cases by their words, a name, a phone or a number. Pages and actions it finds itself."""

from flask import Blueprint, render_template

from casework.access import SEES_FULL
from gateway.guard import audience, current_actor, house
from gateway.pages import listing
from gateway.pages.listing import LISTED
from gateway.pages.rows import lines_of
from store import caselines
from store.ids import typed_reference

palette = Blueprint("palette", __name__)

MOST = 8


@palette.get("/inbox/palette")
@audience("staff")
def find() -> str:
    """The rows of the dialog, "" where nothing is found."""
    words, orgs = listing.asked_search(), current_actor().orgs()
    reference = typed_reference(words)
    with house().database.session() as session:
        if reference:
            rows = caselines.by_references(session, [reference], orgs=orgs, relations=LISTED)
        elif words:
            rows = caselines.searched(session, words, orgs=orgs, relations=SEES_FULL, limit=MOST).rows
        else:
            rows = ()
        return render_template("_palette.html", lines=lines_of(rows, {}))
