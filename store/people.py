"""Persons, how they can be reached, and the conversation each account has with them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel

from store.db import instant
from store.ids import conversation_id


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


class Conversation(SQLModel, table=True):
    """Everything one sender and one account said to each other.

    id is made from account and sender (store/ids.py). account has no foreign key: every plea would
    share-lock the same account row, and the intake stores pleas of accounts it does not know yet.
    contact_id: what we say to a member of staff on duty; sender is then no address (store/duty.py).
    """

    __tablename__ = "conversation"
    __table_args__ = (
        UniqueConstraint("account", "sender"),
        # the intake writes conversations of nobody known yet: those cost it no entry
        Index("conversation_of_person", "person_id", postgresql_where=text("person_id is not null")),
    )
    id: UUID = Field(primary_key=True)
    account: str
    sender: str
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    name: str = ""
    language: str = ""
    reachable: bool = True
    unreachable_why: str = Field(default="", sa_column_kwargs={"server_default": ""})
    reachable_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    spam_count: int = 0
    contact_id: UUID | None = Field(default=None, foreign_key="staff_contact.id")
    opened_at: datetime = Field(sa_column=instant())


class Silence(SQLModel, table=True):
    """A phone whose owner asked for no more text messages; by the number, because calls and LINE write there too."""

    __tablename__ = "silence"
    phone: str = Field(primary_key=True)
    since: datetime = Field(sa_column=instant())


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


def put_conversation(session: Session, *, account: str, sender: str, now: datetime) -> None:
    """A conversation that we begin, if there is none yet."""
    row = {"id": conversation_id(account, sender), "account": account, "sender": sender, "opened_at": now}
    session.execute(
        insert(Conversation)
        .values(**row, name="", language="", reachable=True, unreachable_why="", spam_count=0)
        .on_conflict_do_nothing()
    )


_REACHABLE = """
update conversation set reachable = :reachable, unreachable_why = :why, reachable_at = :now
where {which} and (reachable_at is null or reachable_at <= :now)
"""


_WHOSE = """account = :account and (sender = :sender or contact_id in (
    select id from staff_contact where value = :sender and account in ('', :account)))"""


def set_reachable(
    session: Session, *, account: str, sender: str, reachable: bool, now: datetime, why: str = ""
) -> None:
    """why: blocked, stopped or gone. An older word that comes late changes nothing."""
    session.execute(
        text(_REACHABLE.format(which=_WHOSE)),
        {"account": account, "sender": sender, "reachable": reachable, "why": why, "now": now},
    )


def unreachable_by_message(session: Session, *, provider_id: str, why: str, now: datetime) -> None:
    """What the provider says of a number it could not deliver to, by the message it could not deliver."""
    which = "id in (select conversation_id from message where provider_message_id = :provider_id and direction = 'out')"
    session.execute(
        text(_REACHABLE.format(which=which)),
        {"provider_id": provider_id, "reachable": False, "why": why, "now": now},
    )


def set_language(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """rows: {"conversation", "language"} as a person chose it in the menu."""
    if rows:
        session.execute(
            text("update conversation set language = :language where id = :conversation"), list(rows)
        )


def heard_again(session: Session, conversations: Sequence[UUID]) -> None:
    """A number that a provider called gone writes to us: the phone is on again."""
    if conversations:
        session.execute(
            text(
                "update conversation set reachable = true, unreachable_why = '' where id = any(:ids)"
                " and unreachable_why = 'gone'"
            ),
            {"ids": list(conversations)},
        )


def silence(session: Session, phone: str, *, silent: bool, now: datetime) -> None:
    """STOP and START: no text message to this number, or again."""
    if silent:
        session.execute(insert(Silence).values(phone=phone, since=now).on_conflict_do_nothing())
    else:
        session.execute(text("delete from silence where phone = :phone"), {"phone": phone})


def proven_phone(session: Session, conversation: UUID) -> str:
    """The number that the person of this conversation has shown to be theirs, "" if none or it wants silence."""
    return (
        session.execute(
            text(
                "select p.value from conversation c join contact_point p on p.person_id = c.person_id"
                " where c.id = :id and p.kind = 'phone' and p.proven"
                " and not exists (select from silence s where s.phone = p.value)"
                " order by p.created_at desc limit 1"
            ),
            {"id": conversation},
        ).scalar()
        or ""
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
