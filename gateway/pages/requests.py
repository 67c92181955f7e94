"""What staff press about other bodies: beyond capacity, ask, and what becomes of a request."""

from collections.abc import Callable
from datetime import date, datetime, time
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, request, send_file, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as Answer

from casework import agency_links, handling, referred, referring
from casework.access import NotAllowed
from casework.handling import Stale
from casework.lifecycle import IllegalMove
from casework.referred import Unanswered
from casework.referring import AlreadyAsked, Body, NoReason, Request
from gateway.guard import audience, current_actor, house
from gateway.pages import letters, papers
from gateway.pages.casepage import digits_of, in_full
from gateway.pages.papers import Paper
from gateway.pages.photos import Refused
from gateway.pages.verbs import again, version_shown
from store import agencies, audit, caselists, files, referrals
from store.db import Session, utc_now
from store.ids import BANGKOK
from store.queue import DELIVER
from store.referrals import Asked

requests = Blueprint("requests", __name__)

LONGEST = 2000


@requests.post("/cases/<reference>/beyond")
@audience("staff")
def beyond(reference: str) -> Answer:
    """Beyond our capacity: to the hub of the place."""
    digits, directory = digits_of(reference), house().directory()

    def do(session: Session, given: Request) -> None:
        row = caselists.by_reference(session, digits)
        hub = directory.register.hub_of(row.amphoe_code, row.owner) if row else None
        if hub is None or not hub.at_work:
            raise NotAllowed("refer")
        body = Body(hub.code, directory.name(hub.code))
        referring.beyond(
            session, current_actor(), digits, body, given, version=version_shown(), now=utc_now()
        )

    return _asked(digits, do, "beyond")


@requests.post("/cases/<reference>/ask")
@audience("staff")
def ask(reference: str) -> Answer:
    """Each ticked body gets a request of its own."""
    digits, directory = digits_of(reference), house().directory()
    chosen = request.form.getlist("to")

    def do(session: Session, given: Request) -> None:
        row = caselists.by_reference(session, digits)
        for code in chosen:
            kind = _kind(session, code, row)
            body = Body(code, directory.name(code))
            referring.ask(session, current_actor(), digits, kind, body, given, now=utc_now())

    if not chosen:
        return again(digits, "asked.no_body", 400, "asked")
    return _asked(digits, do, "asked")


def _kind(session: Session, code: str, case: object) -> Asked:
    """Only bodies that the page offers."""
    directory = house().directory()
    if agencies.agency(session, code):
        return Asked.AGENCY
    lao = directory.register.laos.get(code)
    if lao and lao.at_work:
        return Asked.LAO
    if code == f"prov-{getattr(case, 'province_code', '')}" and code in directory.names:
        return Asked.PROVINCE
    raise NotAllowed("refer")


def _asked(digits: str, do: Callable[[Session, Request], None], field: str) -> Answer:
    try:
        given = _given(field)
        with house().database.session() as session:
            do(session, given)
    except RequestEntityTooLarge:
        abort(413)
    except Refused as refused:
        return again(digits, refused.key, 400, field, name=refused.name)
    except NoReason:
        return again(digits, f"asked.no_reason_{field}", 400, field)
    except AlreadyAsked:
        return again(digits, "asked.already", 409, field)
    except Stale:
        return again(digits, "case.stale", 409, field)
    except IllegalMove:
        return again(digits, "case.illegal", 409, field)
    house().nudges.wake(DELIVER)
    return _to(digits)


def _given(field: str) -> Request:
    form = request.form
    return Request(
        words=form.get(field, "").strip()[:LONGEST],
        reason=form.get("reason", ""),
        needs=form.getlist("need"),
        shared=form.getlist("shared"),
        files=papers.taken(),
        due_at=_day(form.get("due", "")),
    )


def _day(typed: str) -> datetime | None:
    """The end of the office day that was chosen; a day that is none, or past, leaves the clock its own."""
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        return None
    at = datetime.combine(day, time(16, 30), BANGKOK)
    return at if utc_now() < at and day.year < 2100 else None


# -- what becomes of one -------------------------------------------------------------------------------------------


