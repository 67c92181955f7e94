"""One person behind several channels: joined by proof or by staff, never by likeness; answered where they wish."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from casework import cases, handling
from casework.access import Actor, NotAllowed
from store import persons as ways
from store import triaging


def join(session: Session, *, keep: UUID, gone: UUID, now: datetime, staff: UUID | None = None) -> list[UUID]:
    """Cases that changed hands, each with a line in its story. staff: who decided; None: a proof did."""
    moved = ways.join(session, keep=keep, gone=gone)
    events = [
        cases.event_row(case, "person_joined", now=now, staff=staff, before=str(gone), person=str(keep))
        for case in moved
    ]
    triaging.put_cases(session, cases=[], access=[], events=events)
    return moved


def join_by_staff(session: Session, actor: Actor, reference: str, other: str, *, now: datetime) -> None:
    """The person of `other` becomes the one of `reference`; the actor must be allowed to work on both cases."""
    kept = handling.allowed(session, actor, reference, "reply")
    gone = handling.allowed(session, actor, other, "reply")
    if kept.row.person_id is None or gone.row.person_id is None:
        raise NotAllowed("reply")
    if kept.row.person_id != gone.row.person_id:
        join(session, keep=kept.row.person_id, gone=gone.row.person_id, now=now, staff=actor.id)
