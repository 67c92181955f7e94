"""What was handed out: to whom it went is the case; what, how much, out of which money, who gave it, what proves it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, Numeric, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel, col

from store.db import changed, checked, instant, known, one_of


class HelpKind(StrEnum):
    GOODS = "goods"
    MONEY = "money"
    SERVICE = "service"


class MoneySource(StrEnum):
    """Whose purse: the body's own budget, the disaster advance of the ministry of finance, a gift, another body."""

    OWN = "own"
    ADVANCE = "advance"
    GIFT = "gift"
    OTHER = "other"


class Receipt(StrEnum):
    """NONE: nobody signed and nothing was photographed."""

    SIGNATURE = "signature"
    PHOTO = "photo"
    NONE = "none"


class Answer(StrEnum):
    """The citizen's own word on whether it arrived."""

    YES = "yes"
    NOT_YET = "not_yet"


class HelpGiven(SQLModel, table=True):
    """One thing given for one need. id: made by the giver's page, so that sending it twice is giving once.

    by_org: whose people gave it, as it was named then. amount: baht. receipt_file: names it in store/files.py.
    whole: nothing more is to come for this need. asked_at, answer, answered_at: whether the citizen says that it arrived. A mistake is voided, never removed.
    """

    __tablename__ = "help_given"
    __table_args__ = (
        checked("help_given", "kind", HelpKind),
        checked("help_given", "source", MoneySource),
        checked("help_given", "receipt", Receipt),
        CheckConstraint(f"answer = '' or {known('answer', Answer)}", name="help_given_answer_known"),
        CheckConstraint("quantity > 0", name="help_given_quantity"),
        CheckConstraint("amount >= 0", name="help_given_amount"),
        Index("help_given_of_case", "case_id", "given_at"),
        Index("help_given_by_org", "by_org", "given_at"),
    )
    id: UUID = Field(primary_key=True)
    case_id: UUID = Field(foreign_key="case.id")
    need_id: UUID = Field(foreign_key="need.id", index=True)
    by_org: str
    kind: str = Field(sa_column=one_of(HelpKind))
    what: str
    quantity: Decimal = Field(sa_column=Column(Numeric(12, 2), nullable=False))
    unit: str
    amount: Decimal | None = Field(default=None, sa_column=Column(Numeric(12, 2), nullable=True))
    source: str = Field(sa_column=one_of(MoneySource))
    given_at: datetime = Field(sa_column=instant())
    given_by: UUID = Field(foreign_key="staff.id")
    receipt: str = Field(sa_column=one_of(Receipt))
    receipt_file: str = ""
    receiver: str = ""
    whole: bool = True
    recorded_at: datetime = Field(sa_column=instant())
    asked_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    answer: str = ""
    answered_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    voided_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


def put(session: Session, row: dict[str, Any]) -> bool:
    """False when it is there already: the page was sent twice."""
    new = insert(HelpGiven).values(row).on_conflict_do_nothing(index_elements=["id"])
    return session.execute(new.returning(col(HelpGiven.id))).first() is not None


GIVEN = (
    "select h.*, n.code, coalesce(nullif(s.name, ''), s.email) as given_by_name from help_given h join need n on n.id = h.need_id"
    " join staff s on s.id = h.given_by where h.case_id = :case order by h.given_at, h.id"
)
"""What was given in a case, the newest last; voided too (store/casefacts.py)."""


def of_needs(session: Session, needs: Collection[UUID]) -> list[Any]:
    """Given and not voided."""
    return list(
        session.execute(
            text(
                "select * from help_given where need_id = any(:needs) and voided_at is null order by given_at"
            ),
            {"needs": list(needs)},
        )
    )


def mark_asked(session: Session, rows: Sequence[UUID], now: datetime) -> None:
    session.execute(
        text("update help_given set asked_at = :now where id = any(:rows)"), {"now": now, "rows": list(rows)}
    )


def answer(session: Session, case: UUID, said: Answer, now: datetime) -> list[Any]:
    """The citizen's word on everything of this case they were asked about and have not confirmed: (need_id, whole)."""
    return list(
        session.execute(
            text(
                "update help_given set answer = :said, answered_at = :now where case_id = :case and voided_at is null"
                " and asked_at is not null and answer <> 'yes' returning need_id, whole"
            ),
            {"said": said.value, "now": now, "case": case},
        )
    )


def void(session: Session, case: UUID, row: UUID, now: datetime) -> bool:
    done = session.execute(
        text(
            "update help_given set voided_at = :now where id = :id and case_id = :case and voided_at is null"
        ),
        {"now": now, "id": row, "case": case},
    )
    return changed(done) > 0


def one(session: Session, case: UUID, row: UUID) -> Any:
    return session.execute(
        text("select * from help_given where id = :id and case_id = :case"), {"id": row, "case": case}
    ).first()


PROOF = f"voided_at is null and (receipt in ('signature', 'photo') or answer = '{Answer.YES}')"


def proven(session: Session, case: UUID) -> bool:
    """Whether anything given in this case is proven: by a receipt or by the citizen's word."""
    found = session.execute(
        text(f"select 1 from help_given where case_id = :case and {PROOF} limit 1"), {"case": case}
    )
    return found.first() is not None


def outcomes(session: Session, orgs: Sequence[str], since: datetime, until: datetime) -> dict[str, int]:
    """How the cases of these owners ended in that time: reason → how many; helped and merely closed stand apart."""
    rows = session.execute(
        text(
            "select coalesce(c.ended_as, '') as ended_as, count(*) as n from \"case\" c"
            " where c.owner = any(:orgs) and c.state = 'closed' and c.closed_at >= :since and c.closed_at < :until"
            " group by 1"
        ),
        {"orgs": list(orgs), "since": since, "until": until},
    )
    return {row.ended_as: row.n for row in rows}
