"""Alarms: opened for a case in danger, acknowledged by whoever goes, ended by a person with a reason."""

import logging
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework import cases
from casework.access import WORKING, Actor, Stands
from store import alarmlists, alarms, audit, triaging
from store.cases import Relation
from store.ids import new_id
from store.staff import Role

log = logging.getLogger("saitrong.alarms")

REASONS = ("arrived", "handed", "safe", "duplicate", "not_danger", "not_real", "other")
"""Why a person ends an alarm; "other" wants words."""
CASE_CLOSED = "case_closed"
"""The reason when the whole case is closed with one of its own."""
BEFORE = "before"
"""Of cases that were dangerous before the installation had alarms (migration 0007)."""
_TENDS = frozenset({Relation.OWNER, Relation.CANDIDATE, Relation.HUB, Relation.REFERRED})


class NoReason(Exception):
    """An alarm ends with a reason of the list, and "other" with words."""


def may_tend(actor: Actor, alarm: Any, stands: Collection[Stands]) -> bool:
    """Who may acknowledge and end: whoever works for a body that was rung, or that stands to the case.

    An accused body never does. The operator may acknowledge what reached the end of the ladder.
    """
    accused = {row.org for row in stands if row.relation == Relation.ACCUSED}
    near = {row.org for row in stands if row.relation in _TENDS} | set(alarm.orgs)
    return bool(set(actor.orgs(WORKING)) & (near - accused)) or actor.has(Role.OPERATOR)


def opened(session: Session, case: UUID, cause: str, *, now: datetime) -> dict[str, Any] | None:
    """A new alarm of the case, due at once; None if one is open already."""
    standing = alarms.standing(session, case)
    bodies = [org for org, relation in standing if relation != "hub"]
    # nobody knows yet whose it is: the hub's people are rung with the candidates'
    hubs = [org for org, relation in standing if relation == "hub"] if len(bodies) > 1 else []
    row = {
        "id": new_id(now), "case_id": case, "cause": cause, "orgs": bodies + hubs, "step": 0, "nobody": False,
        "opened_at": now, "next_at": now, "acknowledged_how": "", "end_reason": "", "end_words": "",
    }  # fmt: skip
    if not alarms.put_alarm(session, row):
        return None
    tell(session, case, "alarm_opened", now=now, cause=cause)
    log.warning("alarm opened alarm=%s case=%s cause=%s", row["id"], case, cause)
    return row


def acknowledge(
    session: Session, ids: Collection[UUID], *, staff: UUID, how: str, now: datetime
) -> list[Any]:
    """This person goes; returns the alarms that nobody had acknowledged before. how: voice, line, sms, inbox."""
    done = alarms.acknowledge(session, ids, staff=staff, how=how, now=now)
    for row in done:
        tell(session, row.case_id, "alarm_acknowledged", now=now, staff=staff, how=how)
        log.info("alarm acknowledged alarm=%s how=%s", row.id, how)
    return done


def end(session: Session, alarm: Any, *, staff: UUID, reason: str, words: str, now: datetime) -> bool:
    """Only a person ends an alarm. False if somebody has ended it already; NoReason without one."""
    words = words.strip()[:1000]
    if reason not in REASONS or (reason == "other" and not words):
        raise NoReason(reason)
    return _end(session, alarm.id, alarm.case_id, staff=staff, reason=reason, words=words, now=now)


def end_with_case(session: Session, case: UUID, *, staff: UUID, now: datetime) -> None:
    """A person who closes the case with a reason ends its alarm with it."""
    for row in alarmlists.of_case(session, case):
        if row.ended_at is None:
            _end(session, row.id, case, staff=staff, reason=CASE_CLOSED, words="", now=now)


def _end(
    session: Session, alarm: UUID, case: UUID, *, staff: UUID, reason: str, words: str, now: datetime
) -> bool:
    if not alarms.end(session, alarm, staff=staff, reason=reason, words=words, now=now):
        return False
    tell(session, case, "alarm_ended", now=now, staff=staff, reason=reason)
    log.info("alarm ended alarm=%s reason=%s", alarm, reason)
    return True


def tell(
    session: Session, case: UUID, verb: str, *, now: datetime, staff: UUID | None = None, **facts: Any
) -> None:
    """A line of the case's story, and of the audit where a person did it."""
    event = cases.event_row(case, verb, now=now, staff=staff, **facts)
    triaging.put_cases(session, cases=[], access=[], events=[event])
    if staff:
        audit.note(session, f"case.{verb}", now=now, staff_id=staff, case_id=case)
