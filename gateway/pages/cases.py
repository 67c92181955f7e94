"""One case: the whole conversation with its files, as far as this staff member may see it."""

from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as Answer

from casework import handling
from casework.access import SEES_FULL
from gateway.guard import audience, current_actor, house
from gateway.pages import callsteps, fates, reasons
from gateway.pages.casefile import AGAIN, casefile, conversation, thread_print
from gateway.pages.casemap import casemap
from gateway.pages.casepage import case_page, digits_of, in_full
from gateway.pages.casepaper import casepaper
from gateway.pages.composing import composing
from gateway.pages.correcting import correcting
from gateway.pages.handing import handing
from gateway.pages.merging import merging
from gateway.pages.needpages import need_pages
from gateway.pages.notes import notes, with_names
from gateway.pages.persons import persons_pages
from gateway.pages.placing import placing
from gateway.pages.replying import replying
from gateway.pages.transcripts import transcripts
from gateway.pages.verbs import verbs
from store import audit, casefacts, caselists, files
from store.db import utc_now

cases = Blueprint("cases", __name__)
cases.register_blueprint(verbs)
cases.register_blueprint(replying)
cases.register_blueprint(composing)
cases.register_blueprint(casemap)
cases.register_blueprint(casepaper)
cases.register_blueprint(notes)
cases.register_blueprint(placing)
cases.register_blueprint(transcripts)
cases.register_blueprint(correcting)
cases.register_blueprint(merging)
cases.register_blueprint(persons_pages)
cases.register_blueprint(need_pages)
cases.register_blueprint(handing)
cases.add_app_template_filter(with_names, "named")
cases.add_app_template_filter(fates.known, "fate_known")
cases.add_app_template_global(utc_now, "now")
cases.add_app_template_filter(reasons.shown, "reason")
cases.add_app_template_filter(reasons.marked, "marked")
cases.add_app_template_filter(callsteps.choice, "pressed")

_SHOWN = frozenset(
    {
        "image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4", "audio/mpeg", "audio/ogg", "audio/flac", "audio/wav",
        "audio/mp4", "audio/aac", "audio/amr",
    }
)  # fmt: skip
"""Shown in the page; everything else is only ever saved to disk."""


@cases.get("/cases/<reference>")
@audience("staff")
def show(reference: str) -> str | Answer:
    digits = digits_of(reference)
    if digits != reference:
        return redirect(url_for("cases.show", reference=digits), 303)
    with house().database.session() as session:
        return case_page(session, digits)


@cases.get("/cases/<reference>/thread")
@audience("staff")
def thread(reference: str) -> Answer | str:
    """The conversation again if it has changed since `print`; else an empty answer, which is no reading."""
    digits = digits_of(reference)
    with house().database.session() as session:
        seen = in_full(handling.glance(session, current_actor(), digits))
        whole = "whole" in request.args
        messages, kept = conversation(
            casefacts.thread(
                session, seen.row, orgs=current_actor().orgs(), full=SEES_FULL, whole=whole, now=utc_now()
            )
        )
        if request.args.get("print", "") == thread_print(seen.row.version, messages, kept):
            return Response(status=204)
        handling.see(session, current_actor(), digits, now=utc_now())
        found = casefile(session, current_actor(), seen, whole=whole)
        return render_template("_thread.html", case=found, again=AGAIN)


@cases.get("/cases/<reference>/files/<uuid:attachment>")
@audience("staff")
def file(reference: str, attachment: UUID) -> Answer:
    """A stored file, typed by its content; what a browser might run is only ever saved. ?small: its small copy."""
    actor = current_actor()
    with house().database.session() as session:
        seen = in_full(handling.glance(session, actor, digits_of(reference)))
        row = caselists.file(session, attachment)
        if row is None or row.case_id != seen.row.id or row.state != "stored":
            abort(404)
        audit.note(session, "case.file", now=utc_now(), staff_id=actor.id, case_id=seen.row.id)
    small = "small" in request.args and row.thumb
    path = files.path_of(house().files, row.thumb if small else row.stored)
    if not path.exists():
        abort(404)
    media_type = "image/jpeg" if small else row.media_type
    shown = media_type in _SHOWN
    response = send_file(
        path,
        mimetype=media_type if shown else "application/octet-stream",
        as_attachment=not shown,
        download_name=_name(row.name, row.media_type, row.position),
        conditional=True,
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@cases.post("/cases/<reference>/phone")
@audience("staff")
def phone(reference: str) -> str:
    """The number behind the mask; who looked is recorded."""
    actor = current_actor()
    with house().database.session() as session:
        seen = in_full(handling.glance(session, actor, digits_of(reference)))
        audit.note(session, "case.phone", now=utc_now(), staff_id=actor.id, case_id=seen.row.id)
        return render_template("_number.html", number=seen.row.phone)


_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/heic": "heic",
}


def _name(name: str, media_type: str, position: int) -> str:
    """What the file is called when it is saved: its own name, else a number and the ending of its type."""
    return name or f"{position + 1}.{_ENDINGS.get(media_type, 'bin')}"
