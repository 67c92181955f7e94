"""The directory of agencies: who may be asked in which district, how to reach them, who looked it up when."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, Session, SQLModel

from store.db import instant
from store.orgs import Org, OrgKind

CODE = "agency-"


class Agency(SQLModel, table=True):
    """Beside its row of org (name, phone). kind: a code of casework/rules/hub.toml. amphoe_code: None serves the province.

    source: where the address was found; checked_on: when a person last tried it. removed_at: no longer offered.
    """

    __tablename__ = "agency"
    __table_args__ = (Index("agency_by_place", "province_code", "amphoe_code"),)
    org: str = Field(primary_key=True, foreign_key="org.code")
    kind: str
    province_code: str
    amphoe_code: str | None = None
    email: str = ""
    contact: str = ""
    source: str = ""
    checked_on: date | None = None
    changed_by: UUID = Field(foreign_key="staff.id")
    changed_at: datetime = Field(sa_column=instant())
    removed_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


_LISTED = """
select a.*, o.name, o.phone, o.at_work, s.name as changed_name from agency a join org o on o.code = a.org
left join staff s on s.id = a.changed_by where a.removed_at is null and {which}
order by a.amphoe_code nulls last, a.kind, o.name
"""


OF_PLACE = (
    "select a.org, a.email, o.name, o.phone from agency a join org o on o.code = a.org where a.removed_at is null"
    " and (a.amphoe_code = :amphoe or (a.amphoe_code is null and a.province_code = left(:amphoe, 2)))"
    " order by a.kind, o.name"
)
"""Who may be asked about a case of that district (store/casefacts.py)."""


def serving(session: Session, amphoes: Sequence[str]) -> list[Any]:
    """Agencies of these districts, and those of their whole provinces."""
    return list(
        session.execute(
            text(
                _LISTED.format(
                    which="(a.amphoe_code = any(:amphoes) or (a.amphoe_code is null and a.province_code = any(:provinces)))"
                )
            ),
            {"amphoes": list(amphoes), "provinces": sorted({code[:2] for code in amphoes})},
        )
    )


def agency(session: Session, code: str) -> Any:
    """One that is offered, or None."""
    return session.execute(text(_LISTED.format(which="a.org = :code")), {"code": code}).first()


def put(session: Session, code: str, *, name: str, phone: str, on: date, row: dict[str, Any]) -> None:
    """A new one, or its facts renewed."""
    org = session.get(Org, code)
    if org is None:
        session.add(
            Org(
                code=code, kind=OrgKind.AGENCY.value, name=name, sms_name=name[:18], phone=phone,
                amphoe_code=row["amphoe_code"], province_code=row["province_code"], valid_from=on,
            )
        )  # fmt: skip
        session.flush()
        session.add(Agency(org=code, **row))
        return
    org.name, org.phone = name, phone
    org.sms_name = name[:18]
    known = session.get_one(Agency, code)
    for key, value in row.items():
        setattr(known, key, value)


def remove(session: Session, code: str, now: datetime) -> None:
    session.execute(text("update agency set removed_at = :now where org = :code"), {"now": now, "code": code})
