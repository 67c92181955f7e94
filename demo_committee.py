"""The committees of the demo's LAOs: who sits there, two meetings that were held, one that is called."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from casework import committee, deciding, giving, meetings
from casework import needs as steps
from casework.access import Actor
from casework.deciding import Typed
from casework.giving import Given
from demo_stage import Stage
from store import needs
from store.cases import NeedState
from store.committee import Attends, Seat
from store.help import HelpKind, MoneySource, Receipt
from store.ids import BANGKOK, new_id
from store.needs import Decision

SEATS = (
    (Seat.CHAIR, "นายก อปท."),
    (Seat.PROVINCIAL, "ท้องถิ่นอำเภอ"),
    (Seat.CIVIC, "ผู้แทนประชาคมหมู่ 2"),
    (Seat.CIVIC, "ผู้แทนประชาคมหมู่ 5"),
    (Seat.MEMBER, "ผู้อำนวยการกองสวัสดิการสังคม"),
    (Seat.SECRETARY, "ปลัด อปท."),
)
FIRST_NAMES = ("สมพงษ์", "วิไล", "ประสิทธิ์", "จำเนียร", "สุรชัย", "นงลักษณ์", "ธวัช", "อุไร", "มานพ", "รัตนา")
"""The family name says that nobody of that name lives anywhere."""
HELD, CALLED = (33, 12), (1, 4)
"""Days ago of the meetings that were held; how long ago the next was called, and in how many days it is."""
DECIDED = (
    (Decision.APPROVED, "ตามที่ขอ", "2,000", ""),
    (Decision.APPROVED, "ตามที่ขอ", "3,000", ""),
    (Decision.AMENDED, "ให้บางส่วนตามราคากลาง", "1,500", "เกินราคากลาง จึงให้บางส่วน"),
    (Decision.REFUSED, "", "", "ได้รับความช่วยเหลืออย่างเดียวกันจากหน่วยงานอื่นแล้ว"),
    (Decision.OUTSIDE_CRITERIA, "", "", "นอกหลักเกณฑ์ของระเบียบ เห็นควรขอความเห็นชอบ"),
    (Decision.MORE_FACTS, "", "", "ขอภาพถ่ายบ้านและรายได้ของครัวเรือน"),
)


def seat(stage: Stage) -> None:
    """Every LAO with people has its committee, and its meetings are called for their days."""
    for org, working in sorted(stage.clerks.items()):
        if org.startswith("hub-"):
            continue
        keeper, since = working[0], stage.until - timedelta(days=200)
        for place, (where, position) in enumerate(SEATS):
            name = FIRST_NAMES[(place + stage.dice.randrange(10)) % len(FIRST_NAMES)]
            committee.appoint(
                stage.session, keeper, org, name=f"{name} สมมุติ", position=position, seat=where,
                order_number="12/2569", from_day=since.date(), to_day=None, now=since,
            )  # fmt: skip
        for days in HELD:
            stage.at(stage.until - timedelta(days=days), partial(_held, stage, keeper, org))
        stage.at(stage.until - timedelta(days=CALLED[0]), partial(_called, stage, keeper, org))


def _called(stage: Stage, keeper: Actor, org: str, at: datetime) -> None:
    _call(stage, keeper, org, timedelta(days=CALLED[1]), at)


def _call(stage: Stage, keeper: Actor, org: str, ahead: timedelta, at: datetime) -> UUID:
    day = (at + ahead).astimezone(BANGKOK).date()
    key = meetings.plan(
        stage.session, keeper, org, day=day, starts=time(9, 30), place="ห้องประชุมสภา", number=None, now=at
    )
    meetings.fill(stage.session, keeper, key, now=at)
    return key


def _held(stage: Stage, keeper: Actor, org: str, at: datetime) -> None:
    session = stage.session
    key = _call(stage, keeper, org, timedelta(), at)
    sitting = meetings.sitting(session, keeper, key)
    came: dict[UUID, tuple[str, str]] = {
        each.id: (Attends.ABSENT if n == 3 else Attends.PRESENT, "") for n, each in enumerate(sitting.members)
    }
    meetings.attend(session, keeper, key, came, now=at)
    typed = [_line(stage, item) for item in sitting.items]
    deciding.decide(session, keeper, sitting, typed, now=at)
    for item, line in zip(sitting.items, typed, strict=True):
        _goes_on(stage, keeper, item, line, at)
    number = f"{sitting.row.number}/{sitting.row.year}"
    meetings.close(
        session, keeper, key, minutes_number=number, notes="ที่ประชุมมีมติตามที่บันทึกไว้", version=1,
        now=at + timedelta(hours=3),
    )  # fmt: skip


def _line(stage: Stage, item: Any) -> Typed:
    decision, what, amount, reason = stage.dice.choice(DECIDED)
    return Typed(item.item, decision, what, amount, reason, item.version)


def _goes_on(stage: Stage, keeper: Actor, item: Any, line: Typed, at: datetime) -> None:
    if line.decision == Decision.OUTSIDE_CRITERIA:
        act = partial(_step, stage, keeper, item, NeedState.AWAITING_GOVERNOR)
        stage.at(at + timedelta(days=2), act)
    elif line.decision in {Decision.APPROVED, Decision.AMENDED} and stage.dice.random() < 0.7:
        stage.at(at + timedelta(days=5), partial(_give, stage, keeper, item, line))


def _step(stage: Stage, keeper: Actor, item: Any, state: NeedState, at: datetime) -> None:
    need = needs.one(stage.session, item.case_id, item.code)
    if need and need.state == NeedState.DECIDED:
        steps.step(
            stage.session, keeper, item.reference, item.code, state, version=need.version, now=at, tell=False
        )


def _give(stage: Stage, keeper: Actor, item: Any, line: Typed, at: datetime) -> None:
    need = needs.one(stage.session, item.case_id, item.code)
    if need is None or need.state != NeedState.DECIDED:
        return
    given = Given(
        new_id(at), HelpKind.MONEY, line.help, Decimal(1), "ราย", deciding.amount(line.amount), MoneySource.OWN, at,
        Receipt.NONE, "", "",
    )  # fmt: skip
    giving.give(stage.session, keeper, item.reference, item.code, given, now=at)
