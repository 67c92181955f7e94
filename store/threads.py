"""A conversation as the citizen may see it: what was said both ways, and its files."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from store.triaging import STATE_TOLD


def conversation_thread(session: Session, conversation: UUID, case: UUID | None = None) -> list[Any]:
    """What they said and what was said to them; of one case alone when it is named."""
    return list(
        session.execute(
            text(
                "select id, direction, sent_at, text, purpose, state, phone, facts, choice, latitude, urgent from message"
                " where conversation_id = :id and (cast(:case as uuid) is null or case_id = :case)"
                " and (direction = 'in' or state <> 'failed' and not (state = 'pending' and coalesce(hold_until > now(), false)))"
                " order by sent_at, direction, id"
            ),
            {"id": conversation, "case": case},
        )
    )


def conversation_files(session: Session, conversation: UUID) -> dict[UUID, list[Any]]:
    """Message id → its attachments, in the order they were sent."""
    rows = session.execute(
        text(
            "select a.id, a.message_id, a.state, a.media_type, a.kind, a.name, a.stored from attachment a"
            " join message m on m.id = a.message_id where m.conversation_id = :id order by a.message_id, a.position"
        ),
        {"id": conversation},
    )
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.message_id, []).append(row)
    return found


def conversation(session: Session, key: UUID) -> Any:
    """account and sender, or None."""
    return session.execute(
        text("select id, account, sender, language from conversation where id = :id"), {"id": key}
    ).first()


def case_of(session: Session, conversation: UUID, case: UUID | None = None) -> Any:
    """The newest case of the conversation, or the named one: what may be said about it to its own citizen."""
    return session.execute(
        text(
            f"select c.id, c.reference, coalesce(c.holder, c.owner) as owner, {STATE_TOLD}, c.opened_at, c.asks_place, c.ask_orgs, c.ask_tambons,"
            " c.phone, c.language, c.urgency, exists (select from help_given h where h.case_id = c.id and h.asked_at is not null"
            " and h.answer = '' and h.voided_at is null) as asks_arrival"
            ' from "case" c where c.conversation_id = :id'
            " and (cast(:case as uuid) is null or c.id = :case) order by c.opened_at desc limit 1"
        ),
        {"id": conversation, "case": case},
    ).first()


def conversations_of(session: Session, kind: str, sender: str) -> list[UUID]:
    """Every conversation this sender has with accounts of a kind ("line", "line.bangkruai")."""
    rows = session.execute(
        text(
            "select id from conversation where sender = :sender"
            " and (account = :kind or account like :kind || '.%') order by opened_at desc"
        ),
        {"sender": sender, "kind": kind},
    )
    return [row.id for row in rows]


def noticed_between(session: Session, case: UUID, since: datetime, until: datetime) -> bool:
    """Whether an SMS has announced an answer of this case in that time."""
    row = session.execute(
        text(
            "select 1 from message where case_id = :case and purpose = 'notice' and sent_at > :since"
            " and sent_at <= :until limit 1"
        ),
        {"case": case, "since": since, "until": until},
    )
    return row.first() is not None


def open_with_phone(session: Session, orgs: Sequence[str], digits: str, limit: int = 5) -> list[Any]:
    """Open cases of these organisations whose phone ends with the digits, newest first."""
    return list(
        session.execute(
            text(
                'select reference, state, opened_at, place_text, text from "case" where owner = any(:orgs)'
                " and state not in ('closed', 'cancelled', 'merged')"
                " and right(regexp_replace(phone, '[^0-9]', '', 'g'), :count) = :digits"
                " order by opened_at desc limit :limit"
            ),
            {"orgs": list(orgs), "digits": digits, "count": len(digits), "limit": limit},
        )
    )
