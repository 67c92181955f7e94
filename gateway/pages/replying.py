"""Answering the person of a case: by the way staff pick, now or later; taken back; sent once more."""

from datetime import datetime, time, timedelta
from uuid import UUID

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as Answer

from casework import call_backs, merging, saving, sending
from casework.access import SEES_FULL, NotAllowed
from casework.outlook import BY_PERSON
from casework.sending import LATEST, Sending
from gateway.guard import audience, current_actor, house
from gateway.pages import composing, sentfiles
from gateway.pages.casepage import digits_of
from gateway.pages.looking import also_writes
from gateway.pages.verbs import LONGEST_ANSWER, again, done, version_shown
from store import held
from store.db import Session, utc_now
from store.ids import BANGKOK

replying = Blueprint("replying", __name__)


class TooLate(Exception):
    """What should be taken back has left."""


@replying.post("/cases/<reference>/reply")
@audience("staff")
def reply(reference: str) -> Answer:
    digits, words = digits_of(reference), request.form.get("words", "").strip()
    if not words:
        return again(digits, "case.empty_answer", 400, "words")
    if len(words) > LONGEST_ANSWER:
        return again(digits, "case.long_answer", 400, "words", most=LONGEST_ANSWER)
    with house().database.session() as session:
        writer = also_writes(session, digits)
    if writer:
        return again(digits, "looking.also_writes", 409, "words", who=writer)
    if request.form.get("to") == BY_PERSON:
        return _call_back(digits, words)
    at = asked_time() if "later" in request.form else None
    if "later" in request.form and (at is None or not _soon(at)):
        return again(digits, "later.wrong", 400, "words")
    if unfit := composing.take_files(digits):
        return again(digits, unfit, 400, "words")

    def do(session: Session) -> None:
        how = Sending(
            to=request.form.get("to", "")[:40],
            at=at,
            waits="waits" in request.form,
            files=composing.enclosures(session, digits, at),
            texts_by=saving.texting(house().channels),
        )
        now = utc_now()
        message = sending.reply(
            session, current_actor(), digits, words, how, now=now, version=version_shown()
        )
        if "all" in request.form:
            merging.answer_others(
                session, current_actor(), digits, words, of=message, until=how.until(now), now=now
            )

    return done(digits, do, "words")


def _call_back(digits: str, words: str) -> Answer:
    """A person will say it by telephone, no machine."""
    return done(
        digits,
        lambda session: call_backs.ask(
            session, current_actor(), digits, words, version=version_shown(), now=utc_now()
        ),
        "words",
    )


def asked_time() -> datetime | None:
    """The day and the hour in Bangkok that the form names; None for what is no time."""
    try:
        day = datetime.strptime(request.form.get("day", ""), "%Y-%m-%d").date()  # noqa: DTZ007  a day of Bangkok
        clock = time.fromisoformat(request.form.get("clock", "").replace(".", ":"))
    except ValueError:
        return None
    return datetime.combine(day, clock, BANGKOK)


def _soon(at: datetime) -> bool:
    """Ahead of us by a minute at least, and not further than anybody plans."""
    return timedelta(minutes=1) <= at - utc_now() <= LATEST


@replying.post("/cases/<reference>/messages/<uuid:message>/withdraw")
@audience("staff")
def withdraw(reference: str, message: UUID) -> Answer:
    """Within five seconds, or before its hour; what left meanwhile is said to have left."""
    digits = digits_of(reference)

    def do(session: Session) -> None:
        if not sending.withdraw(session, current_actor(), digits, message, now=utc_now()):
            raise TooLate

    try:
        return done(digits, do)
    except TooLate:
        return again(digits, "later.gone", 409, "")


@replying.post("/cases/<reference>/messages/<uuid:message>/send-again")
@audience("staff")
def send_again(reference: str, message: UUID) -> Answer:
    digits = digits_of(reference)

    def do(session: Session) -> None:
        sending.send_again(
            session,
            current_actor(),
            digits,
            message,
            version=version_shown(),
            now=utc_now(),
            address=sentfiles.addresses(utc_now()),
        )

    return done(digits, do)


@replying.get("/cases/waiting")
@audience("staff")
def waiting() -> str:
    """What waits for its hour, in every case that may be read in full."""
    orgs = current_actor().orgs()
    if not orgs:
        raise NotAllowed("read")
    with house().database.session() as session:
        rows = held.waiting(session, orgs=orgs, full=SEES_FULL)
    return render_template("waiting.html", rows=rows)
