"""Raw events that wait to be applied, and the updates they make."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from store.db import changed

# a receipt may come late, twice or out of order: a message only ever moves up (channels.md section 2)
_ADVANCE = text("""
update message set
    state = case
        when :state = 'failed' and state in ('pending', 'sending', 'sent', 'unsure') then 'failed'
        when :detail = 'machine' and state = 'delivered' then 'failed'
        when :rank > case state when 'read' then 4 when 'delivered' then 3 when 'sent' then 2 else 0 end
            and state in ('sending', 'sent', 'unsure', 'delivered') and :state <> 'failed' then :state
        else state end,
    error = case when :state = 'failed' then :detail else error end
where provider_message_id = :provider_id and direction = 'out'
""")
_STATES = {
    "accepted": ("sent", 1),
    "sent": ("sent", 2),
    "delivered": ("delivered", 3),
    "read": ("read", 4),
    "failed": ("failed", 9),
    "gone": ("failed", 9),
}


def claim(session: Session, *, limit: int) -> list[Any]:
    return list(
        session.execute(
            text(
                "select id, account, kind, facts, attempts, body_id, received_at from raw_event where state = 'waiting'"
                " order by attempts, id limit :limit for update skip locked"
            ),
            {"limit": limit},
        )
    )


def settle(session: Session, event: UUID, state: str) -> None:
    session.execute(text("update raw_event set state = :state where id = :id"), {"state": state, "id": event})


def count(session: Session, event: UUID) -> None:
    session.execute(text("update raw_event set attempts = attempts + 1 where id = :id"), {"id": event})


def advance(session: Session, *, provider_id: str, status: str, detail: str) -> bool:
    """Move an outbound message up to what its receipt says; False when we know no such message (yet).

    Found by the provider's id alone, which is unique by itself: what a caller is told may leave by SMS.
    """
    state, rank = _STATES[status]
    found = session.execute(
        _ADVANCE,
        {"state": state, "rank": rank, "detail": detail[:300], "provider_id": provider_id},
    )
    return changed(found) > 0
