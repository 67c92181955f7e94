"""What staff do with the person behind a case: give the talk back to the robot, join the same person, tick a duty."""

from uuid import UUID

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response as Answer

from casework import ending, handling, persons
from gateway.guard import audience, current_actor
from gateway.pages.casepage import digits_of
from gateway.pages.verbs import done
from store import tasks
from store.db import Session, utc_now

persons_pages = Blueprint("persons", __name__)


@persons_pages.post("/cases/<reference>/give-back")
@audience("staff")
def give_back(reference: str) -> Answer:
    digits = digits_of(reference)
    return done(digits, lambda session: ending.give_back(session, current_actor(), digits, now=utc_now()))


@persons_pages.post("/cases/<reference>/join-person")
@audience("staff")
def join_person(reference: str) -> Answer:
    digits, other = digits_of(reference), digits_of(request.form.get("other", ""))
    return done(
        digits,
        lambda session: persons.join_by_staff(session, current_actor(), digits, other, now=utc_now()),
    )


@persons_pages.post("/cases/<reference>/duties/<source>/<uuid:task>")
@audience("staff")
def duty_done(reference: str, source: str, task: UUID) -> Answer:
    digits = digits_of(reference)
    if source not in {"task", "request"}:
        abort(404)

    def do(session: Session) -> None:
        actor, now = current_actor(), utc_now()
        seen = handling.allowed(session, actor, digits, "reply")
        if tasks.finish(session, source, task, case=seen.row.id, staff=actor.id, now=now):
            handling.tell(session, seen, "task_done", actor, now, task=str(task))

    return done(digits, do)
