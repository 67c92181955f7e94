"""Public announcements of whom a meeting grants help: name and village, for so many days (domain.md 1.6)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Column, Text, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel, col

from store.db import instant


class Announcement(SQLModel, table=True):
    """places: where it hangs. down_on: the day on which it is taken down. Names are read from the meeting while it
    hangs and are kept nowhere else; the row stays as the record that it hung."""

    __tablename__ = "announcement"
    __table_args__ = (CheckConstraint("down_on > posted_on", name="announcement_days"),)
    id: UUID = Field(primary_key=True)
    org: str = Field(foreign_key="org.code", index=True)
    meeting_id: UUID = Field(foreign_key="meeting.id", unique=True)
    posted_on: date
    down_on: date
    places: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    names: int
    posted_by: UUID = Field(foreign_key="staff.id")
    created_at: datetime = Field(sa_column=instant())
    taken_down_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


def post(session: Session, row: Mapping[str, Any]) -> bool:
    """False when this meeting's names hang already."""
    statement = insert(Announcement).values(row).on_conflict_do_nothing()
    return session.execute(statement.returning(col(Announcement.id))).first() is not None


def of_org(session: Session, org: str) -> list[Any]:
    """All that ever hung, the newest first, with their meeting's number."""
    return list(
        session.execute(
            text(
                "select a.*, m.number, m.year, m.minutes_number from announcement a join meeting m on m.id = a.meeting_id"
                " where a.org = :org order by a.posted_on desc, a.id desc limit 200"
            ),
            {"org": org},
        )
    )


def of_meeting(session: Session, meeting: UUID) -> Any:
    return session.execute(text("select * from announcement where meeting_id = :id"), {"id": meeting}).first()


def hanging(session: Session, day: date, orgs: Sequence[str] | None = None) -> list[Any]:
    """What hangs on that day, of all bodies or of some: for the public page (/results)."""
    return list(
        session.execute(
            text(
                "select a.*, m.number, m.year from announcement a join meeting m on m.id = a.meeting_id"
                " where a.taken_down_at is null and a.posted_on <= :day and a.down_on > :day"
                " and (cast(:orgs as text[]) is null or a.org = any(cast(:orgs as text[]))) order by a.posted_on desc, a.id"
            ),
            {"day": day, "orgs": list(orgs) if orgs is not None else None},
        )
    )


def granted(session: Session, meeting: UUID) -> list[Any]:
    """Who was granted help in a meeting: name as we know it, moo, tambon; by village and name. One row a person."""
    return list(
        session.execute(
            text(
                "select distinct c.moo, c.tambon_code, coalesce(nullif(p.name, ''), t.name, '') as who, c.person_id"
                ' from agenda_item a join need n on n.id = a.need_id join "case" c on c.id = n.case_id'
                " join conversation t on t.id = c.conversation_id left join person p on p.id = c.person_id"
                " where a.meeting_id = :id and a.decision in ('approved', 'amended')"
                " and n.state <> 'withdrawn' order by c.tambon_code, c.moo, who"
            ),
            {"id": meeting},
        )
    )


def take_down(session: Session, *, day: date, now: datetime) -> list[Any]:
    """Everything whose days are over; (id, org) of each."""
    return list(
        session.execute(
            text(
                "update announcement set taken_down_at = :now where taken_down_at is null and down_on <= :day"
                " returning id, org"
            ),
            {"now": now, "day": day},
        )
    )
