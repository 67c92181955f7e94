"""Putting a body to work, step by step: what it has, what is missing, and the page where each is done."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import committee, people, readiness
from casework.access import Actor, NotAllowed, may_administer
from gateway.guard import audience, current_actor, house
from gateway.pages.shown import said
from store import audit, duty, register
from store import committee as seats
from store import readiness as rows
from store.db import Session, utc_now
from store.gazetteer import province_name
from store.ids import BANGKOK
from store.orgs import OrgKind
from store.staff import Role

onboarding = Blueprint("onboarding", __name__)

_WHERE: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(("admin", "clerk", "head", "secretary", "field"), lambda _org: url_for("people.show")),
    "roster": lambda org: url_for("roster.show", org=org),
    "committee": lambda org: url_for("committee.members", org=org),
    "hours": lambda org: url_for("hours.show", org=org),
    "phone": lambda org: url_for("coverage.register.body", org=org),
    "villages": lambda org: url_for("coverage.villages.table", org=org),
    "templates": lambda _org: url_for("templates.show"),
    "agencies": lambda _org: url_for("agencies.show"),
    "accounts": lambda _org: url_for("admin.overview"),
}
"""Item -> the page where it is mended; an item without one is explained on the page."""


@onboarding.get("/admin/onboarding")
@audience("staff")
def show() -> str:
    """One's own bodies; who runs the installation finds any body by its name."""
    actor, words = current_actor(), request.args.get("q", "").strip()[:60]
    own = [org for org in actor.roles if Role.ADMIN in actor.roles[org]]
    if not own and not actor.has(Role.OPERATOR):
        raise NotAllowed("onboarding")
    with house().database.session() as session:
        directory = house().shelf.directory(session)
        found = rows.bodies(session, words) if words and actor.has(Role.OPERATOR) else []
        return render_template(
            "onboarding_list.html",
            own=[(org, directory.name(org), *_standing(session, org)) for org in own],
            found=[(row, directory.name(row.code)) for row in found],
            q=words,
            searches=actor.has(Role.OPERATOR),
            provinces=_provinces(directory),
        )


@onboarding.get("/admin/onboarding/<org>")
@audience("staff")
def one(org: str) -> str:
    return _page(_allowed(org))


@onboarding.post("/admin/onboarding/<org>/invite")
@audience("staff")
def invite(org: str) -> Answer | str:
    """The first administrator of a body, or one more; the link is shown once."""
    actor, email = _allowed_actor(org), request.form.get("email", "").strip()[:254]
    if "@" not in email[1:-1]:
        return Response(_page(org, problem=said("people.no_address"), email=email), status=400)
    roles = [Role.ADMIN, Role.CLERK]
    with house().database.session() as session:
        token = people.invite(session, actor, email=email, org=org, roles=roles, now=utc_now())
    return _page(org, link=house().settings.public_url + url_for("invited.form", token=token), email=email)


@onboarding.post("/admin/onboarding/province")
@audience("staff")
def province() -> Answer:
    """A province that is to see its summaries gets its organisation."""
    actor, code, now = current_actor(), request.form.get("province", ""), utc_now()
    if not actor.has(Role.OPERATOR):
        raise NotAllowed("onboarding")
    if not province_name(code):
        abort(400)
    with house().database.session() as session:
        org = register.ensure_province(
            session, code, province_name(code) or code, now.astimezone(BANGKOK).date()
        )
        register.touch(session)
        audit.note(session, "province.made", now=now, staff_id=actor.id, org=org)
    return redirect(url_for("onboarding.one", org=org), 303)


def _allowed(org: str) -> str:
    _allowed_actor(org)
    return org


def _allowed_actor(org: str) -> Actor:
    actor = current_actor()
    if not may_administer(actor, org):
        raise NotAllowed("onboarding")
    return actor


def _standing(session: Session, org: str) -> tuple[bool, int]:
    """Whether it is ready, and how much that is needed is missing."""
    found = _items(session, rows.facts(session, org), utc_now())
    return readiness.ready(found), sum(not item.done for item in found if item.needed)


def _items(session: Session, facts: Any, now: datetime) -> list[readiness.Item]:
    shifts = list(duty.shifts(session, [facts.code]))
    reachable = {contact.staff_id for contact in duty.proven(session, {shift.staff_id for shift in shifts})}
    sitting = seats.members(session, facts.code, now.astimezone(BANGKOK).date())
    empty = sum(gap.count < 0 for gap in committee.gaps(sitting)) if facts.kind == OrgKind.LAO else 0
    return readiness.items(facts, shifts=list(shifts), reachable=reachable, now=now, seats_empty=empty)


def _page(org: str, *, problem: str = "", link: str = "", email: str = "") -> str:
    with house().database.session() as session:
        facts = rows.facts(session, org)
        if facts is None or facts.kind == OrgKind.AGENCY:
            abort(404)
        found = _items(session, facts, utc_now())
        directory = house().shelf.directory(session)
    hub = directory.register.hub_of(facts.amphoe_code, org)
    own = Role.ADMIN in current_actor().roles.get(org, frozenset())
    return render_template(
        "onboarding.html",
        org=org,
        name=directory.name(org),
        facts=facts,
        items=[(item, _WHERE[item.code](org) if item.code in _WHERE and own else "") for item in found],
        ready=readiness.ready(found),
        hub=directory.name(hub.code) if hub and hub.at_work and hub.code != org else "",
        problem=problem,
        link=link,
        email=email,
    )


def _provinces(directory: Any) -> list[tuple[str, str]]:
    """Provinces of the register's bodies that have no organisation yet."""
    codes = sorted({lao.province_code for lao in directory.register.laos.values() if lao.province_code})
    return [(code, province_name(code) or code) for code in codes if f"prov-{code}" not in directory.names]
