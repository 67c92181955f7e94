"""The receipt under the private link, which is also the page of the whole conversation."""

import io
from dataclasses import replace
from typing import Any
from uuid import UUID

import segno
from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.wrappers import Response as Answer

from gateway.guard import audience, house
from gateway.pages import codes, numbers, plea, receipts
from gateway.pages.course import ACCOUNT, receipt_address
from gateway.pages.limits import too_many
from gateway.pages.plea import Plea, Problem
from gateway.pages.shown import said
from gateway.pages.talk import Thread, photo_answer, thread_of
from store import threads
from store.db import OperationalError
from triage import intake

thread = Blueprint("thread", __name__)

WORDS_PER_LINK = 60
"""Further messages in 15 minutes; whoever writes more is a program."""


@thread.get("/receipt/<token>")
@audience("citizen")
def receipt(token: str) -> Answer | str:
    found, away = _found(token)
    if not found.said and not away and "sent" not in request.args:
        abort(404)
    return _receipt(token, found, away=away)


@thread.post("/receipt/<token>")
@audience("citizen")
def add(token: str) -> Answer:
    """Further words in the same thread."""
    found, _ = _found(token)
    if not found.said:
        abort(404)
    try:
        told, problems = plea.from_request()
    except RequestEntityTooLarge:
        return _again(token, found, plea.blank(), "photos", "report.too_big", 413)
    except BadRequest:
        return _again(token, found, plea.blank(), "text", "report.cut_off", 400)
    if problems and not plea.must_go(told):
        return Response(_receipt(token, found, told=told, problems=problems), status=400)
    if too_many((f"receipt {token}", WORDS_PER_LINK)):
        return _again(token, found, told, "text", "track.too_many", 429)
    got = plea.send(ACCOUNT, told, token)
    if got.status != 200:
        return _again(token, found, told, "text", "report.not_taken", 503)
    call = [number for sign in intake.dangers_of(got.reception).values() for number in sign.numbers]
    return redirect(receipt_address(token, call, photos_lost=bool(problems)), 303)


@thread.get("/receipt/<token>/photo/<uuid:attachment>")
@audience("citizen")
def photo(token: str, attachment: UUID) -> Response:
    if not receipts.is_token(token):
        abort(404)
    with house().database.session() as session:
        return photo_answer(session, receipts.conversation_of(ACCOUNT, token), attachment)


@thread.post("/receipt/<token>/phone")
@audience("citizen")
def prove(token: str) -> Answer:
    """Send a code to the phone of the case, or take it: from then on an SMS says that there is an answer."""
    found, _ = _found(token)
    if found.case is None:
        abort(404)
    if "code" not in request.form:
        return _code_sent(token, found)
    if codes.tried_too_often():
        return _again(token, found, plea.blank(), "code", "track.too_many", 429, asks_code=True)
    with house().database.session() as session:
        right = codes.holds(session, found.case, request.form["code"])
    if not right:
        return _again(token, found, plea.blank(), "code", "code.wrong", 400, asks_code=True)
    return redirect(url_for("citizen.thread.receipt", token=token), 303)


def _code_sent(token: str, found: Thread) -> Answer:
    with house().database.session() as session:
        row = threads.case_of(session, receipts.conversation_of(ACCOUNT, token))
    if not codes.can_send(row.phone):
        return _again(token, found, plea.blank(), "code", "code.no_texts", 400)
    if not codes.send(row):
        return _again(token, found, plea.blank(), "code", "track.too_many", 429)
    return Response(_receipt(token, found, asks_code=True))


def _found(token: str) -> tuple[Thread, bool]:
    """The thread, and whether the database is away."""
    if not receipts.is_token(token):
        abort(404)
    try:
        with house().database.session() as session:
            return thread_of(session, receipts.conversation_of(ACCOUNT, token)), False
    except OperationalError:
        if request.method == "POST":
            raise
        return Thread(), True


def _again(
    token: str, found: Thread, told: Plea, field: str, key: str, status: int, *, asks_code: bool = False
) -> Answer:
    page = _receipt(token, found, told=told, problems=[Problem(field, said(key))], asks_code=asks_code)
    return Response(page, status=status)


def _receipt(
    token: str,
    found: Thread,
    *,
    told: Plea | None = None,
    problems: list[Problem] | None = None,
    away: bool = False,
    asks_code: bool = False,
) -> str:
    if not found.call:
        found = replace(found, call=numbers.known(request.args.get("call", "").split("-")))
    polls = min(request.args.get("polls", 0, int), 99)
    shown: dict[str, Any] = {
        "token": token,
        "thread": found,
        "away": away,
        "nonce": receipts.nonce_of(""),
        "photos_lost": request.args.get("photos") == "lost",
        "photo_at": lambda file: url_for("citizen.thread.photo", token=token, attachment=file),
        "add_at": url_for("citizen.thread.add", token=token),
        "poll": url_for(
            "citizen.thread.receipt", token=token, polls=polls + 1, **_kept("sent", "call", "photos")
        ),
        # a flood brings thousands of open receipts: they must not ask as one
        "delay": 60 if found.reference or found.answered else min(1 + polls, 30),
    }
    if "HX-Request" in request.headers:
        return render_template("_receipt.html", **shown)
    address = house().settings.public_url + url_for("citizen.thread.receipt", token=token)
    return render_template(
        "receipt.html",
        address=address,
        qr=qr(address),
        plea=told or plea.blank(),
        problems=problems or [],
        asks_code=asks_code,
        texts=bool(found.phone) and codes.can_send(found.phone),
        **shown,
    )


def _kept(*names: str) -> dict[str, Any]:
    return {name: request.args[name] for name in names if name in request.args}


def qr(address: str) -> Markup:
    """Drawn by our own library from our own address: nothing in it comes from outside."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", scale=4, border=2, xmldecl=False, svgns=True, omitsize=True, light=None
    )
    return Markup(out.getvalue().decode())  # noqa: S704
