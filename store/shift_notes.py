"""What one shift of a centre leaves to the next: a text, and how much was open when it was written."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, Session, SQLModel

from store.cases import ENDED_FROM
from store.db import changed, instant


class ShiftNote(SQLModel, table=True):
    """alarms, open_cases, unassigned: counted when it was written and never again. seen: by whoever took over."""

    __tablename__ = "shift_note"
    __table_args__ = (Index("shift_note_list", "org", text("at desc")),)
    id: UUID = Field(primary_key=True)
    org: str = Field(foreign_key="org.code")
    by_staff_id: UUID = Field(foreign_key="staff.id")
    at: datetime = Field(sa_column=instant())
    words: str
    alarms: int
    open_cases: int
    unassigned: int
    seen_by_staff_id: UUID | None = Field(default=None, foreign_key="staff.id")
    seen_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class StaffDigest(SQLModel, table=True):
    """A staff member who wants a mail a day about what waits under the bell. sent_on: the day of the last."""

    __tablename__ = "staff_digest"
    staff_id: UUID = Field(primary_key=True, foreign_key="staff.id")
    sent_on: date | None = None


def standing(session: Session, org: str) -> Any:
    """alarms, open_cases, unassigned of a centre now."""
    return session.execute(
        text(
            "select (select count(*) from alarm where ended_at is null and :org = any(orgs)) as alarms,"
            " count(*) as open_cases, count(*) filter (where assignee is null) as unassigned from case_access"
            " where org = :org and relation = 'owner' and rank < :ended"
        ),
        {"org": org, "ended": ENDED_FROM},
    ).one()


def listed(session: Session, orgs: Sequence[str], *, limit: int = 30) -> list[Any]:
    """The newest notes of these centres, with who wrote and who took over."""
    return list(
        session.execute(
            text(
                "select n.*, w.name as by_name, s.name as seen_name from shift_note n"
                " join staff w on w.id = n.by_staff_id left join staff s on s.id = n.seen_by_staff_id"
                " where n.org = any(:orgs) order by n.at desc limit :limit"
            ),
            {"orgs": list(orgs), "limit": limit},
        )
    )


def waiting(session: Session, orgs: Sequence[str], staff: UUID) -> int:
    """Notes of these centres that nobody has taken over yet, but for one's own."""
    found = session.execute(
        text(
            "select count(*) from shift_note where org = any(:orgs) and seen_at is null and by_staff_id <> :staff"
        ),
        {"orgs": list(orgs), "staff": staff},
    )
    return int(found.scalar_one())


def take_over(session: Session, note: UUID, orgs: Sequence[str], staff: UUID, *, now: datetime) -> str:
    """The centre whose note this person has seen first; "" if somebody has, or it is their own."""
    row = session.execute(
        text(
            "update shift_note set seen_by_staff_id = :staff, seen_at = :now where id = :id and org = any(:orgs)"
            " and seen_at is null and by_staff_id <> :staff returning org"
        ),
        {"id": note, "orgs": list(orgs), "staff": staff, "now": now},
    ).first()
    return str(row.org) if row else ""


def wants_digest(session: Session, staff: UUID) -> bool:
    return session.get(StaffDigest, staff) is not None


def want_digest(session: Session, staff: UUID, *, wants: bool) -> None:
    order = (
        "insert into staff_digest (staff_id) values (:staff) on conflict do nothing"
        if wants
        else "delete from staff_digest where staff_id = :staff"
    )
    session.execute(text(order), {"staff": staff})


def claim_digests(session: Session, today: date) -> list[Any]:
    """Who wants a mail today and has not been sent one, marked as sent: id, email, and unread lines by kind."""
    return list(
        session.execute(
            text(
                "with due as (update staff_digest d set sent_on = :today from staff s where s.id = d.staff_id"
                " and s.active and (d.sent_on is null or d.sent_on < :today) returning s.id, s.email)"
                " select due.id, due.email, n.what, sum(n.times) as n from due join staff_notice n on n.staff_id = due.id"
                " and n.read_at is null group by due.id, due.email, n.what order by due.id, n.what"
            ),
            {"today": today},
        )
    )


def forget(session: Session, staff: UUID, today: date) -> int:
    """A mail that did not go out is tried again at the next round."""
    done = session.execute(
        text("update staff_digest set sent_on = null where staff_id = :staff and sent_on = :today"),
        {"staff": staff, "today": today},
    )
    return changed(done)
