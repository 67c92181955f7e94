"""Every change of the register: who decided what, for which day, and whether it has come into force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, or_, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, Session, SQLModel, col

from store import audit
from store.db import checked, instant, one_of
from store.ids import BANGKOK, new_id


class BadChange(ValueError):
    """The change makes no sense; nothing was done. thai, english: why."""

    def __init__(self, thai: str, english: str) -> None:
        super().__init__(f"{thai} / {english}")
        self.thai, self.english = thai, english


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes the register, and when; None: the operator at the command line."""

    now: datetime
    staff: UUID | None = None

    @property
    def today(self) -> date:
        return self.now.astimezone(BANGKOK).date()


class Act(StrEnum):
    RENAME = "rename"
    UPGRADE = "upgrade"
    ALIAS = "alias"
    UNALIAS = "unalias"
    MERGE = "merge"
    SPLIT = "split"
    MOO = "moo"
    VILLAGES = "villages"
    IMPORT = "import"


class OrgChange(SQLModel, table=True):
    """org: whose change; None for a whole import. other: the second body of a merger or a split.

    facts: what was asked for, and once in force what stood before ("before"). effective: its day (Bangkok).
    trouble: why it could not come into force on its day; it stays undone until somebody withdraws it.
    """

    __tablename__ = "org_change"
    __table_args__ = (
        checked("org_change", "act", Act),
        Index("org_change_by_org", "org", "decided_at"),
        Index(
            "org_change_due",
            "effective",
            postgresql_where=text("applied_at is null and withdrawn_at is null"),
        ),
    )
    id: UUID = Field(primary_key=True)
    org: str | None = Field(default=None, foreign_key="org.code")
    other: str | None = None
    act: str = Field(sa_column=one_of(Act))
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    effective: date
    decided_at: datetime = Field(sa_column=instant())
    staff_id: UUID | None = Field(default=None, foreign_key="staff.id")
    applied_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    withdrawn_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    withdrawn_by: UUID | None = Field(default=None, foreign_key="staff.id")
    trouble: str = ""


def write(
    session: Session,
    act: Act,
    org: str | None,
    by: Author,
    *,
    on: date | None = None,
    other: str | None = None,
    done: bool = False,
    **facts: Any,
) -> OrgChange:
    """One line of the history, and one of the audit."""
    row = OrgChange(
        id=new_id(by.now), org=org, other=other, act=act.value, facts=facts, effective=on or by.today,
        decided_at=by.now, staff_id=by.staff, applied_at=by.now if done else None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    note(session, row, by, row.act)
    return row


def note(session: Session, row: OrgChange, by: Author, what: str) -> None:
    detail = f"{row.facts.get('detail') or _told(row)} {row.effective.isoformat()}".strip()
    audit.note(session, f"register.{what}", now=by.now, staff_id=by.staff, org=row.org, detail=detail)


def _told(row: OrgChange) -> str:
    told = (f"{name}={row.facts[name]}" for name in ("name", "kind", "alias") if row.facts.get(name))
    return " ".join((*told, row.other or "")).strip()


_OPEN = (col(OrgChange.applied_at).is_(None), col(OrgChange.withdrawn_at).is_(None))


def due(session: Session, day: date) -> Sequence[OrgChange]:
    """Locked, in the order in which they come into force; another clock's are left to it."""
    wanted = (*_OPEN, col(OrgChange.effective) <= day, OrgChange.trouble == "")
    found = select(OrgChange).where(*wanted).order_by(col(OrgChange.effective), col(OrgChange.decided_at))
    return session.scalars(found.with_for_update(skip_locked=True)).all()


def coming(session: Session, codes: Sequence[str] | None = None) -> Sequence[OrgChange]:
    """Decided and not yet in force, of these bodies or of all."""
    found = select(OrgChange).where(*_OPEN)
    if codes is not None:
        found = found.where(_concerns(codes))
    return session.scalars(found.order_by(col(OrgChange.effective), col(OrgChange.decided_at))).all()


def history(session: Session, codes: Sequence[str] | None = None, *, most: int = 50) -> Sequence[OrgChange]:
    """What was done or withdrawn, newest first."""
    found = select(OrgChange).where(
        or_(col(OrgChange.applied_at).is_not(None), col(OrgChange.withdrawn_at).is_not(None))
    )
    if codes is not None:
        found = found.where(_concerns(codes))
    return session.scalars(found.order_by(col(OrgChange.decided_at).desc()).limit(most)).all()


def applied_after(session: Session, day: date) -> Sequence[OrgChange]:
    """In force, but only since a later day; the latest first."""
    wanted = (col(OrgChange.applied_at).is_not(None), col(OrgChange.effective) > day)
    found = select(OrgChange).where(*wanted)
    return session.scalars(
        found.order_by(col(OrgChange.effective).desc(), col(OrgChange.applied_at).desc())
    ).all()


def _concerns(codes: Sequence[str]) -> Any:
    return or_(col(OrgChange.org).in_(codes), col(OrgChange.other).in_(codes))
