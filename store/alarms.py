"""Alarms: a life is in danger and somebody must say that they go. Rows of the ladder and of everyone who was rung."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Column, Index, Text, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel, col

from store.db import changed, checked, instant, one_of

TURN = 7312
"""Advisory lock of the clock whose turn it is; it ends with the transaction, also when the process is killed."""


class Cause(StrEnum):
    """opened: danger from the first word. raised: found later. again: new danger after an earlier alarm ended."""

    OPENED = "opened"
    RAISED = "raised"
    AGAIN = "again"


class Way(StrEnum):
    """shown: in the inbox, for want of a roster. none: nobody could be rung."""

    LINE = "line"
    SMS = "sms"
    VOICE = "voice"
    SHOWN = "shown"
    NONE = "none"


class Why(StrEnum):
    """Which part of the ladder rang them; flood: told that there are too many alarms."""

    DUTY = "duty"
    HEAD = "head"
    OPERATOR = "operator"
    FLOOD = "flood"


class Alarm(SQLModel, table=True):
    """One alarm of one case; at most one is not ended. orgs: whose rosters are rung. step: next rung of the ladder.

    next_at: when it falls due, null once somebody acknowledged. nobody: not a single contact point could be rung.
    """

    __tablename__ = "alarm"
    __table_args__ = (
        checked("alarm", "cause", Cause),
        Index("alarm_one_open", "case_id", unique=True, postgresql_where=text("ended_at is null")),
        Index("alarm_due", "next_at", postgresql_where=text("ended_at is null")),
        Index("alarm_of_case", "case_id", "opened_at"),
        Index("alarm_ended", "ended_at", postgresql_where=text("ended_at is not null")),
    )
    id: UUID = Field(primary_key=True)
    case_id: UUID = Field(foreign_key="case.id")
    cause: str = Field(sa_column=one_of(Cause))
    orgs: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    step: int = 0
    nobody: bool = False
    opened_at: datetime = Field(sa_column=instant())
    next_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    acknowledged_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    acknowledged_by: UUID | None = Field(default=None, foreign_key="staff.id")
    acknowledged_how: str = ""
    ended_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    ended_by: UUID | None = Field(default=None, foreign_key="staff.id")
    end_reason: str = ""
    end_words: str = ""


class AlarmRing(SQLModel, table=True):
    """One way in which one person is rung for one alarm. called_at, message_id: once it is in the outbox.

    Until then it waits for the next call to that person, which covers everything that waits for them.
    """

    __tablename__ = "alarm_ring"
    __table_args__ = (
        checked("alarm_ring", "way", Way),
        checked("alarm_ring", "why", Why),
        Index("alarm_ring_of_alarm", "alarm_id", "at"),
        Index("alarm_ring_waiting", "contact_id", postgresql_where=text("called_at is null and contact_id is not null")),
        Index("alarm_ring_called", "contact_id", "called_at", postgresql_where=text("called_at is not null")),
    )  # fmt: skip
    id: UUID = Field(primary_key=True)
    alarm_id: UUID = Field(foreign_key="alarm.id")
    at: datetime = Field(sa_column=instant())
    step: int
    why: str = Field(sa_column=one_of(Why))
    org: str
    staff_id: UUID | None = Field(default=None, foreign_key="staff.id")
    contact_id: UUID | None = Field(default=None, foreign_key="staff_contact.id")
    way: str = Field(sa_column=one_of(Way))
    called_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    message_id: UUID | None = Field(default=None, foreign_key="message.id")


def my_turn(session: Session) -> bool:
    """Whether no other clock is at it; holds until the transaction ends."""
    return bool(session.execute(text("select pg_try_advisory_xact_lock(:key)"), {"key": TURN}).scalar_one())


# a case in danger without an alarm, or with new words of danger (or a person's word) since its last one ended
_WANTING = text("""
select c.id, 'opened' as cause from "case" c
where c.urgency = 'U0' and c.state not in ('closed', 'cancelled', 'merged')
    and not exists (select from alarm a where a.case_id = c.id)
    and exists (select from case_event e where e.case_id = c.id and e.verb = 'opened' and e.facts->>'urgency' = 'U0')
union all
select c.id, 'raised' from "case" c
where c.urgency = 'U0' and c.state not in ('closed', 'cancelled', 'merged')
    and not exists (select from alarm a where a.case_id = c.id)
    and not exists (select from case_event e where e.case_id = c.id and e.verb = 'opened' and e.facts->>'urgency' = 'U0')
