"""Organisations (LAO, hub, province, agency), what they cover, and the accounts that speak for them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Column, Date, Index, Text, cast, func, or_, select, text
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import Field, Session, SQLModel, col

from store.db import checked, instant, one_of


class OrgKind(StrEnum):
    LAO = "lao"
    HUB = "hub"
    PROVINCE = "province"
    AGENCY = "agency"


class Org(SQLModel, table=True):
    """type: the register's word (TAO, ThesabanMueang, …). at_work: has staff on the system.

    successor: whom a body that was merged lives on in, from the day of valid_to.
    """

    __tablename__ = "org"
    __table_args__ = (checked("org", "kind", OrgKind),)
    code: str = Field(primary_key=True)
    kind: str = Field(sa_column=one_of(OrgKind))
    type: str = ""
    name: str
    name_en: str = ""
    sms_name: str = Field(max_length=18)
    amphoe_code: str | None = Field(default=None, index=True)
    province_code: str | None = None
    dla_code: str = ""
    latitude: float | None = None
    longitude: float | None = None
    url: str = ""
    phone: str = ""
    aliases: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    at_work: bool = False
    valid_from: date
    valid_to: date | None = None
    successor: str | None = Field(default=None, foreign_key="org.code")


class Coverage(SQLModel, table=True):
    """Which LAO acts in which tambon (6-digit code), wholly or in part, and since when."""

    __tablename__ = "coverage"
    __table_args__ = (Index("coverage_by_org", "org"),)
    tambon_code: str = Field(primary_key=True)
    org: str = Field(primary_key=True, foreign_key="org.code")
    extent: str
    valid_from: date
    valid_to: date | None = None


class CoverageBefore(SQLModel, table=True):
    """An earlier time in which a body acted in a tambon, or acted in another part of it."""

    __tablename__ = "coverage_before"
    tambon_code: str = Field(primary_key=True)
    org: str = Field(primary_key=True, foreign_key="org.code")
    valid_from: date = Field(primary_key=True)
    valid_to: date
    extent: str


class MooCover(SQLModel, table=True):
    """Whose a village of a shared tambon is, as staff confirmed it; who changed it before stands in the audit."""

    __tablename__ = "moo_cover"
    __table_args__ = (Index("moo_cover_by_org", "org"),)
    tambon_code: str = Field(primary_key=True)
    moo: str = Field(primary_key=True)
    org: str = Field(foreign_key="org.code")
    confirmed_by: UUID | None = Field(default=None, foreign_key="staff.id")
    confirmed_at: datetime = Field(sa_column=instant())


class Account(SQLModel, table=True):
    """A LINE account, a number, a form. home_org: the desk for what has no place (decisions.md 2).

    sealed: settings of its own by bare name (SECRET, TOKEN …), sealed by store/sealing.py; they stand before the
    environment's. changed_at: when they were last set, so that every process opens it again.
    """

    __tablename__ = "account"
    code: str = Field(primary_key=True)
    kind: str
    home_org: str = Field(foreign_key="org.code")
    name: str = ""
    active: bool = True
    created_at: datetime = Field(sa_column=instant())
    sealed: dict[str, str] = Field(
        default_factory=dict, sa_column=Column(JSONB, nullable=False, server_default="{}")
    )
    changed_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class Meta(SQLModel, table=True):
    """Single values of the installation, such as the version of the register in force."""

    __tablename__ = "meta"
    name: str = Field(primary_key=True)
    value: str


def org(session: Session, code: str) -> Org | None:
    return session.get(Org, code)


def orgs(session: Session, codes: Sequence[str]) -> dict[str, Org]:
    found = session.scalars(select(Org).where(col(Org.code).in_(codes))).all()
    return {each.code: each for each in found}


def accounts(session: Session) -> list[Account]:
    return list(session.scalars(select(Account).where(Account.active).order_by(Account.code)).all())


def put_account(session: Session, *, code: str, kind: str, home_org: str, name: str, now: datetime) -> None:
    row = {"code": code, "kind": kind, "home_org": home_org, "name": name, "active": True, "created_at": now}
    session.execute(insert(Account).values(row).on_conflict_do_nothing())


def account(session: Session, code: str) -> Account | None:
    return session.get(Account, code)


def set_sealed(session: Session, code: str, sealed: Mapping[str, str], *, now: datetime) -> None:
    """Renew settings of an account; the others stay. "" takes one away."""
    row = session.get(Account, code, with_for_update=True)
    if row is None:
        raise LookupError(code)
    row.sealed = {name: value for name, value in {**row.sealed, **sealed}.items() if value}
    row.changed_at = now


def put_orgs(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Insert or renew; whether an organisation is at work is never taken from a register that does not say it."""
    if not rows:
        return
    statement = insert(Org)
    kept = {"code", "at_work", "valid_from", "valid_to", "successor", "phone", "aliases"}
    renewed = {c.name: statement.excluded[c.name] for c in statement.table.columns if c.name not in kept}
    for start in range(0, len(rows), 2000):
        session.execute(
            statement.on_conflict_do_update(index_elements=["code"], set_=renewed), rows[start : start + 2000]
        )


