"""The weekly digest of each LAO: counts of its week without a name, and whether somebody has read it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Date, text
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import Field, Session, SQLModel

from store.db import instant


class Digest(SQLModel, table=True):
    """week: its Monday. facts: rows of store/heat.of_week and what was late when it was made."""

    __tablename__ = "digest"
    org: str = Field(primary_key=True, foreign_key="org.code")
    week: date = Field(sa_column=Column(Date, primary_key=True))
    facts: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    made_at: datetime = Field(sa_column=instant())
    seen_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    seen_by: UUID | None = Field(default=None, foreign_key="staff.id")


def without(session: Session, week: date, limit: int) -> list[str]:
    """LAOs at work that have no digest of that week yet."""
    rows = session.execute(
        text(
            "select o.code from org o where o.kind = 'lao' and o.at_work and o.valid_to is null"
            " and not exists (select from digest d where d.org = o.code and d.week = :week) order by o.code limit :limit"
        ),
        {"week": week, "limit": limit},
    )
    return [row.code for row in rows]


def put(session: Session, org: str, week: date, facts: dict[str, Any], now: datetime) -> None:
    values = {"org": org, "week": week, "facts": facts, "made_at": now}
    session.execute(insert(Digest).values(values).on_conflict_do_nothing())


def of(session: Session, org: str, week: date) -> Digest | None:
    return session.get(Digest, (org, week))


def listed(session: Session, orgs: Sequence[str], *, limit: int = 60) -> list[Any]:
    """The newest first, without their facts."""
    return list(
        session.execute(
            text(
                "select org, week, made_at, seen_at from digest where org = any(:orgs)"
                " order by week desc, org limit :limit"
            ),
            {"orgs": list(orgs), "limit": limit},
        )
    )


def late_of(session: Session, org: str, now: datetime) -> int:
    """Requests that this body was asked and whose date is past."""
    return int(
        session.execute(
            text("select count(*) from referral where to_org = :org and ended_at is null and due_at < :now"),
            {"org": org, "now": now},
        ).scalar_one()
    )
