"""The committee of a LAO (คณะกรรมการช่วยเหลือประชาชน): who sits on it from when to when, and its meetings."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel, col

from store.db import changed, checked, instant, one_of


class Seat(StrEnum):
    """chair ประธาน · provincial ผู้แทนท้องถิ่นจังหวัด · civic ประชาคม · member · secretary (ปลัด) · assistant."""

    CHAIR = "chair"
    PROVINCIAL = "provincial"
    CIVIC = "civic"
    MEMBER = "member"
    SECRETARY = "secretary"
    ASSISTANT = "assistant"


class MeetingState(StrEnum):
    """closed: the minutes have their number; nothing of it changes any more."""

    PLANNED = "planned"
    CLOSED = "closed"


class Attends(StrEnum):
    PRESENT = "present"
    STAND_IN = "stand_in"
    ABSENT = "absent"


class CommitteeMember(SQLModel, table=True):
    """order_number: the order by which the person was appointed. to_day: the last day in office, none while it is open."""

    __tablename__ = "committee_member"
    __table_args__ = (
        checked("committee_member", "seat", Seat),
        CheckConstraint("to_day is null or to_day >= from_day", name="committee_member_term"),
    )
    id: UUID = Field(primary_key=True)
    org: str = Field(foreign_key="org.code", index=True)
    name: str
    position: str = ""
    seat: str = Field(sa_column=one_of(Seat))
    order_number: str = ""
    from_day: date
    to_day: date | None = None
    created_by: UUID = Field(foreign_key="staff.id")
    created_at: datetime = Field(sa_column=instant())


class Meeting(SQLModel, table=True):
    """number of the Buddhist year. minutes_number: given when it is closed. notes: what the minutes say besides the decisions."""

    __tablename__ = "meeting"
    __table_args__ = (
        UniqueConstraint("org", "year", "number"),
        checked("meeting", "state", MeetingState),
    )
    id: UUID = Field(primary_key=True)
    org: str = Field(foreign_key="org.code", index=True)
    number: int
    year: int
    day: date
    starts: time | None = None
    place: str = ""
    state: str = Field(sa_column=one_of(MeetingState))
    minutes_number: str = ""
    notes: str = ""
    version: int = 1
    created_by: UUID = Field(foreign_key="staff.id")
    created_at: datetime = Field(sa_column=instant())
    closed_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class Attendance(SQLModel, table=True):
    """stand_in: who came instead."""

    __tablename__ = "attendance"
    __table_args__ = (checked("attendance", "how", Attends),)
    meeting_id: UUID = Field(primary_key=True, foreign_key="meeting.id")
    member_id: UUID = Field(primary_key=True, foreign_key="committee_member.id")
    how: str = Field(sa_column=one_of(Attends))
    stand_in: str = ""


_SEATS = "array['chair', 'provincial', 'civic', 'member', 'secretary', 'assistant']"


def members(session: Session, org: str, day: date | None = None) -> list[Any]:
    """Rows in the order of their seats: all terms ever, or those in office on that day."""
    return list(
        session.execute(
            text(
                "select * from committee_member where org = :org and (cast(:day as date) is null"
                " or (from_day <= :day and (to_day is null or to_day >= :day)))"
                f" order by to_day is not null, array_position({_SEATS}, seat), from_day, name, id"
            ),
            {"org": org, "day": day},
        )
    )


def end_term(session: Session, org: str, member: UUID, last: date) -> bool:
    done = session.execute(
        text(
            "update committee_member set to_day = :last where id = :id and org = :org and from_day <= :last"
            " and (to_day is null or to_day > :last)"
        ),
        {"last": last, "id": member, "org": org},
    )
    return changed(done) > 0


def meetings(session: Session, org: str, limit: int = 100) -> list[Any]:
    """Newest first, each with how many needs are on its agenda and how many of them are decided."""
    return list(
        session.execute(
            text(
                "select m.*, count(a.id) filter (where a.purpose = 'decide') as needs,"
                " count(a.id) filter (where a.decided_at is not null) as decided"
                " from meeting m left join agenda_item a on a.meeting_id = m.id where m.org = :org"
                " group by m.id order by m.year desc, m.number desc limit :limit"
            ),
            {"org": org, "limit": limit},
        )
    )


def meeting(session: Session, key: UUID) -> Any:
    return session.execute(text("select * from meeting where id = :id"), {"id": key}).first()


def next_number(session: Session, org: str, year: int) -> int:
    found = session.execute(
        text("select max(number) from meeting where org = :org and year = :year"), {"org": org, "year": year}
    ).scalar()
    return int(found or 0) + 1


def put_meeting(session: Session, row: Mapping[str, Any]) -> bool:
    """False when that number of the year is taken."""
    statement = insert(Meeting).values(row).on_conflict_do_nothing()
    return session.execute(statement.returning(col(Meeting.id))).first() is not None


def change_meeting(session: Session, key: UUID, version: int, **columns: Any) -> bool:
    """Compare-and-set on the version that was shown, while it is not closed."""
    told = "".join(f"{name} = :{name}, " for name in columns)
    done = session.execute(
        text(
            f"update meeting set {told}version = version + 1 where id = :id and version = :shown and state <> 'closed'"
        ),
        {**columns, "id": key, "shown": version},
    )
    return changed(done) > 0


def attendance(session: Session, meeting: UUID) -> dict[UUID, Any]:
    """Member → (how, stand_in)."""
    rows = session.execute(
        text("select member_id, how, stand_in from attendance where meeting_id = :id"), {"id": meeting}
    )
    return {row.member_id: row for row in rows}


def set_attendance(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        statement = insert(Attendance)
        told = {"how": statement.excluded.how, "stand_in": statement.excluded.stand_in}
        session.execute(
            statement.on_conflict_do_update(index_elements=["meeting_id", "member_id"], set_=told), rows
        )
