"""What becomes of a request to another body: reached, taken on, given back with a reason, answered, called off."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from casework import cases, clocks, deadlines, handling, lifecycle, replies
from casework.access import WORKING, Actor, NotAllowed, orgs_that_may
from casework.answering import addressee
from casework.handling import Seen, Stale
from casework.hub_rules import rules
from casework.referring import move_need, put_files, tell_body
from store import referrals, standing, triaging
from store.cases import CaseState, NeedState, Relation
from store.referrals import OPEN, Asked, Referral, ReferralState

S = ReferralState


class Unanswered(Exception):
    """A return needs its reason, an answer its words."""


@dataclass(frozen=True, slots=True)
class Found:
    """A request, its case as the actor sees it, and the row held for the change."""

    row: Referral
    seen: Seen


def note_reached(session: Session, actor: Actor, referral: UUID, *, words: str, now: datetime) -> None:
    """Somebody of the asking side spoke with them (a call, a visit); words say with whom."""
    found = of(session, actor, referral, side="by_org")
    if not words:
        raise Unanswered
    reach(found.row, "call", now)
    told(session, found, "ask_called", actor, now, note=True)
    found.row.answer = words


def opened(session: Session, actor: Actor, seen: Seen, *, now: datetime) -> None:
    """Staff of an asked body look at the case: it has been reached."""
    for row in referrals.of_case(session, seen.row.id):
        if row.state == S.SENT and row.to_org in actor.orgs(WORKING):
            held = locked(session, row.id)
            if held.state == S.SENT:
                reach(held, "opened", now)
                told(session, Found(held, seen), "ask_opened", actor, now)


def accept(
    session: Session, actor: Actor, referral: UUID, *, org_name: str, due_at: datetime | None, now: datetime
) -> None:
    """The asked body takes it on. An LAO that the hub asked alone becomes the owner; among several the hub stays it."""
    found = of(session, actor, referral, side="to_org")
    row = found.row
    reach(row, "accepted", now)
    row.state, row.accepted_at = S.ACCEPTED.value, now
    row.due_at, row.reminded, row.remind_at = due_at or next_due(session, row, now), 0, None
    told(session, found, "ask_accepted", actor, now)
    if _becomes_owner(session, found):
        _own(session, actor, found, org_name, now)


def give_back(
    session: Session, actor: Actor, referral: UUID, *, reason: str, owner_name: str, now: datetime
) -> None:
    """Not ours, or not possible: back to who asked, with the reason; the citizen hears who has it now."""
    if not reason:
        raise Unanswered
    found = of(session, actor, referral, side="to_org")
    _end(session, found, S.RETURNED, reason, now)
    _needs_to(session, actor, found, NeedState.CONFIRMED, now)
    _back(session, found, owner_name, now)
    told(session, found, "ask_returned", actor, now)


def answer(
    session: Session,
    actor: Actor,
    referral: UUID,
    *,
    words: str,
    helped: bool,
    owner_name: str,
    files: list[tuple[str, str, str]],
    now: datetime,
) -> None:
    """The asked body says what came of it. helped: what was needed was given; else it is the owner's again."""
    if not words:
        raise Unanswered
    found = of(session, actor, referral, side="to_org")
    put_files(session, found.row.id, files, ours=False, now=now)
    reach(found.row, "answered", now)
    _end(session, found, S.DONE, words, now)
    if helped:
        _needs_to(session, actor, found, NeedState.HELPED, now, by=found.row.to_org, evidence="answer")
    else:
        _needs_to(session, actor, found, NeedState.CONFIRMED, now)
    _back(session, found, owner_name, now)
    told(session, found, "ask_done", actor, now)


def withdraw(session: Session, actor: Actor, referral: UUID, *, owner_name: str, now: datetime) -> None:
    """The asking side calls it off; a link given out opens nothing any more."""
    found = of(session, actor, referral, side="by_org")
    _end(session, found, S.WITHDRAWN, found.row.answer, now)
    _needs_to(session, actor, found, NeedState.CONFIRMED, now)
    _back(session, found, owner_name, now)
    told(session, found, "ask_withdrawn", actor, now)


