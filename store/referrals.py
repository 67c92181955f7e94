"""What one body asks of another about a case: which body, what of the case it was shown, and how far each one is."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Column, Index, Text, text
from sqlmodel import Field, Session, SQLModel

from store.db import checked, instant, one_of


class Asked(StrEnum):
    """What kind of body is asked. hub: by an LAO whose means do not suffice; the others by the hub or the owner."""

    HUB = "hub"
    LAO = "lao"
    AGENCY = "agency"
    PROVINCE = "province"


class ReferralState(StrEnum):
    """sent: nobody there is known to have seen it; only opening, accepting or a noted call makes it reached."""

    SENT = "sent"
    REACHED = "reached"
    ACCEPTED = "accepted"
    DONE = "done"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


OPEN = (ReferralState.SENT, ReferralState.REACHED, ReferralState.ACCEPTED)


class Referral(SQLModel, table=True):
    """reason: why the asking body cannot do it itself (casework/rules/hub.toml). words: what is asked.

    shared: parts of the case the asked body is shown (casework/referring.SHARED). answer: what came back, also why it
    was returned. link_serial: an older link of an agency opens nothing. reminded: how often.
    """

    __tablename__ = "referral"
    __table_args__ = (
        checked("referral", "asked", Asked),
        checked("referral", "state", ReferralState),
        Index("referral_of_case", "case_id", "made_at"),
        Index("referral_to", "to_org", "due_at", postgresql_where=text("ended_at is null")),
        Index("referral_by", "by_org", "due_at", postgresql_where=text("ended_at is null")),
        Index(
            "referral_one_open",
            "case_id",
            "to_org",
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
    )
    id: UUID = Field(primary_key=True)
    case_id: UUID = Field(foreign_key="case.id")
    asked: str = Field(sa_column=one_of(Asked))
    by_org: str = Field(foreign_key="org.code")
    to_org: str = Field(foreign_key="org.code")
    needs: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    reason: str = ""
    words: str = ""
    shared: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    state: str = Field(sa_column=one_of(ReferralState))
    due_at: datetime = Field(sa_column=instant())
    made_at: datetime = Field(sa_column=instant())
    made_by: UUID = Field(foreign_key="staff.id")
    reached_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    reached_how: str = ""
    accepted_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    ended_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    answer: str = ""
    link_serial: int = 0
    reminded: int = 0
    remind_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class ReferralFile(SQLModel, table=True):
    """ours: sent with the request; else it came with the answer."""

    __tablename__ = "referral_file"
    id: UUID = Field(primary_key=True)
    referral_id: UUID = Field(foreign_key="referral.id", index=True)
    ours: bool
    stored: str
    media_type: str
    name: str = ""
    at: datetime = Field(sa_column=instant())


_ROWS = """
select r.*, c.reference, c.kind, c.category, c.urgency, c.place_text, c.state as case_state, c.owner, s.name as made_name
from referral r join "case" c on c.id = r.case_id left join staff s on s.id = r.made_by
"""


OF_CASE = f"{_ROWS} where r.case_id = :case order by r.made_at, r.id"
"""Every body that was asked about a case, the first first (store/casefacts.py)."""
FILES_OF_CASE = (
    "select f.id, f.referral_id, f.ours, f.name, f.media_type from referral_file f"
    " join referral r on r.id = f.referral_id where r.case_id = :case order by f.at, f.id"
)


def of_case(session: Session, case: UUID) -> list[Any]:
    return list(session.execute(text(OF_CASE), {"case": case}))


def one(session: Session, referral: UUID) -> Any:
    return session.execute(text(f"{_ROWS} where r.id = :id"), {"id": referral}).first()


def locked(session: Session, referral: UUID) -> Referral | None:
    return session.get(Referral, referral, with_for_update=True)


def waiting(session: Session, orgs: Sequence[str], *, side: str, limit: int = 200) -> list[Any]:
    """Open ones that these bodies were asked (side "to") or ask ("by"), the nearest due date first."""
    column = {"to": "to_org", "by": "by_org"}[side]
    return list(
        session.execute(
            text(
                f"{_ROWS} where r.{column} = any(:orgs) and r.ended_at is null order by r.due_at, r.id limit :limit"
            ),
            {"orgs": list(orgs), "limit": limit},
        )
    )


def lately(session: Session, orgs: Sequence[str], *, since: datetime, limit: int = 50) -> list[Any]:
    """What came back to these bodies since then, newest first."""
    return list(
        session.execute(
            text(
                f"{_ROWS} where r.by_org = any(:orgs) and r.ended_at >= :since order by r.ended_at desc limit :limit"
            ),
            {"orgs": list(orgs), "since": since, "limit": limit},
        )
    )


def due(session: Session, now: datetime, *, most: int, limit: int = 100) -> list[Referral]:
    """Open ones whose date is past and that are to be reminded of now; skips what another clock holds."""
    return [
        session.get_one(Referral, row.id)
        for row in session.execute(
            text(
                "select id from referral where ended_at is null and due_at <= :now and reminded < :most"
                " and (remind_at is null or remind_at <= :now) order by due_at limit :limit for update skip locked"
            ),
            {"now": now, "most": most, "limit": limit},
        )
    ]


def files(session: Session, referrals: Sequence[UUID]) -> list[Any]:
    """What went along with these requests and what came back, in the order it came."""
    return list(
        session.execute(
            text("select * from referral_file where referral_id = any(:ids) order by at, id"),
            {"ids": list(referrals)},
        )
    )


def file(session: Session, file_id: UUID) -> Any:
    """With the case its request belongs to, or None."""
    return session.execute(
        text(
            "select f.*, r.case_id from referral_file f join referral r on r.id = f.referral_id where f.id = :id"
        ),
        {"id": file_id},
    ).first()


def put_files(session: Session, referral: UUID, rows: Sequence[dict[str, Any]]) -> None:
    for row in rows:
        session.add(ReferralFile(referral_id=referral, **row))


def follow_owner(session: Session, case: UUID, before: str, owner: str, now: datetime) -> None:
    """The case went to another owner: answers to what the former one asked are the new one's, and what was asked of
    the new owner is its own work now."""
    given = {"case": case, "before": before, "owner": owner, "now": now}
    for statement, names in _FOLLOWS:
        session.execute(text(statement), {name: given[name] for name in names})


_FOLLOWS = (
    (
        "update referral set by_org = :owner where case_id = :case and by_org = :before and ended_at is null",
        ("owner", "case", "before"),
    ),
    (
        """update referral set state = 'accepted', reached_at = coalesce(reached_at, :now), ended_at = :now
        where case_id = :case and to_org = :owner and ended_at is null""",
        ("now", "case", "owner"),
    ),
    ('update "case" set holder = null where id = :case and holder = :owner', ("case", "owner")),
)
