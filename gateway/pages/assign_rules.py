"""The rules by which a centre's cases are handed out, for its head and its administrator; none: nothing is."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework.access import NotAllowed
from casework.assigning import GIVEN
from casework.correcting import CATEGORIES
from gateway.guard import audience, current_actor, house
from gateway.pages import fields
from gateway.pages.roster import kept_by
from gateway.pages.shown import said
from store import assigning, audit
from store.assigning import MOST, AssignRule
from store.db import Session, utc_now
from store.gazetteer import tambon_name
from store.ids import new_id
from store.register import Directory

assign_rules = Blueprint("assign_rules", __name__)

MANY = 200


class Wrong(Exception):
    """What was typed cannot be a rule; the text is a key of the wording."""


@assign_rules.get("/admin/assigning")
@audience("staff")
def first() -> Answer:
    orgs = kept_by(current_actor())
    if not orgs:
        raise NotAllowed("assign")
    return redirect(url_for("assign_rules.show", org=orgs[0]), 303)


@assign_rules.get("/admin/assigning/<org>")
@audience("staff")
def show(org: str) -> str:
    with house().database.session() as session:
        return _page(session, org)


@assign_rules.post("/admin/assigning/<org>")
@audience("staff")
def put(org: str) -> Answer:
    """One form for new, changed and dropped rules; what was typed stays when it cannot be kept."""
    _must_keep(org)
    key, actor, now = fields.key(request.form.get("key", "")), current_actor(), utc_now()
    with house().database.session() as session:
        rule = session.get(AssignRule, key) if key else None
        if key and (rule is None or rule.org != org):
            raise NotAllowed("assign")
        if rule and "drop" in request.form:
            session.delete(rule)
            audit.note(session, "assign_rule.dropped", now=now, staff_id=actor.id, org=org, detail=str(key))
            return redirect(url_for("assign_rules.show", org=org), 303)
        try:
            facts = _typed(session, org)
        except Wrong as wrong:
            return Response(_page(session, org, problem=said(str(wrong)), typed=request.form), status=400)
        rule = rule or AssignRule(id=new_id(now), org=org, by_staff_id=actor.id, updated_at=now)
        for name, value in {**facts, "by_staff_id": actor.id, "updated_at": now}.items():
            setattr(rule, name, value)
        session.add(rule)
        audit.note(session, "assign_rule.kept", now=now, staff_id=actor.id, org=org, detail=str(rule.id))
    return redirect(url_for("assign_rules.show", org=org), 303)


def _typed(session: Session, org: str) -> dict[str, Any]:
    form = request.form
    works = {str(row.id): row.id for row in _people(session, org)}
    tambon, moo = form.get("tambon", ""), form.get("moo", "").strip()
    if moo and not (moo.isdecimal() and len(moo) <= 3 and tambon):
        raise Wrong("assigning.bad_moo")
    return {
        "position": _number("position", 1, 99),
        "category": form.get("category", "") if form.get("category") in CATEGORIES else "",
        "tambon_code": tambon if tambon in _tambons(house().directory(), org) else "",
        "moo": str(int(moo)) if moo else "",
        "staff": [works[each] for each in form.getlist("staff") if each in works],
        "only_here": "only_here" in form,
        "most": _number("most", 1, MANY),
        "active": "active" in form,
    }


def _number(name: str, least: int, most: int) -> int:
    typed = request.form.get(name, "").strip()
    if not (typed.isdecimal() and len(typed) < 5 and least <= int(typed) <= most):
        raise Wrong("assigning.bad_number")
    return int(typed)


def _page(session: Session, org: str, *, problem: str = "", typed: Any = None) -> str:
    _must_keep(org)
    directory = house().shelf.directory(session)
    rules = assigning.rules(session, [org])
    return render_template(
        "assign_rules.html",
        org=org,
        orgs=kept_by(current_actor()),
        directory=directory,
        rules=rules,
        people=_people(session, org),
        tambons={code: tambon_name(code) for code in _tambons(directory, org)},
        categories=CATEGORIES,
        problem=problem,
        typed=typed,
        fresh={"position": len(rules) + 1, "most": MOST, "only_here": True, "active": False, "staff": ()},
    )


def _people(session: Session, org: str) -> list[Any]:
    return assigning.workers(session, [org], [role.value for role in GIVEN])


def _tambons(directory: Directory, org: str) -> list[str]:
    covers = directory.register.coverage.items()
    return sorted(code for code, bodies in covers if any(body == org for body, _ in bodies))


def _must_keep(org: str) -> None:
    if org not in kept_by(current_actor()):
        raise NotAllowed("assign")
