"""The outgoing side of the messages table: claim, record what became of it, recover what a crash left behind."""

import json
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
# companions whose lead has met its fate without them
_LEFT_ALONE = text("""
update message m set sent_with = null, attempts = 0, first_tried_at = null where m.sent_with is not null
    and m.state = 'pending' and not exists (
        select from message l where l.id = m.sent_with and l.state in ('pending', 'sending'))
""")

# Order is kept per conversation: a row waits while an older one of the same conversation is on its way.
# A row that is only held back for company (never tried, not yet due) goes as soon as a later one of its conversation may.
# A row that is held by its writer (undo, send later) neither goes nor stands in the way before its time.
# An urgent row waits for nobody. full: accounts that have as many calls under way as they may.
# Materialized: as a mere subquery it may stand inside a nested loop, run again per row and pass its own limit.
_CLAIM = text("""
with due as materialized (
    select p.id from message p
    where p.state = 'pending' and p.sent_with is null and (p.hold_until is null or p.hold_until <= :now)
        and (p.not_before is null or p.not_before <= :now or (p.attempts = 0 and exists (
            select from message y where y.conversation_id = p.conversation_id and y.direction = 'out'
                and y.state = 'pending' and y.attempts = 0 and not y.urgent
                and (y.hold_until is null or y.hold_until <= :now)
                and (y.not_before is null or y.not_before <= :now))))
        and p.account <> all(:full)
        and (cast(:only as uuid[]) is null or p.id = any(:only))
        and (p.urgent or not exists (
            select from message e where e.conversation_id = p.conversation_id and e.direction = 'out'
                and e.state in ('pending', 'sending') and e.sent_with is null
                and (e.hold_until is null or e.hold_until <= :now) and (e.sent_at, e.id) < (p.sent_at, p.id)))
    order by p.urgent desc, p.id limit :limit for no key update of p skip locked
)
update message m set state = 'sending', claimed_at = :now, claimed_by = :by, attempts = attempts + 1,
    first_tried_at = coalesce(first_tried_at, :now)
from due, conversation c
where m.id = due.id and c.id = m.conversation_id and m.state = 'pending'
returning m.id, m.account, m.conversation_id, m.case_id, m.text, m.parts, m.language, m.urgent, m.purpose,
    m.attempts, m.first_tried_at, m.sender_name, m.state, c.reachable, c.unreachable_why,
    coalesce((select value from staff_contact p where p.id = c.contact_id), c.sender) as sender,
    array(select s.phone from silence s where s.phone in (
        coalesce((select value from staff_contact p where p.id = c.contact_id), c.sender),
        (select regexp_replace(regexp_replace(phone, '[[:space:]()-]', '', 'g'), '^0', '+66')
        from "case" where "case".id = m.case_id))) as silenced,
    (select owner from "case" where "case".id = m.case_id) as owner,
    (select phone from "case" where "case".id = m.case_id) as case_phone,
    coalesce((select silent from "case" where "case".id = m.case_id), false) as silent
""")

