"""What a meeting has before it: needs to decide on, and help that was given at once and is reported afterwards."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, Numeric, Text, UniqueConstraint, text
from sqlmodel import Field, Session, SQLModel

from store.db import changed, checked, instant, known, one_of
from store.needs import Decision


class Purpose(StrEnum):
    DECIDE = "decide"
    REPORT = "report"


class AgendaItem(SQLModel, table=True):
    """One need before one meeting. help: what is given, in the committee's words; amount in baht; both may be empty."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        UniqueConstraint("meeting_id", "need_id"),
        checked("agenda_item", "purpose", Purpose),
        CheckConstraint(f"decision = '' or {known('decision', Decision)}", name="agenda_item_decision_known"),
        CheckConstraint("amount is null or amount >= 0", name="agenda_item_amount"),
        Index("agenda_item_of_need", "need_id"),
    )
    id: UUID = Field(primary_key=True)
    meeting_id: UUID = Field(foreign_key="meeting.id")
    need_id: UUID = Field(foreign_key="need.id")
    purpose: str = Field(sa_column=one_of(Purpose))
    position: int
    decision: str = Field(default="", sa_column=Column(Text, nullable=False))
    help: str = ""
    amount: Decimal | None = Field(default=None, sa_column=Column(Numeric(14, 2), nullable=True))
    reason: str = ""
    decided_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    decided_by: UUID | None = Field(default=None, foreign_key="staff.id")


SAID_PLACE = (
    "coalesce((select string_agg(concat_ws(' ', m.facts->>'place', m.facts->>'place_said'), ' ') from message m"
    " where m.case_id = c.id and m.direction = 'in' and m.facts ?| array['place', 'place_said']), '') as said_place"
)
"""The place in the person's or the clerk's own words, where a house number stands that no register knows."""
_CASE = (
    "n.id as need_id, n.code, n.state, n.track, n.version, n.since, n.decision as found, n.created_at as asked_at,"
    " c.id as case_id, c.reference, c.category, c.place_text, c.moo, c.tambon_code, c.amphoe_code, c.opened_at,"
    " c.vulnerable, c.incident_id, c.person_id, c.phone, c.owner, c.language, c.text,"
    f" coalesce(nullif(p.name, ''), t.name, '') as who, {SAID_PLACE}"
)
_JOINS = (
    'join "case" c on c.id = n.case_id join conversation t on t.id = c.conversation_id'
    " left join person p on p.id = c.person_id"
)
_ENDED = "('closed', 'cancelled', 'merged')"


def items(session: Session, meeting: UUID) -> list[Any]:
    """The agenda in its order: each item with its need, its case and who asked."""
    return list(
        session.execute(
            text(
                "select a.id as item, a.meeting_id, a.purpose, a.position, a.decision, a.help, a.amount, a.reason,"
                f" a.decided_at, a.decided_by, {_CASE} from agenda_item a join need n on n.id = a.need_id {_JOINS}"
                " where a.meeting_id = :id order by a.purpose, split_part(n.code, ':', 1), a.position, n.id"
            ),
            {"id": meeting},
        )
    )


def of_case(session: Session, case: UUID) -> list[Any]:
    """Needs of one case that a committee may have before it, in the order they came."""
    return list(
        session.execute(
            text(
                f"select {_CASE} from need n {_JOINS} where c.id = :case"
                " and n.state not in ('proposed', 'withdrawn') order by n.created_at, n.code"
            ),
            {"case": case},
        )
    )


def items_of(session: Session, needs: Sequence[UUID]) -> dict[UUID, Any]:
    """Need → its newest decided item with the number and the day of the meeting."""
    rows = session.execute(
        text(
            "select distinct on (a.need_id) a.*, m.number, m.year, m.day, m.minutes_number, m.org"
            " from agenda_item a join meeting m on m.id = a.meeting_id"
            " where a.need_id = any(:needs) and a.decided_at is not null order by a.need_id, a.decided_at desc"
        ),
        {"needs": list(needs)},
    )
    return {row.need_id: row for row in rows}


def ready(session: Session, org: str) -> list[Any]:
    """Needs of this body that wait for the committee and are before no open meeting: by category, the oldest first."""
    return list(
        session.execute(
            text(
                f"select {_CASE} from need n {_JOINS} where c.owner = :org and n.state = 'ready'"
                f" and n.track = 'committee' and c.state not in {_ENDED} and {_ON_NO_AGENDA}"
                " order by split_part(n.code, ':', 1), n.since, n.id limit 1000"
            ),
            {"org": org},
        )
    )


_ON_NO_AGENDA = (
    "not exists (select from agenda_item a join meeting m on m.id = a.meeting_id"
    " where a.need_id = n.id and m.state = 'planned')"
)


def unreported(session: Session, org: str) -> list[Any]:
    """Help that went out at once, without the committee, and has not been reported to it yet; the oldest first."""
    return list(
        session.execute(
            text(
                f"select {_CASE} from need n {_JOINS} where c.owner = :org and n.track = 'immediate'"
                " and n.state in ('helping', 'helped') and not exists (select from agenda_item a"
                " where a.need_id = n.id and a.purpose = 'report') order by n.since, n.id limit 1000"
            ),
            {"org": org},
        )
    )


def put(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """rows: {"id", "meeting", "need", "purpose"}; what is on this agenda already stays where it is."""
    if rows:
        session.execute(
            text(
                "insert into agenda_item (id, meeting_id, need_id, purpose, position, decision, help, reason)"
                " select :id, :meeting, :need, :purpose, coalesce(max(position), 0) + 1, '', '', ''"
                " from agenda_item where meeting_id = :meeting on conflict do nothing"
            ),
            rows,
        )


def take_off(session: Session, meeting: UUID, item: UUID) -> bool:
    """Only what is not decided."""
    done = session.execute(
        text("delete from agenda_item where id = :id and meeting_id = :meeting and decided_at is null"),
        {"id": item, "meeting": meeting},
    )
    return changed(done) > 0


def take_off_undecided(session: Session, meeting: UUID) -> int:
    """What a meeting did not come to goes to the next one."""
    done = session.execute(
        text(
            "delete from agenda_item where meeting_id = :meeting and purpose = 'decide' and decided_at is null"
        ),
        {"meeting": meeting},
    )
    return changed(done)


def keep(session: Session, item: UUID, **columns: Any) -> None:
    told = ", ".join(f"{name} = :{name}" for name in columns)
    session.execute(text(f"update agenda_item set {told} where id = :id"), {**columns, "id": item})
