"""One press confirms or corrects what was read; words and places that a person corrects are read anew."""

from uuid import UUID

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response as Answer

from casework import correcting as corrects
from casework.correcting import NoSuchChange
from gateway.guard import audience, current_actor
from gateway.pages.casepage import digits_of
from gateway.pages.verbs import again, done, version_shown
from store.db import Session, utc_now
from store.queue import DELIVER, TRIAGE

correcting = Blueprint("correcting", __name__)

LONGEST_PLACE = 300
LONGEST_WORDS = 4000


@correcting.post("/cases/<reference>/reading")
@audience("staff")
def reading(reference: str) -> Answer:
    """change: "kind:info", "urgency:U1", "category:=other", "vulnerable:+elder", "need:-disaster:food", or "all"."""
    digits = digits_of(reference)
    field, _, value = request.form.get("change", "").partition(":")

    def do(session: Session) -> None:
        actor, version, now = current_actor(), version_shown(), utc_now()
        if field == "all":
            corrects.confirm(session, actor, digits, version=version, now=now)
        else:
            corrects.correct(session, actor, digits, field=field, value=value, version=version, now=now)

    try:
        return done(digits, do, wakes=TRIAGE if field == "kind" else DELIVER, at="reading")
    except NoSuchChange:
        abort(400)


@correcting.post("/cases/<reference>/place")
@audience("staff")
def place(reference: str) -> Answer:
    digits, words = digits_of(reference), request.form.get("place", "").strip()[:LONGEST_PLACE]
    if not words:
        return again(digits, "reading.empty_place", 400, "place")

    def do(session: Session) -> None:
        corrects.move_place(session, current_actor(), digits, words, version=version_shown(), now=utc_now())

    return done(digits, do, "place", wakes=TRIAGE)


@correcting.post("/cases/<reference>/messages/<uuid:message>/words")
@audience("staff")
def words(reference: str, message: UUID) -> Answer:
    """What a recording or a picture says, written down by whoever heard or read it."""
    digits, told = digits_of(reference), request.form.get("written", "").strip()[:LONGEST_WORDS]
    if not told:
        return again(digits, "reading.empty_words", 400, "written")

    def do(session: Session) -> None:
        corrects.write_down(
            session, current_actor(), digits, message, told, version=version_shown(), now=utc_now()
        )

    return done(digits, do, "written", wakes=TRIAGE)
