"""The directory of agencies of our districts: read by everybody who may ask them, kept by the hub."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework.access import Actor, NotAllowed, keeps_agencies
from casework.hub_rules import rules
from gateway.guard import audience, current_actor, house
from gateway.pages.bodies import where
from gateway.pages.plea import Problem
from gateway.pages.shown import language, said
from store import agencies as rows
from store import audit, register
from store.db import Session, utc_now
from store.ids import BANGKOK
from store.register import Directory
from store.staff import Role

agencies = Blueprint("agencies", __name__)

OLD = timedelta(days=365)
"""A number that nobody has tried for a year is marked."""


@agencies.get("/hub/agencies")
@audience("staff")
def show() -> str:
    return _page({})


@agencies.post("/hub/agencies")
@audience("staff")
def keep() -> Answer:
    """A new agency, or the facts of a known one."""
    form = {name: request.form.get(name, "").strip()[:200] for name in (*_FIELDS, "code", "area")}
    kept, now = _areas(current_actor(), house().directory()), utc_now()
    if form["area"] not in dict(kept):
        raise NotAllowed("agencies")
    problems = _problems(form)
    if problems:
        return Response(_page(form, problems), status=400)
    with house().database.session() as session:
        code = _code(session, form["code"], kept)
        today = now.astimezone(BANGKOK).date()
        rows.put(session, code, name=form["name"], phone=form["phone"], on=today, row=_row(form, now))
        audit.note(session, "agency.kept", now=now, staff_id=current_actor().id, org=code)
        register.touch(session)
    return redirect(url_for("agencies.show", saved=1), 303)


@agencies.post("/hub/agencies/<code>/remove")
@audience("staff")
def remove(code: str) -> Answer:
    now = utc_now()
    with house().database.session() as session:
        _code(session, code, _areas(current_actor(), house().shelf.directory(session)))
        rows.remove(session, code, now)
        audit.note(session, "agency.removed", now=now, staff_id=current_actor().id, org=code)
    return redirect(url_for("agencies.show", saved=1), 303)


_FIELDS = ("name", "kind", "phone", "email", "contact", "source", "checked_on")


def _row(form: Mapping[str, str], now: Any) -> dict[str, Any]:
    area = form["area"]
    return {
        "kind": form["kind"], "province_code": area[:2], "amphoe_code": area if len(area) == 4 else None,
        "email": form["email"], "contact": form["contact"], "source": form["source"],
        "checked_on": date.fromisoformat(form["checked_on"]) if form["checked_on"] else None,
        "changed_by": current_actor().id, "changed_at": now,
    }  # fmt: skip


def _problems(form: Mapping[str, str]) -> list[Problem]:
    found = []
    if not form["name"]:
        found.append(Problem("name", said("agency.no_name")))
    if form["kind"] not in rules().agencies:
        found.append(Problem("kind", said("agency.no_kind")))
    if not (form["phone"] or form["email"]):
        found.append(Problem("phone", said("agency.no_way")))
    if form["email"] and "@" not in form["email"][1:-1]:
        found.append(Problem("email", said("agency.bad_email")))
    if not form["source"]:
        found.append(Problem("source", said("agency.no_source")))
    if not _past(form["checked_on"]):
        found.append(Problem("checked_on", said("agency.bad_day")))
    return found


def _past(typed: str) -> bool:
    """Nothing, or a day that has been."""
    if not typed:
        return True
    try:
        return date.fromisoformat(typed) <= utc_now().astimezone(BANGKOK).date()
    except ValueError:
        return False


def _code(session: Session, given: str, kept: list[tuple[str, str]]) -> str:
    """The code of a known agency that this person keeps, or a new one."""
    if not given:
        return f"{rows.CODE}{uuid4().hex[:12]}"
    known = rows.agency(session, given)
    if known is None:
        abort(404)
    if (known.amphoe_code or known.province_code) not in dict(kept):
        raise NotAllowed("agencies")
    return given


def _areas(actor: Actor, directory: Directory) -> list[tuple[str, str]]:
    """(amphoe or province code, name) whose agencies this person keeps: those of their hubs."""
    found: dict[str, str] = {}
    for code in keeps_agencies(actor):
        hub = directory.register.hubs.get(code)
        if hub:
            found[hub.amphoe_code] = where(hub.amphoe_code, hub.amphoe_code[:2])
            found[hub.amphoe_code[:2]] = where(None, hub.amphoe_code[:2])
    return list(found.items())


def _amphoes(actor: Actor, directory: Directory) -> list[str]:
    """Districts of everything this person works for."""
    known = directory.register
    codes = [known.laos[code].amphoe_code for code in actor.orgs() if code in known.laos]
    codes += [known.hubs[code].amphoe_code for code in actor.orgs() if code in known.hubs]
    return sorted({code for code in codes if code})


def _page(form: Mapping[str, str], problems: list[Problem] | None = None) -> str:
    actor, now = current_actor(), utc_now()
    if not (actor.orgs() or actor.has(Role.OPERATOR)):
        raise NotAllowed("agencies")
    with house().database.session() as session:
        directory = house().shelf.directory(session)
        found = rows.serving(session, _amphoes(actor, directory))
        edited = rows.agency(session, request.args.get("edit", "")) if "edit" in request.args else None
    return render_template(
        "agencies.html",
        rows=found,
        kinds=[(each.code, each.named(language())) for each in rules().agencies.values()],
        areas=_areas(actor, directory),
        where=where,
        old=(now - OLD).date(),
        today=now.astimezone(BANGKOK).date(),
        form=form or _known(edited),
        problems=problems or [],
        saved="saved" in request.args,
    )


def _known(row: Any) -> Mapping[str, str]:
    if row is None:
        return {}
    told = {name: str(getattr(row, name) or "") for name in _FIELDS}
    return told | {"code": row.org, "area": row.amphoe_code or row.province_code}
