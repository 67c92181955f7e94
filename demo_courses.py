"""Where a demo case goes that is not simply helped and ended: to the hub, before the committee, withdrawn, into another."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from casework import correcting, merging, referred, referring
from casework import needs as steps
from casework.access import Actor, NotAllowed
from casework.handling import Stale
from casework.lifecycle import IllegalMove
from casework.referring import Body, Request
from demo_stage import Stage, say
from store import demo_fates, needs, referrals
from store.cases import NeedState
from store.ids import conversation_id

N = NeedState
BEFORE_COMMITTEE: tuple[tuple[NeedState, ...], ...] = (
    (N.SURVEYING,),
    (N.SURVEYING, N.READY),
    (N.SURVEYING, N.READY),
)
"""How far a need has come when its committee meets (demo_committee.py)."""

Course = Callable[[Stage, str, str, datetime], None]


def chosen(stage: Stage, account: str, topic: str) -> Course | None:
    """Some cases take another course than help and an end."""
    dice = stage.dice.random()
    if dice < 0.06:
        return _beyond
    if dice < 0.6 and topic in {"Q", "A", "B"}:
        return _committee
    if dice < 0.1 and account == "line":
        return _withdrawn
    return _merged if dice < 0.14 and topic == "F" else None


def _beyond(stage: Stage, account: str, sender: str, at: datetime) -> None:
    row = _case(stage, account, sender)
    hub = next((code for code in stage.directory.names if code.startswith("hub-")), "")
    reason = stage.dice.choice(("money", "equipment", "too_many"))
    asked = Request(words="เกินกำลังของหน่วยงาน ขอให้ศูนย์อำเภอช่วยดำเนินการต่อ", reason=reason)
    body = Body(hub, stage.directory.name(hub))
    _try(stage, row, lambda actor: referring.beyond(
        stage.session, actor, row.reference, body, asked, version=row.version, now=at
    ))  # fmt: skip
    fate = stage.dice.choice(("accepted", "accepted", "accepted", "answered", "returned", "waits"))
    if stage.until - at > timedelta(days=5) and fate in {"accepted", "waits"}:
        fate = "answered"
    if fate != "waits":
        stage.at(at + timedelta(hours=stage.dice.uniform(1, 20)), partial(_at_hub, stage, row, hub, fate))


def _at_hub(stage: Stage, row: Any, hub: str, fate: str, at: datetime) -> None:
    """What the hub makes of it."""
    found = next((each for each in referrals.of_case(stage.session, row.id) if each.state == "sent"), None)
    officers = stage.clerks.get(hub, [])
    if found is None or not officers:
        return
    names, officer = stage.directory.name, officers[0]
    if fate == "returned":
        reason = "พื้นที่มีรถน้ำของ อบต. ใกล้เคียงแล้ว ขอให้ประสานกันก่อน"
        referred.give_back(
            stage.session, officer, found.id, reason=reason, owner_name=names(found.by_org), now=at
        )
        return
    referred.accept(stage.session, officer, found.id, org_name=names(hub), due_at=None, now=at)
    if fate == "answered":
        words = "ประสานโครงการชลประทานแล้ว จะส่งเครื่องสูบน้ำเข้าพื้นที่พรุ่งนี้"
        owner = names(found.by_org)
        stage.at(at + timedelta(days=2), lambda when: referred.answer(
            stage.session, officer, found.id, words=words, helped=False, owner_name=owner, files=[], now=when
        ))  # fmt: skip


def _committee(stage: Stage, account: str, sender: str, at: datetime) -> None:
    row = _case(stage, account, sender)
    need = next(iter(needs.of_case(stage.session, row.id)), None)
    if need is None or row.owner.startswith("hub-"):
        return  # committees are the LAOs'
    _try(stage, row, lambda actor: correcting.correct(
        stage.session, actor, row.reference, field="need", value=f"={need.code}", version=row.version, now=at
    ))  # fmt: skip
    for days, state in enumerate(stage.dice.choice(BEFORE_COMMITTEE), 1):
        stage.at(at + timedelta(days=2 * days), partial(_step, stage, row.conversation_id, need.code, state))


def _step(stage: Stage, conversation: UUID, code: str, state: NeedState, at: datetime) -> None:
    row = demo_fates.newest(stage.session, conversation)
    need = needs.one(stage.session, row.id, code)
    if need is not None:
        _try(stage, row, lambda actor: steps.step(
            stage.session, actor, row.reference, code, state, version=need.version, now=at
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
