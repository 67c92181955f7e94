"""By the clock: bodies that were asked and are late are reminded, and so is who asked them; never for ever."""

from datetime import datetime

from sqlmodel import Session

from casework import cases
from casework.hub_rules import rules
from casework.referring import tell_body
from store import referrals, triaging


def remind(session: Session, now: datetime) -> int:
    """Both sides hear that a request is late; an agency without an account has no page here, so its asker rings it."""
    late = referrals.due(session, now, most=rules().most_reminders)
    for row in late:
        row.reminded += 1
        row.remind_at = now + rules().remind
        for org in (row.to_org, row.by_org):
            tell_body(session, org, row.case_id, by=None, now=now)
        event = cases.event_row(
            row.case_id, "ask_reminded", now=now, to=row.to_org, referral=str(row.id), reached=row.reached_how
        )
        triaging.put_cases(session, cases=[], access=[], events=[event])
    session.flush()
    return len(late)
