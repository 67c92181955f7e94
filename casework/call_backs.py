"""Ringing people back: who is waiting for a call, and what came of ringing."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from casework.access import Actor, NotAllowed
from casework.handling import allowed, change, tell
from store import audit, call_backs, reply_drafts
from store.call_backs import CallBack, CallBackReason, CallBackState
from store.ids import new_id

RESULTS: dict[str, CallBackState] = {
    "reached": CallBackState.REACHED,
    "no_answer": CallBackState.OPEN,
    "not_needed": CallBackState.DROPPED,
}
"""What may be said of a try → the state it leaves the task in; who was not reached stays on the list."""


def ask(session: Session, actor: Actor, reference: str, words: str, *, version: int, now: datetime) -> None:
    """Instead of a machine's call: somebody of the case's owner rings the citizen and says this. Stale."""
    seen = allowed(session, actor, reference, "reply")
    row = CallBack(
        id=new_id(now),
        org=seen.row.owner,
        account=seen.row.account,
        number=seen.row.phone or "",
        reason=CallBackReason.ANSWER.value,
        state=CallBackState.OPEN.value,
        case_id=seen.row.id,
        note=words,
        asked_by=actor.id,
        at=now,
    )
    change(session, seen, version, now)
    call_backs.put(session, row)
    reply_drafts.sent(session, seen.row.id, actor.id)
    tell(session, seen, "call_back_asked", actor, now, call_back=str(row.id))


def number(session: Session, actor: Actor, call_back: UUID, *, now: datetime) -> str:
    """The number to ring; who looked is recorded."""
    row = _mine(session, actor, call_back)
    audit.note(session, "call.phone", now=now, staff_id=actor.id, case_id=row.case_id, detail=str(row.id))
    return row.number


def tried(session: Session, actor: Actor, ids: Sequence[UUID], result: str, *, now: datetime) -> int:
    """Note what came of ringing; how many tasks were still open. KeyError: no such result."""
    state = RESULTS[result]
    rows = [_mine(session, actor, each) for each in ids]
    done = call_backs.tried(session, ids, state=state, staff=actor.id, now=now)
    for row in rows if done else ():
        audit.note(
            session,
            f"call.{result}",
            now=now,
            staff_id=actor.id,
            case_id=row.case_id,
            detail=str(row.id),
        )
    return done


def _mine(session: Session, actor: Actor, call_back: UUID) -> CallBack:
    row = call_backs.one(session, call_back)
    if row is None or row.org not in actor.orgs():
        raise NotAllowed("read")
    return row
