"""The public face: what this is, whom to call first, follow a case, privacy. The form itself is in report.py."""

import hmac
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as Answer

from gateway.guard import audience, house
from gateway.pages.area import area
from gateway.pages.limits import too_many
from gateway.pages.plea import Problem
from gateway.pages.report import report
from gateway.pages.shown import said
from gateway.pages.thread import thread
from store import caselists
from store.ids import typed_reference

citizen = Blueprint("citizen", __name__)
citizen.register_blueprint(report)
citizen.register_blueprint(area)
citizen.register_blueprint(thread)

TRACK_PER_ADDRESS = 10
TRACK_PER_REFERENCE = 5


@dataclass(frozen=True, slots=True)
class Tracked:
    """All that a number and four digits of a phone open: no name, no words, no place."""

    reference: str
    state: str
    org: str


@citizen.get("/")
@audience("citizen")
def home() -> str:
    return render_template("home.html")


@citizen.get("/privacy")
@audience("citizen")
def privacy() -> str:
    return render_template("privacy.html")


@citizen.get("/help")
@audience("citizen")
def helping() -> str:
    return render_template("help.html")


@citizen.get("/track")
@audience("citizen")
def track() -> str:
    return render_template("track.html", found=None, problems=[], reference="", phone="")


@citizen.post("/track")
@audience("citizen")
def find() -> Answer:
    typed = request.form.get("reference", "").strip()[:40]
    reference = typed_reference(typed)
    limits = [(f"track address {request.remote_addr}", TRACK_PER_ADDRESS)]
    if reference:
        limits.append((f"track reference {reference}", TRACK_PER_REFERENCE))
    if too_many(*limits):
        return _tracked(Problem("reference", said("track.too_many")), 429)
    if reference is None:
        return _tracked(Problem("reference", said("track.wrong_number")), 400)
    found = _tracked_case(reference, request.form.get("phone", ""))
    if found is None:
        return _tracked(Problem("reference", said("track.not_found")), 404)
    return Response(render_template("track.html", found=found, problems=[], reference=typed, phone=""))


def _tracked(problem: Problem, status: int) -> Answer:
    page = render_template(
        "track.html",
        found=None,
        problems=[problem],
        reference=request.form.get("reference", ""),
        phone=request.form.get("phone", ""),
    )
    return Response(page, status=status)


def _tracked_case(reference: str, phone: str) -> Tracked | None:
    """The public part of a case whose phone ends like this; a case without a phone opens to nobody here."""
    with house().database.session() as session:
        row = caselists.by_reference(session, reference)
        known, given = _last_four(row.phone) if row else "", _last_four(phone)
        if not hmac.compare_digest(known.encode(), given.encode()) or len(known) != 4 or row is None:
            return None
        return Tracked(reference, row.state, house().shelf.directory(session).name(row.owner))


def _last_four(phone: str) -> str:
    """ASCII digits, because people type Thai ones too."""
    return "".join(str(int(c)) for c in phone if c.isdecimal())[-4:]
