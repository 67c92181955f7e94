"""Persons, how they can be reached, and the conversation each account has with them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel

from store.db import instant
from store.ids import conversation_id


class Person(SQLModel, table=True):
    __tablename__ = "person"
    id: UUID = Field(primary_key=True)
    name: str = ""
    language: str = "th"
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


def conversation_with(
    session: Session, account: str, sender: str, *, person: UUID | None, now: datetime
) -> UUID:
    """The conversation of that sender, begun by us if they have not written yet."""
    key = conversation_id(account, sender)
    session.execute(
        insert(Conversation)
        .values(
            id=key, account=account, sender=sender, person_id=person, name="", language="", reachable=True,
            spam_count=0, opened_at=now,
        )
        .on_conflict_do_nothing()
    )  # fmt: skip
    return key
