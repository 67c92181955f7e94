"""How staff come to an account: invitations, and the second factor that they may switch on."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Column, Text, text
from sqlmodel import Field, Session, SQLModel

from store.db import changed, instant
from store.ids import token_hash
from store.staff import Staff

LASTS = timedelta(days=7)


class Invitation(SQLModel, table=True):
    """A link that makes an account once; only its hash is kept."""

    __tablename__ = "invitation"
    token_hash: str = Field(primary_key=True)
    email: str
    org: str = Field(foreign_key="org.code", index=True)
    roles: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    by_staff_id: UUID = Field(foreign_key="staff.id")
    made_at: datetime = Field(sa_column=instant())
    used_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class SecondFactor(SQLModel, table=True):
    """A secret of RFC 6238 and one-time codes for a lost telephone.

    last_step: the newest time step whose code was taken, so that a code that was overheard opens nothing.
    """

    __tablename__ = "second_factor"
    staff_id: UUID = Field(primary_key=True, foreign_key="staff.id")
    secret: str
    last_step: int = 0
    spare: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    since: datetime = Field(sa_column=instant())


def invitation(session: Session, token: str, now: datetime) -> Invitation | None:
    """The living invitation of this link; None for a used, old or invented one."""
    row = session.get(Invitation, token_hash(token), with_for_update=True)
    return row if row and row.used_at is None and row.made_at > now - LASTS else None


def invited(session: Session, orgs: Sequence[str], now: datetime) -> list[Any]:
    """Invitations of these organisations that wait to be taken."""
    return list(
        session.execute(
            text(
                "select email, org, roles, made_at from invitation where org = any(:orgs) and used_at is null"
                " and made_at > :since order by made_at desc"
            ),
            {"orgs": list(orgs), "since": now - LASTS},
        )
    )


def second_factor(session: Session, staff: UUID) -> SecondFactor | None:
    return session.get(SecondFactor, staff)


def take_step(session: Session, staff: UUID, step: int) -> bool:
    """Whether this time step may still be used; it cannot be again."""
    done = session.execute(
        text("update second_factor set last_step = :step where staff_id = :staff and last_step < :step"),
        {"staff": staff, "step": step},
    )
    return changed(done) == 1


def take_spare(session: Session, staff: UUID, code: str) -> bool:
    """Whether this was one of the codes for a lost telephone; it is gone now."""
    done = session.execute(
        text(
            "update second_factor set spare = array_remove(spare, :code)"
            " where staff_id = :staff and :code = any(spare)"
        ),
        {"staff": staff, "code": token_hash(code)},
    )
    return changed(done) == 1


def drop_second_factor(session: Session, staff: UUID) -> None:
    session.execute(text("delete from second_factor where staff_id = :staff"), {"staff": staff})


def end_sessions(session: Session, staff: UUID, *, but: str = "") -> None:
    """Log the person out everywhere, except where they sit."""
    session.execute(
        text("delete from staff_session where staff_id = :staff and token_hash <> :but"),
        {"staff": staff, "but": token_hash(but) if but else ""},
    )


def staff_of(session: Session, orgs: Sequence[str]) -> list[Any]:
    """One row a person and organisation: name, e-mail, roles, whether active, second factor, last seen."""
    return list(
        session.execute(
            text(
                "select p.id, p.name, p.email, p.active, m.org, array_agg(m.role order by m.role) as roles,"
                " exists (select from second_factor f where f.staff_id = p.id)"
                " or exists (select from passkey k where k.staff_id = p.id) as second,"
                " (select max(seen_at) from staff_session s where s.staff_id = p.id) as seen_at"
                " from membership m join staff p on p.id = m.staff_id where m.org = any(:orgs)"
                " group by p.id, m.org order by m.org, p.active desc, p.name, p.email"
            ),
            {"orgs": list(orgs)},
        )
    )


def set_roles(session: Session, staff: UUID, org: str, roles: Sequence[str]) -> None:
    """Exactly these roles in this organisation."""
    session.execute(
        text("delete from membership where staff_id = :staff and org = :org"), {"staff": staff, "org": org}
    )
    session.execute(
        text(
            "insert into membership (staff_id, org, role) select :staff, :org, unnest(cast(:roles as text[]))"
        ),
        {"staff": staff, "org": org, "roles": list(roles)},
    )


def person(session: Session, staff: UUID) -> Staff | None:
    return session.get(Staff, staff)
