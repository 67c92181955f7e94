"""Cases, their needs, who may see them, and their append-only story."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Sequence,
    SmallInteger,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from store.db import checked, instant, one_of

reference_serial = Sequence("case_reference_serial", metadata=SQLModel.metadata)


class CaseState(StrEnum):
    NEW = "new"
    ACTIVE = "active"
    WAITING_CITIZEN = "waiting_citizen"
    REFERRED = "referred"
    AWAITING_GOVERNOR = "awaiting_governor"
    HELPED = "helped"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    MERGED = "merged"


ENDED = (CaseState.CLOSED, CaseState.CANCELLED, CaseState.MERGED)


class Urgency(StrEnum):
    U0 = "U0"
    U1 = "U1"
    U2 = "U2"
    U3 = "U3"


class NeedState(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    SURVEYING = "surveying"
    READY = "ready"
    DECIDED = "decided"
    AWAITING_GOVERNOR = "awaiting_governor"
    CONSENTED = "consented"
    DECLINED = "declined"
    BEYOND_CAPACITY = "beyond_capacity"
    REFERRED = "referred"
    HELPING = "helping"
    HELPED = "helped"
    WITHDRAWN = "withdrawn"


class Track(StrEnum):
    IMMEDIATE = "immediate"
    COMMITTEE = "committee"
    SERVICE = "service"
    ADVICE = "advice"


class Relation(StrEnum):
    """How an organisation stands to a case; what each may see is decided in casework/access.py alone."""

    OWNER = "owner"
    CANDIDATE = "candidate"
    HUB = "hub"
    REFERRED = "referred"
    FORMER = "former"
    ACCUSED = "accused"


class Case(SQLModel, table=True):
    """One citizen's one matter, whoever holds it. version guards against overwriting what somebody else changed.

    ask_orgs, ask_tambons: entry by entry what the place may be (casework.cases.Choice), "" where one is open.
    registered_*: where the person's house is registered; the other place columns say where it happened.
    read_by: the version of the reading whose proposal stands here; said_in: the language of the words (th, ms, …).
    marks: what else was read (triage.judge.MARKS). decided: fields that a person confirmed or corrected.
    merged_into: the case in which this one goes on (casework/merging.py); its own reporter keeps its own number.
    silent: the person cannot speak or be called; nobody rings them.
    holder: the hub that has it now although the owner is another. received_by: whose desk took it down.
    ended_as: the reason of closing; only "helped" counts as help (store/help.py outcomes).
    wants_person_at: since when the citizen waits for a person instead of the robot. rating: 1 to 5, after the end.
    """

    __tablename__ = "case"
    __table_args__ = (
        checked("case", "state", CaseState),
        checked("case", "urgency", Urgency),
        Index("case_of_owner", "owner", text("opened_at desc")),
        Index(
            "case_closed",
            "owner",
            "closed_at",
            postgresql_include=["ended_as"],
            postgresql_where=text("state = 'closed'"),
        ),
        Index("case_open_of_conversation", "conversation_id", text("opened_at desc")),
        Index(
            "case_nearby",
            "amphoe_code",
            text("last_in_at desc"),
            postgresql_where=text("state not in ('closed', 'cancelled', 'merged')"),
        ),
        Index("case_of_several", "merged_into", postgresql_where=text("merged_into is not null")),
        Index(
            "case_in_danger",
            "id",
            postgresql_where=text("urgency = 'U0' and state not in ('closed', 'cancelled', 'merged')"),
        ),
    )
    id: UUID = Field(primary_key=True)
    reference: str = Field(unique=True, max_length=12)
    account: str
    conversation_id: UUID = Field(foreign_key="conversation.id")
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    incident_id: UUID | None = Field(default=None, foreign_key="incident.id", index=True)
    merged_into: UUID | None = Field(default=None, foreign_key="case.id")
    state: str = Field(sa_column=one_of(CaseState))
    kind: str
    category: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    urgency: str = Field(sa_column=one_of(Urgency))
    confidence: float = 0.0
    emergency_numbers: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    vulnerable: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    reasons: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    read_by: str = ""
    said_in: str = ""
    marks: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    decided: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    owner: str = Field(foreign_key="org.code")
    hub: str | None = None
    holder: str | None = Field(default=None, foreign_key="org.code")
    received_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    asks_place: bool = False
    ask_orgs: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    ask_tambons: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    tambon_code: str | None = None
    amphoe_code: str | None = None
    province_code: str | None = None
    moo: str | None = None
    place_text: str = ""
    registered_tambon: str | None = None
    registered_text: str = ""
    latitude: float | None = None
    longitude: float | None = None
    phone: str = ""
    text: str = ""
    language: str = "th"
    silent: bool = False
    assignee: UUID | None = Field(default=None, foreign_key="staff.id", index=True)
    version: int = 1
    unread: bool = True
    message_count: int = 1
    opened_at: datetime = Field(sa_column=instant())
    last_in_at: datetime = Field(sa_column=instant())
    updated_at: datetime = Field(sa_column=instant())
    closed_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    ended_as: str | None = None
    wants_person_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    rating: int | None = Field(
        default=None,
        sa_column=Column(SmallInteger, CheckConstraint("rating between 1 and 5", name="case_rating")),
    )


class CaseAccess(SQLModel, table=True):
    """Who stands how to a case, and beside it what lists sort and filter by.

    rank, state, assignee, opened_at, due_at and facets follow the case and its needs by triggers (migrations 0004 and 0014),
    so that a list is one range of one index however many cases there are. rank: open before ended, then urgency, then
    the newest word first. facets: what else it can be filtered by, "category:disaster" (store/sieves.py). due_at: the nearest
    deadline among its needs.
    """

    __tablename__ = "case_access"
    __table_args__ = (
        checked("case_access", "relation", Relation),
        Index(
            "case_access_list",
            "org",
            "rank",
            "case_id",
            postgresql_include=["relation", "state", "assignee", "opened_at", "due_at"],
        ),
        Index("case_access_facets", text("(facets || org::text)"), postgresql_using="gin"),
        Index(
            "case_access_mine", "assignee", "rank", "case_id", postgresql_where=text("assignee is not null")
        ),
    )
    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    org: str = Field(primary_key=True, foreign_key="org.code")
    relation: str = Field(sa_column=one_of(Relation))
    rank: int = Field(sa_column=Column(BigInteger, nullable=False))
    state: str = Field(sa_column=Column(Text, nullable=False))
    assignee: UUID | None = None
    opened_at: datetime = Field(sa_column=instant())
    due_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    facets: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))


URGENCY_STEP = 4_000_000_000_000_000
"""Between one urgency and the next in a rank; ended cases begin after four of them (case_rank of migration 0004)."""
ENDED_FROM = 4 * URGENCY_STEP


class Incident(SQLModel, table=True):
    """One flood, many cases."""

    __tablename__ = "incident"
    id: UUID = Field(primary_key=True)
    title: str
    opened_at: datetime = Field(sa_column=instant())
    closed_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class Assignment(SQLModel, table=True):
    """Who had a case and from when to when."""

    __tablename__ = "assignment"
    id: UUID = Field(primary_key=True)
    case_id: UUID = Field(foreign_key="case.id", index=True)
    staff_id: UUID = Field(foreign_key="staff.id", index=True)
    by_staff_id: UUID | None = Field(default=None, foreign_key="staff.id")
    from_at: datetime = Field(sa_column=instant())
    to_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class CaseEvent(SQLModel, table=True):
    """The story of a case: never changed, never removed. staff_id is null when the robot did it."""

    __tablename__ = "case_event"
    __table_args__ = (Index("case_event_story", "case_id", "at"),)
    id: UUID = Field(primary_key=True)
    case_id: UUID = Field(foreign_key="case.id")
    at: datetime = Field(sa_column=instant())
    staff_id: UUID | None = Field(default=None, foreign_key="staff.id")
    verb: str
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
