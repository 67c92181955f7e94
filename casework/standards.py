"""Clocks, criteria, aims and rules of the committee, set by officials: by whom, and what would follow.

A body sets for itself how long its own steps take and what it checks; what hangs on law or concerns everybody is set for
everybody. Clocks that run keep their day unless whoever sets asks for the new one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework import cases, clocks, deadlines, rulefile
from casework.access import Actor, NotAllowed, heads
from casework.clocks import Clock
from casework.standard_items import LONGEST, BadValue, Item
from store import audit, needs, ruling, standards, triaging
from store.ids import BANGKOK, new_id
from store.staff import Role
from store.standards import RuleVersion

SHORTEST_SOURCE = 5
_FAR = timedelta(days=2 * 366)
_LAWS = timedelta(days=10 * 366)


@dataclass(frozen=True, slots=True)
class Running:
    """A need whose clock of the step runs, with the day it has and the one it would have."""

    row: Any
    due_at: datetime


def sets_for_all(actor: Actor, homes: Mapping[str, str]) -> bool:
    """The operator, and the head or administrator of a home desk, on which everything without a place falls."""
    desks = set(homes.values())
    return actor.has(Role.OPERATOR) or bool(desks & set(heads(actor)))


def sets_for(actor: Actor, homes: Mapping[str, str]) -> tuple[str, ...]:
    """Bodies, "" for everybody, for which this person sets anything."""
    return (*([""] if sets_for_all(actor, homes) else []), *heads(actor))


def foresee(
    session: Session, found: Item, value: Mapping[str, Any] | None, org: str, *, now: datetime
) -> list[Running]:
    """Needs whose running clock of this step would have another day; empty for what is no step's clock."""
    if found.kind != "step" or value is None:
        return []
    state, _, track = found.path[1].partition("/")
    before, after = Clock(**_clock(found.entry)), Clock(**_clock({**found.entry, **value}))
    moved = []
    calendar = deadlines.load(session, now - timedelta(days=400))
    for row in standards.running(session, state, org):
        if not _rules_it(row, track, org):
            continue
        waited = max(row.due_at - before.due(row.since, row.owner, calendar), timedelta())
        due = after.due(row.since, row.owner, calendar) + waited
        if due != row.due_at:
            moved.append(Running(row, due))
    return moved


def _clock(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "within": entry["within"], "unit": entry["unit"], "stops": entry.get("stops", False), "source": "",
        "verified": False,
    }  # fmt: skip


def _rules_it(row: Any, track: str, org: str) -> bool:
    """Whether this very entry is the need's clock: not one of its track alone, and not one of its body's own."""
    if not org and _sets_own(row.owner, row.state, track):
        return False
    steps = clocks.rules(row.owner).steps
    return row.track == track if track else (row.state, row.track) not in steps


def _sets_own(owner: str, state: str, track: str) -> bool:
    if not rulefile.own("clocks", owner):
        return False
    general, own = clocks.rules(), clocks.rules(owner)
    return general.steps.get((state, track)) != own.steps.get((state, track))


def put(
    session: Session,
    actor: Actor,
    homes: Mapping[str, str],
    found: Item,
    value: Mapping[str, Any] | None,
    *,
    org: str,
    source: str,
    since: date,
    now: datetime,
    running: bool = False,
) -> int:
    """Every process works with it within seconds of the day that has come; how many running clocks got another day.

    running: also those that run already. NotAllowed, BadValue.
    """
    _must(actor, homes, org)
    checked(found, source, since, now)
    today = now.astimezone(BANGKOK).date()
    moved = foresee(session, found, value, org, now=now) if running and since <= today else []
    row = RuleVersion(
        id=new_id(now), org=org or None, file=found.file, path=list(found.path),
        value=dict(value) if value is not None else None, source=source[:LONGEST], since=since, made_at=now,
        made_by=actor.id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    for each in moved:
        needs.lay_clock(session, each.row.id, due_at=each.due_at)
    _tell(session, actor, moved, now)
    ruling.touch(session)
    detail = f"{found.file} {'.'.join(found.path)[:100]} {len(moved)}"
    audit.note(session, "standard.set", now=now, staff_id=actor.id, org=org or None, detail=detail)
    return len(moved)


def _tell(session: Session, actor: Actor, moved: Sequence[Running], now: datetime) -> None:
    """A line in the story of each case whose day has moved."""
    events = [
        cases.event_row(each.row.case_id, "clock_set", now=now, staff=actor.id, need=each.row.code)
        for each in moved
    ]
    if events:
        triaging.put_cases(session, cases=[], access=[], events=events)


def checked(found: Item, source: str, since: date, now: datetime) -> None:
    """A source, and a day from today on; a regulation from the day it came into force. BadValue."""
    if len(source) < SHORTEST_SOURCE:
        raise BadValue("source")
    ahead = since - now.astimezone(BANGKOK).date()
    if not (-_LAWS if found.kind == "regulation" else timedelta()) <= ahead <= _FAR:
        raise BadValue("since")


def verify(session: Session, actor: Actor, homes: Mapping[str, str], key: UUID, *, now: datetime) -> None:
    """A person has compared it with its source."""
    _mark(session, actor, homes, key, "verified", now)


def take_back(session: Session, actor: Actor, homes: Mapping[str, str], key: UUID, *, now: datetime) -> None:
    """What stood before it is in force again; clocks that run keep their day."""
    _mark(session, actor, homes, key, "back", now)


def _mark(
    session: Session, actor: Actor, homes: Mapping[str, str], key: UUID, what: str, now: datetime
) -> None:
    row = session.get(RuleVersion, key)
    if row is None:
        raise NotAllowed("standards")
    _must(actor, homes, row.org or "")
    if standards.mark(session, key, what, by=actor.id, now=now):
        ruling.touch(session)
        audit.note(session, f"standard.{what}", now=now, staff_id=actor.id, org=row.org, detail=str(key))


def _must(actor: Actor, homes: Mapping[str, str], org: str) -> None:
    if org not in sets_for(actor, homes):
        raise NotAllowed("standards")


def in_force(session: Session) -> list[rulefile.Version]:
    """As casework/rulefile.py lays them over the files."""
    return [
        rulefile.Version(
            row.org or "", row.file, tuple(row.path), _dates(row.value), row.source, row.since, bool(row.verified_at)
        )
        for row in standards.in_force(session)
    ]  # fmt: skip


def _dates(value: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    if value is None or "in_force" not in value:
        return value
    return {**value, "in_force": date.fromisoformat(value["in_force"])}
