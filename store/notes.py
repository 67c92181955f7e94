"""What colleagues write to each other beside a case; no citizen ever sees it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, insert, text
from sqlmodel import Field, Session, SQLModel

from store.db import instant


class CaseNote(SQLModel, table=True):
    __tablename__ = "case_note"
    __table_args__ = (Index("case_note_of_case", "case_id", "at"),)
    id: UUID = Field(primary_key=True)
    case_id: UUID = Field(foreign_key="case.id")
    staff_id: UUID = Field(foreign_key="staff.id")
    at: datetime = Field(sa_column=instant())
    words: str


class NoteMention(SQLModel, table=True):
    """Somebody who was named in a note with @."""

    __tablename__ = "note_mention"
    note_id: UUID = Field(primary_key=True, foreign_key="case_note.id")
    staff_id: UUID = Field(primary_key=True, foreign_key="staff.id", index=True)


OF_CASE = """
select n.id, n.at, n.words, s.name as staff_name, n.staff_id, array(select p.name from note_mention k
    join staff p on p.id = k.staff_id where k.note_id = n.id order by p.name) as mentioned
from case_note n join staff s on s.id = n.staff_id where n.case_id = :case order by n.at, n.id
"""
MENTIONABLE = """
select p.id, p.name, min(m.org) as org from case_access a join membership m on m.org = a.org
join staff p on p.id = m.staff_id
where a.case_id = :case and a.relation = any(:full) and m.role = any(:working) and p.active and p.name <> ''
group by p.id, p.name order by p.name limit 200
"""
"""Staff who may read this case in full, and so may be named in its notes."""


def put(session: Session, note: CaseNote, mentioned: Sequence[UUID]) -> None:
    session.add(note)
    session.flush()
    if mentioned:
        rows = [{"note_id": note.id, "staff_id": each} for each in mentioned]
        session.execute(insert(NoteMention), rows)


def mentionable(session: Session, case: UUID, *, full: Sequence[str], working: Sequence[str]) -> list[Any]:
    facts = {"case": case, "full": list(full), "working": list(working)}
    return list(session.execute(text(MENTIONABLE), facts))
