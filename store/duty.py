"""Who is on duty where and when, and how a member of staff is rung: shifts, and contact points that were proven."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Date, Index, Time, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel, col

from store.db import changed, checked, instant, one_of
from store.ids import conversation_id
from store.people import Conversation


class Kind(StrEnum):
    """line: rung by a push. phone: rung by a text message and a call."""

    LINE = "line"
    PHONE = "phone"


class DutyKind(StrEnum):
    """alarm: rung when somebody is in danger. unit: goes out with the rapid unit (หน่วยเคลื่อนที่เร็ว)."""

    ALARM = "alarm"
    UNIT = "unit"


class DutyShift(SQLModel, table=True):
    """One person's duty: every week on `weekday` (Monday 0) or once on `day`, Bangkok time.

    ends at or before starts: it ends on the next day. rung: 1 is rung first. A shift of a single day stands in for
    the weekly ones of its rung while it lasts. Never changed: ended with `removed_at`, so that it can be told who
    was on duty when.
    """

    __tablename__ = "duty_shift"
    __table_args__ = (
        CheckConstraint("(weekday is null) <> (day is null)", name="duty_shift_once_or_weekly"),
        CheckConstraint("weekday between 0 and 6", name="duty_shift_weekday"),
        checked("duty_shift", "kind", DutyKind),
        CheckConstraint("rung between 1 and 9", name="duty_shift_rung"),
        Index("duty_shift_by_org", "org", postgresql_where=text("removed_at is null")),
    )
    id: UUID = Field(primary_key=True)
    org: str = Field(foreign_key="org.code")
    staff_id: UUID = Field(foreign_key="staff.id")
    kind: str = Field(default=DutyKind.ALARM.value, sa_column=one_of(DutyKind))
    rung: int
    weekday: int | None = None
    day: date | None = Field(default=None, sa_column=Column(Date, nullable=True))
    starts: time = Field(sa_column=Column(Time, nullable=False))
    ends: time = Field(sa_column=Column(Time, nullable=False))
    created_by: UUID = Field(foreign_key="staff.id")
    created_at: datetime = Field(sa_column=instant())
    removed_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class StaffContact(SQLModel, table=True):
    """A way to ring a member of staff. account: whose LINE chat it is, "" for a phone. value: LINE id, or +66….

    Nobody is rung on it before `verified_at`. code_hash: of the code that proves it, good until `code_until`.
    """

    __tablename__ = "staff_contact"
    __table_args__ = (
        checked("staff_contact", "kind", Kind),
        Index("staff_contact_by_staff", "staff_id", postgresql_where=text("removed_at is null")),
        Index("staff_contact_by_value", "value", postgresql_where=text("removed_at is null and value <> ''")),
        Index(
            "staff_contact_one_line",
            "account",
            "value",
            unique=True,
            postgresql_where=text("removed_at is null and kind = 'line' and verified_at is not null"),
        ),
    )
    id: UUID = Field(primary_key=True)
    staff_id: UUID = Field(foreign_key="staff.id")
    kind: str = Field(sa_column=one_of(Kind))
    account: str = ""
    value: str = ""
    code_hash: str = ""
    code_until: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    code_tries: int = 0
    created_at: datetime = Field(sa_column=instant())
    verified_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    removed_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


# -- shifts ------------------------------------------------------------------------------------------------------


def shifts(session: Session, orgs: Collection[str], kind: DutyKind = DutyKind.ALARM) -> list[DutyShift]:
    """Shifts of this kind in force at these organisations, of staff who are active."""
    found = select(DutyShift).where(
        col(DutyShift.org).in_(orgs),
        DutyShift.kind == kind.value,
        col(DutyShift.removed_at).is_(None),
        text("exists (select from staff where staff.id = duty_shift.staff_id and staff.active)"),
    )
    return list(session.scalars(found.order_by(col(DutyShift.rung), col(DutyShift.id))))


def remove_shift(session: Session, org: str, shift: UUID, now: datetime) -> bool:
    done = session.execute(
        text("update duty_shift set removed_at = :now where id = :id and org = :org and removed_at is null"),
        {"now": now, "id": shift, "org": org},
    )
    return changed(done) > 0


def members(session: Session, org: str, roles: Sequence[str]) -> list[Any]:
    """(id, name) of active staff with one of these roles there; org "" means anywhere (operators)."""
    return list(
        session.execute(
            text(
                "select s.id, coalesce(nullif(s.name, ''), s.email) as name from staff s where s.active and exists"
                " (select from membership m where m.staff_id = s.id and m.role = any(:roles)"
                " and (:org = '' or m.org = :org)) order by name, s.id"
            ),
            {"org": org, "roles": list(roles)},
        )
    )


UNIT = (
    "select distinct s.id, coalesce(nullif(s.name, ''), s.email) as name from membership m join staff s"
    " on s.id = m.staff_id where s.active and m.role = 'field' and m.org = any(:orgs) order by 2"
)
"""The field people of these bodies (store/casefacts.py)."""


def orgs_at_work(session: Session) -> list[str]:
    """Organisations with staff who handle cases: each owes a roster."""
    rows = session.execute(
        text(
            "select distinct m.org from membership m join staff s on s.id = m.staff_id and s.active"
            " where m.role not in ('auditor', 'operator') order by 1"
        )
    )
    return [row.org for row in rows]


# -- contact points ----------------------------------------------------------------------------------------------


def contacts(session: Session, staff: Collection[UUID]) -> list[StaffContact]:
    found = select(StaffContact).where(
        col(StaffContact.staff_id).in_(staff), col(StaffContact.removed_at).is_(None)
    )
    return list(session.scalars(found.order_by(col(StaffContact.kind), col(StaffContact.id))))


def proven(session: Session, staff: Collection[UUID]) -> list[StaffContact]:
    return [each for each in contacts(session, staff) if each.verified_at]


def contact(session: Session, key: UUID, *, lock: bool = False) -> StaffContact | None:
    return session.get(StaffContact, key, with_for_update=lock)


def holders(
    session: Session, senders: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], list[StaffContact]]:
    """(account, sender) → proven contact points, whoever's they are: a phone may be shared by a whole office."""
    if not senders:
        return {}
    found = session.scalars(
        select(StaffContact).where(
            col(StaffContact.value).in_({sender for _, sender in senders}),
            col(StaffContact.removed_at).is_(None),
            col(StaffContact.verified_at).is_not(None),
        )
    ).all()
    return {
        (account, sender): here
        for account, sender in senders
        if (here := [one for one in found if one.value == sender and one.account in {"", account}])
    }


