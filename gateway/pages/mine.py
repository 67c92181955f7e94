"""One's own cases, for an hour after a code by SMS (that case alone) or a LINE sign-in (all of that person's)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from gateway.guard import audience, house
from gateway.pages import plea
from gateway.pages.limits import too_many
from gateway.pages.plea import Plea, Problem
from gateway.pages.shown import channel_kind, said
from gateway.pages.talk import photo_answer, thread_of
from store import caselists, citizens, threads
from store.db import Session, utc_now

mine = Blueprint("mine", __name__)

COOKIE = "saitrong_view"
ADDS = frozenset({"web", "desk"})
"""Accounts whose conversation goes on here; on LINE and by phone people go on where they began."""
WORDS_PER_CASE = 60


@dataclass(frozen=True, slots=True)
class Mine:
    """A case that this browser may read. adds: whether words may be added here."""

    case: UUID
    reference: str
    conversation: UUID
    account: str
    sender: str
    state: str
    org: str
    opened_at: Any

    @property
    def adds(self) -> bool:
        return self.account in ADDS


@mine.get("/track/mine")
@audience("citizen")
def listed() -> Answer | str:
    with house().database.session() as session:
        found = _mine(session)
    if not found:
        return redirect(url_for("citizen.tracking.track"), 303)
    return render_template("mine.html", cases=found)


@mine.get("/track/mine/<reference>")
@audience("citizen")
def show(reference: str) -> Answer | str:
    with house().database.session() as session:
        case = _one(session, reference)
        if case is None:
            return redirect(url_for("citizen.tracking.track"), 303)
        return _page(session, case)


@mine.post("/track/mine/<reference>")
@audience("citizen")
def add(reference: str) -> Answer:
    with house().database.session() as session:
        case = _one(session, reference)
    if case is None or not case.adds:
        abort(404)
    told, problems = plea.from_request()
    if too_many((f"mine {case.case}", WORDS_PER_CASE)):
        problems = [Problem("text", said("track.too_many"))]
    if problems and not plea.must_go(told):
        with house().database.session() as session:
            return Response(_page(session, case, told, problems), status=400)
    got = plea.send(case.account, told, "", sender=case.sender)
    if got.status != 200:
        with house().database.session() as session:
            return Response(
                _page(session, case, told, [Problem("text", said("report.not_taken"))]), status=503
            )
    return redirect(url_for(".show", reference=reference), 303)


@mine.get("/track/mine/<reference>/photo/<uuid:attachment>")
@audience("citizen")
def photo(reference: str, attachment: UUID) -> Response:
    with house().database.session() as session:
        case = _one(session, reference)
        if case is None:
            abort(404)
        return photo_answer(session, case.conversation, attachment, case.case)


@mine.post("/track/leave")
@audience("citizen")
def leave() -> Answer:
    """For shared phones: nobody reads on after this."""
    with house().database.session() as session:
        citizens.close_view(session, request.cookies.get(COOKIE, ""))
    answer = redirect(url_for("citizen.tracking.track"), 303)
    answer.delete_cookie(COOKIE, path="/track")
    return answer


def _mine(session: Session) -> list[Mine]:
    """Newest first; [] when this browser may read nothing, or no longer."""
    seen = citizens.view(session, request.cookies.get(COOKIE, "")[:64], utc_now())
    if seen is None:
        return []
    if seen.case_id:
        return _cases(session, [seen.conversation_id], seen.case_id)
    whose = threads.conversation(session, seen.conversation_id)
    return _cases(session, threads.conversations_of(session, channel_kind(whose.account), whose.sender), None)


def _cases(session: Session, conversations: list[UUID], case: UUID | None) -> list[Mine]:
    directory = house().shelf.directory(session)
    return [
        Mine(
            row.id, row.reference, row.conversation_id, row.account, row.sender, row.state,
            directory.name(row.owner), row.opened_at,
        )
        for row in caselists.of_conversations(session, conversations, case)
    ]  # fmt: skip


def _one(session: Session, reference: str) -> Mine | None:
    return next((case for case in _mine(session) if case.reference == reference), None)


def _page(
    session: Session, case: Mine, told: Plea | None = None, problems: list[Problem] | None = None
) -> str:
    return render_template(
        "mine_case.html",
        case=case,
        thread=thread_of(session, case.conversation, case.case),
        plea=told or plea.blank(),
        problems=problems or [],
        photo_at=lambda file: url_for(".photo", reference=case.reference, attachment=file),
        add_at=url_for(".add", reference=case.reference),
    )


def set_view(answer: Answer, token: str) -> Answer:
    answer.set_cookie(
        COOKIE,
        token,
        max_age=int(citizens.VIEW_LASTS.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=house().settings.public_url.startswith("https://"),
        path="/track",
    )
    return answer
