"""What one shift leaves to the next: written at its end, with what is open then; taken over by whoever comes."""

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework.access import NotAllowed
from gateway.guard import audience, current_actor, house
from gateway.pages.shown import said
from store import audit, shift_notes
from store.db import Session, utc_now
from store.ids import new_id
from store.shift_notes import ShiftNote

handover = Blueprint("handover", __name__)

LONGEST = 4000


@handover.get("/handover")
@audience("staff")
def show() -> str:
    with house().database.session() as session:
        return _page(session)


@handover.post("/handover")
@audience("staff")
def write() -> Answer:
    actor, now, org = current_actor(), utc_now(), request.form.get("org", "")
    words = request.form.get("words", "").strip()
    if org not in actor.orgs():
        raise NotAllowed("handover")
    with house().database.session() as session:
        if not words or len(words) > LONGEST:
            problem = said("handover.long" if words else "handover.empty", most=LONGEST)
            return Response(_page(session, problem=problem, words=words, org=org), status=400)
        stands = shift_notes.standing(session, org)
        session.add(
            ShiftNote(
                id=new_id(now), org=org, by_staff_id=actor.id, at=now, words=words, alarms=stands.alarms,
                open_cases=stands.open_cases, unassigned=stands.unassigned,
            )
        )  # fmt: skip
        audit.note(session, "handover.written", now=now, staff_id=actor.id, org=org)
    return redirect(url_for("handover.show"), 303)


@handover.post("/handover/<uuid:note>")
@audience("staff")
def take_over(note: UUID) -> Answer:
    actor, now = current_actor(), utc_now()
    with house().database.session() as session:
        org = shift_notes.take_over(session, note, actor.orgs(), actor.id, now=now)
        if org:
            audit.note(session, "handover.taken", now=now, staff_id=actor.id, org=org, detail=str(note))
    return redirect(url_for("handover.show"), 303)


def _page(session: Session, *, problem: str = "", words: str = "", org: str = "") -> str:
    orgs = sorted(current_actor().orgs())
    if not orgs:
        raise NotAllowed("handover")
    chosen = org or request.args.get("org", "")
    return render_template(
        "handover.html",
        orgs=orgs,
        org=chosen if chosen in orgs else orgs[0],
        stands=shift_notes.standing(session, chosen if chosen in orgs else orgs[0]),
        notes=shift_notes.listed(session, orgs),
        directory=house().shelf.directory(session),
        problem=problem,
        words=words,
        longest=LONGEST,
    )
