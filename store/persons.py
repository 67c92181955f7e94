"""One person, several ways to them: proof by a code, joining, and where answers go (decisions.md 3)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel

from store.db import instant
from store.people import ContactPoint, Conversation


class ContactCode(SQLModel, table=True):
    """A code sent to a phone, typed back where `conversation_id` is: proof that both are one person's.
    wish: what follows the proof, "" or sms (answers go to that phone from then on)."""

    __tablename__ = "contact_code"
    conversation_id: UUID = Field(primary_key=True, foreign_key="conversation.id")
    phone: str
    code_hash: str
    wish: str = ""
    tries: int = 0
    sent_at: datetime = Field(sa_column=instant())


def put_code(
    session: Session, *, conversation: UUID, phone: str, code_hash: str, wish: str, now: datetime
) -> None:
    values = {
        "conversation_id": conversation, "phone": phone, "code_hash": code_hash, "wish": wish, "tries": 0,
        "sent_at": now,
    }  # fmt: skip
    statement = insert(ContactCode).values(values)
    session.execute(statement.on_conflict_do_update(index_elements=["conversation_id"], set_=values))


def code_of(session: Session, conversation: UUID) -> ContactCode | None:
    return session.get(ContactCode, conversation, populate_existing=True)


def open_conversation(
    session: Session, *, conversation: UUID, account: str, sender: str, person: UUID | None, now: datetime
) -> None:
    """The conversation with that sender, made if nobody has spoken there yet."""
    values = {
        "id": conversation, "account": account, "sender": sender, "person_id": person, "opened_at": now,
    }  # fmt: skip
    session.execute(insert(Conversation).values(values).on_conflict_do_nothing())


def prove(session: Session, person: UUID, phone: str, *, point: UUID, now: datetime) -> None:
    values = {
        "id": point, "person_id": person, "kind": "phone", "value": phone, "proven": True, "created_at": now,
    }  # fmt: skip
    statement = insert(ContactPoint).values(values)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["person_id", "kind", "value"], set_={"proven": True, "created_at": now}
        )
    )


def proven_phone(session: Session, person: UUID) -> str:
    row = session.execute(
        text(
            "select value from contact_point where person_id = :person and kind = 'phone' and proven"
            " order by created_at desc limit 1"
        ),
        {"person": person},
    ).first()
    return str(row[0]) if row else ""


def owners_of(session: Session, phones: Sequence[str]) -> dict[str, UUID]:
    """Proven phone → the person it belongs to; the first who proved it."""
    if not phones:
        return {}
    rows = session.execute(
        text(
            "select distinct on (value) value, person_id from contact_point where kind = 'phone' and proven"
            " and value = any(:phones) order by value, created_at"
        ),
        {"phones": list(phones)},
    )
    return {row.value: row.person_id for row in rows}


def conversation_by(session: Session, person: UUID, kind: str) -> UUID | None:
    """The newest conversation of a person on an account of that kind."""
    return session.execute(
        text(
            "select id from conversation where person_id = :person and split_part(account, '.', 1) = :kind"
            " and reachable order by opened_at desc limit 1"
        ),
        {"person": person, "kind": kind},
    ).scalar()


def answer_to(session: Session, person: UUID, conversation: UUID) -> None:
    session.execute(
        text("update person set answers_to = :conversation where id = :person"),
        {"person": person, "conversation": conversation},
    )


def preferred(session: Session, person: UUID) -> Any:
    """(id, account) of the conversation by which a person wants to be answered, None for the usual one."""
    return session.execute(
        text(
            "select c.id, c.account from person p join conversation c on c.id = p.answers_to"
            " where p.id = :person and c.reachable"
        ),
        {"person": person},
    ).first()


SAME_PHONE = """
select distinct on (o.person_id) o.person_id, c.id as case_id, c.reference, c.account,
    o.proven and p.proven as proven
from contact_point p join contact_point o on o.kind = 'phone' and o.value = p.value and o.person_id <> p.person_id
join "case" c on c.person_id = o.person_id
where p.person_id = :person and p.kind = 'phone' and exists (select from case_access a where a.case_id = c.id
    and a.org = any(:orgs) and a.relation = any(:full))
order by o.person_id, c.opened_at desc limit 20
"""
"""Other persons who gave one of this person's numbers, each with their newest case that may be read in full."""


def join(session: Session, *, keep: UUID, gone: UUID) -> list[UUID]:
    """Everything of `gone` becomes `keep`'s; the ids of the cases that changed hands. The row of `gone` stays."""
    values = {"keep": keep, "gone": gone}
    session.execute(
        text(
            "delete from contact_point g using contact_point k where g.person_id = :gone and k.person_id = :keep"
            " and k.kind = g.kind and k.value = g.value and (k.proven or not g.proven)"
        ),
        values,
    )
    session.execute(
        text(
            "delete from contact_point k using contact_point g where g.person_id = :gone and k.person_id = :keep"
            " and k.kind = g.kind and k.value = g.value"
        ),
        values,
    )
    for table in ("contact_point", "conversation", "data_request"):
        session.execute(text(f"update {table} set person_id = :keep where person_id = :gone"), values)
    moved = session.execute(
        text('update "case" set person_id = :keep where person_id = :gone returning id'), values
    )
    return [row.id for row in moved]


def set_name(session: Session, person: UUID, name: str) -> None:
    session.execute(text("update person set name = :name where id = :id"), {"id": person, "name": name})