def successors(session: Session) -> dict[str, str]:
    """Code of a body that was merged → the body it lives on in today, at the end of all mergers."""
    ended = (col(Org.successor).is_not(None), col(Org.valid_to) <= TODAY)
    rows = session.execute(select(col(Org.code), col(Org.successor)).where(*ended))
    found = {row.code: row.successor for row in rows}
    return {code: _last(code, found) for code in found}


def _last(code: str, found: Mapping[str, str | None]) -> str:
    seen = {code}
    while (after := found.get(code)) and after not in seen:
        code = after
        seen.add(code)
    return code


def set_at_work(session: Session, code: str) -> None:
    session.execute(text("update org set at_work = true where code = :code"), {"code": code})


TODAY = cast(func.timezone("Asia/Bangkok", func.now()), Date)
"""The register's today, in SQL."""


def register_version(session: Session) -> str:
    """Changes with every change of the register, and at midnight, when dated changes come into force."""
    return str(session.scalar(text(REGISTER_VERSION)) or "")


REGISTER_VERSION = """
select value || '@' || (now() at time zone 'Asia/Bangkok')::date as version from meta where name = 'register'
"""


def meta(session: Session, name: str) -> str:
    return session.scalar(select(col(Meta.value)).where(Meta.name == name)) or ""


def put_meta(session: Session, name: str, value: str) -> None:
    statement = insert(Meta).values(name=name, value=value)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def register_rows(session: Session) -> tuple[list[Org], list[Coverage]]:
    """Everything in force today, for the in-memory register."""
    found = session.scalars(select(Org).where(*in_force(Org))).all()
    covers = session.scalars(select(Coverage).where(*in_force(Coverage))).all()
    return list(found), list(covers)


def in_force(table: type[Org] | type[Coverage]) -> tuple[Any, Any]:
    """Conditions: begun, and not yet ended. The day of valid_to is the first on which a row no longer counts."""
    return col(table.valid_from) <= TODAY, or_(col(table.valid_to).is_(None), col(table.valid_to) > TODAY)


def hub_areas(session: Session) -> dict[str, str]:
    """LAO → the further hub that serves it today (store/hub_areas.py)."""
    return {row.org: row.hub for row in session.execute(text(_AREAS))}


_AREAS = """
select a.org, a.hub from hub_area a join org h on h.code = a.hub, (select (now() at time zone 'Asia/Bangkok')::date as day) t
where a.valid_from <= t.day and (a.valid_to is null or a.valid_to > t.day) and (h.valid_to is null or h.valid_to > t.day)
"""


def moo_rows(session: Session) -> list[MooCover]:
    return list(session.scalars(select(MooCover).order_by(MooCover.tambon_code, MooCover.moo)).all())


def put_moo(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Insert or replace (tambon, village number) → organisation."""
    if not rows:
        return
    statement = insert(MooCover)
    renewed = {name: statement.excluded[name] for name in ("org", "confirmed_by", "confirmed_at")}
    session.execute(
        statement.on_conflict_do_update(index_elements=["tambon_code", "moo"], set_=renewed), list(rows)
    )
