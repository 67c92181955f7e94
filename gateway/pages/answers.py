"""The page of an agency without an account: one case, what was shared of it, and its answer.

What only looks at an address (a mail filter, the preview of a chat) sees the cover; the case opens by a press, which
is when the agency counts as reached.
"""

from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import agency_links
from casework.handling import Stale
from casework.referred import Unanswered
from gateway.guard import audience, house
from gateway.pages import answer_links, letters, papers
from gateway.pages.limits import too_many
from gateway.pages.photos import Refused
from gateway.pages.requests import LONGEST, sent
from gateway.pages.shown import said
from store import audit, casefacts, caselists, referrals
from store.db import utc_now
from store.referrals import ReferralState

answers = Blueprint("answers", __name__)

PER_LINK, PER_ADDRESS = 60, 120
"""In 15 minutes: whoever asks more often is a program."""
_STATES = {"working": ReferralState.ACCEPTED, "done": ReferralState.DONE, "not_ours": ReferralState.RETURNED}


@answers.get("/answer/<token>")
@audience("anyone")
def cover(token: str) -> Response:
    """Who asks and until when; the case itself once somebody of the agency has opened it."""
    _slow(token)
    with house().database.session() as session:
        row = answer_links.opened(session, token)
        if row is None:
            return _over()
        if row.state == ReferralState.SENT:
            return _page("answer_cover.html", token, row)
    return _case(token)


@answers.post("/answer/<token>/open")
@audience("anyone")
def open_case(token: str) -> Answer:
    _slow(token)
    with house().database.session() as session:
        row = answer_links.opened(session, token)
        if row is None:
            return _over()
        agency_links.link_opened(session, row.id, now=utc_now())
    return redirect(url_for("answers.cover", token=token), 303)


@answers.post("/answer/<token>")
@audience("anyone")
def answer(token: str) -> Answer:
    _slow(token)
    words = request.form.get("words", "").strip()[:LONGEST]
    state = _STATES.get(request.form.get("state", ""))
    if state is None:
        return _case(token, problem=said("answer.no_state"), status=400)
    try:
        sent_files = papers.taken()
        with house().database.session() as session:
            row = answer_links.opened(session, token)
            if row is None:
                return _over()
            agency_links.link_answer(
                session, row.id, state=state, words=words, files=sent_files, now=utc_now()
            )
    except Unanswered:
        return _case(token, problem=said("answer.no_words"), status=400)
    except Refused as refused:
        return _case(token, problem=said(refused.key, name=refused.name), status=400)
    except Stale:
        return _over()
    return _page("answer_thanks.html", token, row, ended=state != ReferralState.ACCEPTED)


@answers.get("/answer/<token>/files/<uuid:file>")
@audience("anyone")
def paper(token: str, file: UUID) -> Answer:
    """What was sent along, or a photo of the citizen's where photos were shared."""
    _slow(token)
    with house().database.session() as session:
        row = answer_links.opened(session, token)
        if row is None or row.state == ReferralState.SENT:
            return _over()
        found = referrals.file(session, file)
        ours = found is not None and found.referral_id == row.id
        if not ours and "photos" in row.shared:
            found = caselists.file(session, file)
            ours = (
                found is not None
                and found.case_id == row.case_id
                and found.direction == "in"
                and found.state == "stored"
            )
        if not ours:
            abort(404)
        audit.note(session, "referral.file", now=utc_now(), case_id=row.case_id, org=row.to_org)
    return sent(found.stored, found.media_type, found.name)


def _case(token: str, *, problem: str = "", status: int = 200) -> Response:
    with house().database.session() as session:
        row = answer_links.opened(session, token)
        if row is None:
            return _over()
        case = caselists.by_reference(session, row.reference)
        photos = casefacts.photos(session, case, now=utc_now()) if "photos" in row.shared else []
        files = referrals.files(session, [row.id])
        audit.note(
            session, "referral.read", now=utc_now(), case_id=row.case_id, org=row.to_org, detail=str(row.id)
        )
        shared = letters.shared_facts(row, case)
        return _page(
            "answer.html", token, row, status=status, shared=shared, photos=photos, files=files, problem=problem,
            typed=request.form,
        )  # fmt: skip


def _page(template: str, token: str, row: object, *, status: int = 200, **shown: object) -> Response:
    directory = house().directory()
    page = render_template(template, token=token, row=row, name=directory.name, **shown)
    response = Response(page, status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _over() -> Response:
    """An invented, old, ended or called-off link: all look alike."""
    response = Response(render_template("answer_over.html"), status=404)
    response.headers["Cache-Control"] = "no-store"
    return response


def _slow(token: str) -> None:
    if too_many(
        (f"answer link {token[:80]}", PER_LINK), (f"answer address {request.remote_addr}", PER_ADDRESS)
    ):
        abort(429)
