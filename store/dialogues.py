"""Where the conversation with each person stands: one small row per conversation, read and written in batches."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Column, Index, Text, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel

from store.db import instant


class Dialogue(SQLModel, table=True):
    """missing, asked: slots still unknown, and questions put about this case. waits: what a short answer is to.
    about: the case that `waits` is about where it is not `case_id`. due_at: when something happens without a word.
    person_until: until then a person answers and the robot is silent. notice: version of the privacy notice shown."""

    __tablename__ = "dialogue"
    __table_args__ = (Index("dialogue_due", "due_at", postgresql_where=text("due_at is not null")),)
    conversation_id: UUID = Field(primary_key=True, foreign_key="conversation.id")
    case_id: UUID | None = Field(default=None, foreign_key="case.id", index=True)
    missing: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    asked: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    waits: str = ""
    about: UUID | None = Field(default=None, foreign_key="case.id")
    due_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    person_until: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    notice: int = 0
    noticed_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


# what a person's further messages need to know of them, in one look for a whole batch
_LOAD = text("""
select c.id as conversation, d.case_id, d.missing, d.asked, d.waits, d.about, d.due_at, d.person_until,
    coalesce(d.notice, 0) as notice, d.noticed_at,
    (select p.value from contact_point p where p.person_id = c.person_id and p.kind = 'phone'
        order by p.proven desc, p.created_at desc limit 1) as phone
from conversation c left join dialogue d on d.conversation_id = c.id
where c.id = any(:conversations) and (d.conversation_id is not null or c.person_id is not null)
""")
# the lock is the one that the triage holds while it reads a conversation (store/triaging.py)
_DUE = text("""
select c.id, c.account, c.sender, c.person_id, c.name, c.language, c.reachable, c.spam_count
from dialogue d join conversation c on c.id = d.conversation_id
where d.due_at <= :now and not exists (
    select from message m where m.conversation_id = c.id and m.state = 'received')
order by d.due_at limit :limit for no key update of c skip locked
""")


def load(session: Session, conversations: Sequence[UUID]) -> dict[UUID, Any]:
    if not conversations:
        return {}
    rows = session.execute(_LOAD, {"conversations": list(conversations)})
    return {row.conversation: row for row in rows}


def due(session: Session, *, now: datetime, limit: int) -> list[Any]:
    """Conversations in which something is due and nothing unread lies, locked until the transaction ends."""
    return list(session.execute(_DUE, {"now": now, "limit": limit}))


def put(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    statement = insert(Dialogue)
    renewed = {name: statement.excluded[name] for name in Dialogue.model_fields if name != "conversation_id"}
    session.execute(
        statement.on_conflict_do_update(index_elements=["conversation_id"], set_=renewed), list(rows)
    )


def give_back(session: Session, conversation: UUID) -> bool:
    """The robot answers again; False if it never stopped."""
    row = session.execute(
        text(
            "update dialogue set person_until = null where conversation_id = :id and person_until is not null"
            " returning 1"
        ),
        {"id": conversation},
    ).first()
    return row is not None


def keep_person(session: Session, conversation: UUID, until: datetime) -> None:
    """A staff member wrote: the robot stays silent as long again, if it is."""
    session.execute(
        text(
            "update dialogue set person_until = :until where conversation_id = :id and person_until is not null"
        ),
        {"id": conversation, "until": until},
    )


def ask_rating(session: Session, conversation: UUID, case: UUID) -> None:
    """The case is closed: the next short answer rates it, and nothing else is asked or handed over any more."""
    session.execute(
        text(
            "insert into dialogue (conversation_id, missing, asked, waits, about, notice)"
            " values (:id, '{}', '{}', 'rate', :case, 0) on conflict (conversation_id) do update"
            " set waits = 'rate', about = :case, due_at = null, missing = '{}', person_until = null"
        ),
        {"id": conversation, "case": case},
    )


def ask_arrived(session: Session, conversation: UUID, case: UUID) -> None:
    """Help was handed out: the next short answer says whether it arrived."""
    session.execute(
        text(
            "insert into dialogue (conversation_id, missing, asked, waits, about, notice)"
            " values (:id, '{}', '{}', 'arrived', :case, 0) on conflict (conversation_id) do update"
            " set waits = 'arrived', about = :case, due_at = null"
        ),
        {"id": conversation, "case": case},
    )


PERSON_UNTIL = (
    "select person_until from dialogue where conversation_id = :conversation and person_until > :now"
)
"""Until when the robot is silent in a conversation (store/casefacts.py)."""
