"""What the committee decided, written down need by need by its secretary; the citizen hears of it in plain words.

The robot never decides. Every step goes through casework/needs.py, so that no guard is forgotten.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from casework import handling, needs, notices, replies
from casework.access import Actor, NotAllowed
from casework.answering import addressee
from casework.handling import Stale, glance
from casework.lifecycle import REASONED, IllegalMove, Locked
from casework.meetings import Sitting
from store import agendas, triaging
from store.cases import NeedState
from store.db import Session
from store.ids import grouped
from store.needs import Decision
from wording import say

LONGEST = 500
MOST = Decimal("999999999.99")


@dataclass(frozen=True, slots=True)
class Typed:
    """One line of the secretary's table as it was typed. version: of the need that the page showed."""

    item: UUID
    decision: str
    help: str
    amount: str
    reason: str
    version: int


class BadDecision(Exception):
    """why: decision, help, amount, reason, stale, state, denied; the end of the key of its sentence."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def decide(
    session: Session, actor: Actor, sitting: Sitting, typed: Sequence[Typed], *, now: datetime
) -> dict[UUID, str]:
    """Write down every line that says something new; item → why it could not be. Each line stands or falls alone."""
    if not sitting.open:
        raise Stale(str(sitting.row.id))
    items = {item.item: item for item in sitting.items}
    wrong: dict[UUID, str] = {}
    for line in typed:
        item = items.get(line.item)
        if item is None:
            wrong[line.item] = "stale"
        elif line.decision and not item.decided_at:
            try:
                with session.begin_nested():
                    _one(session, actor, sitting.row, item, line, now)
            except BadDecision as bad:
                wrong[line.item] = bad.why
    return wrong


def take_back(session: Session, actor: Actor, sitting: Sitting, item: UUID, *, now: datetime) -> None:
    """A slip of the pen, while the meeting is open and nothing has followed from the decision. Stale, NotAllowed."""
    row = next((each for each in sitting.items if each.item == item), None)
    if row is None or not sitting.open or not row.decided_at or row.state != NeedState.DECIDED:
        raise Stale(str(item))
    handling.allowed(session, actor, row.reference, "decide")
    needs.step(
        session, actor, row.reference, row.code, NeedState.READY, version=row.version, now=now, tell=False,
        meeting=sitting.row.id,
    )  # fmt: skip
    # who decided stays: what comes next is told as a correction
    agendas.keep(session, item, decision="", help="", amount=None, reason="", decided_at=None)


def _one(session: Session, actor: Actor, meeting: Any, item: Any, line: Typed, now: datetime) -> None:
    decision, sum_ = _decision(line), amount(line.amount)
    if item.version != line.version:
        raise BadDecision("stale")
    _steps(session, actor, meeting, item, line, decision, now)
    agendas.keep(
        session, item.item, decision=decision.value, help=line.help[:LONGEST], amount=sum_,
        reason=line.reason[:LONGEST], decided_at=now, decided_by=actor.id,
    )  # fmt: skip
    _tell(session, actor, item, decision, line.reason[:LONGEST], now)


def _decision(line: Typed) -> Decision:
    if line.decision not in set(Decision):
        raise BadDecision("decision")
    decision = Decision(line.decision)
    if decision in REASONED and not line.reason:
        raise BadDecision("reason")
    if decision in {Decision.APPROVED, Decision.AMENDED} and not (line.help or line.amount):
        raise BadDecision("help")
    return decision


def amount(typed: str) -> Decimal | None:
    """A sum in baht as typed ("1,100.50", Thai digits too); None where nothing was. BadDecision."""
    if not typed:
        return None
    try:
        found = Decimal(typed.replace(",", "").replace(" ", "").removesuffix("บาท"))
    except InvalidOperation:
        raise BadDecision("amount") from None
    if not (found.is_finite() and 0 <= found <= MOST and found == round(found, 2)):
        raise BadDecision("amount")
    return found


def _steps(
    session: Session, actor: Actor, meeting: Any, item: Any, line: Typed, decision: Decision, now: datetime
) -> None:
    """The decision; where facts are missing, back to those who survey."""
    try:
        needs.step(
            session, actor, item.reference, item.code, NeedState.DECIDED, version=line.version, now=now, tell=False,
            decision=decision, reason=line.reason[:LONGEST], meeting=meeting.id,
        )  # fmt: skip
        if decision == Decision.MORE_FACTS:
            needs.step(
                session, actor, item.reference, item.code, NeedState.SURVEYING, version=line.version + 1, now=now,
                tell=False, note=line.reason[:LONGEST],
            )  # fmt: skip
    except Stale:
        raise BadDecision("stale") from None
    except Locked as locked:
        raise BadDecision("reason" if locked.why == "reason" else "state") from None
    except IllegalMove:
        raise BadDecision("state") from None
    except NotAllowed:
        raise BadDecision("denied") from None


def _tell(session: Session, actor: Actor, item: Any, decision: Decision, reason: str, now: datetime) -> None:
    """What comes next; a refusal with its reason and how to ask again. No sum is ever said here."""
    case = glance(session, actor, item.reference).row
    language = case.language
    facts = {"reference": grouped(case.reference), "need": needs.need_name(item.code, language)}
    text = say(f"decided.{decision}", language, **facts, **_reason(decision, reason))
    if item.decided_by:
        text = say("committee.corrected", language, words=text)
    words = replies.Words(
        text=text, short=say(f"decided_sms.{decision}", language, reference=case.reference), spoken=text
    )
    row = replies.outbound(
        addressee(session, case), "news", words, now=now, staff=actor.id, hold=replies.COMPANY
    )
    triaging.put_messages(session, [row, *notices.by_text(session, case, now)])


def _reason(decision: Decision, reason: str) -> Mapping[str, str]:
    return {"reason": reason} if decision in REASONED else {}
