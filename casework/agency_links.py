"""An agency without an account: its link is made, opened, answered. Who holds the link speaks for the agency."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework import cases
from casework.access import Actor, NotAllowed
from casework.handling import Stale
from casework.referred import Unanswered, locked, next_due, of, reach, told
from casework.referring import put_files, tell_body
from store import audit, standing, triaging
from store.referrals import OPEN, Asked, Referral, ReferralState

S = ReferralState


def new_link(session: Session, actor: Actor, referral: UUID, *, now: datetime) -> None:
    """Older links of this request open nothing from now on."""
    found = of(session, actor, referral, side="by_org")
    if found.row.asked != Asked.AGENCY:
        raise NotAllowed("refer")
    found.row.link_serial += 1
    session.flush()
    told(session, found, "ask_linked", actor, now)


def link_opened(session: Session, referral: UUID, *, now: datetime) -> Any:
    """Somebody pressed "open" on the page of the link: reached; each opening is recorded."""
    row = locked(session, referral)
    audit.note(session, "referral.read", now=now, case_id=row.case_id, org=row.to_org, detail=str(row.id))
    if row.state == S.SENT:
        reach(row, "link", now)
        _story(session, row, "ask_opened", now)
    return row


def link_answer(
    session: Session,
    referral: UUID,
    *,
    state: ReferralState,
    words: str,
    files: list[tuple[str, str, str]],
    now: datetime,
) -> None:
    """accepted: they work on it; done or returned: with words. Stale if it has ended meanwhile."""
    row = locked(session, referral)
    if row.state not in OPEN:
        raise Stale(str(referral))
    if state != S.ACCEPTED and not words:
        raise Unanswered
    reach(row, "link", now)
    put_files(session, row.id, files, ours=False, now=now)
    row.answer = words or row.answer
    row.state = state.value
    if state == S.ACCEPTED:
        row.accepted_at, row.due_at, row.reminded = now, next_due(session, row, now), 0
    else:
        row.ended_at = now
    verb = {S.ACCEPTED: "ask_accepted", S.DONE: "ask_done", S.RETURNED: "ask_returned"}[state]
    _story(session, row, verb, now)
    standing.touch(session, row.case_id, now)


def _story(session: Session, row: Referral, verb: str, now: datetime) -> None:
    event = cases.event_row(row.case_id, verb, now=now, to=row.to_org, referral=str(row.id))
    triaging.put_cases(session, cases=[], access=[], events=[event])
    tell_body(session, row.by_org, row.case_id, by=None, now=now)
    audit.note(session, f"case.{verb}", now=now, case_id=row.case_id, org=row.to_org)
