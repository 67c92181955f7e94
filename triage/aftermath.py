"""What is no message but changes something: receipts, follows and blocks, messages taken back, calls hung up."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from store import aftermath, people

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


def _abandoned(_session: Session, _event: Any) -> bool:
    """Stays as it is: staff see number and time under calls to return (gateway/pages/inbox.py)."""
    return True


_APPLY: dict[str, Callable[[Session, Any], bool]] = {
    "receipt": _receipt,
    "presence": _presence,
    "unsent": _unsent,
    "abandoned": _abandoned,
}
