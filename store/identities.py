"""The applicant's national ID number of a case, as a keyed mark that only tells whether two are the same; never the number."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel

from store.db import instant


class CaseIdentity(SQLModel, table=True):
    """mark: HMAC of the number (casework/identity.py). shown: the number covered but for its first and last digit.
    checks: whether its last digit is right."""

    __tablename__ = "case_identity"
    __table_args__ = (Index("case_identity_mark", "mark"),)
    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    mark: str
    shown: str
    checks: bool
    set_at: datetime = Field(sa_column=instant())
    set_by: UUID = Field(foreign_key="staff.id")


OF_CASE = "select shown, checks, set_at from case_identity where case_id = :case"
"""What the page of a case shows of it (store/casefacts.py)."""


def put(session: Session, row: dict[str, Any]) -> None:
    """A corrected number takes the place of the one before."""
    statement = insert(CaseIdentity).values(row)
    renewed = {name: row[name] for name in row if name != "case_id"}
    session.execute(statement.on_conflict_do_update(index_elements=["case_id"], set_=renewed))


def drop(session: Session, case: UUID) -> None:
    session.execute(text("delete from case_identity where case_id = :case"), {"case": case})


def shown(session: Session, cases: Collection[UUID]) -> dict[UUID, str]:
    """Case → its number, covered."""
    rows = session.execute(
        text("select case_id, shown from case_identity where case_id = any(:cases)"), {"cases": list(cases)}
    )
    return {row.case_id: row.shown for row in rows}
