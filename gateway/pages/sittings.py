"""One meeting: who came, what it decides need by need in a fast table, its minutes, and the announcement after it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import announcing, clocks, committee, deciding, double_help, meetings
from casework.committee import BadEntry
from casework.deciding import Typed
from casework.documents import money
from casework.handling import Stale
from casework.meetings import Sitting
from gateway.guard import audience, current_actor, house
from gateway.pages import fields
from store import announcements, paperwork
from store.committee import Attends
from store.db import Session, utc_now
from store.ids import BANGKOK
from store.needs import Decision
from store.queue import DELIVER

sittings = Blueprint("sittings", __name__)


@sittings.get("/committee/meetings/<uuid:meeting>")
@audience("staff")
def show(meeting: UUID) -> str:
    with house().database.session() as session:
        return _page(session, meeting)


@sittings.post("/committee/meetings/<uuid:meeting>/agenda")
@audience("staff")
def agenda(meeting: UUID) -> Answer:
    """Everything that has become ready, one need off again, or a slip of the pen taken back."""
    actor, now = current_actor(), utc_now()
    with house().database.session() as session:
        if "back" in request.form:
            sitting = meetings.sitting(session, actor, meeting)
            deciding.take_back(session, actor, sitting, _key(fields.words("back")), now=now)
        elif "off" in request.form:
            meetings.take_off(session, actor, meeting, _key(fields.words("off")), now=now)
        else:
            meetings.fill(session, actor, meeting, now=now)
    return _back(meeting, "agenda")


@sittings.post("/committee/meetings/<uuid:meeting>/attendance")
@audience("staff")
def attendance(meeting: UUID) -> Answer:
    came = {
        _key(name.removeprefix("how-")): (value, fields.words(name.replace("how-", "instead-", 1)))
        for name, value in request.form.items()
        if name.startswith("how-")
    }

    def write(session: Session) -> None:
        meetings.attend(session, current_actor(), meeting, came, now=utc_now())

    return _written(meeting, write, "attendance")


@sittings.post("/committee/meetings/<uuid:meeting>/decisions")
@audience("staff")
def decisions(meeting: UUID) -> Answer:
    """Every line that says something new; what could not be written stays typed, with its reason beside it."""
    actor, now = current_actor(), utc_now()
    with house().database.session() as session:
        sitting = meetings.sitting(session, actor, meeting)
        wrong = deciding.decide(session, actor, sitting, _typed(sitting), now=now)
    if wrong:
        with house().database.session() as session:
            return Response(_page(session, meeting, wrong=wrong), status=400)
    house().nudges.wake(DELIVER)
    return _back(meeting, "agenda")


@sittings.post("/committee/meetings/<uuid:meeting>/minutes")
@audience("staff")
def minutes(meeting: UUID) -> Answer:
    """Keep the notes, or close the meeting with the number of its minutes."""
    given: dict[str, Any] = {"notes": fields.words("notes"), "now": utc_now()}

    def write(session: Session) -> None:
        given["version"] = fields.version()
        if "close" in request.form:
            meetings.close(
                session, current_actor(), meeting, minutes_number=fields.words("minutes_number"), **given
            )
        else:
            meetings.note_down(session, current_actor(), meeting, **given)

    return _written(meeting, write, "minutes")


@sittings.post("/committee/meetings/<uuid:meeting>/announcement")
@audience("staff")
def announce(meeting: UUID) -> Answer:
    def write(session: Session) -> None:
        announcing.post(
            session, current_actor(), meetings.sitting(session, current_actor(), meeting),
            posted_on=fields.day("posted_on"), down_on=fields.maybe_day("down_on"),
            places=[line.strip() for line in fields.words("places").splitlines()], now=utc_now(),
        )  # fmt: skip

    return _written(meeting, write, "board")


def _written(meeting: UUID, write: Any, part: str) -> Answer:
    """Back to that part of the page, or the page again with what cannot stand."""
    try:
        with house().database.session() as session:
            write(session)
    except BadEntry as bad:
        with house().database.session() as session:
            return Response(_page(session, meeting, bad=bad), status=400)
    return _back(meeting, part)


def _back(meeting: UUID, part: str) -> Answer:
    return redirect(url_for("committee.sittings.show", meeting=meeting, _anchor=part), 303)


def _typed(sitting: Sitting) -> list[Typed]:
    """The lines of the table. A line left open takes what stands over its category, where that is ticked."""
    return [_line(item) for item in sitting.items if f"version-{item.item}" in request.form]


def _line(item: Any) -> Typed:
    own, category = str(item.item), item.code.partition(":")[0]
    version = fields.words(f"version-{own}")
    told = {name: fields.words(f"{name}-{own}") for name in ("decision", "help", "amount", "reason")}
    if not told["decision"] and request.form.get(f"all-{category}"):
        told = {name: value or fields.words(f"{name}-{category}") for name, value in told.items()}
    return Typed(item.item, **told, version=int(version) if version.isdecimal() else 0)


def _key(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise Stale(typed) from None


def _page(
    session: Session, meeting: UUID, *, bad: BadEntry | None = None, wrong: Mapping[UUID, str] | None = None
) -> str:
    actor, now = current_actor(), utc_now()
    sitting = meetings.sitting(session, actor, meeting)
    today = now.astimezone(BANGKOK).date()
    return render_template(
        "meeting.html",
        sitting=sitting,
        meeting=sitting.row,
        org_name=house().shelf.directory(session).name,
        doubles=double_help.check(session, actor, sitting.items),
        decisions=[decision.value for decision in Decision],
        ways=[way.value for way in Attends],
        regulation=committee.rules().regulation(sitting.row.day),
        money=money,
        posted=announcements.of_meeting(session, meeting),
        board=[] if sitting.open else announcing.list_of(session, meeting),
        places="\n".join(committee.rules().places),
        today=today,
        earliest=clocks.posted_until(today),
        jobs=paperwork.of_meeting(session, meeting, actor.id),
        bad=bad,
        wrong=wrong or {},
        draft=request.form,
    )
