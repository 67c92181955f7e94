"""Follow a case: its public state by number and four digits; a code by SMS or a LINE sign-in opens the whole of it."""

import hmac
import secrets
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from gateway.guard import audience, house
from gateway.pages import codes
from gateway.pages.limits import too_many
from gateway.pages.mine import set_view
from gateway.pages.plea import Problem, digits_of
from gateway.pages.shown import said
from gateway.pages.signin import offered
from store import caselists, citizens
from store.db import utc_now
from store.ids import typed_reference

tracking = Blueprint("tracking", __name__)

TRACK_PER_ADDRESS = 10
TRACK_PER_REFERENCE = 5


@dataclass(frozen=True, slots=True)
class Tracked:
    """All that a number and four digits of a phone open: no name, no words, no place. texts: a code may be sent."""

    reference: str
    state: str
    org: str
    texts: bool


@tracking.get("/track")
@audience("citizen")
def track() -> str:
    return _page()


@tracking.post("/track")
@audience("citizen")
def find() -> Answer:
    row, refusal = _asked()
    if refusal:
        return refusal
    return Response(_page(found=_public(row)))


@tracking.post("/track/code")
@audience("citizen")
def code() -> Answer:
    """The same two things again, and a text message to the phone of the case."""
    row, refusal = _asked()
    if refusal:
        return refusal
    if not codes.can_send(row.phone):
        return _refused("reference", "code.no_texts", 400)
    if not codes.send(row):
        return _refused("reference", "track.too_many", 429)
    return Response(_page(found=_public(row), sent=True))


@tracking.post("/track/open")
@audience("citizen")
def opened() -> Answer:
    row, refusal = _asked()
    if refusal:
        return refusal
    if codes.tried_too_often():
        return _refused("code", "track.too_many", 429, found=_public(row), sent=True)
    token = secrets.token_urlsafe(32)
    with house().database.session() as session:
        right = codes.holds(session, row.id, request.form.get("code", ""))
        if right:
            citizens.open_view(session, token, row.conversation_id, row.id, utc_now())
    if not right:
        return _refused("code", "code.wrong", 400, found=_public(row), sent=True)
    return set_view(redirect(url_for("citizen.mine.show", reference=row.reference), 303), token)


def _asked() -> tuple[Any, Answer | None]:
    """The case of the reference and phone that were typed, or why none is shown."""
    typed = request.form.get("reference", "").strip()[:40]
    reference = typed_reference(typed)
    limits = [(f"track address {request.remote_addr}", TRACK_PER_ADDRESS * _steps())]
    if reference:
        limits.append((f"track reference {reference} {_step()}", TRACK_PER_REFERENCE))
    if too_many(*limits):
        return None, _refused("reference", "track.too_many", 429)
    if reference is None:
        return None, _refused("reference", "track.wrong_number", 400)
    row = _matching(reference)
    return row, None if row else _refused("reference", "track.not_found", 404)


def _step() -> str:
    return request.path.rpartition("/")[2]


def _steps() -> int:
    """Who opens a case comes by three times: looks, asks for the code, types it."""
    return 1 if _step() == "track" else 3


def _matching(reference: str) -> Any:
    """The case whose phone ends like this; one without a phone opens to nobody here."""
    given = digits_of(request.form.get("phone", ""))[-4:]
    with house().database.session() as session:
        row = caselists.by_reference(session, reference)
    known = digits_of(row.phone)[-4:] if row else ""
    same = hmac.compare_digest(known.encode(), given.encode())
    return row if same and len(known) == 4 else None


def _public(row: Any) -> Tracked:
    org = house().directory().name(row.holder or row.owner)
    return Tracked(row.reference, row.state, org, codes.can_send(row.phone))


def _refused(field: str, key: str, status: int, **shown: Any) -> Answer:
    return Response(_page(problems=[Problem(field, said(key))], **shown), status=status)


def _page(*, found: Tracked | None = None, problems: list[Problem] | None = None, sent: bool = False) -> str:
    return render_template(
        "track.html",
        found=found,
        sent=sent,
        problems=problems or [],
        reference=request.form.get("reference", ""),
        phone=request.form.get("phone", ""),
        line=offered(),
    )