union all
select c.id, 'again' from "case" c
join lateral (select max(coalesce(a.ended_at, 'infinity')) as at from alarm a where a.case_id = c.id) last on last.at is not null
where c.urgency = 'U0' and c.state not in ('closed', 'cancelled', 'merged')
    and exists (select from case_event e where e.case_id = c.id and e.at > last.at
        and (e.verb = 'danger' or (e.verb = 'corrected' and e.facts->'after'->>'urgency' = 'U0')))
order by 1 limit :limit
""")


def wanting(session: Session, limit: int = 500) -> list[Any]:
    """Cases that want an alarm: (id, cause)."""
    return list(session.execute(_WANTING, {"limit": limit}))


def put_alarm(session: Session, row: dict[str, Any]) -> bool:
    """False when the case has an open alarm already."""
    done = session.execute(insert(Alarm).values(row).on_conflict_do_nothing().returning(col(Alarm.id)))
    return done.first() is not None


def put_rings(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(AlarmRing), rows)


CASE = """
a.id, a.case_id, a.cause, a.orgs, a.step, a.nobody, a.opened_at, a.next_at, a.acknowledged_at, a.acknowledged_by,
    a.acknowledged_how, a.ended_at, a.end_reason, a.end_words, c.reference, c.owner, c.hub, c.kind, c.category,
    c.place_text, c.reasons, c.silent, c.account, c.tambon_code,
    (select home_org from account where account.code = c.account) as home
"""


def due(session: Session, now: datetime, limit: int = 500) -> list[Any]:
    """Alarms whose next rung is due, or whose case has moved to a body that was not rung yet; oldest first."""
    return list(
        session.execute(
            text(
                f'select {CASE} from alarm a join "case" c on c.id = a.case_id where a.ended_at is null'
                " and a.acknowledged_at is null and (a.next_at <= :now or not c.owner = any(a.orgs))"
                " order by a.opened_at, a.id limit :limit for update of a skip locked"
            ),
            {"now": now, "limit": limit},
        )
    )


def advance(session: Session, alarm: Any, *, step: int, next_at: datetime | None, **facts: Any) -> bool:
    """The compare-and-set of the ladder: False when somebody else has taken this step, or acknowledged."""
    done = session.execute(
        text(
            "update alarm set step = :step, next_at = :next_at, nobody = :nobody, orgs = cast(:orgs as text[])"
            " where id = :id and step = :was and acknowledged_at is null and ended_at is null"
        ),
        {"id": alarm.id, "was": alarm.step, "step": step, "next_at": next_at, "nobody": alarm.nobody, "orgs": alarm.orgs}
        | facts,
    )  # fmt: skip
    return changed(done) > 0


def put_off(session: Session, alarm: UUID, until: datetime) -> None:
    session.execute(text("update alarm set next_at = :at where id = :id"), {"id": alarm, "at": until})


def standing(session: Session, case: UUID) -> list[tuple[str, str]]:
    rows = session.execute(
        text(
            "select org, relation from case_access where case_id = :case and relation in ('owner', 'candidate', 'hub')"
            " order by relation = 'owner' desc, org"
        ),
        {"case": case},
    )
    return [(row.org, row.relation) for row in rows]


def acknowledge(
    session: Session, alarms: Collection[UUID], *, staff: UUID, how: str, now: datetime
) -> list[Any]:
    """The alarms that nobody had acknowledged before: (id, case_id, reference, orgs)."""
    return list(
        session.execute(
            text(
                "update alarm a set acknowledged_at = :now, acknowledged_by = :staff, acknowledged_how = :how,"
                ' next_at = null from "case" c where c.id = a.case_id and a.id = any(:ids)'
                " and a.acknowledged_at is null and a.ended_at is null"
                " returning a.id, a.case_id, c.reference, a.orgs"
            ),
            {"ids": list(alarms), "staff": staff, "how": how, "now": now},
        )
    )


def end(session: Session, alarm: UUID, *, staff: UUID, reason: str, words: str, now: datetime) -> bool:
    done = session.execute(
        text(
            "update alarm set ended_at = :now, ended_by = :staff, end_reason = :reason, end_words = :words,"
            " next_at = null where id = :id and ended_at is null"
        ),
        {"id": alarm, "now": now, "staff": staff, "reason": reason, "words": words},
    )
    return changed(done) > 0
