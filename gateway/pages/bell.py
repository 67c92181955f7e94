"""What a staff member is told in the page: the bell above every page, its list, and which cases are watched."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import handling
from gateway.guard import audience, current_actor, house
from gateway.pages.casepage import digits_of, in_full
from store import audit, shift_notes, staff_notices
from store.db import utc_now

bell = Blueprint("bell", __name__)


@bell.get("/notices/bell")
@audience("staff")
def show() -> str:
    """The bell with how much is unread, and a word when a shift's note waits for somebody to take over."""
    actor = current_actor()
    with house().database.session() as session:
        facts = {
            "unread": staff_notices.unread(session, actor.id),
            "notes": shift_notes.waiting(session, actor.orgs(), actor.id),
        }
    return render_template("_bell.html", **facts)


@bell.get("/notices")
@audience("staff")
def listed() -> str:
    actor = current_actor()
    with house().database.session() as session:
        return render_template(
            "notices.html",
            lines=staff_notices.listed(session, actor.id),
            mails=bool(house().settings.smtp_url),
            wants=shift_notes.wants_digest(session, actor.id),
        )


@bell.post("/notices/read")
@audience("staff")
def read() -> Answer:
    with house().database.session() as session:
        staff_notices.mark_read(session, current_actor().id, now=utc_now())
    return redirect(url_for("bell.listed"), 303)


@bell.post("/notices/mail")
@audience("staff")
def mail() -> Answer:
    with house().database.session() as session:
        shift_notes.want_digest(session, current_actor().id, wants="wants" in request.form)
    return redirect(url_for("bell.listed"), 303)


@bell.post("/cases/<reference>/watch")
@audience("staff")
def watch(reference: str) -> Answer:
    """watch: "1" to be told of every change, else no more."""
    actor, now = current_actor(), utc_now()
    with house().database.session() as session:
        seen = in_full(handling.glance(session, actor, digits_of(reference)))
        if request.form.get("watch") == "1":
            staff_notices.watch(session, seen.row.id, actor.id, now=now)
        else:
            staff_notices.unwatch(session, seen.row.id, actor.id)
        audit.note(session, "case.watch", now=now, staff_id=actor.id, case_id=seen.row.id)
    return redirect(url_for("cases.show", reference=seen.row.reference), 303)
