"""Where a demo case goes that is not simply helped and ended: to the hub, before the committee, withdrawn, into another."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from casework import correcting, merging, referring
from casework import needs as steps
from casework.access import Actor, NotAllowed
from casework.handling import Stale
from casework.lifecycle import IllegalMove
from casework.referring import Body, Request
from demo_stage import Stage, say
from store import demo_fates, needs
from store.cases import NeedState
from store.ids import conversation_id
from store.needs import Decision

N = NeedState
BEFORE_COMMITTEE: tuple[tuple[NeedState, ...], ...] = (
    (N.SURVEYING,),
    (N.SURVEYING, N.READY),
    (N.SURVEYING, N.READY),
    (N.SURVEYING, N.READY, N.DECIDED),
    (N.SURVEYING, N.READY, N.DECIDED, N.AWAITING_GOVERNOR),
)
"""How far a need has come."""

Course = Callable[[Stage, str, str, datetime], None]


def chosen(stage: Stage, account: str, topic: str) -> Course | None:
    """One case in four takes another course than help and an end."""
    dice = stage.dice.random()
    if dice < 0.06:
        return _beyond
    if dice < 0.17 and topic in {"Q", "A", "B"}:
        return _committee
    if dice < 0.2 and account == "line":
        return _withdrawn
    return _merged if dice < 0.24 and topic == "F" else None


def _beyond(stage: Stage, account: str, sender: str, at: datetime) -> None:
    row = _case(stage, account, sender)
    hub = next((code for code in stage.directory.names if code.startswith("hub-")), "")
    reason = stage.dice.choice(("money", "equipment", "too_many"))
    asked = Request(words="เกินกำลังของหน่วยงาน ขอให้ศูนย์อำเภอช่วยดำเนินการต่อ", reason=reason)
    body = Body(hub, stage.directory.name(hub))
    _try(stage, row, lambda actor: referring.beyond(
        stage.session, actor, row.reference, body, asked, version=row.version, now=at
    ))  # fmt: skip


def _committee(stage: Stage, account: str, sender: str, at: datetime) -> None:
    row = _case(stage, account, sender)
    need = next(iter(needs.of_case(stage.session, row.id)), None)
    if need is None:
        return
    _try(stage, row, lambda actor: correcting.correct(
        stage.session, actor, row.reference, field="need", value=f"={need.code}", version=row.version, now=at
    ))  # fmt: skip
    way = stage.dice.choice(BEFORE_COMMITTEE)
    outside = way[-1] == N.AWAITING_GOVERNOR
    for days, state in enumerate(way, 1):
        facts: dict[str, Any] = {}
        if state == N.DECIDED:
            facts["decision"] = Decision.OUTSIDE_CRITERIA if outside else Decision.APPROVED
            facts["reason"] = "นอกหลักเกณฑ์ของระเบียบ เห็นควรขอความเห็นชอบ" if outside else ""
        stage.at(
            at + timedelta(days=2 * days), partial(_step, stage, row.conversation_id, need.code, state, facts)
        )


def _step(
    stage: Stage, conversation: UUID, code: str, state: NeedState, facts: dict[str, Any], at: datetime
) -> None:
    row = demo_fates.newest(stage.session, conversation)
    need = needs.one(stage.session, row.id, code)
    if need is not None:
        _try(stage, row, lambda actor: steps.step(
            stage.session, actor, row.reference, code, state, version=need.version, now=at, **facts
        ))  # fmt: skip


def _withdrawn(stage: Stage, account: str, sender: str, at: datetime) -> None:
    """The citizen says so, and again when asked."""
    say(stage, account, sender, at, text="ยกเลิก")
    say(stage, account, sender, at + timedelta(seconds=20), text="ใช่ค่ะ")


def _merged(stage: Stage, account: str, sender: str, at: datetime) -> None:
    """The same flood told twice in one place."""
    row, other = _case(stage, account, sender), None
    if stage.before.get(row.owner) not in {None, row.reference}:
        other = demo_fates.by_reference(stage.session, stage.before[row.owner])
    stage.before[row.owner] = row.reference
    if other is not None and other.owner == row.owner:
        _try(stage, row, lambda actor: merging.merge(
            stage.session, actor, row.reference, other.reference, version=row.version,
            into_version=other.version, now=at,
        ))  # fmt: skip


def _case(stage: Stage, account: str, sender: str) -> Any:
    return demo_fates.newest(stage.session, conversation_id(account, sender))


def _try(stage: Stage, row: Any, act: Callable[[Actor], object]) -> None:
    working = stage.clerks.get(row.owner, [])
    if not working:
        return
    try:  # no savepoint: psycopg drops the intake's prepared statement with one that is rolled back
        act(working[0])
    except (NotAllowed, IllegalMove, Stale):
        return  # it has gone to another desk, or has ended, meanwhile
