"""Teams: kept by a centre's administrator or head, seen by its people with the cases each has; a case given to one."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import handling
from casework import teams as verbs
from casework.access import NotAllowed, Sight, heads, may
from gateway.guard import audience, current_actor, house
from gateway.pages import fields
from gateway.pages.casepage import digits_of
from gateway.pages.shown import said
from gateway.pages.verbs import done, version_shown
from store import entry, teams
from store.db import Session, utc_now

team = Blueprint("teams", __name__)


@team.get("/teams")
@audience("staff")
def mine() -> str:
    """The teams one belongs to, and (for who leads the centre) all of it, each with its open cases."""
    actor = current_actor()
    orgs, led = actor.orgs(), heads(actor)
    if not orgs:
        raise NotAllowed("team")
    with house().database.session() as session:
        rows = [row for row in teams.of_orgs(session, orgs) if actor.id in row.members or row.org in led]
        found = [(row, teams.cases(session, row.id)) for row in rows]
        return render_template(
            "teams_cases.html", teams=found, directory=house().shelf.directory(session), leads=bool(led)
        )


@team.get("/admin/teams")
@audience("staff")
def show() -> str:
    with house().database.session() as session:
        return _page(session)


@team.post("/admin/teams")
@audience("staff")
def put() -> Answer:
    """One form for new, changed and dropped."""
    form, actor, now = request.form, current_actor(), utc_now()
    key = fields.key(form.get("key", ""))
    members = [each for each in map(fields.key, form.getlist("member")) if each]
    try:
        with house().database.session() as session:
            if key and "drop" in form:
                verbs.drop(session, actor, key, now=now)
            elif key:
                verbs.change(session, actor, key, form.get("name", ""), members, now=now)
            else:
                verbs.make(session, actor, form.get("org", ""), form.get("name", ""), members, now=now)
    except verbs.BadTeam:
        with house().database.session() as session:
            return Response(_page(session, problem=said("team.bad_name"), typed=form), status=400)
    return redirect(url_for("teams.show"), 303)


@team.get("/cases/<reference>/team")
@audience("staff")
def of_case(reference: str) -> str:
    """The part of a case's page, asked for by itself; nothing of the case is in it. version: the one that page shows."""
    with house().database.session() as session:
        seen = handling.glance(session, current_actor(), digits_of(reference))
        if seen.sight != Sight.FULL:
            raise NotAllowed("team")
        return render_template(
            "_team.html",
            reference=seen.row.reference,
            version=request.args.get("version", ""),
            teams=teams.of_orgs(session, [seen.row.owner]),
            has=teams.of_case(session, seen.row.id, seen.row.owner),
            may_give=may(current_actor(), "assign", seen.stands),
        )


@team.post("/cases/<reference>/team")
@audience("staff")
def give(reference: str) -> Answer:
    digits, chosen = digits_of(reference), fields.key(request.form.get("team", ""))
    return done(
        digits,
        lambda session: verbs.give(
            session, current_actor(), digits, chosen, version=version_shown(), now=utc_now()
        ),
    )


def _page(session: Session, *, problem: str = "", typed: Any = None) -> str:
    orgs = sorted(heads(current_actor()))
    if not orgs:
        raise NotAllowed("team")
    people: dict[str, list[Any]] = {org: [] for org in orgs}
    for row in entry.staff_of(session, orgs):
        if row.active:
            people[row.org].append(row)
    return render_template(
        "teams.html",
        orgs=orgs,
        directory=house().shelf.directory(session),
        rows=teams.of_orgs(session, orgs),
        people=people,
        problem=problem,
        typed=typed or {},
        longest=verbs.LONGEST,
    )
