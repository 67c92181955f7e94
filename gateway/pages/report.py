"""The citizen's form and the receipt it leads to, which is also the private page of the whole conversation."""

import io
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import segno
from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.wrappers import Response as Answer

from casework.cases import choices_of
from casework.replies import Question
from gateway.door import Received
from gateway.guard import audience, house
from gateway.pages import masks, numbers, plea, receipts
from gateway.pages.plea import Plea, Problem
from gateway.pages.shown import language, said
from store import caselists
from store.db import OperationalError, Session
from store.register import Directory
from triage import intake
from triage.question import worded

report = Blueprint("report", __name__)

ACCOUNT = "web"


@dataclass(frozen=True, slots=True)
class Said:
    """by: "you", "officer" for a person's answer, "house" for what we say by ourselves."""

    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Thread:
    """What the holder of the link sees. reference: "" until the case is open."""

    reference: str = ""
    org: str = ""
    state: str = ""
    said: tuple[Said, ...] = ()
    call: tuple[numbers.Number, ...] = ()
    question: Question | None = None


@report.get("/report")
@audience("citizen")
def form() -> str:
    return _form(plea.blank())


@report.post("/report")
@audience("citizen")
def send() -> Answer:
    try:
        told, problems = plea.from_request()
    except RequestEntityTooLarge:
        return _shown_again(plea.blank(), [Problem("photos", said("report.too_big"))], 413)
    except BadRequest:
        # the upload broke off; what was typed waits in the browser (static/app.js)
        return _shown_again(plea.blank(), [Problem("text", said("report.cut_off"))], 400)
    if not request.form:
        return _shown_again(told, [Problem("text", said("report.cut_off"))], 400)
    if problems and not plea.must_go(told):
        return _shown_again(told, problems, 400)
    token = receipts.token_of(house().settings.secret_key, told.nonce)
    got = plea.send(ACCOUNT, told, token)
    if got.status != 200:
        return _shown_again(told, [Problem("text", said("report.not_taken"))], 503)
    return redirect(_receipt_address(token, got, photos_lost=bool(problems)), 303)


@report.get("/receipt/<token>")
@audience("citizen")
def receipt(token: str) -> Answer | str:
    if not receipts.is_token(token):
        abort(404)
    try:
        with house().database.session() as session:
            thread = _thread(session, token)
    except OperationalError:
        return _receipt(token, Thread(), away=True)
    if not thread.said and "sent" not in request.args:
        abort(404)
    return _receipt(token, thread)


@report.post("/receipt/<token>")
@audience("citizen")
def add(token: str) -> Answer:
    """Further words in the same thread."""
    if not receipts.is_token(token):
        abort(404)
    with house().database.session() as session:
        thread = _thread(session, token)
    if not thread.said:
        abort(404)
    told, problems = plea.from_request()
    if problems and not plea.must_go(told):
        return Response(_receipt(token, thread, told=told, problems=problems), status=400)
    got = plea.send(ACCOUNT, told, token)
    if got.status != 200:
        problems = [Problem("text", said("report.not_taken"))]
        return Response(_receipt(token, thread, told=told, problems=problems), status=503)
    return redirect(_receipt_address(token, got, photos_lost=bool(problems)), 303)


def _receipt_address(token: str, got: Received, *, photos_lost: bool) -> str:
    """sent: the case may still be on its way. call: numbers to show at once, even with every worker dead."""
    asked: dict[str, Any] = {"sent": "1"}
    for sign in intake.dangers_of(got.reception).values():
        asked["call"] = "-".join(sign.numbers)
    if photos_lost:
        asked["photos"] = "lost"
    return url_for("citizen.report.receipt", token=token, **asked)


def _thread(session: Session, token: str) -> Thread:
    messages = caselists.conversation_thread(session, receipts.conversation_of(ACCOUNT, token))
    case = caselists.brief(session, account=ACCOUNT, by="sender", value=receipts.sender_of(token))
    call = [number for m in messages if m.purpose == "danger" for number in masks.numbers_in(m.text)]
    directory = house().shelf.directory(session)
    return Thread(
        reference=case.reference if case else "",
        org=directory.name(case.owner) if case else "",
        state=case.state if case else "",
        said=tuple(Said(_by(m), m.sent_at, m.text) for m in messages if m.purpose != "danger"),
        call=numbers.known(call),
        question=_question(case, directory) if case and case.asks_place else None,
    )


def _question(case: Any, directory: Directory) -> Question | None:
    """Where it may have happened, as long as the citizen has not answered."""
    offered = choices_of(case)
    return worded(offered, directory, language()) if offered else None


def _by(message: Any) -> str:
    if message.direction == "in":
        return "you"
    return "officer" if message.purpose == "answer" else "house"


def _receipt(
    token: str,
    thread: Thread,
    *,
    told: Plea | None = None,
    problems: list[Problem] | None = None,
    away: bool = False,
) -> str:
    if not thread.call:
        thread = replace(thread, call=numbers.known(request.args.get("call", "").split("-")))
    polls = min(request.args.get("polls", 0, int), 99)
    shown: dict[str, Any] = {
        "token": token,
        "thread": thread,
        "away": away,
        "nonce": receipts.nonce_of(""),
        "photos_lost": request.args.get("photos") == "lost",
        "poll": url_for(
            "citizen.report.receipt", token=token, polls=polls + 1, **_kept("sent", "call", "photos")
        ),
        # a flood brings thousands of open receipts: they must not ask as one
        "delay": 60 if thread.reference else min(1 + polls, 30),
    }
    if "HX-Request" in request.headers:
        return render_template("_receipt.html", **shown)
    address = house().settings.public_url + url_for("citizen.report.receipt", token=token)
    return render_template(
        "receipt.html",
        address=address,
        qr=_qr(address),
        plea=told or plea.blank(),
        problems=problems or [],
        **shown,
    )


def _kept(*names: str) -> dict[str, Any]:
    return {name: request.args[name] for name in names if name in request.args}


def _qr(address: str) -> Markup:
    """Drawn by our own library from our own address: nothing in it comes from outside."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", scale=4, border=2, xmldecl=False, svgns=True, omitsize=True, light=None
    )
    return Markup(out.getvalue().decode())  # noqa: S704


def _form(told: Plea, problems: list[Problem] | None = None) -> str:
    return render_template("report.html", plea=told, problems=problems or [], language=language())


def _shown_again(told: Plea, problems: list[Problem], status: int) -> Answer:
    return Response(_form(told, problems), status=status)
