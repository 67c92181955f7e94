"""Everybody in an incident answered at once: counted and priced, confirmed, watched, stopped."""

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import rounds as answers
from casework.access import NotAllowed
from casework.rounds import LONGEST
from gateway.guard import audience, current_actor, house
from gateway.pages import together
from gateway.pages.shown import said
from store import pairs, rounds
from store.db import Session, utc_now

rounds_pages = Blueprint("rounds", __name__)


@rounds_pages.post("/incidents/<uuid:key>/answer")
@audience("staff")
def confirm(key: UUID) -> str | tuple[str, int]:
    """What would be sent to whom, and what it costs; nothing is sent here."""
    with house().database.session() as session:
        return _confirming(session, key)


@rounds_pages.post("/incidents/<uuid:key>/answer/send")
@audience("staff")
def send(key: UUID) -> Answer | tuple[str, int]:
    """count: how many were confirmed; another number now is shown and confirmed anew."""
    actor, now, words = current_actor(), utc_now(), _words()
    with house().database.session() as session:
        found = answers.outlook(session, actor, key, words, now=now)
        if not words or len(words) > LONGEST or request.form.get("count", "") != str(len(found.cases)):
            page = _confirming(session, key, notice=said("round.changed") if words else "")
            return page if isinstance(page, tuple) else (page, 409)
        if answers.begin(session, actor, key, words, found.cases, now=now) is None:
            return _whole(_confirming(session, key, notice=said("round.under_way"))), 409
    return redirect(url_for("incidents.show", key=key, _anchor="round"), 303)


@rounds_pages.get("/incidents/<uuid:key>/answer")
@audience("staff")
def progress(key: UUID) -> str | Response:
    """How far it is; asked for every two seconds until it is done."""
    with house().database.session() as session:
        if not together.members(session, current_actor(), key):
            raise NotAllowed("read")
        return render_template("_round.html", round=rounds.newest(session, key), key=key)


@rounds_pages.post("/incidents/<uuid:key>/answer/stop")
@audience("staff")
def stop(key: UUID) -> Answer:
    with house().database.session() as session:
        answers.stop(session, current_actor(), key, now=utc_now())
    return redirect(url_for("incidents.show", key=key, _anchor="round"), 303)


def _confirming(session: Session, key: UUID, *, notice: str = "") -> str | tuple[str, int]:
    """NotAllowed, shown as "not found", where this person may answer none of its cases."""
    words, found = _words(), pairs.incident(session, key)
    outlook = answers.outlook(session, current_actor(), key, words, now=utc_now())
    if found is None or not outlook.cases:
        raise NotAllowed("reply")
    wrong = "" if words else said("case.empty_answer")
    if len(words) > LONGEST:
        wrong = said("case.long_answer", most=LONGEST)
    page = render_template(
        "round.html",
        incident=found,
        outlook=outlook,
        words=words,
        notice=wrong or notice,
        ready=not wrong,
        longest=LONGEST,
    )
    return (page, 400) if wrong else page


def _whole(page: str | tuple[str, int]) -> str:
    return page if isinstance(page, str) else page[0]


def _words() -> str:
    return request.form.get("words", "").strip()
