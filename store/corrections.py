"""What people said otherwise than the reading: one row a correction, and the cases they teach it with."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, Session, SQLModel

from store.db import checked, instant, one_of
from store.ids import new_id


class Corrected(StrEnum):
    """all: the whole proposal was confirmed as it stood."""

    ALL = "all"
    KIND = "kind"
    CATEGORY = "category"
    URGENCY = "urgency"
    VULNERABLE = "vulnerable"
    NEED = "need"
    WORDS = "words"
    PLACE = "place"


class Correction(SQLModel, table=True):
    """old, new: codes, never words of a citizen; what was read stays in the messages and goes with them.

    category and vulnerable: codes in order with commas between. need: "" → code when added, code → "" when removed.
    read_by: the version of the reading that was corrected.
    """

    __tablename__ = "correction"
    __table_args__ = (
        checked("correction", "field", Corrected),
        Index("correction_of_case", "case_id", "at"),
    )
    id: UUID = Field(primary_key=True)
    case_id: UUID = Field(foreign_key="case.id")
    staff_id: UUID = Field(foreign_key="staff.id")
    at: datetime = Field(sa_column=instant())
    field: str = Field(sa_column=one_of(Corrected))
    old: str = ""
    new: str = ""
    read_by: str = ""


def keep(
    session: Session,
    case: UUID,
    staff: UUID,
    field: Corrected,
    *,
    old: str,
    new: str,
    read_by: str,
    now: datetime,
) -> None:
    session.add(
        Correction(
            id=new_id(now), case_id=case, staff_id=staff, at=now, field=field.value, old=old, new=new,
            read_by=read_by,
        )
    )  # fmt: skip


OF_CASE = (
    "select k.at, k.field, k.old, k.new, k.read_by, s.name as staff_name from correction k"
    " join staff s on s.id = k.staff_id where k.case_id = :case order by k.at, k.id"
)
"""Who changed what, oldest first (store/casefacts.py)."""


@dataclass(frozen=True, slots=True)
class Taught:
    """A case that a person looked over: its words until then, and what holds now.

    What the person left as it stood counts as right: the whole proposal was before their eyes.
    """

    case: UUID
    words: str
    kind: str
    category: tuple[str, ...]
    urgency: str
    vulnerable: tuple[str, ...]
    needs: tuple[str, ...]
    read_by: str


_TAUGHT = """
select c.id, c.kind, c.category, c.urgency, c.vulnerable, last.read_by,
    (select string_agg(m.text, E'\\n' order by m.sent_at, m.id) from message m
        where m.case_id = c.id and m.direction = 'in' and m.text <> '' and m.received_at <= last.at) as words,
    array(select n.code from need n where n.case_id = c.id and n.state not in ('proposed', 'withdrawn')
        order by n.code) as needs
from "case" c join lateral (
    select k.at, k.read_by from correction k where k.case_id = c.id and k.field <> 'place'
    order by k.at desc limit 1) last on true
order by c.id
"""


def taught(session: Session) -> Iterator[Taught]:
    """Every corrected or confirmed case that has words, always in the same order."""
    for row in session.execute(text(_TAUGHT).execution_options(yield_per=500)):
        if row.words and row.words.strip():
            yield Taught(
                row.id, row.words, row.kind, tuple(row.category), row.urgency, tuple(row.vulnerable),
                tuple(row.needs), row.read_by,
            )  # fmt: skip


def counted(session: Session) -> list[tuple[str, int, int]]:
    """Field, how often it was changed, how often it was said to be right as it was read."""
    rows = session.execute(
        text(
            "select field, count(*) filter (where old <> new), count(*) filter (where old = new) from correction"
            " where field not in ('words', 'place') group by field order by field"
        )
    )
    return [(row[0], row[1], row[2]) for row in rows]
