"""Office hours and special days of one centre, and what the next fourteen days look like with them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import deadlines, office
from casework.access import NotAllowed, keeps_hours
from gateway.guard import audience, current_actor, house
from gateway.pages.shown import said
from store import calendar
from store.calendar import EVERYONE
from store.db import Session, utc_now
from store.ids import BANGKOK
from store.staff import Role

hours = Blueprint("hours", __name__)

AHEAD = 14
ALL = "all"
"""What stands in addresses for the days that hold for every organisation."""


@dataclass(frozen=True, slots=True)
class Day:
    """open: from when to when, None when closed. why: the special day or holiday that says so, "" on a plain one."""

    day: date
    open: tuple[time, time] | None
    why: str


@hours.get("/admin/hours")
@audience("staff")
def first() -> Answer:
    kept = _kept()
    if not kept:
        raise NotAllowed("hours")
    return redirect(url_for("hours.show", org=kept[0]), 303)


@hours.get("/admin/hours/<org>")
@audience("staff")
def show(org: str) -> str:
    _must_keep(org)
    with house().database.session() as session:
        return _page(session, org)


@hours.post("/admin/hours/<org>")
@audience("staff")
def change(org: str) -> Answer:
    """do: week (the seven days), usual, day (add or change one), drop (a day)."""
    _must_keep(org)
    try:
        with house().database.session() as session:
            _do(session, request.form.get("do", ""), _code(org))
    except office.BadWeek as bad:
        with house().database.session() as session:
            return Response(_page(session, org, problem=said(bad.key)), status=400)
    return redirect(url_for("hours.show", org=org, saved=1), 303)


def _do(session: Session, what: str, org: str) -> None:
    actor, now, form = current_actor(), utc_now(), request.form
    match what:
        case "week":
            office.put_week(session, actor, org, _week(), now=now)
        case "usual":
            office.as_usual(session, actor, org, now=now)
        case "day":
            office.put_day(
                session, actor, org, _day(form.get("day", "")), works=form.get("works") == "1",
                name=form.get("name", ""), source=form.get("source", ""), now=now,
            )  # fmt: skip
        case "drop":
            office.drop_day(session, actor, org, _day(form.get("day", "")), now=now)
        case _:
            raise office.BadWeek("hours.nothing")


def _week() -> dict[int, tuple[time, time]]:
    chosen = [day for day in range(7) if request.form.get(f"open{day}")]
    return {day: (_time(f"from{day}"), _time(f"to{day}")) for day in chosen}


def _time(field: str) -> time:
    try:
        return time.fromisoformat(request.form.get(field, "").strip().replace(".", ":")).replace(tzinfo=None)
    except ValueError:
        raise office.BadWeek("hours.bad_time") from None


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise office.BadWeek("hours.bad_day") from None


def _kept() -> list[str]:
    """Organisations whose hours this person keeps; the operator keeps the days of all."""
    actor = current_actor()
    mine = sorted(actor.orgs(frozenset({Role.ADMIN, Role.HEAD})))
    return [*mine, ALL] if actor.has(Role.OPERATOR) else mine


def _must_keep(org: str) -> None:
    if not keeps_hours(current_actor(), _code(org)):
        raise NotAllowed("hours")


def _code(org: str) -> str:
    return EVERYONE if org == ALL else org


def _page(session: Session, org: str, *, problem: str = "") -> str:
    now, code = utc_now(), _code(org)
    today = now.astimezone(BANGKOK).date()
    kept = {row.weekday: (row.opens, row.closes) for row in calendar.hours(session) if row.org == code}
    special = calendar.listed(session, [code, EVERYONE], today)
    books = deadlines.load(session, now)
    return render_template(
        "hours.html",
        org=org,
        orgs=_kept(),
        directory=house().shelf.directory(session),
        every=ALL,
        week=kept or books.week(code),
        own=bool(kept),
        special=special,
        mine=code,
        ahead=_ahead(books, code, special, now),
        problem=problem,
        saved="saved" in request.args,
        typed=request.form,
        today=today,
    )


def _ahead(books: deadlines.Calendar, org: str, special: list[Any], now: datetime) -> list[Day]:
    """The nearest row of a day explains it: the organisation's own before that of all, before the holiday."""
    named = {row.day: row.name for row in sorted(special, key=lambda row: row.org != EVERYONE)}
    first = now.astimezone(BANGKOK).date()
    days = [first + timedelta(days=n) for n in range(AHEAD)]
    return [Day(day, books.open_on(org, day), named.get(day) or deadlines.holiday(day)) for day in days]
