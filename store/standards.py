"""What an installation or one body sets over casework/rules: entry by entry, dated, with source and who verified it. Never
removed: taken back. And the criteria as they stood when somebody checked by them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Column, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import Field, Session, SQLModel

from store.db import changed, instant


class RuleVersion(SQLModel, table=True):
    """org: None for everybody. path, value: as casework/rulefile.py lays them; value None takes the entry out."""

    __tablename__ = "rule_version"
    __table_args__ = (Index("rule_version_of_file", "file", "org"),)
    id: UUID = Field(primary_key=True)
    org: str | None = Field(default=None, foreign_key="org.code")
    file: str
    path: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    value: dict[str, Any] | None = Field(
        default=None, sa_column=Column(JSONB(none_as_null=True), nullable=True)
    )
    source: str
    since: date
    made_at: datetime = Field(sa_column=instant())
    made_by: UUID = Field(foreign_key="staff.id")
    verified_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    verified_by: UUID | None = Field(default=None, foreign_key="staff.id")
    back_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    back_by: UUID | None = Field(default=None, foreign_key="staff.id")


class CriteriaBook(SQLModel, table=True):
    """All criteria and papers of one version, in the words that whoever checked by it had before them."""

    __tablename__ = "criteria_book"
    version: str = Field(primary_key=True)
    fields: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    kept_at: datetime = Field(sa_column=instant())


_LISTED = text("""
select r.*, coalesce(nullif(m.name, ''), m.email) as maker, coalesce(nullif(v.name, ''), v.email) as verifier,
    coalesce(nullif(b.name, ''), b.email) as back
from rule_version r join staff m on m.id = r.made_by left join staff v on v.id = r.verified_by
left join staff b on b.id = r.back_by
where r.file = :file and (r.org is null or r.org = any(:orgs)) order by r.made_at desc limit :limit
""")


def in_force(session: Session) -> list[Any]:
    """What has begun and was not taken back, in the order in which it is laid over the files."""
    return list(
        session.execute(
            text(
                "select * from rule_version where back_at is null"
                " and since <= (now() at time zone 'Asia/Bangkok')::date order by since, made_at"
            )
        )
    )


def listed(session: Session, file: str, orgs: Sequence[str], limit: int = 300) -> list[Any]:
    """Everything that was set for everybody or for these bodies, the newest first."""
    return list(session.execute(_LISTED, {"file": file, "orgs": list(orgs), "limit": limit}))


def mark(session: Session, key: UUID, what: str, *, by: UUID, now: datetime) -> bool:
    """what: verified or back; once each, and nothing once it was taken back."""
    done = session.execute(
        text(
            f"update rule_version set {what}_at = :now, {what}_by = :by"
            f" where id = :id and {what}_at is null and back_at is null"
        ),
        {"now": now, "by": by, "id": key},
    )
    return changed(done) > 0


def keep_book(session: Session, version: str, fields: Mapping[str, Any], *, now: datetime) -> None:
    row = {"version": version, "fields": dict(fields), "kept_at": now}
    session.execute(insert(CriteriaBook).values(row).on_conflict_do_nothing())


def book(session: Session, version: str) -> CriteriaBook | None:
    return session.get(CriteriaBook, version)


_RUNNING = text("""
select n.id, n.case_id, n.code, n.state, n.track, n.since, n.due_at, n.paused_at, c.owner, c.reference
from need n join "case" c on c.id = n.case_id
where n.state = :state and n.due_at is not null and c.state not in ('closed', 'cancelled', 'merged')
    and (:org = '' or c.owner = :org) order by n.due_at limit :limit
""")


def running(session: Session, state: str, org: str, *, limit: int = 20_000) -> list[Any]:
    """Needs of open cases whose clock of that step runs; org: "" for every owner."""
    return list(session.execute(_RUNNING, {"state": state, "org": org, "limit": limit}))


def checked_by(session: Session, fields: Sequence[str], org: str) -> dict[str, int]:
    """Version → open needs of these fields that were checked by it, "" for those not checked yet."""
    rows = session.execute(
        text(
            "select coalesce((select max(k.criteria) from need_check k where k.need_id = n.id), '') as version, count(*) as n"
            " from need n join \"case\" c on c.id = n.case_id where c.state not in ('closed', 'cancelled', 'merged')"
            " and n.state in ('confirmed', 'surveying', 'ready') and (:every or split_part(n.code, ':', 1) = any(:fields))"
            " and (:org = '' or c.owner = :org) group by 1"
        ),
        {"every": "every" in fields, "fields": list(fields), "org": org},
    )
    return {row.version: row.n for row in rows}
