"""Staff, what they are in which organisation, and their sessions."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, delete, func, select, text
from sqlmodel import Field, Session, SQLModel, col

from store.db import checked, instant, one_of
from store.ids import token_hash


class Role(StrEnum):
    CLERK = "clerk"
    FIELD = "field"
    SECRETARY = "secretary"
    HEAD = "head"
    ADMIN = "admin"
    AUDITOR = "auditor"
    OPERATOR = "operator"


class Staff(SQLModel, table=True):
    __tablename__ = "staff"
    id: UUID = Field(primary_key=True)
    email: str = Field(unique=True)
    name: str = ""
    password_hash: str
    active: bool = True
    created_at: datetime = Field(sa_column=instant())


class Membership(SQLModel, table=True):
    """One role in one organisation; a person may hold several. An operator's org is the home desk, for the record."""

    __tablename__ = "membership"
    __table_args__ = (checked("membership", "role", Role),)
    staff_id: UUID = Field(primary_key=True, foreign_key="staff.id")
    org: str = Field(primary_key=True, foreign_key="org.code")
    role: str = Field(sa_column=one_of(Role, primary_key=True))


class StaffSession(SQLModel, table=True):
    """A login. Only the hash of the cookie is kept, so that a copy of this table opens no door."""

    __tablename__ = "staff_session"
    token_hash: str = Field(primary_key=True)
    staff_id: UUID = Field(foreign_key="staff.id", index=True)
    created_at: datetime = Field(sa_column=instant())
    seen_at: datetime = Field(sa_column=instant())
    ends_at: datetime = Field(sa_column=instant())


class Attempt(SQLModel, table=True):
    """Counted tries of something that is limited (login, track): key is a hash, never an address or a name."""

    __tablename__ = "attempt"
    key: str = Field(primary_key=True)
    window_start: datetime = Field(sa_column=Column(DateTime(timezone=True), primary_key=True))
    count: int = 0


def by_email(session: Session, email: str) -> Staff | None:
    return session.scalars(select(Staff).where(Staff.email == email.strip().lower())).one_or_none()


def orgs_of(session: Session, staff: UUID) -> list[str]:
    """Every organisation this person holds a role in."""
    rows = session.scalars(select(col(Membership.org)).where(Membership.staff_id == staff).distinct())
    return list(rows.all())


def names(session: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    rows = session.execute(select(col(Staff.id), col(Staff.name)).where(col(Staff.id).in_(ids)))
    return {row.id: row.name for row in rows}


def active(session: Session, key: UUID) -> Staff | None:
    """The person, unless they have left."""
    found = session.get(Staff, key)
    return found if found is not None and found.active else None


def roles(session: Session, key: UUID) -> list[tuple[str, str]]:
    """(organisation, role) of everything this person is."""
    rows = session.execute(text("select org, role from membership where staff_id = :id"), {"id": key})
    return [(row.org, row.role) for row in rows]


def colleagues(session: Session, orgs: Collection[str]) -> list[Any]:
    """id, name, orgs of everybody active who holds a role that handles cases in one of these, by name."""
    return list(
        session.execute(
            text(
                "select s.id, coalesce(nullif(s.name, ''), s.email) as name, array_agg(distinct m.org) as orgs"
                " from staff s join membership m on m.staff_id = s.id where s.active and m.org = any(:orgs)"
                " and m.role not in ('auditor', 'operator') group by s.id order by 2 limit 200"
            ),
            {"orgs": list(orgs)},
        )
    )


def any_staff(session: Session) -> bool:
    return session.scalar(select(func.count()).select_from(Staff)) != 0


ENTERS = text("""
select s.staff_id, s.seen_at, coalesce(nullif(p.name, ''), p.email) as name,
    array_remove(array_agg(m.org), null) as orgs, array_remove(array_agg(m.role), null) as roles,
    coalesce(t.compact, false) as compact, coalesce(t.toured, false) as toured
from staff_session s join staff p on p.id = s.staff_id and p.active left join membership m on m.staff_id = p.id
left join staff_taste t on t.staff_id = p.id
where s.token_hash = :token and s.ends_at > :now group by s.token_hash, p.id, t.staff_id
""")
"""The active staff member of a living session: staff_id, name, roles with their orgs, pair by pair, and how they like
the inbox (store/views.py:StaffTaste). token: its hash."""
SEEN_EVERY = timedelta(minutes=5)


def seen(session: Session, token: str, now: datetime) -> None:
    """The session was used; noted every few minutes (SEEN_EVERY), not at every page."""
    session.execute(
        text("update staff_session set seen_at = :now where token_hash = :token"),
        {"now": now, "token": token_hash(token)},
    )


def end_session(session: Session, token: str) -> None:
    session.execute(delete(StaffSession).where(StaffSession.token_hash == token_hash(token)))


def tries(session: Session, key: str, *, now: datetime, window: timedelta) -> int:
    """Count one more try of `key` in the current window and return how many there are now."""
    start = datetime.fromtimestamp(
        now.timestamp() // window.total_seconds() * window.total_seconds(), now.tzinfo
    )
    return int(
        session.execute(
            text(
                "insert into attempt (key, window_start, count) values (:key, :start, 1)"
                " on conflict (key, window_start) do update set count = attempt.count + 1 returning count"
            ),
            {"key": token_hash(key), "start": start},
        ).scalar_one()
    )


def give_back(session: Session, key: str) -> None:
    """A try that succeeded does not count: who logs in often is not who guesses."""
    session.execute(
        text("update attempt set count = count - 1 where key = :key and count > 0"), {"key": token_hash(key)}
    )


def forget_old(session: Session, now: datetime) -> None:
    session.execute(text("delete from attempt where window_start < :old"), {"old": now - timedelta(days=1)})
    session.execute(text("delete from staff_session where ends_at < :now"), {"now": now})