@requests.post("/requests/<uuid:referral>/<any('accept', 'return', 'answer', 'reached', 'withdraw'):verb>")
@audience("staff")
def act(referral: UUID, verb: str) -> Answer:
    digits = _reference(referral)
    try:
        sent = papers.taken() if verb == "answer" else []
        with house().database.session() as session:
            _do(session, referral, verb, sent)
    except Refused as refused:
        return _refused(digits, refused.key, 400, name=refused.name)
    except Unanswered:
        return _refused(digits, f"asked.no_words_{verb}", 400)
    except Stale:
        return _refused(digits, "asked.ended", 409)
    house().nudges.wake(DELIVER)
    return _to(digits)


def _do(session: Session, referral: UUID, verb: str, sent: list[Paper]) -> None:
    actor, now, directory = current_actor(), utc_now(), house().shelf.directory(session)
    words = request.form.get("words", "").strip()[:LONGEST]
    row = referrals.one(session, referral)
    owner = directory.name(row.owner)
    match verb:
        case "accept":
            due = _day(request.form.get("due", ""))
            name = directory.name(row.to_org)
            referred.accept(session, actor, referral, org_name=name, due_at=due, now=now)
        case "return":
            referred.give_back(session, actor, referral, reason=words, owner_name=owner, now=now)
        case "answer":
            helped = request.form.get("helped") == "yes"
            referred.answer(
                session, actor, referral, words=words, helped=helped, owner_name=owner, files=sent, now=now
            )
        case "reached":
            referred.note_reached(session, actor, referral, words=words, now=now)
        case _:
            referred.withdraw(session, actor, referral, owner_name=owner, now=now)


@requests.get("/requests/<uuid:referral>/files/<uuid:file>")
@audience("staff")
def paper(referral: UUID, file: UUID) -> Answer:
    """A file that was sent along or came with the answer, for those who may read the case."""
    actor = current_actor()
    with house().database.session() as session:
        row = referrals.file(session, file)
        if row is None or row.referral_id != referral:
            abort(404)
        seen = in_full(handling.glance(session, actor, referrals.one(session, referral).reference))
        audit.note(session, "case.file", now=utc_now(), staff_id=actor.id, case_id=seen.row.id)
    return sent(row.stored, row.media_type, row.name)


@requests.get("/requests/<uuid:referral>/letter.<any('pdf', 'docx'):kind>")
@audience("staff")
def letter(referral: UUID, kind: str) -> Answer:
    """The letter to the asked body, with what it is shown and nothing else; a draft until somebody signs it."""
    actor = current_actor()
    with house().database.session() as session:
        row = referrals.one(session, referral)
        if row is None:
            abort(404)
        seen = in_full(handling.glance(session, actor, row.reference))
        audit.note(session, "case.letter", now=utc_now(), staff_id=actor.id, case_id=seen.row.id)
        data = letters.request_letter(row, seen.row, house().shelf.directory(session))
    return letters.answered(data, kind, f"{row.reference}-{kind}")


@requests.post("/requests/<uuid:referral>/link")
@audience("staff")
def link(referral: UUID) -> Answer:
    """The address under which an agency answers without an account; an older one opens nothing from now on."""
    with house().database.session() as session:
        agency_links.new_link(session, current_actor(), referral, now=utc_now())
    return redirect(url_for("cases.show", reference=_reference(referral), _anchor="asked"), 303)


def sent(stored: str, media_type: str, name: str) -> Answer:
    """A stored file as an answer: only ever saved, never run."""
    path = files.path_of(house().files, stored)
    if not path.exists():
        abort(404)
    response = send_file(path, mimetype=media_type, as_attachment=True, download_name=name or "file")
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _reference(referral: UUID) -> str:
    with house().database.session() as session:
        row = referrals.one(session, referral)
    if row is None:
        raise NotAllowed("refer")
    return str(row.reference)


def _to(digits: str) -> Answer:
    if request.form.get("from") == "hub":
        return redirect(url_for("hub.show"), 303)
    return redirect(url_for("cases.show", reference=digits, _anchor="asked"), 303)


def _refused(digits: str, key: str, status: int, **facts: object) -> Answer | Response:
    """What was typed stays on the page of the case."""
    return again(digits, key, status, f"request-{request.path.split('/')[2]}", **facts)
