"""Help outside the criteria: the letter to the governor, when it went, and what came back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import approval, committee, deciding
from casework.approval import Draft
from casework.committee import BadEntry
from casework.deciding import BadDecision
from gateway.guard import audience, current_actor, house
from gateway.pages import fields
from gateway.pages.printed import desk, printed
from store import consents as rows
from store.db import Session, utc_now
from store.ids import BANGKOK
from store.queue import DELIVER

consents = Blueprint("consents", __name__)


@consents.get("/committee/<org>/governor")
@audience("staff")
def show(org: str) -> str:
    with house().database.session() as session:
        return _page(session, org)


@consents.post("/committee/<org>/governor/<uuid:need>/draft")
@audience("staff")
def draft(org: str, need: UUID) -> Answer:
    def write(session: Session) -> None:
        try:
            sum_ = deciding.amount(fields.words("amount"))
        except BadDecision:
            raise BadEntry("amount") from None
        told = Draft(fields.words("letter_number"), fields.words("help"), sum_, fields.words("reason"))
        approval.draft(session, current_actor(), org, need, told, now=utc_now())

    return _written(org, need, write)


@consents.post("/committee/<org>/governor/<uuid:need>/sent")
@audience("staff")
def sent(org: str, need: UUID) -> Answer:
    def write(session: Session) -> None:
        on, version = fields.day("sent_on"), fields.version()
        approval.sent(session, current_actor(), org, need, on=on, version=version, now=utc_now())

    return _written(org, need, write)


@consents.post("/committee/<org>/governor/<uuid:need>/answer")
@audience("staff")
def answer(org: str, need: UUID) -> Answer:
    def write(session: Session) -> None:
        approval.answered(
            session, current_actor(), org, need, answer=fields.words("answer"), on=fields.day("answered_on"),
            number=fields.words("consent_number"), reason=fields.words("answer_reason"), version=fields.version(),
            now=utc_now(),
        )  # fmt: skip

    return _written(org, need, write)


@consents.get("/committee/<org>/governor/<uuid:need>/letter.<form>")
@audience("staff")
def letter(org: str, need: UUID, form: str) -> Response:
    with house().database.session() as session:
        told = approval.letter(session, desk(session), org, need)
    return printed(told, form, "governor", "letter")


def _written(org: str, need: UUID, write: Callable[[Session], None]) -> Answer:
    try:
        with house().database.session() as session:
            write(session)
    except BadEntry as bad:
        with house().database.session() as session:
            return Response(_page(session, org, bad=bad, at=need), status=400)
    house().nudges.wake(DELIVER)
    return redirect(url_for("committee.consents.show", org=org, _anchor=f"n-{need}"), 303)


def _page(session: Session, org: str, *, bad: BadEntry | None = None, at: Any = None) -> str:
    committee.must_keep(current_actor(), org)
    now = utc_now()
    return render_template(
        "consents.html",
        org=org,
        org_name=house().shelf.directory(session).name,
        rows=rows.of_org(session, org),
        rules=committee.rules(),
        today=now.astimezone(BANGKOK).date(),
        bad=bad,
        at=at,
        draft=request.form,
    )
