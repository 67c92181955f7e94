"""The hubs of an amphoe and which LAO each serves: set from a day on, after a look at who goes where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import hub_areas as areas_of
from casework.access import NotAllowed
from casework.committee import BadEntry
from casework.hub_areas import BadArea, Plan
from gateway.guard import audience, current_actor, house
from gateway.pages import fields
from gateway.pages.shown import said
from store import hub_areas as rows
from store.db import Session, utc_now
from store.gazetteer import amphoe_name, is_further, tambon_name
from store.heat import by_body
from store.ids import BANGKOK
from store.register import Directory

hub_areas = Blueprint("hub_areas", __name__)

OFFICE = "office"
"""The host that is the amphoe's own office."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One hub as the page lists it. short: where it sits, for the lists. closes: it is a further one that may end."""

    code: str
    name: str
    short: str
    at_work: bool
    laos: tuple[str, ...]
    closes: bool


@hub_areas.get("/admin/hubs/<amphoe>")
@audience("staff")
def show(amphoe: str) -> str:
    _must(amphoe)
    return _page(amphoe)


@hub_areas.post("/admin/hubs/<amphoe>")
@audience("staff")
def put(amphoe: str) -> Answer | str:
    """Without `confirm`: what would come of it. With it: set."""
    _must(amphoe)
    wanted = {name.removeprefix("lao-"): hub for name, hub in request.form.items() if name.startswith("lao-")}
    try:
        day, now = fields.day("on"), utc_now()
        with house().database.session() as session:
            directory = house().shelf.directory(session)
            wanted = _changed(session, directory, wanted)
            if "confirm" not in request.form:
                found = areas_of.plan(directory.register, amphoe, wanted)
                return _preview(session, directory, amphoe, wanted, found, day)
            areas_of.put(session, current_actor(), directory.register, amphoe, wanted, on=day, now=now)
    except BadEntry:
        return Response(_page(amphoe, problem=said("hub_area.bad_day"), wanted=wanted), status=400)
    except BadArea as bad:
        return Response(_page(amphoe, problem=said(bad.key), wanted=wanted), status=400)
    return redirect(url_for("hub_areas.show", amphoe=amphoe, saved=1), 303)


@hub_areas.post("/admin/hubs/<amphoe>/found")
@audience("staff")
def found(amphoe: str) -> Answer:
    _must(amphoe)
    try:
        with house().database.session() as session:
            directory = house().shelf.directory(session)
            host = dict(_hosts(directory, amphoe)).get(request.form.get("host", ""), "")
            code = areas_of.found(session, current_actor(), amphoe, host, now=utc_now())
    except BadArea as bad:
        return Response(_page(amphoe, problem=said(bad.key)), status=400)
    return redirect(url_for("hub_areas.show", amphoe=amphoe, made=code), 303)


@hub_areas.post("/admin/hubs/<amphoe>/close")
@audience("staff")
def close(amphoe: str) -> Answer:
    """Only with the tick that says it is meant."""
    _must(amphoe)
    if request.form.get("sure") != "1":
        return Response(_page(amphoe, problem=said("hub_area.not_sure")), status=400)
    with house().database.session() as session:
        areas_of.close(session, current_actor(), request.form.get("hub", ""), now=utc_now())
    return redirect(url_for("hub_areas.show", amphoe=amphoe, saved=1), 303)


def _must(amphoe: str) -> None:
    if not areas_of.keeps(current_actor(), amphoe):
        raise NotAllowed("hub")


def _changed(session: Session, directory: Directory, wanted: Mapping[str, str]) -> dict[str, str]:
    """Without what stays as it is, so that the history tells changes only; choosing what holds today takes back what was
    decided for later."""
    register = directory.register
    later = rows.pending(session, list(wanted), _today())
    return {
        lao: hub
        for lao, hub in wanted.items()
        if lao not in register.laos or lao in later or areas_of.served(register, lao) != hub
    }


def _today() -> date:
    return utc_now().astimezone(BANGKOK).date()


def _hosts(directory: Directory, amphoe: str) -> list[tuple[str, str]]:
    """Where a hub may sit: with an LAO of the amphoe, or in the amphoe's office."""
    laos = [lao for lao in directory.register.laos.values() if lao.amphoe_code == amphoe]
    return [(OFFICE, said("hub_area.office")), *((lao.code, lao.short_name) for lao in laos)]


def _page(amphoe: str, *, problem: str = "", wanted: Mapping[str, str] | None = None) -> str:
    today = _today()
    with house().database.session() as session:
        directory = house().shelf.directory(session)
        told = rows.of_amphoe(session, amphoe)
    register = directory.register
    seats = [_seat(directory, hub.code) for hub in register.hubs_in(amphoe)]
    if not seats or amphoe_name(amphoe) is None:
        abort(404)
    laos = sorted(lao for seat in seats for lao in seat.laos)
    return render_template(
        "hub_areas.html",
        amphoe=amphoe,
        title=amphoe_name(amphoe),
        seats=seats,
        laos=[(lao, (wanted or {}).get(lao) or areas_of.served(register, lao)) for lao in laos],
        hosts=_hosts(directory, amphoe),
        told=told,
        today=today,
        last=today + areas_of.FAR,
        name=directory.name,
        problem=problem,
        saved="saved" in request.args,
        made=request.args.get("made", ""),
    )


def _seat(directory: Directory, code: str) -> Seat:
    register, name, further = directory.register, directory.name(code), is_further(code)
    short = name.partition("(")[2].rstrip(")") if further else said("hub_area.first")
    return Seat(code, name, short, register.hubs[code].at_work, register.laos_served(code), further)


def _preview(
    session: Session, directory: Directory, amphoe: str, wanted: Mapping[str, str], plan: Plan, day: date
) -> str:
    open_now = by_body(session, [lao for lao, _, _ in plan.moves], relations=["owner"])
    counts: Mapping[str, Any] = {lao: row.open for lao, row in open_now.items()}
    if not timedelta() <= day - _today() <= areas_of.FAR:
        raise BadArea("hub_area.bad_day")
    return render_template(
        "hub_areas_preview.html",
        amphoe=amphoe,
        title=amphoe_name(amphoe),
        plan=plan,
        wanted=wanted,
        day=day,
        counts=counts,
        name=directory.name,
        tambon=tambon_name,
    )