# -- the common part -----------------------------------------------------------------------------------------------


def locked(session: Session, referral: UUID) -> Referral:
    row = referrals.locked(session, referral)
    if row is None:
        raise NotAllowed("refer")
    return row


def of(session: Session, actor: Actor, referral: UUID, *, side: str) -> Found:
    """The open request, if the actor may speak for the body on that side of it; Stale when it has ended."""
    row = locked(session, referral)
    known = referrals.one(session, referral)
    seen = handling.glance(session, actor, known.reference)
    if getattr(row, side) not in orgs_that_may(actor, "refer"):
        raise NotAllowed("refer")
    if row.state not in OPEN:
        raise Stale(known.reference)
    return Found(row, seen)


def reach(row: Referral, how: str, now: datetime) -> None:
    if row.reached_at is None:
        row.reached_at, row.reached_how = now, how
    if row.state == S.SENT:
        row.state = S.REACHED.value


def _end(session: Session, found: Found, state: ReferralState, words: str, now: datetime) -> None:
    found.row.state, found.row.answer, found.row.ended_at = state.value, words, now
    session.flush()


def next_due(session: Session, row: Referral, now: datetime) -> datetime:
    """Taking it on begins the clock of doing it."""
    calendar = deadlines.load(session, now)
    return clocks.in_working_days(calendar, row.to_org, now, rules().days[row.asked])


def told(
    session: Session, found: Found, verb: str, actor: Actor, now: datetime, *, note: bool = False
) -> None:
    other = found.row.by_org if found.row.to_org in actor.roles else found.row.to_org
    tell_body(session, other, found.row.case_id, by=actor.id, now=now)
    facts = {"to": found.row.to_org, "referral": str(found.row.id)} | ({"note": "yes"} if note else {})
    handling.tell(session, found.seen, verb, actor, now, **facts)
    standing.touch(session, found.row.case_id, now)


def _needs_to(
    session: Session, actor: Actor, found: Found, state: NeedState, now: datetime, **facts: str
) -> None:
    """Needs that went to the hub with this request; an agency's answer is the owner's to judge."""
    if found.row.asked != Asked.HUB:
        return
    for code in found.row.needs:
        move_need(session, actor, found.seen, code, state, now=now, **facts)


def _back(session: Session, found: Found, owner_name: str, now: datetime) -> None:
    """The owner has it again; the citizen hears so. Of a request that did not move the case nothing changes."""
    case = standing.held(session, found.row.case_id)
    if found.row.asked != Asked.HUB or case.holder != found.row.to_org:
        return
    case.holder = None
    if not found.row.needs and case.state == CaseState.REFERRED:
        case.state = lifecycle.move(case.state, CaseState.ACTIVE).value
    session.flush()
    if case.received_by != found.row.to_org and case.hub == found.row.to_org:
        standing.let_see(session, case.id, found.row.to_org, Relation.HUB, lower=True)
    words = replies.moved(case.reference, owner_name, case.language)
    to = addressee(session, found.seen.row)
    triaging.put_messages(session, [replies.outbound(to, "moved", words, now=now, hold=replies.COMPANY)])


def _becomes_owner(session: Session, found: Found) -> bool:
    """The hub owns it and asked this LAO alone."""
    row = found.row
    if row.asked != Asked.LAO or found.seen.row.owner != row.by_org:
        return False
    asked = [each for each in referrals.of_case(session, row.case_id) if each.asked == Asked.LAO]
    return sum(each.state in OPEN for each in asked) == 1


def _own(session: Session, actor: Actor, found: Found, org_name: str, now: datetime) -> None:
    """Ownership goes over; the hub that received it keeps the full view."""
    seen, hub = found.seen, found.row.by_org
    held = standing.held(session, found.row.case_id)
    decided = cases.with_decided(held.decided, cases.OWNER)
    handling.change(
        session, seen, held.version, now, owner=found.row.to_org, assignee=None, decided=decided,
        asks_place=False,
    )  # fmt: skip
    handling.give(session, actor, seen, found.row.to_org, org_name, now)
    standing.let_see(session, found.row.case_id, hub, Relation.REFERRED)
