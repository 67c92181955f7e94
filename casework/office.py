"""When a centre is open: its week and its special days, kept by its administrator or head. Each change is audited."""

from collections.abc import Mapping
from datetime import date, datetime, time

from sqlmodel import Session

from casework.access import Actor, NotAllowed, keeps_hours
from store import audit, calendar

LONGEST = 120


class BadWeek(Exception):
    """key: the sentence that says what is wrong."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def put_week(
    session: Session, actor: Actor, org: str, week: Mapping[int, tuple[time, time]], *, now: datetime
) -> None:
    """weekday (0 Monday) → opens, closes; missing days are closed. BadWeek. An empty week is never kept: use the rule."""
    _must(actor, org)
    if not week:
        raise BadWeek("hours.never")
    if any(opens >= closes for opens, closes in week.values()):
        raise BadWeek("hours.backwards")
    calendar.drop_hours(session, org)
    for weekday, (opens, closes) in week.items():
        calendar.put_hours(session, org=org, weekday=weekday, opens=opens, closes=closes)
    _note(session, actor, "hours.week", org, now, " ".join(str(day) for day in sorted(week)))


def as_usual(session: Session, actor: Actor, org: str, *, now: datetime) -> None:
    """Back to the hours of all."""
    _must(actor, org)
    calendar.drop_hours(session, org)
    _note(session, actor, "hours.usual", org, now, "")


def put_day(
    session: Session, actor: Actor, org: str, day: date, *, works: bool, name: str, source: str, now: datetime
) -> None:
    """A day that is worked, or not, against the rule. BadWeek without a name: staff and citizens must know why."""
    _must(actor, org)
    if not name.strip():
        raise BadWeek("hours.no_name")
    if not now.date() <= day <= now.date().replace(year=now.year + 3, day=1):
        raise BadWeek("hours.bad_day")
    calendar.put_day(
        session, org=org, day=day, works=works, name=name.strip()[:LONGEST],
        source=source.strip()[:LONGEST], now=now, by=actor.id,
    )  # fmt: skip
    _note(session, actor, "hours.day", org, now, f"{day} {'works' if works else 'closed'}")


def drop_day(session: Session, actor: Actor, org: str, day: date, *, now: datetime) -> None:
    _must(actor, org)
    calendar.drop_day(session, org=org, day=day)
    _note(session, actor, "hours.day_dropped", org, now, str(day))


def _must(actor: Actor, org: str) -> None:
    if not keeps_hours(actor, org):
        raise NotAllowed("hours")


def _note(session: Session, actor: Actor, what: str, org: str, now: datetime, detail: str) -> None:
    audit.note(session, what, now=now, staff_id=actor.id, org=org or None, detail=detail)
