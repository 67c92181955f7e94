"""Papers that take a while to draw: who asked for what, how far it is, and where the file lies until it is fetched."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, Session, SQLModel

from store.db import checked, instant, one_of
from store.staff import Role


class PaperState(StrEnum):
    WAITING = "waiting"
    DRAWING = "drawing"
    DONE = "done"
    FAILED = "failed"


KEPT = timedelta(hours=24)
"""A paper can be drawn again at any time; a copy full of names does not lie about for longer."""
LOST = timedelta(minutes=5)
"""What a crash left half drawn is begun anew after this."""


class PaperJob(SQLModel, table=True):
    """meeting_id: whose dossier. form: pdf or docx. done of total: needs put together so far. file: its name in store/files.py."""

    __tablename__ = "paper_job"
    __table_args__ = (
        checked("paper_job", "state", PaperState),
        Index("paper_job_open", "asked_at", postgresql_where=text("state in ('waiting', 'drawing')")),
    )
    id: UUID = Field(primary_key=True)
    org: str = Field(foreign_key="org.code")
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    form: str
    thai_digits: bool = False
    state: str = Field(sa_column=one_of(PaperState))
    done: int = 0
    total: int = 0
    file: str = ""
    error: str = ""
    asked_by: UUID = Field(foreign_key="staff.id")
    asked_at: datetime = Field(sa_column=instant())
    claimed_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    finished_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


def ask(session: Session, job: PaperJob) -> None:
    session.add(job)


def one(session: Session, key: UUID) -> Any:
    return session.execute(text("select * from paper_job where id = :id"), {"id": key}).first()


def of_meeting(session: Session, meeting: UUID, asked_by: UUID) -> list[Any]:
    """What this person asked for, the newest first."""
    return list(
        session.execute(
            text(
                "select * from paper_job where meeting_id = :meeting and asked_by = :staff"
                " order by asked_at desc limit 4"
            ),
            {"meeting": meeting, "staff": asked_by},
        )
    )


def claim(session: Session, now: datetime) -> Any:
    """The oldest that nobody draws, now ours; None if there is none."""
    return session.execute(
        text(
            "update paper_job set state = 'drawing', claimed_at = :now, done = 0 where id = (select id from paper_job"
            " where state = 'waiting' or (state = 'drawing' and claimed_at < :lost) order by asked_at limit 1"
            " for update skip locked) returning *"
        ),
        {"now": now, "lost": now - LOST},
    ).first()


def progress(session: Session, key: UUID, done: int, total: int) -> None:
    session.execute(
        text("update paper_job set done = :done, total = :total where id = :id"),
        {"id": key, "done": done, "total": total},
    )


def finish(session: Session, key: UUID, *, state: PaperState, file: str, error: str, now: datetime) -> None:
    session.execute(
        text(
            "update paper_job set state = :state, file = :file, error = :error, finished_at = :now where id = :id"
        ),
        {"id": key, "state": state.value, "file": file, "error": error, "now": now},
    )


def forget_old(session: Session, now: datetime) -> list[str]:
    """Files that nobody needs any more: their names, for the disk; two jobs may have drawn the same file."""
    gone = session.execute(
        text("delete from paper_job where asked_at < :old returning file"), {"old": now - KEPT}
    )
    names = {row.file for row in gone if row.file}
    kept = session.execute(
        text("select file from paper_job where file = any(:names)"), {"names": list(names)}
    )
    return sorted(names - {row.file for row in kept})


def roles_of(session: Session, staff: UUID) -> tuple[str, dict[str, frozenset[Role]]]:
    """The name and the roles of whoever asked, as they are when it is drawn; none for who has left."""
    row = session.execute(
        text(
            "select coalesce(nullif(s.name, ''), s.email) as name, array_remove(array_agg(m.org), null) as orgs,"
            " array_remove(array_agg(m.role), null) as roles from staff s left join membership m on m.staff_id = s.id"
            " where s.id = :id and s.active group by s.id"
        ),
        {"id": staff},
    ).first()
    found: dict[str, set[Role]] = {}
    for org, role in zip(row.orgs, row.roles, strict=True) if row else ():
        found.setdefault(org, set()).add(Role(role))
    return row.name if row else "", {org: frozenset(held) for org, held in found.items()}
