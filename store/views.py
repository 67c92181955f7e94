"""Lists that a person put together and kept, and how each person likes the inbox to look."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, Session, SQLModel

from store.db import changed, instant
from store.ids import new_id


class ListView(SQLModel, table=True):
    """asked: what the address of the list asks for (gateway/pages/sieves.py). org: whose staff share it; None: its maker's."""

    __tablename__ = "list_view"
    id: UUID = Field(primary_key=True)
    staff_id: UUID = Field(foreign_key="staff.id", index=True)
    org: str | None = Field(default=None, foreign_key="org.code", index=True)
    name: str
    asked: dict[str, str] = Field(sa_column=Column(JSONB, nullable=False))
    created_at: datetime = Field(sa_column=instant())


class StaffTaste(SQLModel, table=True):
    """compact: rows of 40 px instead of 56. toured: the five hints of the first day are over."""

    __tablename__ = "staff_taste"
    staff_id: UUID = Field(primary_key=True, foreign_key="staff.id")
    compact: bool = False
    toured: bool = False


SEEN_BY = """
select id, staff_id, org, name, asked from list_view
where (org is null and staff_id = :staff) or org = any(:orgs) order by org is null desc, name, id
"""


def seen_by(session: Session, staff: UUID, orgs: Sequence[str]) -> list[Any]:
    """id, staff_id, org, name, asked of a person's own views and of those shared with these organisations, by name."""
    return list(session.execute(text(SEEN_BY), {"staff": staff, "orgs": list(orgs)}))


def keep(
    session: Session, staff: UUID, *, org: str | None, name: str, asked: Mapping[str, str], now: datetime
) -> UUID:
    row = ListView(id=new_id(now), staff_id=staff, org=org, name=name, asked=dict(asked), created_at=now)
    session.add(row)
    session.flush()
    return row.id


def one(session: Session, key: UUID) -> ListView | None:
    return session.get(ListView, key)


def drop(session: Session, key: UUID) -> bool:
    return changed(session.execute(text("delete from list_view where id = :id"), {"id": key})) > 0


def choose(session: Session, staff: UUID, *, compact: bool | None = None, toured: bool | None = None) -> None:
    """What is None stays as it was."""
    session.execute(
        text(
            "insert into staff_taste (staff_id, compact, toured) values (:staff, coalesce(:compact, false),"
            " coalesce(:toured, false)) on conflict (staff_id) do update set"
            " compact = coalesce(:compact, staff_taste.compact), toured = coalesce(:toured, staff_taste.toured)"
        ),
        {"staff": staff, "compact": compact, "toured": toured},
    )
