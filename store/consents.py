"""Help outside the criteria: the letter to the governor, when it went, what came back (source: last line)."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Numeric, Text, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel

from store.db import changed, instant, known


class Answer(StrEnum):
    CONSENTED = "consented"
    DECLINED = "declined"


class ConsentRequest(SQLModel, table=True):
    """One need put before the governor. help, amount, reason: as the letter says them. reminded_at: of the clock."""

    __tablename__ = "consent_request"
    __table_args__ = (
        CheckConstraint(f"answer = '' or {known('answer', Answer)}", name="consent_request_answer_known"),
        CheckConstraint("answer = '' or answered_on is not null", name="consent_request_answered"),
        CheckConstraint("answer <> 'consented' or consent_number <> ''", name="consent_request_number"),
    )
    need_id: UUID = Field(primary_key=True, foreign_key="need.id")
    org: str = Field(foreign_key="org.code", index=True)
    letter_number: str = ""
    help: str = ""
    amount: Decimal | None = Field(default=None, sa_column=Column(Numeric(14, 2), nullable=True))
    reason: str = ""
    sent_on: date | None = None
    answered_on: date | None = None
    answer: str = Field(default="", sa_column=Column(Text, nullable=False))
    consent_number: str = ""
    answer_reason: str = ""
    reminded_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    changed_by: UUID = Field(foreign_key="staff.id")
    changed_at: datetime = Field(sa_column=instant())


def put(session: Session, need: UUID, **columns: Any) -> None:
    """A request, or what is changed of it."""
    blank = {
        "letter_number": "",
        "help": "",
        "reason": "",
        "answer": "",
        "consent_number": "",
        "answer_reason": "",
    }
    statement = insert(ConsentRequest).values({"need_id": need, **blank, **columns})
    session.execute(statement.on_conflict_do_update(index_elements=["need_id"], set_=columns))


def of_org(session: Session, org: str) -> list[Any]:
    """Needs of this body that are outside the criteria, in whatever state, what waits first: need, case, request."""
    return list(
        session.execute(
            text(
                "select n.id as need_id, n.code, n.state, n.version, n.since, n.decision, c.id as case_id, c.reference,"
                " c.place_text, c.province_code, c.opened_at, c.state as case_state,"
                " coalesce(nullif(p.name, ''), t.name, '') as who,"
                " r.letter_number, r.help, r.amount, r.reason, r.sent_on, r.answered_on, r.answer, r.consent_number,"
                " r.answer_reason, r.reminded_at"
                ' from need n join "case" c on c.id = n.case_id join conversation t on t.id = c.conversation_id'
                " left join person p on p.id = c.person_id left join consent_request r on r.need_id = n.id"
                " where c.owner = :org and (r.need_id is not null"
                " or (n.state in ('decided', 'awaiting_governor') and n.decision = 'outside_criteria'))"
                " order by r.answered_on is not null, r.sent_on nulls first, n.since limit 300"
            ),
            {"org": org},
        )
    )


def unanswered(
    session: Session, *, sent_before: date, reminded_before: datetime, limit: int = 200
) -> list[Any]:
    """Letters that went out so long ago and are still without an answer, and nobody was reminded since."""
    return list(
        session.execute(
            text(
                "select r.need_id, r.org, c.id as case_id, c.assignee from consent_request r"
                ' join need n on n.id = r.need_id join "case" c on c.id = n.case_id'
                " where r.answer = '' and r.sent_on <= :sent and n.state = 'awaiting_governor'"
                " and (r.reminded_at is null or r.reminded_at < :reminded) order by r.sent_on limit :limit"
            ),
            {"sent": sent_before, "reminded": reminded_before, "limit": limit},
        )
    )


def reminded(session: Session, need: UUID, now: datetime) -> bool:
    done = session.execute(
        text("update consent_request set reminded_at = :now where need_id = :id"), {"id": need, "now": now}
    )
    return changed(done) > 0


def keepers(session: Session, org: str, roles: list[str]) -> list[UUID]:
    """Staff of a body in one of these roles."""
    rows = session.execute(
        text(
            "select distinct m.staff_id from membership m join staff s on s.id = m.staff_id and s.active"
            " where m.org = :org and m.role = any(:roles)"
        ),
        {"org": org, "roles": roles},
    )
    return [row.staff_id for row in rows]
