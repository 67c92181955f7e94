"""Meetings of the committee: planned, filled with what is ready, attended, closed with the number of their minutes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from typing import Any
from uuid import UUID

from casework.access import Actor, NotAllowed
from casework.committee import LONGEST, BadEntry, Quorum, must_keep, quorum
from casework.handling import Stale
from store import agendas, audit, committee
from store.agendas import Purpose
from store.committee import Attends, MeetingState
from store.db import Session
from store.ids import new_id

LONGEST_NOTES = 20_000


@dataclass(frozen=True, slots=True)
class Sitting:
    """One meeting with all that stands around it. groups: category → its needs, the oldest first."""

    row: Any
    members: Sequence[Any]
    attendance: Mapping[UUID, Any]
    quorum: Quorum
    items: Sequence[Any]
    reports: Sequence[Any]

    @property
    def groups(self) -> list[tuple[str, list[Any]]]:
        return [
            (category, list(each))
            for category, each in groupby(self.items, lambda item: item.code.partition(":")[0])
        ]

    @property
    def open(self) -> bool:
        return bool(self.row.state != MeetingState.CLOSED)

    @property
    def decided(self) -> int:
        return sum(1 for item in self.items if item.decided_at)


def plan(
    session: Session, actor: Actor, org: str, *, day: date, starts: time | None, place: str, number: int | None,
    now: datetime,
) -> UUID:  # fmt: skip
    """A meeting on that day; number: of the Buddhist year, the next free one where None. BadEntry."""
    must_keep(actor, org)
    if not place:
        raise BadEntry("place")
    year, key = day.year + 543, new_id(now)
    wanted = number or committee.next_number(session, org, year)
    row = {
        "id": key, "org": org, "number": wanted, "year": year, "day": day, "starts": starts, "place": place[:LONGEST],
        "state": MeetingState.PLANNED.value, "minutes_number": "", "notes": "", "version": 1, "created_by": actor.id,
        "created_at": now,
    }  # fmt: skip
    if not committee.put_meeting(session, row):
        raise BadEntry("number")
    audit.note(session, "meeting.planned", now=now, staff_id=actor.id, org=org, detail=str(key))
    return key


def sitting(session: Session, actor: Actor, key: UUID) -> Sitting:
    """The meeting with members, attendance and agenda; NotAllowed also when there is no such meeting."""
    row = held(session, actor, key)
    members = committee.members(session, row.org, row.day)
    attendance = committee.attendance(session, key)
    items = agendas.items(session, key)
    return Sitting(
        row,
        members,
        attendance,
        quorum(members, attendance),
        [item for item in items if item.purpose == Purpose.DECIDE],
        [item for item in items if item.purpose == Purpose.REPORT],
    )


def held(session: Session, actor: Actor, key: UUID) -> Any:
    row = committee.meeting(session, key)
    if row is None:
        raise NotAllowed("meeting")
    must_keep(actor, row.org)
    return row


def fill(session: Session, actor: Actor, key: UUID, *, now: datetime) -> int:
    """Everything that is ready, grouped by category and the oldest first, and what is still to be reported."""
    row = _open(session, actor, key)
    ready, reports = agendas.ready(session, row.org), agendas.unreported(session, row.org)
    rows = [_item(key, need.need_id, Purpose.DECIDE, now) for need in ready]
    rows += [_item(key, need.need_id, Purpose.REPORT, now) for need in reports]
    agendas.put(session, rows)
    audit.note(session, "meeting.filled", now=now, staff_id=actor.id, org=row.org, detail=str(key))
    return len(rows)


def take_off(session: Session, actor: Actor, key: UUID, item: UUID, *, now: datetime) -> None:
    """A need waits for the next meeting; what is decided stays."""
    row = _open(session, actor, key)
    if not agendas.take_off(session, key, item):
        raise Stale(str(key))
    audit.note(session, "meeting.taken_off", now=now, staff_id=actor.id, org=row.org, detail=str(item))


def attend(
    session: Session, actor: Actor, key: UUID, came: Mapping[UUID, tuple[str, str]], *, now: datetime
) -> None:
    """came: member → (how, who came instead). Only members in office on the day."""
    row = _open(session, actor, key)
    sits = {member.id for member in committee.members(session, row.org, row.day)}
    if came.keys() - sits or {how for how, _ in came.values()} - set(Attends):
        raise BadEntry("attendance")
    if any(how == Attends.STAND_IN and not name for how, name in came.values()):
        raise BadEntry("attendance", "stand_in")
    committee.set_attendance(
        session,
        [
            {"meeting_id": key, "member_id": member, "how": how, "stand_in": name[:LONGEST]}
            for member, (how, name) in came.items()
        ],
    )
    audit.note(session, "meeting.attended", now=now, staff_id=actor.id, org=row.org, detail=str(key))


def note_down(session: Session, actor: Actor, key: UUID, *, notes: str, version: int, now: datetime) -> None:
    """What the minutes say besides the decisions. Stale."""
    row = _open(session, actor, key)
    _change(session, row, version, notes=notes[:LONGEST_NOTES])
    audit.note(session, "meeting.noted", now=now, staff_id=actor.id, org=row.org, detail=str(key))


def close(
    session: Session, actor: Actor, key: UUID, *, minutes_number: str, notes: str, version: int, now: datetime
) -> int:
    """The minutes have their number; what was not decided is free for the next meeting: how many. BadEntry, Stale."""
    row = _open(session, actor, key)
    if not minutes_number:
        raise BadEntry("minutes_number")
    if not committee.attendance(session, key):
        raise BadEntry("attendance", "nobody")
    left = agendas.take_off_undecided(session, key)
    _change(
        session,
        row,
        version,
        notes=notes[:LONGEST_NOTES],
        minutes_number=minutes_number[:LONGEST],
        state=MeetingState.CLOSED.value,
        closed_at=now,
    )
    audit.note(session, "meeting.closed", now=now, staff_id=actor.id, org=row.org, detail=str(key))
    return left


def _open(session: Session, actor: Actor, key: UUID) -> Any:
    row = held(session, actor, key)
    if row.state == MeetingState.CLOSED:
        raise Stale(str(key))
    return row


def _change(session: Session, row: Any, version: int, **columns: Any) -> None:
    if not committee.change_meeting(session, row.id, version, **columns):
        raise Stale(str(row.id))


def _item(meeting: UUID, need: UUID, purpose: Purpose, now: datetime) -> dict[str, Any]:
    return {"id": new_id(now), "meeting": meeting, "need": need, "purpose": purpose.value}
