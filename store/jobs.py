"""Jobs of the rapid unit (หน่วยเคลื่อนที่เร็ว): sent out, accepted, under way, on site, done; each with its time."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, Session, SQLModel

from store.db import changed, checked, instant, one_of


class JobState(StrEnum):
    SENT = "sent"
    ACCEPTED = "accepted"
    UNDER_WAY = "under_way"
    ON_SITE = "on_site"
    DONE = "done"
    RECALLED = "recalled"


class Job(SQLModel, table=True):
    """staff_id: whose it is, null while it is for whoever of the unit takes it. *_at: when each step was pressed.

    latitude, longitude: where the phone was on site; it says nothing else of where its holder is. alarm_id: what it
    came from. found: what was done there, for the case. version guards two people who take one job.
    """

    __tablename__ = "job"
    __table_args__ = (
        checked("job", "state", JobState),
        Index("job_open", "org", postgresql_where=text("state not in ('done', 'recalled')")),
        Index("job_of_case", "case_id"),
    )
    id: UUID = Field(primary_key=True)
    case_id: UUID = Field(foreign_key="case.id")
    alarm_id: UUID | None = Field(default=None, foreign_key="alarm.id")
    org: str = Field(foreign_key="org.code")
    state: str = Field(sa_column=one_of(JobState))
    staff_id: UUID | None = Field(default=None, foreign_key="staff.id", index=True)
    sent_by: UUID = Field(foreign_key="staff.id")
    sent_at: datetime = Field(sa_column=instant())
    accepted_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    under_way_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    on_site_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    done_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    latitude: float | None = None
    longitude: float | None = None
    orders: str = ""
    found: str = ""
    version: int = 1


_JOB = (
    "select j.*, c.reference, c.urgency, c.place_text, c.tambon_code, c.amphoe_code, c.moo, c.latitude as case_latitude,"
    " c.longitude as case_longitude, c.vulnerable, c.phone, coalesce(nullif(s.name, ''), s.email) as staff_name,"
    " coalesce(nullif(b.name, ''), b.email) as sent_by_name"
    ' from job j join "case" c on c.id = j.case_id left join staff s on s.id = j.staff_id'
    " join staff b on b.id = j.sent_by"
)


def put(session: Session, row: Job) -> None:
    session.add(row)
    session.flush()


def one(session: Session, job: UUID) -> Any:
    return session.execute(text(f"{_JOB} where j.id = :job"), {"job": job}).first()


OF_CASE = f"{_JOB} where j.case_id = :case order by j.sent_at"
"""The jobs of a case (store/casefacts.py)."""


def open_of(session: Session, orgs: Sequence[str]) -> list[Any]:
    """Jobs of these bodies' units that are not done, the most urgent first."""
    return list(
        session.execute(
            text(
                f"{_JOB} where j.org = any(:orgs) and j.state not in ('done', 'recalled')"
                " order by c.urgency, j.sent_at"
            ),
            {"orgs": list(orgs)},
        )
    )


def done_lately(session: Session, staff: UUID, since: datetime) -> list[Any]:
    return list(
        session.execute(
            text(
                f"{_JOB} where j.staff_id = :staff and j.state = 'done' and j.done_at > :since order by j.done_at desc"
            ),
            {"staff": staff, "since": since},
        )
    )


def move(session: Session, job: UUID, version: int, **columns: Any) -> bool:
    """Compare-and-set; False when somebody else was quicker."""
    told = "".join(f"{name} = :{name}, " for name in columns)
    done = session.execute(
        text(f"update job set {told}version = version + 1 where id = :job and version = :shown"),
        {**columns, "job": job, "shown": version},
    )
    return changed(done) > 0
