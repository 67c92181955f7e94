"""Dossiers of whole meetings, drawn by a worker: asked for on a page, followed by a bar, fetched, and forgotten after a day."""

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol
from uuid import UUID

from casework import dossiers, meetings
from casework.access import Actor, NotAllowed
from casework.documents import docx, pdf
from casework.sheets import Desk
from store import audit, files, paperwork
from store.db import Database, OperationalError, Session
from store.ids import new_id
from store.paperwork import PaperJob, PaperState
from store.register import Directory

log = logging.getLogger("saitrong.papers")

Form = Literal["pdf", "docx"]
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
FORMS: dict[str, Callable[..., bytes]] = {"pdf": pdf, "docx": docx}


def ask(
    session: Session, actor: Actor, meeting: UUID, *, form: str, thai_digits: bool, now: datetime
) -> UUID:
    """A worker draws it within seconds. The reading of every case in it is recorded when it is drawn."""
    row = meetings.held(session, actor, meeting)
    if form not in FORMS:
        raise NotAllowed("paper")
    job = PaperJob(
        id=new_id(now), org=row.org, meeting_id=meeting, form=form, thai_digits=thai_digits,
        state=PaperState.WAITING.value, asked_by=actor.id, asked_at=now,
    )  # fmt: skip
    paperwork.ask(session, job)
    return job.id


def mine(session: Session, actor: Actor, key: UUID) -> Any:
    """The job, to whoever asked for it and nobody else."""
    row = paperwork.one(session, key)
    if row is None or row.asked_by != actor.id:
        raise NotAllowed("paper")
    return row


class Office(Protocol):
    """What drawing needs of the house."""

    @property
    def database(self) -> Database: ...
    @property
    def files(self) -> Path: ...
    @property
    def settings(self) -> Any: ...
    def directory(self) -> Directory: ...


def draw_next(office: Office, clock: Callable[[], datetime]) -> bool:
    """Draw the oldest paper that was asked for; False if there is none. A paper that cannot be drawn says so."""
    database = office.database
    with database.session() as session:
        job = paperwork.claim(session, clock())
    if job is None:
        return False
    try:
        made = _drawn(office, job, clock())
        end = (PaperState.DONE, files.put(office.files, made), "")
    except OperationalError:
        raise  # the row stays claimed, and another pass takes it up
    except NotAllowed:
        end = (PaperState.FAILED, "", "denied")
    except Exception:
        # whatever a paper stumbles over is seen by who asked, not only in a log
        log.exception("paper failed job=%s", job.id)
        end = (PaperState.FAILED, "", "defect")
    with database.session() as session:
        paperwork.finish(session, job.id, state=end[0], file=end[1], error=end[2], now=clock())
    return True


def _drawn(office: Office, job: Any, now: datetime) -> bytes:
    database, directory = office.database, office.directory()

    def progress(done: int) -> None:
        with database.session() as session:
            paperwork.progress(session, job.id, done, total)

    with database.session() as session:
        staff, roles = paperwork.roles_of(session, job.asked_by)
        actor = Actor(job.asked_by, staff, roles)
        sitting = meetings.sitting(session, actor, job.meeting_id)
        total = len(sitting.items) + 1  # the drawing itself
        progress(0)
        desk = Desk(actor, directory.name, office.settings.public_url, now, thai_digits=job.thai_digits)
        told = dossiers.of_meeting(session, desk, sitting, progress)
        for case in {item.case_id for item in (*sitting.items, *sitting.reports)}:
            audit.note(session, "case.read", now=now, staff_id=actor.id, case_id=case, detail="dossier")
    return FORMS[job.form]("paper", told)


def forget_old(session: Session, folder: Path, now: datetime) -> int:
    """Papers of yesterday, with their files."""
    gone = paperwork.forget_old(session, now)
    for name in gone:
        files.remove(folder, name)
    return len(gone)
