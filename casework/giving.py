"""Help handed out: written down once, proven by a receipt or by the citizen's own word, who is asked whether it came."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework import clocks, deadlines, handling, needs, notices, prompts, replies
from casework.access import Actor
from casework.answering import addressee
from casework.handling import Seen
from casework.lifecycle import Locked
from store import dialogues, tasks, triaging, wished
from store import help as handouts
from store import needs as need_rows
from store.cases import NeedState, Track
from store.help import HelpKind, MoneySource, Receipt
from store.ids import new_id

N = NeedState
CARRIES = {Track.SERVICE: frozenset({HelpKind.SERVICE}), Track.ADVICE: frozenset[HelpKind]()}
"""What may be handed out under a track; the others carry everything (docs/decisions/0018)."""


@dataclass(frozen=True, slots=True)
class Given:
    """id: made by the form. amount: baht. whole: nothing more is to come for this need."""

    id: UUID
    kind: HelpKind
    what: str
    quantity: Decimal
    unit: str
    amount: Decimal | None
    source: MoneySource
    given_at: datetime
    receipt: Receipt
    receipt_file: str
    receiver: str
    whole: bool = True


def give(session: Session, actor: Actor, reference: str, code: str, given: Given, *, now: datetime) -> bool:
    """Write it down, ask the citizen; False when this very form was sent before. NotAllowed, Locked, Stale.

    A need that may be helped and is not yet begins to be; with a receipt and nothing more to come it counts as helped.
    """
    seen = handling.allowed(session, actor, reference, "help")
    need = needs.found(session, seen, code)
    if given.kind not in CARRIES.get(Track(need.track), frozenset(HelpKind)):
        raise Locked(need.state, N.HELPING.value, "kind")
    if handouts.one(session, seen.row.id, given.id) is not None:
        return False
    if need.state not in {N.HELPING, N.HELPED}:
        needs.step(session, actor, reference, code, N.HELPING, version=need.version, now=now)
    if not handouts.put(session, _row(actor, seen, need, given, now)):
        return False
    handling.tell(
        session, seen, "help_given", actor, now, need=code, kind=given.kind.value, help=str(given.id)
    )
    if need.track == Track.IMMEDIATE:
        _report_later(session, seen, now)
    if given.receipt != Receipt.NONE and given.whole:
        _helped(session, actor, reference, code, given.receipt.value, now)
    ask(session, seen, given, now)
    return True


def void(session: Session, actor: Actor, reference: str, row: UUID, *, now: datetime) -> bool:
    """It was written down by mistake; a need that has no other proof is being helped again."""
    seen = handling.allowed(session, actor, reference, "help")
    if not handouts.void(session, seen.row.id, row, now):
        return False
    handling.tell(session, seen, "help_voided", actor, now, help=str(row))
    for need in need_rows.of_case(session, seen.row.id):
        if need.state == N.HELPED and not handouts.of_needs(session, [need.id]):
            needs.step(session, actor, reference, need.code, N.HELPING, version=need.version, now=now)
    return True


def ask(session: Session, seen: Seen, given: Given, now: datetime) -> None:
    """ "Did it arrive?" with two buttons; what is typed instead is understood too (triage/wishes.py)."""
    to = addressee(session, seen.row)
    words = prompts.arrived(seen.row.reference, given.what, seen.row.language)
    message = replies.outbound(to, "arrived", words, now=now, hold=replies.COMPANY)
    triaging.put_messages(session, [message, *notices.by_text(session, seen.row, now)])
    dialogues.ask_arrived(session, to.conversation, seen.row.id)
    handouts.mark_asked(session, [given.id], now)


def _helped(session: Session, actor: Actor, reference: str, code: str, evidence: str, now: datetime) -> None:
    seen = handling.glance(session, actor, reference)
    need = needs.found(session, seen, code)
    if need.state == N.HELPING:
        needs.step(
            session, actor, reference, code, N.HELPED, version=need.version, now=now, evidence=evidence
        )


def _report_later(session: Session, seen: Seen, now: datetime) -> None:
    """What was given without the committee is reported to it: a duty with its clock, one a case."""
    due = clocks.rules(seen.row.owner).after_report.due(now, seen.row.owner, deadlines.load(session, now))
    wished.put_task_once(session, _task(seen.row.id, due, now))


def _task(case: UUID, due: datetime, now: datetime) -> dict[str, Any]:
    kind = tasks.TaskKind.AFTER_REPORT.value
    return {"id": new_id(now), "case_id": case, "kind": kind, "due_at": due, "created_at": now}


def _row(actor: Actor, seen: Seen, need: Any, given: Given, now: datetime) -> dict[str, Any]:
    mine = set(actor.orgs())
    return {
        "id": given.id, "case_id": seen.row.id, "need_id": need.id,
        "by_org": next((stand.org for stand in seen.stands if stand.org in mine), seen.row.owner),
        "kind": given.kind.value, "what": given.what, "quantity": given.quantity, "unit": given.unit,
        "amount": given.amount, "source": given.source.value, "given_at": given.given_at, "given_by": actor.id,
        "receipt": given.receipt.value, "receipt_file": given.receipt_file, "receiver": given.receiver,
        "whole": given.whole,
        "recorded_at": now,
    }  # fmt: skip