# What goes in the same call as :lead: on its first attempt whatever waits for the same person, later exactly the same
# rows again, since the body under a retry key may not change.
_TOGETHER = text("""
with along as materialized (
    select e.id from message e where e.conversation_id = :conversation and e.direction = 'out'
        and e.id <> :lead and ((not :again and e.sent_with is null and not e.urgent and length(e.text) <= :longest
            and e.state = 'pending' and e.attempts = 0 and (e.hold_until is null or e.hold_until <= :now)
            and not e.parts ? 'files')
        or (:again and e.sent_with = :lead and e.state = 'pending'))
    order by e.sent_at, e.id limit :most for no key update of e skip locked
)
update message m set state = 'sending', claimed_at = :now, claimed_by = :by, attempts = attempts + 1,
    first_tried_at = coalesce(first_tried_at, :now), sent_with = :lead
from along where m.id = along.id
returning m.id, m.text, m.parts, m.language, m.sender_name, m.sent_at, m.case_id, m.purpose, m.attempts
""")
_LEAVE_BEHIND = text("""
update message set state = 'pending', sent_with = null, sent_how = '', attempts = 0, first_tried_at = null,
    not_before = null, claimed_at = null
where sent_with = :lead and state = 'sending'
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
    sent_how = :how, error = :error, not_before = :not_before, segments = :segments,
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


LONGEST_TOGETHER = 2000
"""Characters of a row that travels with others; a longer one has its call to itself."""


def together(session: Session, lead: Any, *, most: int, now: datetime, by: int) -> list[Any]:
    """Claim what travels in the call of a claimed row, in the order it was said."""
    values = {
        "lead": lead.id, "conversation": lead.conversation_id, "again": lead.attempts > 1,
        "longest": LONGEST_TOGETHER, "most": most, "now": now, "by": by,
    }  # fmt: skip
    return sorted(session.execute(_TOGETHER, values), key=lambda row: (row.sent_at, row.id))


def leave_behind(session: Session, lead: UUID) -> None:
    """Companions of a call that was refused: each tries alone."""
    session.execute(_LEAVE_BEHIND, {"lead": lead})


def release(session: Session, conversations: Sequence[UUID]) -> None:
    """Their people have written, so a free reply lives: what was kept back for want of pushes goes with it."""
    if conversations:
        session.execute(
            text(
                "update message set state = 'pending', attempts = 0, first_tried_at = null, not_before = null,"
                " sent_with = null where conversation_id = any(:conversations) and direction = 'out'"
                " and state = 'withheld'"
            ),
            {"conversations": list(conversations)},
        )


def insist(session: Session, case: UUID, message: UUID) -> dict[str, Any] | None:
    """Out once more because a person says so; the parts of it, None unless it is failed, withheld or unsure."""
    return session.execute(
        text(
            "update message set state = 'pending', attempts = 0, not_before = null, first_tried_at = null, error = '',"
            " sent_with = null, parts = parts || '{\"insist\": true}'"
            " where id = :id and case_id = :case and direction = 'out' and state in ('failed', 'withheld', 'unsure')"
            " returning parts"
        ),
        {"id": message, "case": case},
    ).scalar()


def put_files(session: Session, message: UUID, files: Sequence[dict[str, str]]) -> None:
    """The pictures a message carries, under fresh addresses."""
    session.execute(
        text(
            "update message set parts = parts || jsonb_build_object('files', cast(:files as jsonb)) where id = :id"
        ),
        {"files": json.dumps(list(files)), "id": message},
    )


def mark_how(session: Session, message: UUID, how: str) -> None:
    """Written before the call, so that a crash leaves behind by which way the words (and their company) were leaving."""
    session.execute(
        text("update message set sent_how = :how where id = :id or (sent_with = :id and state = 'sending')"),
        {"how": how, "id": message},
    )


def said_since(session: Session, conversation: UUID, purpose: str, *, since: datetime) -> bool:
    row = session.execute(
        text(
            "select 1 from message where conversation_id = :conversation and purpose = :purpose"
            " and sent_at > :since limit 1"
        ),
        {"conversation": conversation, "purpose": purpose, "since": since},
    ).first()
    return row is not None


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
        "segments": facts.get("segments", 0),
    }
    return changed(session.execute(_RECORD, values)) > 0


def recover(session: Session, *, now: datetime, safe: Sequence[str]) -> tuple[int, int]:
    """Rows a crash left in `sending`: resent where the account retries safely by push, else unsure.

    safe: accounts whose push carries a retry key. Returns (to be sent again, unsure).
    """
    values = {"lease": now - LEASE, "grace": now - GRACE, "safe": list(safe)}
    again = session.execute(_RESEND, values)
    unsure = session.execute(_UNSURE, values)
    session.execute(_LEFT_ALONE)
    return changed(again), changed(unsure)


def waiting(session: Session) -> bool:
    """Whether anything pending is due for anybody to send."""
    return session.execute(text("select 1 from message where state = 'pending' limit 1")).first() is not None
