"""Small courtesies a worker does at a provider when it has time: a name asked for, a message shown as read.

None of them may hold up a plea, each is tried a few times and then forgotten.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel

from store.db import instant
from store.ids import new_id

TRIES = 3
_HELD_FOR = timedelta(minutes=1)


class Errand(SQLModel, table=True):
    """what: "name" (of the conversation's sender) or "read" (value: the provider's token)."""

    __tablename__ = "errand"
    __table_args__ = (UniqueConstraint("conversation_id", "what"),)
    id: UUID = Field(primary_key=True)
    account: str
    conversation_id: UUID = Field(foreign_key="conversation.id")
    what: str
    value: str = ""
    attempts: int = 0
    not_before: datetime = Field(sa_column=instant(index=True))


def row(account: str, conversation: UUID, what: str, *, now: datetime, value: str = "") -> dict[str, Any]:
    return {
        "id": new_id(now), "account": account, "conversation_id": conversation,
        "what": what, "value": value, "not_before": now,
    }  # fmt: skip


def put(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """rows: {"id", "account", "conversation_id", "what", "value", "not_before"}; a newer value takes the older's place."""
    for row in rows:
        statement = insert(Errand).values(**row, attempts=0)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["conversation_id", "what"],
                set_={"value": row["value"], "attempts": 0, "not_before": row["not_before"]},
            )
        )


def claim(session: Session, *, now: datetime, limit: int) -> list[Any]:
    """Take what is due; a crash in the middle costs a minute."""
    return list(
        session.execute(
            text(
                "with due as materialized (select id from errand where not_before <= :now order by not_before"
                " limit :limit for update skip locked)"
                " update errand e set attempts = attempts + 1, not_before = :later from due, conversation c"
                " where e.id = due.id and c.id = e.conversation_id"
                " returning e.id, e.account, e.conversation_id, e.what, e.value, e.attempts, c.sender"
            ),
            {"now": now, "later": now + _HELD_FOR, "limit": limit},
        )
    )


def done(session: Session, errand: UUID) -> None:
    session.execute(text("delete from errand where id = :id"), {"id": errand})


def put_off(session: Session, errand: UUID, *, until: datetime) -> None:
    session.execute(
        text("update errand set not_before = :until where id = :id"), {"id": errand, "until": until}
    )


def set_name(session: Session, conversation: UUID, name: str) -> None:
    """The name a person shows at the provider, where they have told us none."""
    session.execute(
        text("update conversation set name = :name where id = :id and name = ''"),
        {"id": conversation, "name": name},
    )
    session.execute(
        text(
            "update person set name = :name where name = '' and id ="
            " (select person_id from conversation where id = :id)"
        ),
        {"id": conversation, "name": name},
    )


_OPENED = text("""
with noted as (
    insert into audit (id, at, staff_id, action, case_id, detail)
    values (:audit, :now, :staff, 'case.read', :case, '')),
seen as (update "case" set unread = false where id = :case and unread),
shown as (
    update message set facts = facts || '{"shown_read": true}' where :unread and id = (
        select id from message where case_id = :case and direction = 'in' and facts ? 'read_token'
        order by sent_at desc limit 1)
    and not facts ? 'shown_read' returning account, conversation_id, facts ->> 'read_token' as token)
insert into errand (id, account, conversation_id, what, value, attempts, not_before)
select :errand, account, conversation_id, 'read', token, 0, :now from shown
on conflict (conversation_id, what) do update set value = excluded.value, attempts = 0, not_before = excluded.not_before
""")


def opened(session: Session, case: UUID, *, staff: UUID, unread: bool, now: datetime) -> None:
    """A page of a case was opened, in one exchange: the reading is recorded, the case is no longer unread, and the
    newest message that a provider can show as read is, once each."""
    facts = {
        "audit": new_id(now),
        "errand": new_id(now),
        "case": case,
        "staff": staff,
        "unread": unread,
        "now": now,
    }
    session.execute(_OPENED, facts)


def waiting_long(session: Session, *, now: datetime, after: timedelta, reply_lives: timedelta) -> list[Any]:
    """(account, sender) of messages not yet read whose free reply still lives, each told once."""
    return list(
        session.execute(
            text(
                "with slow as materialized (select m.id, m.account, m.conversation_id from message m"
                " where m.state = 'received' and m.received_at between :since and :until and m.reply_token <> ''"
                " and not m.reply_used and m.group_id = '' and not m.standby and not m.facts ? 'shown_waiting'"
                " order by m.urgent desc, m.id limit 20 for no key update of m skip locked)"
                " update message m set facts = m.facts || '{\"shown_waiting\": true}' from slow, conversation c"
                " where m.id = slow.id and c.id = slow.conversation_id returning m.account, c.sender"
            ),
            {"since": now - reply_lives, "until": now - after},
        )
    )
