"""Who has a case: the part of its page that says so, and the presses that change it."""

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response as Answer

from casework import assigning as verbs
from casework import handling
from casework.access import may
from gateway.guard import audience, current_actor, house
from gateway.pages import fields
from gateway.pages.casepage import digits_of, in_full
from gateway.pages.verbs import done, version_shown
from store import staff_notices
from store.db import utc_now

assigning = Blueprint("assigning", __name__)


@assigning.get("/cases/<reference>/assigning")
@audience("staff")
def part(reference: str) -> str:
    """version: the one that the page of the case shows. Nothing of the case is in this part."""
    actor = current_actor()
    with house().database.session() as session:
        seen = in_full(handling.glance(session, actor, digits_of(reference)))
        return render_template(
            "_assigning.html",
            reference=seen.row.reference,
            version=request.args.get("version", ""),
            has=seen.row.assignee,
            colleagues=verbs.colleagues(session, seen),
            may_assign=may(actor, "assign", seen.stands),
            watches=staff_notices.watches(session, seen.row.id, actor.id),
        )


@assigning.post("/cases/<reference>/assign")
@audience("staff")
def assign(reference: str) -> Answer:
    digits, to = digits_of(reference), fields.key(request.form.get("to", ""))
    if to is None:
        abort(400)
    return done(
        digits,
        lambda session: verbs.assign(
            session, current_actor(), digits, to, version=version_shown(), now=utc_now()
        ),
    )


@assigning.post("/cases/<reference>/take")
@audience("staff")
def take(reference: str) -> Answer:
    """had: whoever had the case on the page that was pressed."""
    digits, had = digits_of(reference), fields.key(request.form.get("had", ""))
    return done(digits, lambda session: verbs.take(session, current_actor(), digits, had=had, now=utc_now()))


@assigning.post("/cases/<reference>/put-back")
@audience("staff")
def put_back(reference: str) -> Answer:
    digits = digits_of(reference)
    return done(
        digits,
        lambda session: verbs.put_back(
            session, current_actor(), digits, version=version_shown(), now=utc_now()
        ),
    )