def waiting_code(session: Session, account: str, code_hash: str, now: datetime) -> StaffContact | None:
    """The LINE contact point that this code proves, locked; None if there is none or it is too late."""
    found = select(StaffContact).where(
        StaffContact.kind == Kind.LINE.value,
        StaffContact.account == account,
        StaffContact.code_hash == code_hash,
        col(StaffContact.code_until) > now,
        col(StaffContact.verified_at).is_(None),
        col(StaffContact.removed_at).is_(None),
    )
    return session.scalars(found.with_for_update()).first()


def remove_contact(session: Session, staff: UUID, key: UUID, now: datetime) -> bool:
    done = session.execute(
        text(
            "update staff_contact set removed_at = :now, value = '' where id = :id and staff_id = :staff"
            " and removed_at is null"
        ),
        {"now": now, "id": key, "staff": staff},
    )
    return changed(done) > 0


def conversation_with(session: Session, contact: StaffContact, account: str, now: datetime) -> UUID:
    """The conversation that holds what we say to this contact point on that account, and nothing of any citizen."""
    key = conversation_id(account, f"staff:{contact.id}")
    row = {
        "id": key, "account": account, "sender": f"staff:{contact.id}", "contact_id": contact.id, "name": "",
        "language": "th", "reachable": True, "spam_count": 0, "opened_at": now,
    }  # fmt: skip
    session.execute(insert(Conversation).values(row).on_conflict_do_nothing())
    return key


def unreachable(session: Session, staff: Collection[UUID]) -> set[UUID]:
    """Contact points whose owner blocked the account or whose number does not exist."""
    rows = session.execute(
        text(
            "select c.contact_id from conversation c join staff_contact p on p.id = c.contact_id"
            " where p.staff_id = any(:staff) and not c.reachable"
        ),
        {"staff": list(staff)},
    )
    return {row.contact_id for row in rows}
