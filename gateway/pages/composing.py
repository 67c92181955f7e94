"""What staff type: kept on the server while they type, with its files, and what a press would do and cost."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, send_file
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as Answer

from casework import attachments, handling
from casework import enclosures as fit
from casework.enclosures import Enclosures, Unfit
from casework.handling import Seen
from casework.outlook import Way, outlook, ways_to
from channels.line import cards
from gateway.guard import audience, current_actor, house
from gateway.pages.bubbles import Specimen, as_sent, colour_of
from gateway.pages.casepage import digits_of
from gateway.pages.enclosing import enclosed
from gateway.pages.shown import said
from gateway.pages.verbs import LONGEST_ANSWER, done
from store import casefacts, files, reply_drafts
from store.db import Session, utc_now

composing = Blueprint("composing", __name__)


@composing.post("/cases/<reference>/draft")
@audience("staff")
def keep(reference: str) -> str:
    """Keep what is typed; answers with what a press would do now. No words of the case are shown: no reading."""
    digits, now = digits_of(reference), utc_now()
    typed = {name: request.form[name][:LONGEST_ANSWER] for name in ("words", "note") if name in request.form}
    with house().database.session() as session:
        seen = handling.allowed(session, current_actor(), digits, "reply")
        if typed:
            reply_drafts.keep(session, seen.row.id, current_actor().id, now=now, **typed)
        way, files_too = _picked(session, seen)
        lines = outlook(way, seen.row, request.form.get("words", ""), files_too, house().channels, now=now)
    return render_template("_outlook.html", lines=lines, way=way)


@composing.post("/cases/<reference>/preview")
@audience("staff")
def preview(reference: str) -> str:
    """How LINE will show what is typed; "" for other ways."""
    digits, words = digits_of(reference), request.form.get("words", "").strip()
    with house().database.session() as session:
        seen = handling.allowed(session, current_actor(), digits, "reply")
        way, files_too = _picked(session, seen)
    if way.kind != "line" or not words:
        return ""
    told = as_sent(files_too.words(words, "line", seen.row.language), seen.row.language)
    shown = Specimen("", cards.messages(told, colour_of(way.account)))
    return render_template(
        "_preview.html", specimen=shown, pictures=len(files_too.shown_in_line), reference=digits
    )


def _picked(session: Session, seen: Seen) -> tuple[Way, Enclosures]:
    """The way that the form names, else the usual one; the files of the draft."""
    facts = casefacts.composer(session, seen.row, staff=current_actor().id, now=utc_now())
    listed = ways_to(seen.row, facts, house().channels)
    way = next((each for each in listed if each.key == request.form.get("to")), listed[0])
    return way, enclosed(seen.row.reference, next((each.files for each in facts["draft"]), ()))


# -- files -------------------------------------------------------------------------------------------------------


@composing.post("/cases/<reference>/draft/files")
@audience("staff")
def put_files(reference: str) -> Answer | str:
    """Files chosen, or one of them dropped; answers with those that are there, or with the page where no script asked."""
    digits = digits_of(reference)
    problem = take_files(digits)
    if "drop" in request.form:
        _drop(digits, request.form.get("drop", ""))
    if "X-Asks" not in request.headers:
        return done(digits, lambda _: None)
    with house().database.session() as session:
        rows = _files_of(session, digits)
    told = said(problem, most=fit.MOST) if problem else ""
    return render_template("_enclosed.html", reference=digits, files=rows, problem=told)


@composing.get("/cases/<reference>/draft/files/<int:at>")
@audience("staff")
def file(reference: str, at: int) -> Response:
    """The small copy of a picture that is not sent yet."""
    with house().database.session() as session:
        rows = _files_of(session, digits_of(reference))
    if at >= len(rows) or not rows[at]["thumb"]:
        abort(404)
    return send_file(files.path_of(house().files, rows[at]["thumb"]), mimetype="image/jpeg")


def take_files(digits: str) -> str:
    """Put the files of this request into the draft; the sentence that says why one of them cannot be sent, or ""."""
    given: list[FileStorage] = [each for each in request.files.getlist("file") if each.filename]
    if not given:
        return ""
    try:
        rows = [fit.keep(house().files, each.stream, each.filename or "") for each in given]
    except Unfit as unfit:
        return unfit.key
    now = utc_now()
    with house().database.session() as session:
        seen = handling.allowed(session, current_actor(), digits, "reply")
        draft = reply_drafts.one(session, seen.row.id, current_actor().id, now=now)
        if len(draft.files) + len(rows) > fit.MOST:
            return "enclosure.many"
        draft.files = [*draft.files, *rows]
        if "words" in request.form:
            draft.words = request.form["words"][:LONGEST_ANSWER]
    return ""


def _drop(digits: str, which: str) -> None:
    with house().database.session() as session:
        seen = handling.allowed(session, current_actor(), digits, "reply")
        draft = reply_drafts.one(session, seen.row.id, current_actor().id, now=utc_now())
        gone = [row for at, row in enumerate(draft.files) if str(at) == which]
        draft.files = [row for at, row in enumerate(draft.files) if str(at) != which]
    attachments.forget(house().database, house().files, reply_drafts.names_of(gone))


def _files_of(session: Session, digits: str) -> list[Mapping[str, Any]]:
    seen = handling.allowed(session, current_actor(), digits, "reply")
    draft = reply_drafts.one(session, seen.row.id, current_actor().id, now=utc_now())
    return list(draft.files)


def enclosures(session: Session, digits: str, at: datetime | None) -> Enclosures:
    """The files of the draft as they leave with an answer. at: when it does, None for now."""
    return enclosed(digits, _files_of(session, digits), at)
