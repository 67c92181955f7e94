"""What is no message but changes something: receipts, follows and blocks, messages taken back, calls hung up."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from store import aftermath, call_backs, calls, people

PARKED_FOR = timedelta(hours=1)
"""A receipt that names a message we do not know waits this long for our own commit, then is only kept."""


def apply_waiting(session: Session, *, now: datetime, limit: int = 200) -> int:
    """Apply raw events that wait; how many were settled. Each is safe to apply again."""
    settled = 0
    for event in aftermath.claim(session, limit=limit):
        done = _APPLY[event.kind](session, event)
        late = now - event.received_at > PARKED_FOR
        if done or late:
            aftermath.settle(session, event.id, "done" if done else "kept")
            settled += 1
        else:
            aftermath.count(session, event.id)
    return settled


def _receipt(session: Session, event: Any) -> bool:
    facts = event.facts
    known = aftermath.advance(
        session, provider_id=facts["provider_id"], status=facts["status"], detail=facts["detail"]
    )
    if known and facts["status"] == "gone":
        aftermath.unreachable_by_message(session, provider_id=facts["provider_id"])
    return known


def _presence(session: Session, event: Any) -> bool:
    people.set_reachable(
        session, account=event.account, sender=event.facts["sender"], reachable=event.facts["reachable"]
    )
    return True


def _unsent(session: Session, event: Any) -> bool:
    return aftermath.erase(session, account=event.account, message_id=event.facts["message_id"])


def _abandoned(session: Session, event: Any) -> bool:
    """A call has ended: what was to be written after it may go; without a word said it is one to be returned."""
    call_backs.release_after(session, call=event.facts.get("call", ""))
    call_backs.put_abandoned(session, event)
    return True


def _guess(session: Session, event: Any) -> bool:
    facts = event.facts
    return calls.put_guess(
        session, account=event.account, message_id=facts["message_id"], guess=facts["text"]
    )


_APPLY: dict[str, Callable[[Session, Any], bool]] = {
    "receipt": _receipt,
    "presence": _presence,
    "unsent": _unsent,
    "abandoned": _abandoned,
    "guess": _guess,
}
