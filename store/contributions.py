"""What LAOs gave towards the running of their hub, by fiscal year (source document: an LAO may support the central place).

A record only: the program asks nobody for money and reckons no share.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, Numeric, text
from sqlmodel import Field, Session, SQLModel

from store.db import changed, checked, instant, one_of
from store.help import HelpKind


class Contribution(SQLModel, table=True):
    """fiscal_year: Buddhist, from 1 October of the year before. amount: baht, also what goods or work were worth.

    document: the number of the letter or voucher. A wrong entry is voided with a reason and stays in the record.
    """

    __tablename__ = "contribution"
    __table_args__ = (
        checked("contribution", "kind", HelpKind),
        CheckConstraint("amount > 0", name="contribution_amount"),
        Index("contribution_of_hub", "hub", "fiscal_year"),
        Index("contribution_of_lao", "org", "fiscal_year"),
    )
    id: UUID = Field(primary_key=True)
    hub: str = Field(foreign_key="org.code")
    org: str = Field(foreign_key="org.code")
    fiscal_year: int
    kind: str = Field(sa_column=one_of(HelpKind))
    amount: Decimal = Field(sa_column=Column(Numeric(14, 2), nullable=False))
    what: str = ""
    document: str
    given_on: date
    entered_at: datetime = Field(sa_column=instant())
    entered_by: UUID = Field(foreign_key="staff.id")
    voided_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    voided_by: UUID | None = Field(default=None, foreign_key="staff.id")
    void_reason: str = ""


_MINE = "(c.hub = any(:orgs) or c.org = any(:orgs))"
_LISTED = text(f"""
select c.*, coalesce(nullif(s.name, ''), s.email) as entered_name, coalesce(nullif(v.name, ''), v.email) as voided_name
from contribution c join staff s on s.id = c.entered_by left join staff v on v.id = c.voided_by
where c.fiscal_year = :year and {_MINE} order by c.given_on, c.id
""")
_YEARS = text(f"select distinct fiscal_year from contribution c where {_MINE} order by 1 desc")


def listed(session: Session, orgs: Sequence[str], year: int) -> list[Any]:
    """What these bodies gave or were given in that year, voided entries too, by day."""
    return list(session.execute(_LISTED, {"orgs": list(orgs), "year": year}))


def years(session: Session, orgs: Sequence[str]) -> list[int]:
    """Years with entries of these bodies, the newest first."""
    return list(session.scalars(_YEARS, {"orgs": list(orgs)}))


def void(session: Session, key: UUID, hubs: Sequence[str], *, by: UUID, reason: str, now: datetime) -> bool:
    """Not once more, and only of these hubs."""
    done = session.execute(
        text(
            "update contribution set voided_at = :now, voided_by = :by, void_reason = :reason"
            " where id = :id and hub = any(:hubs) and voided_at is null"
        ),
        {"now": now, "by": by, "reason": reason, "id": key, "hubs": list(hubs)},
    )
    return changed(done) > 0
