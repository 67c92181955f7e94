"""The committee of a LAO for its secretary: what waits for it, its meetings, its members and what hangs on the board."""

from collections import Counter
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import committee as register
from casework import meetings
from casework.access import Actor, NotAllowed, keeps_committee
from casework.committee import BadEntry
from gateway.guard import audience, current_actor, house
from gateway.pages import consents as letters
from gateway.pages import fields, printed, sittings
from store import agendas, announcements, consents
from store import committee as rows
from store.committee import Seat
from store.db import Session, utc_now
from store.ids import BANGKOK

committee = Blueprint("committee", __name__)
committee.register_blueprint(sittings.sittings)
committee.register_blueprint(printed.papers)
committee.register_blueprint(letters.consents)


@committee.app_template_global("committees")
def committees(actor: Actor) -> tuple[str, ...]:
    """LAOs whose committee this person keeps: who keeps none is offered no door to it."""
    return keeps_committee(actor)


@committee.get("/committee")
@audience("staff")
def first() -> Answer:
    """The committee of the person's own LAO."""
    found = keeps_committee(current_actor())
    if not found:
        raise NotAllowed("committee")
    return redirect(url_for("committee.show", org=found[0]), 303)


@committee.get("/committee/<org>")
@audience("staff")
def show(org: str) -> str:
    with house().database.session() as session:
        return _page(session, org)


@committee.post("/committee/<org>/meetings")
@audience("staff")
def plan(org: str) -> Answer:
    """A new meeting; its agenda is filled at once with what is ready."""
    actor, now = current_actor(), utc_now()
    try:
        with house().database.session() as session:
            key = meetings.plan(
                session, actor, org, day=fields.day("day"), starts=fields.maybe_time("starts"),
                place=fields.words("place"), number=fields.maybe_number("number"), now=now,
            )  # fmt: skip
            meetings.fill(session, actor, key, now=now)
    except BadEntry as bad:
        with house().database.session() as session:
            return Response(_page(session, org, bad=bad), status=400)
    return redirect(url_for("committee.sittings.show", meeting=key), 303)


@committee.get("/committee/<org>/members")
@audience("staff")
def members(org: str) -> str:
    with house().database.session() as session:
        return _members(session, org)


@committee.post("/committee/<org>/members")
@audience("staff")
def appoint(org: str) -> Answer:
    try:
        with house().database.session() as session:
            register.appoint(
                session, current_actor(), org, name=fields.words("name"), position=fields.words("position"),
                seat=fields.words("seat"), order_number=fields.words("order_number"), from_day=fields.day("from_day"),
                to_day=fields.maybe_day("to_day"), now=utc_now(),
            )  # fmt: skip
    except BadEntry as bad:
        with house().database.session() as session:
            return Response(_members(session, org, bad=bad), status=400)
    return redirect(url_for("committee.members", org=org, saved=1), 303)


@committee.post("/committee/<org>/members/<uuid:member>/end")
@audience("staff")
def end_term(org: str, member: UUID) -> Answer:
    try:
        with house().database.session() as session:
            register.end_term(session, current_actor(), org, member, fields.day("last"), now=utc_now())
    except BadEntry as bad:
        with house().database.session() as session:
            return Response(_members(session, org, bad=bad), status=400)
    return redirect(url_for("committee.members", org=org, saved=1), 303)


def _page(session: Session, org: str, *, bad: BadEntry | None = None) -> str:
    register.must_keep(current_actor(), org)
    today = utc_now().astimezone(BANGKOK).date()
    ready = agendas.ready(session, org)
    return render_template(
        "committee.html",
        org=org,
        orgs=keeps_committee(current_actor()),
        org_name=house().shelf.directory(session).name,
        ready=Counter(need.code.partition(":")[0] for need in ready),
        reports=len(agendas.unreported(session, org)),
        outside=[row for row in consents.of_org(session, org) if not row.answer],
        meetings=rows.meetings(session, org),
        number=rows.next_number(session, org, today.year + 543),
        gaps=register.gaps(rows.members(session, org, today)),
        posted=announcements.of_org(session, org),
        today=today,
        bad=bad,
        draft=request.form,
    )


def _members(session: Session, org: str, **more: Any) -> str:
    register.must_keep(current_actor(), org)
    today = utc_now().astimezone(BANGKOK).date()
    found = rows.members(session, org)
    sits = {row.id for row in rows.members(session, org, today)}
    return render_template(
        "committee_members.html",
        org=org,
        org_name=house().shelf.directory(session).name,
        now_in=[row for row in found if row.id in sits],
        others=[row for row in found if row.id not in sits],
        gaps=register.gaps([row for row in found if row.id in sits]),
        seats=[seat.value for seat in Seat],
        rules=register.rules(),
        today=today,
        saved="saved" in request.args,
        draft=request.form,
        **({"bad": None} | more),
    )
