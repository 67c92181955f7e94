"""What was said: raw bodies, raw events, messages in and out, attachments. The messages table is the outbox."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from store.db import checked, instant, known, one_of


class InState(StrEnum):
    RECEIVED = "received"
    TRIAGED = "triaged"
    PARKED = "parked"


class OutState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    UNSURE = "unsure"
    WITHHELD = "withheld"


class EventState(StrEnum):
    """waiting: a receipt, a follow, an unsend the worker still has to apply; kept: nothing to do but to keep."""

    WAITING = "waiting"
    DONE = "done"
    KEPT = "kept"
    UNREADABLE = "unreadable"


class RawBody(SQLModel, table=True):
    """The signed body as it came, once per request that brought anything new."""

    __tablename__ = "raw_body"
    id: UUID = Field(primary_key=True)
    account: str
    url: str
    received_at: datetime = Field(sa_column=instant())
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class RawEvent(SQLModel, table=True):
    """One event of one request. UNIQUE(account, event_id) is the guard against redelivery."""

    __tablename__ = "raw_event"
    __table_args__ = (
        UniqueConstraint("account", "event_id"),
        checked("raw_event", "state", EventState),
        Index("raw_event_waiting", "id", postgresql_where=text("state = 'waiting'")),
        Index("raw_event_unreadable", "id", postgresql_where=text("state = 'unreadable'")),
        Index("raw_event_of_call", text("(facts ->> 'call'::text)"), postgresql_where=text("kind = 'step'")),
    )
    id: UUID = Field(primary_key=True)
    account: str
    event_id: str
    body_id: UUID = Field(foreign_key="raw_body.id")
    kind: str
    state: str = Field(sa_column=one_of(EventState))
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    attempts: int = 0
    received_at: datetime = Field(sa_column=instant())


class Message(SQLModel, table=True):
    """One thing said, by a citizen (direction in) or by us (out).

    An inbound row is only written together with its raw event, whose id it has and whose unique key guards
    both; a second key on the provider's message id keeps another event id from making a second plea.

    in:  received -> triaged, or parked after three failed readings.
    out: pending -> sending -> sent -> delivered | read, or failed, unsure, withheld.
    urgent: danger to life; such rows go first everywhere. purpose (out): danger, ack, added, answer, closed, …
    hold_until (out): its writer may take it back until then, or wants it sent then; nothing makes it leave earlier.
    sent_how: reply, push, inline. sent_with: the row whose call carries this one too. segments: of a text message.
    """

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint(
            f"(direction = 'in' and {known('state', InState)}) or (direction = 'out' and {known('state', OutState)})",
            name="message_state_known",
        ),
        Index(
            "message_provider",
            "account",
            "provider_message_id",
            unique=True,
            postgresql_where=text("direction = 'in' and provider_message_id <> ''"),
        ),
        Index(
            "message_sent_as",
            "provider_message_id",
            postgresql_where=text("direction = 'out' and provider_message_id <> ''"),
        ),
        Index("message_received", text("urgent desc"), "id", postgresql_where=text("state = 'received'")),
        Index("message_pending", text("urgent desc"), "id", postgresql_where=text("state in ('pending', 'sending')")),
        Index("message_stuck", "state", "id", postgresql_where=text("state in ('unsure','withheld','failed','parked')")),
        Index("message_ack_once", "case_id", unique=True, postgresql_where=text("purpose = 'ack'")),
        Index("message_thread", "conversation_id", "sent_at"),
        Index("message_together", "sent_with", postgresql_where=text("sent_with is not null")),
        Index("message_held", "hold_until", postgresql_where=text("hold_until is not null and state = 'pending'")),
        Index("message_cost", "sent_at", postgresql_where=text("direction = 'out' and sent_how <> ''")),
        Index("message_answered", "case_id", "sent_at", postgresql_where=text("direction = 'out' and staff_id is not null")),
        Index("message_of_case", "case_id", "sent_at", postgresql_where=text("case_id is not null")),
        Index(
            "message_of_call",
            text("(facts ->> 'call'::text)"),
            postgresql_where=text("direction = 'in' and (facts ->> 'call'::text) is not null"),
        ),
    )  # fmt: skip
    id: UUID = Field(primary_key=True)
    direction: str
    account: str
    conversation_id: UUID = Field(foreign_key="conversation.id")
    case_id: UUID | None = Field(default=None, foreign_key="case.id")
    state: str = Field(sa_column=Column(Text, nullable=False))
    event_id: str | None = None
    provider_message_id: str = ""
    sent_at: datetime = Field(sa_column=instant())
    received_at: datetime = Field(sa_column=instant())
    text: str = ""
    choice: str = ""
    latitude: float | None = None
    longitude: float | None = None
    language: str = ""
    sender_name: str = ""
    group_id: str = ""
    phone: str = ""
    standby: bool = False
    unreadable: bool = False
    urgent: bool = False
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    reply_token: str = ""
    reply_used: bool = False
    purpose: str = ""
    parts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    staff_id: UUID | None = Field(default=None, foreign_key="staff.id")
    attempts: int = 0
    not_before: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    first_tried_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    claimed_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    claimed_by: int | None = None
    sent_how: str = ""
    error: str = ""
    sent_with: UUID | None = None
    segments: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    hold_until: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class AttachmentState(StrEnum):
    PENDING = "pending"
    STORED = "stored"
    GONE = "gone"
    EXTERNAL = "external"


class MessageFile(SQLModel, table=True):
    """A photo, recording or paper of a message; `stored` and `thumb` name it in store/files.py once fetched.

    latitude, longitude: where the file said it was taken; taken out of the file itself.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        checked("attachment", "state", AttachmentState),
        UniqueConstraint("message_id", "position"),
        Index("attachment_pending", "id", postgresql_where=text("state = 'pending'")),
    )
    id: UUID = Field(primary_key=True)
    message_id: UUID = Field(foreign_key="message.id", index=True)
    position: int = 0
    kind: str
    state: str = Field(sa_column=one_of(AttachmentState))
    account: str
    provider_id: str = ""
    url: str = ""
    stored: str = ""
    name: str = ""
    media_type: str = ""
    size: int = 0
    seconds: int | None = None
    thumb: str = Field(default="", sa_column_kwargs={"server_default": ""})
    latitude: float | None = None
    longitude: float | None = None
    attempts: int = 0
    not_before: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    error: str = ""
    created_at: datetime = Field(sa_column=instant())
