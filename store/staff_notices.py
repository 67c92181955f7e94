"""What a staff member is told in the page: a line of a case and a reason, never words of a case."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, Session, SQLModel

from store import changes
from store.db import changed, checked, instant, one_of
from store.ids import new_id


class Told(StrEnum):
    """Why somebody is told of a case."""

    ASSIGNED = "assigned"
    MENTIONED = "mentioned"
    CHANGED = "changed"
    HANDED = "handed"
    LATE = "late"


class StaffNotice(SQLModel, table=True):
    """One line under the bell. What repeats before it was read is counted in the same line (times)."""

    __tablename__ = "staff_notice"
    __table_args__ = (
        checked("staff_notice", "what", Told),
        Index("staff_notice_list", "staff_id", text("at desc")),
        Index(
            "staff_notice_unread",
            "staff_id",
            "case_id",
            "what",
            unique=True,
            postgresql_where=text("read_at is null"),
        ),
    )
    id: UUID = Field(primary_key=True)
    staff_id: UUID = Field(foreign_key="staff.id")
    what: str = Field(sa_column=one_of(Told))
    case_id: UUID = Field(foreign_key="case.id", index=True)
    by_staff_id: UUID | None = Field(default=None, foreign_key="staff.id")
    at: datetime = Field(sa_column=instant())
    times: int = 1
    read_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class CaseWatch(SQLModel, table=True):
    """A staff member who wants to hear of every change of a case."""

    __tablename__ = "case_watch"
    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    staff_id: UUID = Field(primary_key=True, foreign_key="staff.id", index=True)
    since: datetime = Field(sa_column=instant())


_AGAIN = (
    " on conflict (staff_id, case_id, what) where read_at is null do update"
    " set at = excluded.at, by_staff_id = excluded.by_staff_id, times = staff_notice.times + 1"
)
_PUT = text(
    "insert into staff_notice (id, staff_id, what, case_id, by_staff_id, at, times)"
    f" values (:id, :staff, :what, :case, :by, :at, 1){_AGAIN}"
)


def put(
    session: Session, staff: Collection[UUID], what: Told, case: UUID, *, now: datetime, by: UUID | None
) -> None:
    rows = [
        {"id": new_id(now), "staff": each, "what": what.value, "case": case, "by": by, "at": now}
        for each in sorted(staff)
    ]
    if rows:
        session.execute(_PUT, rows)
        changes.noticed(session, staff)


def unread(session: Session, staff: UUID, most: int = 100) -> int:
    """How many lines wait to be read, counted up to `most`."""
    found = session.execute(
        text(
            "select count(*) from (select from staff_notice where staff_id = :staff and read_at is null limit :most) n"
        ),
        {"staff": staff, "most": most},
    )
    return int(found.scalar_one())


def listed(session: Session, staff: UUID, *, limit: int = 100) -> Sequence[Any]:
    """The newest lines, unread first; with the case's number and its state, no words of it."""
    return session.execute(
        text(
            "select n.id, n.what, n.at, n.times, n.read_at, n.case_id, c.reference, c.urgency, c.state, s.name as by_name"
            ' from staff_notice n join "case" c on c.id = n.case_id left join staff s on s.id = n.by_staff_id'
            " where n.staff_id = :staff order by n.read_at is not null, n.at desc limit :limit"
        ),
        {"staff": staff, "limit": limit},
    ).all()


def mark_read(session: Session, staff: UUID, *, now: datetime, case: UUID | None = None) -> int:
    """Lines of one case, or all, are read; how many were not."""
    done = session.execute(
        text(
            "update staff_notice set read_at = :now where staff_id = :staff and read_at is null"
            " and (cast(:case as uuid) is null or case_id = :case)"
        ),
        {"staff": staff, "now": now, "case": case},
    )
    return changed(done)


def watch(session: Session, case: UUID, staff: UUID, *, now: datetime) -> None:
    session.execute(
        text(
            "insert into case_watch (case_id, staff_id, since) values (:case, :staff, :now) on conflict do nothing"
        ),
        {"case": case, "staff": staff, "now": now},
    )


def unwatch(session: Session, case: UUID, staff: UUID) -> None:
    session.execute(
        text("delete from case_watch where case_id = :case and staff_id = :staff"),
        {"case": case, "staff": staff},
    )


def watches(session: Session, case: UUID, staff: UUID) -> bool:
    return (
        session.execute(
            text("select 1 from case_watch where case_id = :case and staff_id = :staff"),
            {"case": case, "staff": staff},
        ).first()
        is not None
    )


KEPT = timedelta(days=90)


def forget_old(session: Session, now: datetime) -> None:
    session.execute(text("delete from staff_notice where read_at < :old"), {"old": now - KEPT})
