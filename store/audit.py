"""Who read or changed what, and when: written from the first day, read by auditors (PDPA s.37, s.39)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
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


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the log is asked for; an empty field asks for all. before: id after which a page goes on, newest first."""

    orgs: Sequence[str]
    who: str = ""
    reference: str = ""
    action: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: UUID | None = None


_LOG = text("""
select a.id, a.at, a.action, a.org, a.detail, c.reference, coalesce(nullif(p.name, ''), p.email) as who
from audit a left join staff p on p.id = a.staff_id left join "case" c on c.id = a.case_id
where (a.org = any(:orgs)
    or exists (select from membership m where m.staff_id = a.staff_id and m.org = any(:orgs))
    or exists (select from case_access s where s.case_id = a.case_id and s.org = any(:orgs)
        and s.relation <> 'accused'))
and (:who = '' or p.name ilike :who_like or p.email ilike :who_like)
and (:reference = '' or c.reference = :reference)
and (:action = '' or a.action = :action or a.action like :action || '.%')
and (cast(:since as timestamptz) is null or a.at >= :since)
and (cast(:until as timestamptz) is null or a.at < :until)
and (cast(:before as uuid) is null or a.id < cast(:before as uuid))
order by a.id desc limit :limit
""")


def log(session: Session, asked: Asked, *, limit: int = 100) -> list[Any]:
    """Who read or changed what, newest first: by staff of these organisations, or of a case they stand to."""
    like = asked.who.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    facts = {
        "orgs": list(asked.orgs), "who": asked.who, "who_like": f"%{like}%", "reference": asked.reference,
        "action": asked.action, "since": asked.since, "until": asked.until, "before": asked.before, "limit": limit,
    }  # fmt: skip
    return list(session.execute(_LOG, facts))
