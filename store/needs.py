"""The needs of cases: what each waits for, since when and until when, and how it was decided."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, Session, SQLModel

from store.cases import ENDED_FROM, NeedState, Track
from store.db import changed, checked, instant, known, one_of


class Decision(StrEnum):
    """What the committee may find about a need."""

    APPROVED = "approved"
    REFUSED = "refused"
    AMENDED = "amended"
    MORE_FACTS = "more_facts"
    OUTSIDE_CRITERIA = "outside_criteria"


class Need(SQLModel, table=True):
    """One thing a case needs, "field:need" (triage/rules/needs.toml). `proposed` by the reading, else by a person.

    since: when it came into this state. due_at: until when the step is to be done, none where no clock runs.
    stops: whether that clock stands still while the citizen is asked; paused_at: since when it does.
    decision, decision_reason: of the newest decision, the words are for staff. note: what the next person must know.
    """

    __tablename__ = "need"
    __table_args__ = (
        UniqueConstraint("case_id", "code"),
        checked("need", "state", NeedState),
        checked("need", "track", Track),
        CheckConstraint(f"decision = '' or {known('decision', Decision)}", name="need_decision_known"),
        Index("need_asked", "code", "created_at"),
        Index("need_due", "due_at", postgresql_where=text("due_at is not null and paused_at is null")),
        Index("need_to_survey", "case_id", postgresql_where=text("state = 'surveying'")),
    )
    id: UUID = Field(primary_key=True)
    case_id: UUID = Field(foreign_key="case.id", index=True)
    code: str
    state: str = Field(sa_column=one_of(NeedState))
    track: str = Field(sa_column=one_of(Track))
    track_set_by: UUID | None = Field(default=None, foreign_key="staff.id")
    created_at: datetime = Field(sa_column=instant())
    since: datetime = Field(sa_column=instant())
    due_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    stops: bool = False
    paused_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    decision: str = ""
    decision_reason: str = ""
    note: str = ""
    version: int = 1


STEPS = "select * from need where case_id = :case order by created_at, code"
"""Every need of a case, in the order they came; what was withdrawn too (also a part of store/casefacts.py)."""


def of_case(session: Session, case: UUID) -> list[Any]:
    return list(session.execute(text(STEPS), {"case": case}))


def one(session: Session, case: UUID, code: str) -> Any:
    """The need of that code, or None."""
    return session.execute(
        text("select * from need where case_id = :case and code = :code"), {"case": case, "code": code}
    ).first()


def move(session: Session, need: UUID, version: int, **columns: Any) -> bool:
    """Compare-and-set on the version that was shown; False when somebody else was quicker."""
    told = "".join(f"{name} = :{name}, " for name in columns)
    done = session.execute(
        text(f"update need set {told}version = version + 1 where id = :need and version = :shown"),
        {**columns, "need": need, "shown": version},
    )
    return changed(done) > 0


def without_clock(session: Session, case: UUID) -> list[Any]:
    """Confirmed on the page of the reading, and no clock laid down yet."""
    return list(
        session.execute(
            text("select * from need where case_id = :case and state = 'confirmed' and due_at is null"),
            {"case": case},
        )
    )


def lay_clock(session: Session, need: UUID, **columns: Any) -> None:
    """columns: due_at, stops, paused_at."""
    told = ", ".join(f"{name} = :{name}" for name in columns)
    session.execute(text(f"update need set {told} where id = :need"), {**columns, "need": need})


def follow_wait(session: Session, cases: Collection[UUID], *, now: datetime) -> None:
    """Clocks of these cases stand still while the citizen is asked, and go on by the time that they stood."""
    if not cases:
        return
    session.execute(
        text(
            'update need n set paused_at = :now from "case" c where c.id = n.case_id and c.id = any(:cases)'
            " and c.state = 'waiting_citizen' and n.stops and n.due_at is not null and n.paused_at is null"
        ),
        {"cases": list(cases), "now": now},
    )
    session.execute(
        text(
            "update need n set due_at = n.due_at + greatest(:now - n.paused_at, interval '0'), paused_at = null"
            ' from "case" c where c.id = n.case_id and c.id = any(:cases)'
            " and c.state <> 'waiting_citizen' and n.paused_at is not null"
        ),
        {"cases": list(cases), "now": now},
    )


_ENDED = "('closed', 'cancelled', 'merged')"


# case_access knows of each open case the nearest deadline and the day it was opened: the oldest are found without the rest
_OVERDUE = text("""
select c.reference, c.owner, c.assignee, c.place_text, n.code, n.state, n.track, n.due_at, c.opened_at
from (select a.case_id from case_access a where a.org = any(:orgs) and a.relation = 'owner' and a.rank < :ended
    and a.due_at < :now order by a.due_at limit :limit) late
join "case" c on c.id = late.case_id join need n on n.case_id = c.id and n.due_at < :now and n.paused_at is null
union all (
    select c.reference, c.owner, c.assignee, c.place_text, '', c.state, '', null, c.opened_at
    from (select a.case_id, a.opened_at from case_access a where a.org = any(:orgs) and a.relation = 'owner'
        and a.rank < :ended and a.state <> 'waiting_citizen' and a.opened_at < :before order by a.opened_at) old
    join "case" c on c.id = old.case_id
    where not exists (select from message m where m.case_id = old.case_id and m.direction = 'out'
        and m.purpose in ('answer', 'news', 'moved', 'closed') and m.state <> 'failed')
    order by old.opened_at limit :limit)
union all
select c.reference, c.owner, c.assignee, c.place_text, 'task:' || t.kind, c.state, '', t.due_at, c.opened_at
from case_task t join "case" c on c.id = t.case_id where c.owner = any(:orgs) and t.done_at is null and t.due_at < :now
order by due_at nulls first, opened_at limit :limit
""")


def overdue(
    session: Session, orgs: Sequence[str], now: datetime, *, unanswered_before: datetime, limit: int = 500
) -> list[Any]:
    """Steps of these owners' open cases whose time is over, duties too, and cases without any answer, the oldest first.

    Rows: reference, owner, assignee, code ("" for the answer, "task:" and its kind for a duty), state, track, due_at (None for the answer), opened_at.
    unanswered_before: what was opened before that and has had no word of ours beyond the receipt is overdue.
    """
    facts = {"orgs": list(orgs), "now": now, "before": unanswered_before, "limit": limit, "ended": ENDED_FROM}
    return list(session.execute(_OVERDUE, facts))


def to_survey(session: Session, orgs: Sequence[str], limit: int = 200) -> list[Any]:
    """Cases of these owners with a need that is to be surveyed: the most urgent first."""
    return list(
        session.execute(
            text(
                "select c.id, c.reference, c.urgency, c.place_text, c.vulnerable, min(n.due_at) as due_at,"
                ' array_agg(n.code order by n.code) as codes from need n join "case" c on c.id = n.case_id'
                f" where n.state = 'surveying' and c.owner = any(:orgs) and c.state not in {_ENDED}"
                " group by c.id order by c.urgency, min(n.due_at) limit :limit"
            ),
            {"orgs": list(orgs), "limit": limit},
        )
    )
