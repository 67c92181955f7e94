"""What staff do with a case, one address per verb. Every change carries the version that the page showed."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import ending, handling
from casework.handling import Stale
from casework.lifecycle import IllegalMove, Locked
from gateway.guard import audience, current_actor, house
from gateway.pages import places, sieves
from gateway.pages.casepage import case_page, digits_of, in_full
from gateway.pages.shown import said
from store import casefacts
from store.db import Session, utc_now
from store.queue import DELIVER
from store.register import Directory
from store.register_log import BadChange

verbs = Blueprint("verbs", __name__)

LONGEST_ANSWER = 4000
REASONS = ("helped", "advised", "passed_on", "not_reached", "outside", "withdrawn", "mistake")


@verbs.post("/cases/<reference>/hand-over")
@audience("staff")
def hand_over(reference: str) -> Answer:
    digits, typed = digits_of(reference), request.form.get("org", "").strip()
    directory = house().directory()
    codes = places.chosen(directory, typed)
    if len(codes) != 1:
        return again(digits, "case.several_bodies" if codes else "case.no_body", 400, "org")
    reason = request.form.get("moved_for", "")

    def do(session: Session) -> None:
        handling.hand_over(
            session,
            current_actor(),
            digits,
            org=codes[0],
            org_name=directory.name(codes[0]),
            version=version_shown(),
            now=utc_now(),
            reason=reason if reason in handling.MOVED_FOR else "",
            hub=hub_for(directory, codes[0]),
        )

    return done(digits, do, "org")


def hub_for(directory: Directory, org: str) -> str | None:
    """The hub that receives for an LAO, None where there is none."""
    lao = directory.register.laos.get(org)
    hub = directory.register.hub_of(lao.amphoe_code, org) if lao else None
    return hub.code if hub else None


@verbs.post("/cases/<reference>/close")
@audience("staff")
def close(reference: str) -> Answer:
    digits, reason = digits_of(reference), request.form.get("reason", "")
    if reason not in REASONS:
        return again(digits, "case.no_reason", 400, "closing")

    def do(session: Session) -> None:
        ending.close(
            session,
            current_actor(),
            digits,
            version=version_shown(),
            reason=reason,
            words=request.form.get("closing", "").strip()[:LONGEST_ANSWER],
            now=utc_now(),
        )

    return done(digits, do, "closing")


@verbs.post("/cases/<reference>/reopen")
@audience("staff")
def reopen(reference: str) -> Answer:
    digits = digits_of(reference)
    return done(
        digits,
        lambda session: ending.reopen(
            session, current_actor(), digits, version=version_shown(), now=utc_now()
        ),
    )


def version_shown() -> int:
    given = request.form.get("version", "")
    if not given.isdecimal() or len(given) > 9:
        abort(400)
    return int(given)


def done(
    digits: str, do: Callable[[Session], None], field: str = "", *, wakes: str = DELIVER, at: str = ""
) -> Answer:
    """Do it, nudge after the commit, show the case (at this part of it); what came too late is shown with what was typed."""
    try:
        with house().database.session() as session:
            do(session)
    except Stale:
        if field == "words" and _said_already(digits):
            return _to(digits)
        return again(digits, "case.stale", 409, field)
    except Locked as locked:
        return again(digits, f"locked.{locked.why}", 409, field)
    except IllegalMove:
        return again(digits, "case.illegal", 409, field)
    except BadChange:
        return again(digits, "case.not_kept", 400, field)
    house().nudges.wake(wakes)
    return _to(digits, at)


def _to(digits: str, at: str = "") -> Answer:
    return redirect(url_for("cases.show", reference=digits, _anchor=at or None, **_view()), 303)


def _view() -> dict[str, Any]:
    """The list beside the case stays the one it was opened from (static/lists.js keeps it in the addresses)."""
    return {name: value for name, value in request.args.items() if name in sieves.NAMES}


def again(digits: str, key: str, status: int, field: str, **facts: object) -> Answer:
    """The case as it is now, with the reason and with everything that was typed."""
    with house().database.session() as session:
        draft = request.form.get(field, "")
        page = case_page(session, digits, draft=draft, notice=said(key, **facts), field=field)
    return Response(page, status=status)


def _said_already(digits: str) -> bool:
    """A second press of the same button: the words stand in the thread as the last that this person wrote."""
    words = request.form.get("words", "").strip()
    with house().database.session() as session:
        seen = in_full(handling.glance(session, current_actor(), digits))
        said = casefacts.thread(session, seen.row, now=utc_now())["messages"]
        answers = [each for each in said if each.purpose == "answer"]
    return bool(answers) and answers[-1].text == words and answers[-1].staff_name == current_actor().name
