"""The duty roster of one organisation, for its administrator and its head: a week, its gaps, and the shifts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import roster as hours
from casework.access import WORKING, Actor, NotAllowed
from gateway.guard import audience, current_actor, house
from gateway.pages.shown import said
from store import audit
from store import duty as rows
from store.db import Session, utc_now
from store.duty import DutyKind, DutyShift
from store.ids import BANGKOK, new_id
from store.staff import Role

roster = Blueprint("roster", __name__)

KEEPERS = frozenset({Role.ADMIN, Role.HEAD})
RUNGS = 5
DAYS = 7


@dataclass(frozen=True, slots=True)
class Day:
    """at, ends: its midnights. weekday: Monday 0. gaps: stretches without anybody who can be rung."""

    at: datetime
    ends: datetime
    weekday: int
    shifts: Sequence[hours.Shift]
    gaps: Sequence[tuple[datetime, datetime]]


class Wrong(Exception):
    """field: the input it is about; key: the sentence that says why."""

    def __init__(self, field: str, key: str) -> None:
        super().__init__(key)
        self.field = field
        self.key = key


@roster.get("/admin/roster")
@audience("staff")
def first() -> Answer:
    """The roster of the person's own body."""
    found = kept_by(current_actor())
    if not found:
        raise NotAllowed("roster")
    return redirect(url_for("roster.show", org=found[0]), 303)


@roster.get("/admin/roster/<org>")
@audience("staff")
def show(org: str) -> str:
    _must_keep(org)
    return _page(org)


@roster.post("/admin/roster/<org>")
@audience("staff")
def add(org: str) -> Answer:
    """Weekly shifts on each ticked day, or one on a single date."""
    _must_keep(org)
    actor, now = current_actor(), utc_now()
    with house().database.session() as session:
        try:
            shifts = _typed(session, org, actor.id, now)
        except Wrong as wrong:
            return Response(_page(org, problem=said(wrong.key), field=wrong.field), status=400)
        session.add_all(shifts)
        for shift in shifts:
            audit.note(session, "roster.added", now=now, staff_id=actor.id, org=org, detail=str(shift.id))
    return redirect(url_for("roster.show", org=org, saved=1), 303)


@roster.post("/admin/roster/<org>/<uuid:shift>/remove")
@audience("staff")
def remove(org: str, shift: UUID) -> Answer:
    _must_keep(org)
    now = utc_now()
    with house().database.session() as session:
        if rows.remove_shift(session, org, shift, now):
            audit.note(
                session, "roster.removed", now=now, staff_id=current_actor().id, org=org, detail=str(shift)
            )
    return redirect(url_for("roster.show", org=org, saved=1), 303)


def kept_by(actor: Actor) -> list[str]:
    """Organisations whose roster this person may change."""
    return sorted(actor.orgs(KEEPERS))


def _must_keep(org: str) -> None:
    if org not in kept_by(current_actor()):
        raise NotAllowed("roster")


def _typed(session: Session, org: str, by: UUID, now: datetime) -> list[DutyShift]:
    form = request.form
    people = {str(row.id): row.id for row in _people(session, org)}
    if form.get("person") not in people:
        raise Wrong("person", "roster.bad_person")
    if form.get("rung") not in {str(n) for n in range(1, RUNGS + 1)}:
        raise Wrong("rung", "roster.bad_rung")
    starts, ends = _time("starts"), _time("ends")
    return [
        DutyShift(
            id=new_id(now), org=org, staff_id=people[form["person"]], kind=_kind(), rung=int(form["rung"]), starts=starts,
            ends=ends, created_by=by, created_at=now, **when,
        )
        for when in _when(now)
    ]  # fmt: skip


def _kind() -> str:
    """For alarms, where the form says nothing else."""
    return DutyKind.UNIT.value if request.form.get("kind") == DutyKind.UNIT else DutyKind.ALARM.value


def _when(now: datetime) -> list[dict[str, Any]]:
    weekdays = sorted({int(n) for n in request.form.getlist("weekday") if n in set("0123456")})
    typed = request.form.get("day", "").strip()
    if bool(weekdays) == bool(typed):
        raise Wrong("days", "roster.bad_days")
    if weekdays:
        return [{"weekday": n} for n in weekdays]
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise Wrong("days", "roster.bad_day") from None
    if day < now.astimezone(BANGKOK).date() or day.year > now.year + 2:
        raise Wrong("days", "roster.bad_day")
    return [{"day": day}]


def _time(field: str) -> time:
    try:
        return time.fromisoformat(request.form.get(field, "").strip().replace(".", ":")).replace(tzinfo=None)
    except ValueError:
        raise Wrong(field, "roster.bad_time") from None


def _people(session: Session, org: str) -> list[Any]:
    return rows.members(session, org, sorted(WORKING))


def _page(org: str, **more: Any) -> str:
    now = utc_now()
    with house().database.session() as session:
        shifts, people = sorted(rows.shifts(session, [org]), key=_order), _people(session, org)
        unit = sorted(rows.shifts(session, [org], DutyKind.UNIT), key=_order)
        everybody = {shift.staff_id for shift in (*shifts, *unit)} | {row.id for row in people}
        reachable = {contact.staff_id for contact in rows.proven(session, everybody)}
        directory = house().shelf.directory(session)
    return render_template(
        "roster.html", org=org, orgs=kept_by(current_actor()), org_name=directory.name, people=people,
        names={row.id: row.name for row in people}, reachable=reachable, week=_week(shifts, reachable, now),
        shifts=shifts, unit=unit, gap_now=_gap_now(shifts, reachable, now), rungs=range(1, RUNGS + 1),
        midnight=hours.midnight,
        saved="saved" in request.args, draft=request.form, **({"problem": "", "field": ""} | more),
    )  # fmt: skip


def _order(shift: DutyShift) -> tuple[int, str, int, time]:
    """Rung by rung, the week first, then single days."""
    return shift.rung, shift.day.isoformat() if shift.day else "", shift.weekday or 0, shift.starts


def _gap_now(shifts: Sequence[DutyShift], reachable: set[UUID], now: datetime) -> bool:
    return not any(person in reachable for _, people in hours.on_duty(shifts, now) for person in people)


def _week(shifts: Sequence[DutyShift], reachable: set[UUID], now: datetime) -> list[Day]:
    today = now.astimezone(BANGKOK).date()
    found = []
    for n in range(DAYS):
        day = today + timedelta(days=n)
        begin, end = hours.midnight(day), hours.midnight(day + hours.DAY)
        found.append(
            Day(
                begin,
                end,
                day.weekday(),
                hours.of_day(shifts, day),
                hours.gaps(shifts, begin, end, reachable),
            )
        )
    return found
