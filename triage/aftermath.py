"""What is no message but changes something: receipts, follows and blocks, messages changed or taken back, calls hung up."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session

from casework import cases
from store import aftermath, call_backs, calls, files, people, takeback, triaging

PARKED_FOR = timedelta(hours=1)
"""A receipt that names a message we do not know waits this long for our own commit, then is only kept."""


def apply_waiting(session: Session, folder: Path, *, now: datetime, limit: int = 200) -> int:
    """Apply raw events that wait; how many were settled. Each is safe to apply again. folder: the stored files."""
    settled = 0
    for event in aftermath.claim(session, limit=limit):
        done = _APPLY[event.kind](session, event, folder, now)
        late = now - event.received_at > PARKED_FOR
        if done or late:
            aftermath.settle(session, event.id, "done" if done else "kept")
            settled += 1
        else:
            aftermath.count(session, event.id)
    return settled


def _receipt(session: Session, event: Any, _folder: Path, now: datetime) -> bool:
    facts = event.facts
    known = aftermath.advance(
        session, provider_id=facts["provider_id"], status=facts["status"], detail=facts["detail"]
    )
    if known and facts["status"] == "gone":
        people.unreachable_by_message(session, provider_id=facts["provider_id"], why="gone", now=now)
    return known


def _presence(session: Session, event: Any, _folder: Path, now: datetime) -> bool:
    facts, at = event.facts, datetime.fromisoformat(event.facts["at"])
    if facts.get("wished"):
        people.silence(session, facts["sender"], silent=not facts["reachable"], now=at)
    people.set_reachable(
        session,
        account=event.account,
        sender=facts["sender"],
        reachable=facts["reachable"],
        why="" if facts["reachable"] else "stopped" if facts.get("wished") else "blocked",
        now=min(at, now),
    )
    return True


def _unsent(session: Session, event: Any, folder: Path, now: datetime) -> bool:
    """Also before the message itself has come: a tombstone waits for it."""
    facts = event.facts
    case = takeback.story_of(session, account=event.account, message_id=facts["message_id"])
    names = takeback.erase(
        session,
        account=event.account,
        sender=facts["sender"],
        message_id=facts["message_id"],
        event=event.id,
        now=now,
    )
    for name in takeback.unshared(session, names):
        files.remove(folder, name)
    _tell(session, case, "unsent", now)
    return True


def _edited(session: Session, event: Any, _folder: Path, now: datetime) -> bool:
    facts = event.facts
    known = takeback.edit(
        session,
        account=event.account,
        message_id=facts["message_id"],
        words=facts["text"],
        at=facts["at"],
        body=event.body_id,
        now=now,
    )
    if known:
        takeback.forget_edit(session, event.id)
        case = takeback.story_of(session, account=event.account, message_id=facts["message_id"])
        _tell(session, case, "edited", now)
    return known


def _tell(session: Session, case: Any, verb: str, now: datetime) -> None:
    if case:
        triaging.put_cases(session, cases=[], access=[], events=[cases.event_row(case, verb, now=now)])


def _abandoned(session: Session, event: Any, _folder: Path, _now: datetime) -> bool:
    """A call has ended: what was to be written after it may go; without a word said it is one to be returned.

    Applied again while words of the call are still to be read: only then is known what is to be written.
    """
    call = event.facts.get("call", "")
    call_backs.put_abandoned(session, event)
    if call_backs.unread(session, call=call):
        return False
    call_backs.release_after(session, call=call)
    return True


def _guess(session: Session, event: Any, _folder: Path, _now: datetime) -> bool:
    facts = event.facts
    return calls.put_guess(
        session, account=event.account, message_id=facts["message_id"], guess=facts["text"]
    )


_APPLY: dict[str, Callable[[Session, Any, Path, datetime], bool]] = {
    "receipt": _receipt,
    "presence": _presence,
    "unsent": _unsent,
    "edited": _edited,
    "abandoned": _abandoned,
    "guess": _guess,
}
