"""The checklist of a need: what a person found about each criterion, and the papers that are still to come."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel

from store.db import checked, instant, one_of


class Found(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class PaperState(StrEnum):
    """ASKED: of the citizen. WAIVED: a person does without it."""

    ASKED = "asked"
    GIVEN = "given"
    WAIVED = "waived"


class NeedCheck(SQLModel, table=True):
    """criteria: the version of casework/rules/criteria.toml that was before the person's eyes; it stays with the need."""

    __tablename__ = "need_check"
    __table_args__ = (checked("need_check", "found", Found),)
    need_id: UUID = Field(primary_key=True, foreign_key="need.id")
    criterion: str = Field(primary_key=True)
    found: str = Field(sa_column=one_of(Found))
    criteria: str
    staff_id: UUID = Field(foreign_key="staff.id")
    at: datetime = Field(sa_column=instant())


class NeedPaper(SQLModel, table=True):
    """One document for one need (casework/rules/criteria.toml)."""

    __tablename__ = "need_paper"
    __table_args__ = (checked("need_paper", "state", PaperState),)
    need_id: UUID = Field(primary_key=True, foreign_key="need.id")
    paper: str = Field(primary_key=True)
    state: str = Field(sa_column=one_of(PaperState))
    asked_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    staff_id: UUID = Field(foreign_key="staff.id")
    at: datetime = Field(sa_column=instant())


def put_checks(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        statement = insert(NeedCheck)
        renewed = {name: statement.excluded[name] for name in ("found", "criteria", "staff_id", "at")}
        session.execute(
            statement.on_conflict_do_update(index_elements=["need_id", "criterion"], set_=renewed), list(rows)
        )


def put_papers(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """What is asked again keeps its first asking."""
    if rows:
        statement = insert(NeedPaper)
        renewed: dict[str, Any] = {name: statement.excluded[name] for name in ("state", "staff_id", "at")}
        asked = text("coalesce(need_paper.asked_at, excluded.asked_at)")
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["need_id", "paper"], set_=renewed | {"asked_at": asked}
            ),
            list(rows),
        )


CHECKS = (
    "select k.*, s.name as staff_name from need_check k join need n on n.id = k.need_id"
    " join staff s on s.id = k.staff_id where n.case_id = :case"
)
PAPERS = "select p.* from need_paper p join need n on n.id = p.need_id where n.case_id = :case"
CAME = (
    "select a.id, a.position, a.media_type, a.kind, a.name, m.sent_at from attachment a"
    " join message m on m.id = a.message_id where m.case_id = :case and m.direction = 'in' and a.state = 'stored'"
    " and m.sent_at > (select min(p.asked_at) from need_paper p join need n on n.id = p.need_id"
    " where n.case_id = :case and p.state = 'asked') order by m.sent_at, a.position"
)
"""Photos and papers that the citizen sent since papers were asked for that are still to come (store/casefacts.py)."""
