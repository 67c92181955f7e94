"""The citizen's word on whether help arrived: "yes" is evidence, "not yet" takes the case up again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework import cases, lifecycle, needs
from store import help as handouts
from store import needs as rows
from store import triaging
from store.cases import Case, CaseState, NeedState
from store.help import Answer


def answered(session: Session, case: UUID, said: Answer, *, now: datetime) -> None:
    """Without anything that was asked about and is not confirmed yet only a helped case's story keeps the word."""
    row = session.get(Case, case, with_for_update=True, populate_existing=True)
    told = handouts.answer(session, case, said, now)
    if row is None or not (told or row.state == CaseState.HELPED):
        return
    _tell(session, case, "help_confirmed" if said == Answer.YES else "help_missing", now)
    if row.state in {CaseState.CANCELLED, CaseState.MERGED}:
        return
    if said == Answer.NOT_YET:
        _take_up(row, now)
    session.flush()
    # of what is to come in parts, the first parcel is not the end
    concerned = {each.need_id for each in told if each.whole or said == Answer.NOT_YET}
    for need in rows.of_case(session, case):
        if need.id in concerned:
            _move(session, row, need, said, now)


def _take_up(row: Case, now: datetime) -> None:
    """Also a closed case: they were told that it was done, and it was not."""
    row.unread = True
    row.last_in_at = max(row.last_in_at, now)
    row.version += 1
    if row.state in {CaseState.CLOSED, CaseState.HELPED}:
        row.state = lifecycle.move(row.state, CaseState.ACTIVE).value
        row.closed_at, row.ended_as = None, None


def _move(session: Session, row: Any, need: Any, said: Answer, now: datetime) -> None:
    if not lifecycle.is_open(row.state):
        return
    after: NeedState | None = None
    facts: dict[str, Any] = {}
    if said == Answer.YES and need.state == NeedState.HELPING:
        after, facts = NeedState.HELPED, {"evidence": "citizen"}
    if said == Answer.NOT_YET and need.state == NeedState.HELPED:
        after = NeedState.HELPING
    if after is not None:
        needs.apply(session, row, need, after, version=need.version, staff=None, now=now, **facts)
        moved = {"need": need.code, "before": need.state, "after": after.value, **facts}
        _tell(session, row.id, "need_moved", now, **moved)


def _tell(session: Session, case: UUID, verb: str, now: datetime, **facts: Any) -> None:
    triaging.put_cases(session, cases=[], access=[], events=[cases.event_row(case, verb, now=now, **facts)])
