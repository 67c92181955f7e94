"""Help outside the criteria: put before the governor before it is given (the source's last line). Not beyond capacity,
which is another button and another state."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from casework import needs, notices_staff
from casework.access import Actor, NotAllowed
from casework.cases import event_row
from casework.committee import LONGEST, BadEntry, must_keep, rules
from casework.documents import in_words, long_date, money
from casework.dossiers import Data
from casework.handling import Stale
from casework.sheets import Desk
from store import agendas, audit, consents, triaging
from store.cases import NeedState
from store.consents import Answer
from store.db import Session
from store.gazetteer import province_name
from store.ids import BANGKOK, grouped
from store.staff import Role
from wording import say

LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class Draft:
    """What the letter says: help and its sum, why, and the letter's own number."""

    letter_number: str
    help: str
    amount: Decimal | None
    reason: str


def one(session: Session, actor: Actor, org: str, need: UUID) -> Any:
    """The need with its case and its request; NotAllowed when this body has none such."""
    must_keep(actor, org)
    found = next((row for row in consents.of_org(session, org) if row.need_id == need), None)
    if found is None:
        raise NotAllowed("consent")
    return found


def draft(session: Session, actor: Actor, org: str, need: UUID, told: Draft, *, now: datetime) -> None:
    """Write the request down, or change it while no answer has come. BadEntry, Stale."""
    row = one(session, actor, org, need)
    if row.answer:
        raise Stale(row.reference)
    if not told.help:
        raise BadEntry("help")
    if not told.reason:
        raise BadEntry("reason")
    _put(
        session, actor, org, need, now, letter_number=told.letter_number[:LONGEST], help=told.help[:LONGEST_REASON],
        amount=told.amount, reason=told.reason[:LONGEST_REASON],
    )  # fmt: skip
    audit.note(session, "consent.drafted", now=now, staff_id=actor.id, org=org, case_id=row.case_id)


def sent(
    session: Session, actor: Actor, org: str, need: UUID, *, on: date, version: int, now: datetime
) -> None:
    """The letter went out: from now on the need waits for the governor, and help is locked. BadEntry, Stale."""
    row = one(session, actor, org, need)
    if not row.reason:
        raise BadEntry("reason", "not_drafted")
    if on > _today(now):
        raise BadEntry("sent_on")
    needs.step(session, actor, row.reference, row.code, NeedState.AWAITING_GOVERNOR, version=version, now=now)
    _put(session, actor, org, need, now, sent_on=on)


def answered(
    session: Session, actor: Actor, org: str, need: UUID, *, answer: str, on: date, number: str, reason: str,
    version: int, now: datetime,
) -> None:  # fmt: skip
    """What the governor answered. A consent has a number; a refusal its reason. BadEntry, Stale."""
    row = one(session, actor, org, need)
    if answer not in set(Answer):
        raise BadEntry("answer")
    if on > _today(now) or (row.sent_on and on < row.sent_on):
        raise BadEntry("answered_on")
    if answer == Answer.CONSENTED and not number:
        raise BadEntry("consent_number")
    if answer == Answer.DECLINED and not reason:
        raise BadEntry("answer_reason")
    needs.step(
        session, actor, row.reference, row.code, NeedState(answer), version=version, now=now,
        reason=reason[:LONGEST_REASON], number=number[:LONGEST],
    )  # fmt: skip
    _put(
        session, actor, org, need, now, answer=answer, answered_on=on, consent_number=number[:LONGEST],
        answer_reason=reason[:LONGEST_REASON],
    )  # fmt: skip


def remind(session: Session, now: datetime) -> int:
    """By the clock: letters without an answer come back to the secretaries and to whoever has the case."""
    span = timedelta(days=rules().remind_after_days)
    found = consents.unanswered(session, sent_before=_today(now) - span, reminded_before=now - span)
    for row in found:
        people = {
            *consents.keepers(session, row.org, [Role.SECRETARY.value, Role.HEAD.value]),
            row.assignee,
        } - {None}
        notices_staff.notify(session, people, "changed", row.case_id, now)
        told = event_row(row.case_id, "governor_reminded", now=now, need=str(row.need_id))
        triaging.put_cases(session, cases=[], access=[], events=[told])
        consents.reminded(session, row.need_id, now)
    return len(found)


def letter(session: Session, desk: Desk, org: str, need: UUID) -> Data:
    """The letter to the governor: facts, what is asked and why, its sum, and the resolution of the LAO's committee."""
    row = one(session, desk.actor, org, need)
    day = desk.now.astimezone(BANGKOK).date()
    resolved = agendas.items_of(session, [need]).get(need)
    return {
        "draft": "" if row.sent_on else say("consent.draft_mark"),
        "number": row.letter_number,
        "office": [desk.name(org)],
        "date": long_date(row.sent_on) if row.sent_on else "",
        "subject": say("consent.subject"),
        "to": say("consent.to", province=province_name(row.province_code) if row.province_code else say("consent.blank")),
        "enclosures": [say("consent.sheet"), *([say("consent.copy")] if resolved else [])],
        "thai_digits": desk.thai_digits,
        "author": desk.name(org),
        "blocks": [{"text": each, "indent": True} for each in _body(desk, org, row, resolved, day)],
        "signer": {"name": "", "position": say("consent.signer", org=desk.name(org))},
    }  # fmt: skip


def _body(desk: Desk, org: str, row: Any, resolved: Any, day: date) -> list[str]:
    facts = say(
        "consent.facts", org=desk.name(org), who=row.who or say("consent.somebody"), place=row.place_text,
        reference=grouped(row.reference), day=long_date(row.opened_at), need=needs.need_name(row.code),
    )  # fmt: skip
    found = say(
        "consent.resolved", number=resolved.number, year=resolved.year, day=long_date(resolved.day),
        reason=resolved.reason, minutes=resolved.minutes_number or say("consent.blank"),
    ) if resolved else ""  # fmt: skip
    sum_ = say("consent.sum", sum=money(row.amount), words=in_words(row.amount)) if row.amount else ""
    asked = say(
        "consent.asked",
        help=row.help or say("consent.blank"),
        sum=sum_,
        reason=row.reason or say("consent.blank"),
    )
    law = say("consent.law", regulation=rules().regulation(day))
    return [each for each in (facts, found, law, asked, say("consent.end")) if each]


def _put(session: Session, actor: Actor, org: str, need: UUID, now: datetime, **columns: Any) -> None:
    consents.put(session, need, org=org, changed_by=actor.id, changed_at=now, **columns)


def _today(now: datetime) -> date:
    return now.astimezone(BANGKOK).date()
