"""What became of the demo's messages: nothing of it is ever sent, yet every fate is there to be looked at."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

# by position in time, so that the same demo has the same fates; only staff's own words fail
_FATES = text("""
with ours as (
    select id, account, staff_id, row_number() over (order by sent_at, id) as n from message
    where direction = 'out' and state in ('pending', 'sending')
)
update message m set attempts = 1, not_before = null, hold_until = null, first_tried_at = m.sent_at,
    state = case when o.staff_id is not null and o.n % 29 = 3 then 'failed'
        when o.staff_id is not null and o.n % 31 = 5 then 'unsure'
        when o.account like 'sms%' or o.account = 'voice' then 'delivered'
        when o.account = 'web' and o.n % 2 = 0 then 'read' else 'sent' end,
    error = case when o.staff_id is null then '' when o.n % 29 = 3 then 'LINE: 400 Failed to send messages'
        when o.n % 31 = 5 then 'no answer in time' else '' end,
    sent_how = case when m.sent_how <> '' then m.sent_how when m.purpose in ('ack', 'ask', 'danger') then 'reply'
        else 'push' end,
    segments = case when o.account like 'sms%' then 1 + (length(m.text) > 70)::int else 0 end
from ours o where o.id = m.id
""")


def any_case(session: Session) -> bool:
    return bool(session.execute(text('select exists (select from "case")')).scalar_one())


def settle(session: Session) -> None:
    """Nothing is on its way and no question is due: workers and clock find nothing to do."""
    session.execute(_FATES)
    session.execute(text("update dialogue set due_at = null where due_at is not null"))


def newest(session: Session, conversation: UUID) -> Any:
    """(id, reference, conversation_id, owner, state, urgency, version, incident_id) of the newest case of a conversation, or None."""
    return session.execute(
        text(
            'select id, reference, conversation_id, owner, state, urgency, version, incident_id from "case"'
            " where conversation_id = :conversation order by opened_at desc limit 1"
        ),
        {"conversation": conversation},
    ).first()


def by_reference(session: Session, reference: str) -> Any:
    """(reference, owner, version) of a case, or None."""
    return session.execute(
        text('select reference, owner, version from "case" where reference = :reference'),
        {"reference": reference},
    ).first()


def recording_of(session: Session, case: UUID) -> Any:
    """The message of a case that holds a recording, or None."""
    return session.execute(
        text(
            "select m.id, m.text from message m join attachment a on a.message_id = m.id and a.kind = 'audio'"
            " where m.case_id = :case order by m.sent_at limit 1"
        ),
        {"case": case},
    ).first()


def read_until(session: Session, since: datetime) -> None:
    """What was said before that is read; what is newer waits to be."""
    session.execute(text('update "case" set unread = false where last_in_at < :since'), {"since": since})
