"""By the clock: who is to do a step hears that it is late, once; its head hears after a further time (rules/clocks.toml).

Never outside office hours, except of danger; never more a day to one body than the rule says, so that nobody stops reading.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework import clocks, deadlines
from casework.notices_staff import notify
from store import duty, late
from store.cases import NeedState, Urgency
from store.ids import BANGKOK
from store.late import Stage
from store.staff import Role

N = NeedState
_OF_THE_COMMITTEE = frozenset({N.READY, N.DECIDED, N.AWAITING_GOVERNOR, N.CONSENTED, "task:after_report"})
_ELSEWHERE = frozenset({N.BEYOND_CAPACITY, N.REFERRED})
_HEADS = (Role.HEAD, Role.ADMIN)


def tell(session: Session, now: datetime) -> int:
    """How much was told; nothing while another clock is at it."""
    if not late.alone(session):
        return 0
    before = clocks.unanswered_before(now)
    calendar, today = deadlines.load(session, now), datetime.combine(now.astimezone(BANGKOK), time(), BANGKOK)
    told, count = Counter(late.told_since(session, today)), 0
    rows = []
    for row, stage, org in _due(late.late(session, now, unanswered_before=before), calendar, now):
        if not _may_now(row, org, calendar, told, now):
            continue
        notify(session, _people(session, row, stage, org), "late", row.case_id, now)
        rows.append(
            {"subject": row.subject, "due_at": row.due_at, "stage": stage.value, "org": org, "at": now}
        )
        told[org] += 1
        count += 1
    late.put(session, rows)
    return count


def _due(
    rows: Iterable[Any], calendar: deadlines.Calendar, now: datetime
) -> Iterator[tuple[Any, Stage, str]]:
    """What is to be told now of each; the head of what nobody was told hears after whoever is to do it."""
    for row in rows:
        org = row.holder if row.holder and row.what in _ELSEWHERE else row.owner
        if row.told_at is None:
            yield row, Stage.DOER, org
        elif clocks.rules().late.due(max(row.told_at, row.due_at), org, calendar) < now:
            yield row, Stage.HEAD, org


def _may_now(row: Any, org: str, calendar: deadlines.Calendar, told: Counter[str], now: datetime) -> bool:
    if row.urgency == Urgency.U0:
        return True
    return calendar.open_at(org, now) and told[org] < clocks.rules().late_most


def _people(session: Session, row: Any, stage: Stage, org: str) -> list[UUID]:
    """The one who has the case; else those who do this step there; else, and in the second stage, its heads."""
    if stage is Stage.HEAD:
        return _of(session, org, _HEADS)
    here = org == row.owner
    if here and row.assignee and any(each.id == row.assignee for each in duty.members(session, org, [*Role])):
        return [row.assignee]
    roles = (Role.SECRETARY,) if row.what in _OF_THE_COMMITTEE else (Role.CLERK,)
    return _of(session, org, roles) or _of(session, org, _HEADS)


def _of(session: Session, org: str, roles: tuple[Role, ...]) -> list[UUID]:
    return [each.id for each in duty.members(session, org, roles)]
