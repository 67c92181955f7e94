"""What is late, and whom it was told: once a stage for each step, duty or answer that is owed."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, Index, text
from sqlmodel import Field, Session, SQLModel

from store.db import checked, instant, one_of


class Stage(StrEnum):
    """DOER: whoever is to do it. HEAD: after a further time."""

    DOER = "doer"
    HEAD = "head"


class LateTold(SQLModel, table=True):
    """subject: the need, the duty, or the case whose answer is owed. due_at: of that step; a later step, or the same with
    another day, is told anew. org: whose people were told."""

    __tablename__ = "late_told"
    __table_args__ = (checked("late_told", "stage", Stage), Index("late_told_of_day", "org", "at"))
    subject: UUID = Field(primary_key=True)
    due_at: datetime = Field(sa_column=Column(DateTime(timezone=True), primary_key=True))
    stage: str = Field(sa_column=one_of(Stage, primary_key=True))
    org: str
    at: datetime = Field(sa_column=instant())


_ENDED = "('closed', 'cancelled', 'merged')"
_CASE = "c.id as case_id, c.owner, coalesce(c.holder, '') as holder, c.assignee, c.urgency"
_FOUND = f"""
select n.id as subject, n.due_at, n.state as what, n.track, {_CASE} from need n join "case" c on c.id = n.case_id
where c.state not in {_ENDED} and n.due_at < :now and n.paused_at is null
union all
select t.id, t.due_at, 'task:' || t.kind, '', {_CASE} from case_task t join "case" c on c.id = t.case_id
where t.done_at is null and t.due_at < :now
union all
select c.id, c.opened_at, 'answer', '', {_CASE} from "case" c
where c.state not in {_ENDED} and c.state <> 'waiting_citizen' and c.opened_at < :before and not exists (select from message m
    where m.case_id = c.id and m.direction = 'out' and m.purpose in ('answer', 'news', 'moved', 'closed') and m.state <> 'failed')
"""
_LATE = text(f"""
select f.*, d.at as told_at from ({_FOUND}) f
left join late_told d on d.subject = f.subject and d.due_at = f.due_at and d.stage = 'doer'
where not exists (select from late_told h where h.subject = f.subject and h.due_at = f.due_at and h.stage = 'head')
order by d.at is not null, f.urgency, f.due_at, f.subject limit :limit
""")


def late(session: Session, now: datetime, *, unanswered_before: datetime, limit: int = 5000) -> list[Any]:
    """Not yet told to the head; first what was told nobody, then the most urgent, then the oldest.

    Rows: subject, due_at (of an answer: when the case was opened), what (the need's state, "task:" and its kind, or
    "answer"), track, case_id, owner, holder, assignee, urgency, told_at (the doer), None if nobody was.
    """
    return list(session.execute(_LATE, {"now": now, "before": unanswered_before, "limit": limit}))


def alone(session: Session) -> bool:
    """One clock at a time, until this transaction ends."""
    return bool(session.scalar(text("select pg_try_advisory_xact_lock(hashtext('late steps'))")))


def told_since(session: Session, since: datetime) -> dict[str, int]:
    """How much each body was told since then."""
    rows = session.execute(
        text("select org, count(*) as n from late_told where at >= :since group by org"), {"since": since}
    )
    return {row.org: row.n for row in rows}


def put(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.execute(
            text(
                "insert into late_told (subject, due_at, stage, org, at) values (:subject, :due_at, :stage, :org, :at)"
                " on conflict do nothing"
            ),
            list(rows),
        )
