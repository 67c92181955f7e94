"""What is late: steps of needs whose time is over, and cases that have had no answer within the days of the law."""

from flask import Blueprint, render_template

from casework import clocks
from casework.access import heads
from gateway.guard import audience, current_actor, house
from store import help as handouts
from store import needs
from store.db import utc_now
from store.ids import BANGKOK

overdue = Blueprint("overdue", __name__)


@overdue.get("/overdue")
@audience("staff")
def show() -> str:
    """Beside it how this year's cases ended: helped, and merely closed."""
    actor, now = current_actor(), utc_now()
    orgs = actor.orgs()
    begun = now.astimezone(BANGKOK).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    with house().database.session() as session:
        rows = needs.overdue(session, orgs, now, unanswered_before=clocks.unanswered_before(now))
        ended = handouts.outcomes(session, orgs, begun, now)
        directory = house().shelf.directory(session)
    return render_template(
        "overdue.html", rows=rows, ended=ended, org_name=directory.name, several=len(orgs) > 1, now=now,
        answer_due=clocks.answer_due, rules=clocks.rules(), sets=bool(heads(actor)),
    )  # fmt: skip
