"""What staff do with one need of a case, one address per verb: step, track, checklist, papers, the rapid unit."""

from typing import Any, get_args
from uuid import UUID

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response as Answer

from casework import checking, dispatching, needs, saving
from casework.checking import NoSuchLine
from casework.needs import Happening
from gateway.guard import audience, current_actor, house
from gateway.pages.casepage import digits_of
from gateway.pages.needpanel import HERE
from gateway.pages.verbs import done, version_shown
from store.cases import NeedState, Track
from store.checks import Found, PaperState
from store.db import Session, utc_now

need_pages = Blueprint("needs", __name__)

LONGEST_NOTE = 1000


@need_pages.post("/cases/<reference>/needs/<code>/step")
@audience("staff")
def step(reference: str, code: str) -> Answer:
    """after: a state that is pressed on the panel; note: what the next person must know."""
    digits, after = digits_of(reference), request.form.get("after", "")
    if after not in set(HERE):
        abort(400)
    note = request.form.get("note", "").strip()[:LONGEST_NOTE]

    def do(session: Session) -> None:
        needs.step(
            session, current_actor(), digits, code, NeedState(after), version=version_shown(), now=utc_now(), note=note
        )  # fmt: skip

    return done(digits, do, "note", at="needs")


@need_pages.post("/cases/<reference>/needs/<code>/track")
@audience("staff")
def track(reference: str, code: str) -> Answer:
    """track, and for help at once happening: now or just_now."""
    digits, wanted = digits_of(reference), request.form.get("track", "")
    happening: Any = request.form.get("happening") or None
    if wanted not in set(Track) or happening not in {None, *get_args(Happening)}:
        abort(400)

    def do(session: Session) -> None:
        needs.set_track(
            session,
            current_actor(),
            digits,
            code,
            Track(wanted),
            version=version_shown(),
            now=utc_now(),
            happening=happening,
        )

    return done(digits, do, at="needs")


@need_pages.post("/cases/<reference>/needs/<code>/checks")
@audience("staff")
def checks(reference: str, code: str) -> Answer:
    """check.<criterion>: yes, no or unknown; paper.<paper>: given or waived."""
    digits = digits_of(reference)
    found, papers = _told("check.", set(Found)), _told("paper.", set(PaperState) - {PaperState.ASKED})

    def do(session: Session) -> None:
        actor, now = current_actor(), utc_now()
        if found:
            checking.check(session, actor, digits, code, found, now=now)
        if papers:
            states = {name: PaperState(state) for name, state in papers.items()}
            checking.mark_papers(session, actor, digits, code, states, now=now)

    return _known(lambda: done(digits, do, at="needs"))


@need_pages.post("/cases/<reference>/needs/<code>/papers")
@audience("staff")
def papers(reference: str, code: str) -> Answer:
    """ask: each paper that the robot asks the citizen for."""
    digits, wanted = digits_of(reference), request.form.getlist("ask")

    def do(session: Session) -> None:
        checking.ask_papers(session, current_actor(), digits, code, wanted, now=utc_now())

    return _known(lambda: done(digits, do, at="needs"))


@need_pages.post("/cases/<reference>/dispatch")
@audience("staff")
def dispatch(reference: str) -> Answer:
    """to: one of the unit, or "" for whoever of it takes the job."""
    digits, to = digits_of(reference), request.form.get("to", "")
    try:
        staff = UUID(to) if to else None
    except ValueError:
        abort(400)

    def do(session: Session) -> None:
        dispatching.send(
            session,
            current_actor(),
            digits,
            staff=staff,
            orders=request.form.get("orders", ""),
            version=version_shown(),
            now=utc_now(),
            public_url=house().settings.public_url,
            texts_by=saving.texting(house().channels) or "sms",
        )

    return done(digits, do, "orders", at="needs")


def _told(prefix: str, known: set[Any]) -> dict[str, str]:
    """Fields of that prefix that were answered."""
    told = {
        name.removeprefix(prefix): value for name, value in request.form.items() if name.startswith(prefix)
    }
    return {name: value for name, value in told.items() if value in known}


def _known(do: Any) -> Answer:
    try:
        answer: Answer = do()
    except NoSuchLine:
        abort(400)
    return answer
