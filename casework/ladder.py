"""The ladder of every alarm: who is rung now. One tick a second by the clock; a second clock finds nothing to do.

A tick is one transaction under one lock: a clock that is killed in the middle has done nothing, the next tick
does it. The rows of the outbox are written in the same transaction as the step, so a step rings exactly once.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from casework import alarms, rungs
from casework.alarm_rules import Part, Rules
from casework.rungs import Book, Rung
from store import alarms as rows
from store.alarms import Way, Why
from store.ids import new_id

log = logging.getLogger("saitrong.ladder")


@dataclass(slots=True)
class Told:
    """What a tick did. touched: (organisation, alarm) for the live pages. unheard: alarms that reached nobody."""

    opened: int = 0
    steps: int = 0
    touched: list[tuple[str, UUID]] = field(default_factory=list)
    unheard: list[UUID] = field(default_factory=list)


def climb(session: Session, *, now: datetime, rules: Rules) -> Told | None:
    """Open alarms for cases in danger and take every step that is due; None when another clock is at it."""
    if not rows.my_turn(session):
        return None
    told = Told()
    for case in rows.wanting(session):
        safely(session, case.id, partial(_open, session, case, now, told))
    book = Book(session, now)
    for alarm in rows.due(session, now):
        if not safely(session, alarm.id, partial(_step, session, alarm, book, rules, now, told)):
            rows.put_off(session, alarm.id, now + rules.together)
    return told


def safely(session: Session, key: UUID, do: Callable[[], object]) -> bool:
    """In a savepoint of its own: a defect that one alarm meets must not silence the others. False: it was undone."""
    try:
        with session.begin_nested():
            do()
    except OperationalError:
        raise
    except Exception:
        log.exception("alarm step failed key=%s", key)
        return False
    return True


def _open(session: Session, case: Any, now: datetime, told: Told) -> None:
    told.opened += alarms.opened(session, case.id, case.cause, now=now) is not None


def _step(session: Session, alarm: Any, book: Book, rules: Rules, now: datetime, told: Told) -> None:
    """The case has moved to another body: it is rung at once. Else the next rung."""
    moved = [alarm.owner] if alarm.owner not in alarm.orgs else []
    orgs = [*moved, *alarm.orgs]
    part = Part.DUTY if moved else rules.part(alarm.step)
    rung = _rung(alarm, moved or orgs, part, 0 if moved else alarm.step, book)
    unheard = (
        part == Part.DUTY
        and (alarm.step == 0 or bool(moved))
        and not any(r.people_reached(book) for r in rung)
    )
    if unheard:
        log.error("alarm reaches nobody on duty alarm=%s orgs=%s", alarm.id, ",".join(orgs))
        told.unheard.append(alarm.id)
        rung = [*rung, Rung(Why.OPERATOR, "", book.operators())]
    step = alarm.step if moved else alarm.step + 1
    next_at = alarm.next_at if moved else max(alarm.opened_at + rules.after(step), now + rules.together)
    if not rows.advance(
        session, alarm, step=step, next_at=next_at, orgs=orgs, nobody=alarm.nobody or unheard
    ):
        return
    _put(session, alarm, rung, book, now)
    told.steps += 1
    told.touched += [(org, alarm.id) for org in dict.fromkeys((*orgs, *filter(None, (alarm.hub,))))]


def _rung(alarm: Any, orgs: Sequence[str], part: Part, step: int, book: Book) -> list[Rung]:
    match part:
        case Part.DUTY:
            return [rung for org in orgs for rung in rungs.next_duty(alarm, org, step, book)]
        case Part.HEAD:
            return rungs.heads(alarm, book)
        case Part.OPERATOR:
            return [Rung(Why.OPERATOR, "", book.operators())]
        case _:
            everybody = [rung for org in orgs for rung in rungs.chain(alarm, org, book)]
            return [*everybody, *rungs.heads(alarm, book), Rung(Why.OPERATOR, "", book.operators())]


def _put(session: Session, alarm: Any, rung: Iterable[Rung], book: Book, now: datetime) -> None:
    """A row for each way of each person, nobody twice; a line of the story for each part of the ladder."""
    seen: set[tuple[Any, ...]] = set()
    found: list[dict[str, Any]] = []
    for part in rung:
        new = [row for row in _rows(alarm, part, book, now) if _key(row) not in seen]
        seen |= {_key(row) for row in new}
        found += new
        people = len({row["staff_id"] for row in new if row["contact_id"]})
        facts = {"step": alarm.step, "why": part.why.value, "org": part.org, "people": people}
        alarms.tell(session, alarm.case_id, "alarm_rung", now=now, **facts)
    rows.put_rings(session, found)
    log.info("alarm rung alarm=%s step=%d rows=%d", alarm.id, alarm.step, len(found))


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["contact_id"] or row["staff_id"] or row["org"], row["way"]


def _rows(alarm: Any, part: Rung, book: Book, now: datetime) -> list[dict[str, Any]]:
    if not part.people:
        return [ring(alarm.id, alarm.step, part, None, None, Way.NONE, now)]
    found = []
    for person in part.people:
        if part.shown:
            found.append(ring(alarm.id, alarm.step, part, person, None, Way.SHOWN, now))
            continue
        ways = book.ways(person)
        found += [ring(alarm.id, alarm.step, part, person, contact, way, now) for contact, way in ways]
        if not ways:
            found.append(ring(alarm.id, alarm.step, part, person, None, Way.NONE, now))
    return found


def ring(
    alarm: UUID, step: int, part: Rung, staff: UUID | None, contact: UUID | None, way: Way, now: datetime
) -> dict[str, Any]:
    return {
        "id": new_id(now), "alarm_id": alarm, "at": now, "step": step, "why": part.why.value, "org": part.org,
        "staff_id": staff, "contact_id": contact, "way": way.value,
    }  # fmt: skip
