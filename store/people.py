"""Persons, how they can be reached, and the conversation each account has with them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel

from store.db import instant


class Person(SQLModel, table=True):
    """answers_to: the conversation by which this person wants to be answered, where it is not the one of the case."""

    __tablename__ = "person"
    id: UUID = Field(primary_key=True)
    name: str = ""
    language: str = "th"
    answers_to: UUID | None = None
    created_at: datetime = Field(sa_column=instant())


class ContactPoint(SQLModel, table=True):
    """A way to a person: kind line, phone or web; proven when a code or a call showed it is theirs."""

    __tablename__ = "contact_point"
    __table_args__ = (UniqueConstraint("person_id", "kind", "value"),)
    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    kind: str
    value: str = Field(index=True)
    proven: bool = False
    created_at: datetime = Field(sa_column=instant())


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


class Conversation(SQLModel, table=True):
    """Everything one sender and one account said to each other.

    id is made from account and sender (store/ids.py). account has no foreign key: every plea would
    share-lock the same account row, and the intake stores pleas of accounts it does not know yet.
    """

    __tablename__ = "conversation"
    __table_args__ = (UniqueConstraint("account", "sender"),)
    id: UUID = Field(primary_key=True)
    account: str
    sender: str
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    name: str = ""
    language: str = ""
    reachable: bool = True
    spam_count: int = 0
    opened_at: datetime = Field(sa_column=instant())


def put_people(session: Session, people: Sequence[dict[str, Any]], points: Sequence[dict[str, Any]]) -> None:
    if people:
        session.execute(insert(Person), people)
    if points:
        session.execute(insert(ContactPoint).on_conflict_do_nothing(), points)


_JOIN = text("""
update conversation c set person_id = v.person, name = coalesce(nullif(v.name, ''), c.name)
from unnest(cast(:conversations as uuid[]), cast(:people as uuid[]), cast(:names as text[])) as v(id, person, name)
where c.id = v.id
""")


def join_people(session: Session, pairs: Sequence[dict[str, Any]]) -> None:
    """pairs: {"conversation": id, "person": id, "name": shown name or ""}."""
    if pairs:
        columns = {
            "conversations": [pair["conversation"] for pair in pairs],
            "people": [pair["person"] for pair in pairs],
            "names": [pair["name"] for pair in pairs],
        }
        session.execute(_JOIN, columns)


def count_spam(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.execute(
            text("update conversation set spam_count = spam_count + 1 where id = :conversation"), rows
        )


def set_reachable(session: Session, *, account: str, sender: str, reachable: bool) -> None:
    session.execute(
        text("update conversation set reachable = :reachable where account = :account and sender = :sender"),
        {"account": account, "sender": sender, "reachable": reachable},
    )


# -- one person, several ways to them (decisions.md 3): joined by proof or by staff ----------------------------------


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


def same_phone(session: Session, person: UUID) -> list[Any]:
    """Other persons who gave one of this person's numbers, each with their newest case: (person_id, reference, proven)."""
    return list(
        session.execute(
            text(
                "select distinct on (o.person_id) o.person_id, c.id as case_id, c.reference, c.account,"
                " o.proven and p.proven as proven from contact_point p join contact_point o on o.kind = 'phone'"
                " and o.value = p.value and o.person_id <> p.person_id"
                ' join "case" c on c.person_id = o.person_id'
                " where p.person_id = :person and p.kind = 'phone' order by o.person_id, c.opened_at desc limit 20"
            ),
            {"person": person},
        )
    )


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
