"""Visits to the place: what a surveyor found there, written on a phone that may have had no connection."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, text
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import Field, Session, SQLModel, col

from store.db import instant


class Visit(SQLModel, table=True):
    """id: made on the phone, so that what is sent twice is kept once. begun_at, ended_at: by the phone's clock.

    damage: [{"item", "quantity", "note"}]. household: [{"who", "age", "risks": [codes]}]: no names and no numbers of
    persons. case_version: of the case as the surveyor saw it; conflicts: codes of what had changed meanwhile.
    """

    __tablename__ = "visit"
    __table_args__ = (Index("visit_of_case", "case_id", "ended_at"),)
    id: UUID = Field(primary_key=True)
    case_id: UUID = Field(foreign_key="case.id")
    staff_id: UUID = Field(foreign_key="staff.id")
    by_org: str
    begun_at: datetime = Field(sa_column=instant())
    ended_at: datetime = Field(sa_column=instant())
    received_at: datetime = Field(sa_column=instant())
    latitude: float | None = None
    longitude: float | None = None
    accuracy: float | None = None
    found: str
    damage: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False))
    household: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False))
    help_elsewhere: str = ""
    agrees: str
    case_version: int
    conflicts: list[str] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False))


class VisitPhoto(SQLModel, table=True):
    """latitude, longitude: where the phone was; taken out of the file itself. stored: names it in store/files.py."""

    __tablename__ = "visit_photo"
    visit_id: UUID = Field(primary_key=True, foreign_key="visit.id")
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    stored: str
    media_type: str
    latitude: float | None = None
    longitude: float | None = None


def put(session: Session, row: dict[str, Any], photos: Sequence[dict[str, Any]]) -> bool:
    """False when it is there already."""
    new = insert(Visit).values(row).on_conflict_do_nothing(index_elements=["id"])
    if session.execute(new.returning(col(Visit.id))).first() is None:
        return False
    if photos:
        session.execute(insert(VisitPhoto), list(photos))
    return True


def known(session: Session, visit: UUID) -> Any:
    """The visit with its surveyor's name, or None."""
    return session.execute(
        text(
            "select v.*, coalesce(nullif(s.name, ''), s.email) as staff_name from visit v join staff s on s.id = v.staff_id where v.id = :id"
        ),
        {"id": visit},
    ).first()


OF_CASE = (
    "select v.*, coalesce(nullif(s.name, ''), s.email) as staff_name, (select count(*) from visit_photo p where p.visit_id = v.id) as photos"
    " from visit v join staff s on s.id = v.staff_id where v.case_id = :case order by v.ended_at"
)
"""The visits of a case (store/casefacts.py)."""


def photos(session: Session, visit: UUID) -> list[Any]:
    return list(
        session.execute(
            text("select * from visit_photo where visit_id = :visit order by position"), {"visit": visit}
        )
    )


def since(session: Session, case: UUID, at: datetime, *, but: UUID) -> bool:
    """Whether somebody else surveyed the case after that moment."""
    row = session.execute(
        text("select 1 from visit where case_id = :case and received_at > :at and id <> :but limit 1"),
        {"case": case, "at": at, "but": but},
    )
    return row.first() is not None
