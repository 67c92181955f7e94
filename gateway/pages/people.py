"""An organisation's staff: who they are, what they may do, invitations, second factors that are lost."""

from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import people as verbs
from casework.access import Actor, NotAllowed, may_administer
from gateway.guard import audience, current_actor, house
from gateway.pages.shown import said
from store import entry
from store.db import Session, utc_now
from store.staff import Role

people = Blueprint("people", __name__)

GIVEN = (Role.CLERK, Role.FIELD, Role.SECRETARY, Role.HEAD, Role.ADMIN, Role.AUDITOR)
"""Roles an organisation gives; the operator of the installation is made by the console command."""


@people.get("/admin/staff")
@audience("staff")
def show() -> str:
    with house().database.session() as session:
        return _page(session)


@people.post("/admin/staff/invite")
@audience("staff")
def invite() -> str | Response:
    """The link is shown once, to be handed over by the inviter."""
    email, org = request.form.get("email", "").strip()[:254], request.form.get("org", "")
    with house().database.session() as session:
        if org not in _orgs(current_actor(), session):
            raise NotAllowed("admin")
        if "@" not in email[1:-1] or not _roles():
            return Response(_page(session, problem=said("people.no_address"), email=email), status=400)
        token = verbs.invite(session, current_actor(), email=email, org=org, roles=_roles(), now=utc_now())
        link = house().settings.public_url + url_for("invited.form", token=token)
        return _page(session, link=link, email=email)


@people.post("/admin/staff/<org>/<uuid:staff>")
@audience("staff")
def change(org: str, staff: UUID) -> Answer | Response:
    """One button of a row: roles, close, open, or a new second factor."""
    do, now = request.form.get("do", ""), utc_now()
    try:
        with house().database.session() as session:
            if do == "roles":
                verbs.give_roles(session, current_actor(), staff, org, _roles(), now=now)
            elif do in {"close", "open"}:
                verbs.set_active(session, current_actor(), staff, org, active=do == "open", now=now)
            elif do == "reset":
                verbs.reset_second_factor(session, current_actor(), staff, org, now=now)
            else:
                abort(400)
    except verbs.LastAdministrator:
        with house().database.session() as session:
            return Response(_page(session, problem=said("people.last_admin")), status=409)
    return redirect(url_for("people.show"), 303)


def _roles() -> list[Role]:
    return [role for role in GIVEN if role.value in request.form.getlist("role")]


def _orgs(actor: Actor, session: Session) -> list[str]:
    """Organisations whose staff this person keeps; the operator keeps those that are at work."""
    if actor.has(Role.OPERATOR):
        return sorted(code for code, each in house().shelf.directory(session).names.items() if each.at_work)
    return [org for org in actor.roles if may_administer(actor, org)]


def _page(session: Session, *, problem: str = "", link: str = "", email: str = "") -> str:
    orgs = _orgs(current_actor(), session)
    if not orgs:
        raise NotAllowed("admin")
    return render_template(
        "people.html",
        directory=house().shelf.directory(session),
        orgs=orgs,
        rows=entry.staff_of(session, orgs),
        waiting=entry.invited(session, orgs, utc_now()),
        given=[role.value for role in GIVEN],
        problem=problem,
        link=link,
        email=email,
    )
