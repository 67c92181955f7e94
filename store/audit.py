"""Who read or changed what, and when: written from the first day, read by auditors (PDPA s.37, s.39)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, Session, SQLModel

from store.db import instant
from store.ids import new_id


class Audit(SQLModel, table=True):
    """detail never holds a person's words, name or number."""

    __tablename__ = "audit"
    __table_args__ = (Index("audit_by_case", "case_id", "at"), Index("audit_by_staff", "staff_id", "at"))
    id: UUID = Field(primary_key=True)
    at: datetime = Field(sa_column=instant())
    staff_id: UUID | None = Field(default=None, foreign_key="staff.id")
    action: str
    case_id: UUID | None = Field(default=None, foreign_key="case.id")
    org: str | None = None
    detail: str = ""


def note(
    session: Session,
    action: str,
    *,
    now: datetime,
    staff_id: UUID | None = None,
    case_id: UUID | None = None,
    org: str | None = None,
    detail: str = "",
) -> None:
    session.add(
        Audit(
            id=new_id(now), at=now, staff_id=staff_id, action=action, case_id=case_id, org=org, detail=detail
        )
    )
