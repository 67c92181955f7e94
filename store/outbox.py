"""The outgoing side of the messages table: claim, record what became of it, recover what a crash left behind."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from store.db import changed

LEASE = timedelta(seconds=40)
"""Longer than every provider call may take (connect 3 s + read 10 s, twice); an older claim is nobody's."""
GRACE = timedelta(seconds=2)
"""A claim of a process that no longer holds its presence lock (store/presence.py) is nobody's after this."""

_NOBODYS = """
state = 'sending' and (claimed_at < :lease or (claimed_at < :grace and not exists (
    select from pg_locks l where l.locktype = 'advisory' and l.classid = 7310
        and l.objid = message.claimed_by::oid)))
"""
_RESEND = text(
    "update message set state = 'pending', not_before = null"
    f" where {_NOBODYS} and sent_how = 'push' and account = any(:safe)"
)
_UNSURE = text(f"update message set state = 'unsure', error = 'process ended while sending' where {_NOBODYS}")

# Order is kept per conversation: a row waits while an older one of the same conversation is on its way.
# An urgent row waits for nobody. full: accounts that have as many calls under way as they may.
# Materialized: as a mere subquery it may stand inside a nested loop, run again per row and pass its own limit.
_CLAIM = text("""
with due as materialized (
    select p.id from message p
    where p.state = 'pending' and (p.not_before is null or p.not_before <= :now)
        and p.account <> all(:full)
        and (cast(:only as uuid[]) is null or p.id = any(:only))
        and (p.urgent or not exists (
            select from message e where e.conversation_id = p.conversation_id and e.direction = 'out'
                and e.state in ('pending', 'sending') and (e.sent_at, e.id) < (p.sent_at, p.id)))
    order by p.urgent desc, p.id limit :limit for no key update of p skip locked
)
update message m set state = 'sending', claimed_at = :now, claimed_by = :by, attempts = attempts + 1,
    first_tried_at = coalesce(first_tried_at, :now)
from due, conversation c
where m.id = due.id and c.id = m.conversation_id and m.state = 'pending'
returning m.id, m.account, m.conversation_id, m.case_id, m.text, m.parts, m.language, m.urgent, m.purpose,
    m.attempts, m.first_tried_at, m.sender_name, c.sender, c.reachable,
    (select owner from "case" where "case".id = m.case_id) as owner,
    (select phone from "case" where "case".id = m.case_id) as case_phone
""")

# The newest free reply of the conversation, used up in the same breath so that nobody else takes it.
_REPLY = text("""
update message set reply_used = true
where id = (
    select id from message where conversation_id = :conversation and direction = 'in' and reply_token <> ''
        and not reply_used and received_at > :since
    order by received_at desc limit 1 for no key update skip locked)
and not reply_used
returning reply_token
""")
_RECORD = text("""
update message set state = :state, provider_message_id = coalesce(nullif(:provider_id, ''), provider_message_id),
    sent_how = :how, error = :error, not_before = :not_before,
    sent_at = case when :state = 'sent' then :now else sent_at end
where id = :id and state = 'sending'
""")


def claim(
    session: Session,
    *,
    now: datetime,
    limit: int,
    by: int,
    full: Sequence[str] = (),
    only: Sequence[UUID] | None = None,
) -> list[Any]:
    """Take up to `limit` pending rows, danger first; the caller commits before it speaks to a provider."""
    ids = list(only) if only is not None else None
    values = {"now": now, "limit": limit, "by": by, "full": list(full), "only": ids}
    return list(session.execute(_CLAIM, values))


def take_reply_token(session: Session, conversation: UUID, *, since: datetime) -> str:
    row = session.execute(_REPLY, {"conversation": conversation, "since": since}).first()
    return str(row[0]) if row else ""


def mark_how(session: Session, message: UUID, how: str) -> None:
    """Written before the call, so that a crash leaves behind by which way the words were leaving."""
    session.execute(text("update message set sent_how = :how where id = :id"), {"how": how, "id": message})


def record(session: Session, message: UUID, *, state: str, now: datetime, **facts: Any) -> bool:
    """What became of a claimed row; False when somebody else has already said so."""
    values: Mapping[str, Any] = {
        "id": message,
        "state": state,
        "now": now,
        "provider_id": facts.get("provider_id", ""),
        "how": facts.get("how", ""),
        "error": facts.get("error", ""),
        "not_before": facts.get("not_before"),
    }
    return changed(session.execute(_RECORD, values)) > 0


def recover(session: Session, *, now: datetime, safe: Sequence[str]) -> tuple[int, int]:
    """Rows a crash left in `sending`: resent where the account retries safely by push, else unsure.

    safe: accounts whose push carries a retry key. Returns (to be sent again, unsure).
    """
    values = {"lease": now - LEASE, "grace": now - GRACE, "safe": list(safe)}
    again = session.execute(_RESEND, values)
    unsure = session.execute(_UNSURE, values)
    return changed(again), changed(unsure)


def waiting(session: Session) -> bool:
    """Whether anything pending is due for anybody to send."""
    return session.execute(text("select 1 from message where state = 'pending' limit 1")).first() is not None
