"""What staff have typed and not sent yet, by case and person: the same on every device of theirs."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Column, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, Session, SQLModel

from store.db import instant


class ReplyDraft(SQLModel, table=True):
    """words: to the citizen. note: for colleagues. files: [{stored, thumb, media_type, name, size}] chosen so far."""

    __tablename__ = "reply_draft"
    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    staff_id: UUID = Field(primary_key=True, foreign_key="staff.id", index=True)
    words: str = ""
    note: str = ""
    files: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False))
    updated_at: datetime = Field(sa_column=instant(index=True))


OF_CASE = "select words, note, files from reply_draft where case_id = :case and staff_id = :staff"
_KEEP = """
insert into reply_draft (case_id, staff_id, words, note, files, updated_at)
values (:case, :staff, :words, :note, '[]', :now)
on conflict (case_id, staff_id) do update set {changed}, updated_at = excluded.updated_at
"""


def keep(session: Session, case: UUID, staff: UUID, *, now: datetime, **typed: str) -> None:
    """typed: words, note or both; the other stays as it is."""
    if "words" in typed and _just_said(session, case, staff, typed["words"], now):
        typed["words"] = ""
    changed = ", ".join(f"{name} = excluded.{name}" for name in sorted(typed))
    facts = {"case": case, "staff": staff, "now": now, "words": "", "note": ""} | typed
    session.execute(text(_KEEP.format(changed=changed)), facts)


def _just_said(session: Session, case: UUID, staff: UUID, words: str, now: datetime) -> bool:
    """A last save that was overtaken by the answer itself must not bring its words back."""
    row = session.execute(
        text(
            "select 1 from message where case_id = :case and staff_id = :staff and purpose = 'answer'"
            " and received_at > :since and parts ->> 'typed' = :words limit 1"
        ),
        {"case": case, "staff": staff, "words": words.strip(), "since": now - timedelta(minutes=1)},
    )
    return bool(words) and row.first() is not None


def one(session: Session, case: UUID, staff: UUID, *, now: datetime) -> ReplyDraft:
    """Locked, and made if there is none; what is changed in it is kept."""
    row = session.get(ReplyDraft, (case, staff), with_for_update=True, populate_existing=True)
    if row is None:
        row = ReplyDraft(case_id=case, staff_id=staff, updated_at=now)
        session.add(row)
    row.updated_at = now
    return row


def put_back(
    session: Session, case: UUID, staff: UUID, words: str, files: Sequence[dict[str, Any]], *, now: datetime
) -> None:
    """What was taken back stands before what has been typed since."""
    row = one(session, case, staff, now=now)
    row.words = "\n".join(filter(None, (words, row.words)))
    row.files = [*files, *row.files]


KEPT = timedelta(days=30)
"""What nobody has gone on with for so long is no draft any more."""


def forget_old(session: Session, now: datetime) -> list[str]:
    """Names of the files that were in them."""
    gone = session.execute(
        text("delete from reply_draft where updated_at < :old returning files"), {"old": now - KEPT}
    )
    return [name for row in gone for name in names_of(row.files)]


def names_of(files: Sequence[Mapping[str, Any]]) -> list[str]:
    """Under which a draft's files lie on the disk (store/files.py)."""
    return [name for row in files for name in (row["stored"], row["thumb"]) if name]


def sent(session: Session, case: UUID, staff: UUID) -> None:
    """The words and files have gone; the note of the same case is not sent with them."""
    session.execute(
        text("update reply_draft set words = '', files = '[]' where case_id = :case and staff_id = :staff"),
        {"case": case, "staff": staff},
    )
