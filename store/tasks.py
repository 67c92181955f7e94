"""Duties with a date that hang on a case, and requests about personal data with their 30-day clock."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, Session, SQLModel

from store.db import changed, checked, instant, one_of


class TaskKind(StrEnum):
    """tell_third_person: the person a plea is about is told within 30 days that their data is kept (PDPA s.25).

    after_report: what was given at once, without the committee, is reported to it afterwards.
    """

    TELL_THIRD_PERSON = "tell_third_person"
    AFTER_REPORT = "after_report"


class RequestKind(StrEnum):
    """What a person asks of their data (PDPA s.30-36)."""

    ERASE = "erase"
    ACCESS = "access"
    OTHER = "other"


class CaseTask(SQLModel, table=True):
    __tablename__ = "case_task"
    __table_args__ = (
        UniqueConstraint("case_id", "kind"),
        checked("case_task", "kind", TaskKind),
        Index("case_task_open", "due_at", postgresql_where=text("done_at is null")),
    )
    id: UUID = Field(primary_key=True)
    case_id: UUID = Field(foreign_key="case.id")
    kind: str = Field(sa_column=one_of(TaskKind))
    due_at: datetime = Field(sa_column=instant())
    created_at: datetime = Field(sa_column=instant())
    done_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    done_by: UUID | None = Field(default=None, foreign_key="staff.id")


class DataRequest(SQLModel, table=True):
    """case_id: the case of kind pdpa in which staff work on it."""

    __tablename__ = "data_request"
    __table_args__ = (
        checked("data_request", "kind", RequestKind),
        Index("data_request_open", "due_at", postgresql_where=text("done_at is null")),
    )
    id: UUID = Field(primary_key=True)
    case_id: UUID = Field(foreign_key="case.id", index=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    kind: str = Field(sa_column=one_of(RequestKind))
    due_at: datetime = Field(sa_column=instant())
    created_at: datetime = Field(sa_column=instant())
    done_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    done_by: UUID | None = Field(default=None, foreign_key="staff.id")


OF_CASE = """
select 'task' as source, id, kind, due_at, done_at from case_task where case_id = :case
union all select 'request', id, kind, due_at, done_at from data_request where case_id = :case
order by due_at
"""
"""Duties and requests of one case, the nearest date first (store/casefacts.py)."""


def finish(session: Session, source: str, task: UUID, *, case: UUID, staff: UUID, now: datetime) -> bool:
    """source: task or request, as of_case() names it; False when it is done already or hangs on another case."""
    table = {"task": "case_task", "request": "data_request"}[source]
    done = session.execute(
        text(
            f"update {table} set done_at = :now, done_by = :staff where id = :id and case_id = :case"
            " and done_at is null"
        ),
        {"now": now, "staff": staff, "id": task, "case": case},
    )
    return changed(done) > 0
