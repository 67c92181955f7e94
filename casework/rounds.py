"""One answer to everybody in an incident, each by their own channel and under their own number.

A person confirms the count; the clock lays the rows out in slices, so that a flood of answers neither blocks the
outbox nor goes on when somebody stops it. What each may do is asked again for every single case.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework import handling, notices, replies
from casework.access import Actor, NotAllowed, Stands, may
from casework.answering import addressee
from casework.lifecycle import is_open
from casework.merging import numbered
from channels.segments import segments
from store import quota, rounds, staff, triaging
from store.cases import CaseState, Relation
from store.rounds import Laid
from store.staff import Role

SLICE = 20
"""Rows laid out at a time; the clock comes by every two seconds."""
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Outlook:
    """Before anything is sent. by: kind of channel → how many people. parts: of all text messages. left: account →
    pushes of the month that remain. hidden: cases of the incident that the actor may not answer. unreached: people no
    message reaches."""

    cases: tuple[UUID, ...]
    by: Counter[str]
    parts: int
    left: dict[str, int]
    hidden: int
    unreached: int


def outlook(session: Session, actor: Actor, incident: UUID, words: str, *, now: datetime) -> Outlook:
    """Whom these words would reach, and what they cost."""
    everybody = rounds.of_incident(session, incident, orgs=actor.orgs())
    mine = [row for row in everybody if may(actor, "reply", _stands(row))]
    texted = [row for row in mine if _kind(row) == "sms"]
    return Outlook(
        cases=tuple(row.id for row in mine),
        by=Counter(_kind(row) for row in mine),
        parts=sum(segments(numbered(row.reference, words, row.language).short) for row in texted),
        left={
            each.account: max(0, each.allowed - each.used)
            for each in quota.standings(session, now=now)
            if each.allowed is not None and any(row.account == each.account for row in mine)
        },
        hidden=len(everybody) - len(mine),
        unreached=sum(not row.reachable for row in mine),
    )


def _stands(row: Any) -> list[Stands]:
    return [Stands(org, Relation(relation)) for org, relation in zip(row.orgs, row.relations, strict=True)]


def _kind(row: Any) -> str:
    return str(row.account.partition(".")[0].removesuffix("th"))


def begin(
    session: Session, actor: Actor, incident: UUID, words: str, cases: Sequence[UUID], *, now: datetime
) -> UUID | None:
    """cases: as the outlook that was confirmed named them. None when another answer is still on its way."""
    if not cases:
        raise NotAllowed("reply")
    return rounds.begin(session, incident, words, cases, staff=actor.id, now=now)


def stop(session: Session, actor: Actor, incident: UUID, *, now: datetime) -> bool:
    """Whoever may answer one of its cases may stop it."""
    if not any(
        may(actor, "reply", _stands(row)) for row in rounds.of_incident(session, incident, orgs=actor.orgs())
    ):
        raise NotAllowed("reply")
    return rounds.stop(session, incident, now=now)


def lay_out(session: Session, *, now: datetime, limit: int = SLICE) -> int:
    """The next slice of every round under way; how many messages went into the outbox."""
    laid = 0
    for each in rounds.under_way(session):
        rows = rounds.pending(session, each.id, limit)
        actor = _who(session, each.staff_id)
        for row in rows:
            state, message = _one(session, actor, each, row, now)
            rounds.note(session, each.id, row.id, state, message)
            laid += state == Laid.LAID
        if len(rows) < limit:
            rounds.finish(session, each.id, now=now)
    return laid


def _who(session: Session, key: UUID) -> Actor:
    """The staff member as they are now: who has left since answers nobody."""
    held: dict[str, set[Role]] = {}
    person = staff.active(session, key)
    for org, role in staff.roles(session, key) if person else ():
        held.setdefault(org, set()).add(Role(role))
    return Actor(key, person.name if person else "", {org: frozenset(roles) for org, roles in held.items()})


def _one(session: Session, actor: Actor, each: Any, row: Any, now: datetime) -> tuple[Laid, UUID | None]:
    try:
        seen = handling.allowed(session, actor, row.whole, "reply")
    except NotAllowed:
        return Laid.NOT_ALLOWED, None
    if not is_open(seen.row.state):
        return Laid.ENDED, None
    words = numbered(row.reference, each.words, row.language)
    message = replies.outbound(addressee(session, row), "answer", words, now=now, staff=actor.id)
    triaging.put_messages(session, [message, *notices.by_text(session, row, now)])
    if row.merged_into is None and seen.row.state == CaseState.NEW:
        handling.change(session, seen, seen.row.version, now, state=CaseState.ACTIVE.value)
    told = replace(seen, row=row)
    handling.tell(session, told, "answered", actor, now, message=str(message["id"]), round=str(each.id))
    return Laid.LAID, message["id"]
