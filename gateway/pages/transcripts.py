"""A recording typed by whoever listened to it."""

from uuid import UUID

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from casework import transcripts as typing
from gateway.guard import audience, current_actor
from gateway.pages.casepage import digits_of
from gateway.pages.verbs import again, done
from store.db import Session, utc_now
from store.queue import TRIAGE

transcripts = Blueprint("transcripts", __name__)


@transcripts.post("/cases/<reference>/messages/<uuid:message>/transcript")
@audience("staff")
def write(reference: str, message: UUID) -> Answer:
    digits, field = digits_of(reference), f"transcript-{message}"
    words, before = (_lines(request.form.get(name, "")) for name in (field, "before"))
    if not words:
        return again(digits, "transcript.empty", 400, field)
    if len(words) > typing.LONGEST:
        return again(digits, "case.long_answer", 400, field, most=typing.LONGEST)

    def do(session: Session) -> None:
        typing.transcribe(session, current_actor(), digits, message, words, before=before, now=utc_now())

    return done(digits, do, field, wakes=TRIAGE)


def _lines(typed: str) -> str:
    """A browser ends its lines with two letters."""
    return typed.replace("\r\n", "\n").strip()
