"""The row of the canned words to a life in danger, written in the transaction that stores the plea."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from psycopg import Connection

# The canned words to a person in danger: at most one in five minutes to the same conversation.
_CANNED = """
insert into message (id, direction, account, conversation_id, state, provider_message_id, sent_at,
    received_at, text, choice, language, sender_name, group_id, phone, standby, unreadable, urgent, facts,
    reply_token, reply_used, purpose, parts, attempts, first_tried_at, sent_how, error, segments)
select %(id)s, 'out', %(account)s, %(conversation)s, %(state)s, '', %(now)s, %(now)s, %(text)s, '',
    %(language)s, '', '', '', false, false, true, '{}', '', false, 'danger', %(parts)s::jsonb,
    0, %(tried)s, %(how)s, %(error)s, 0
where exists (select from message where id = %(answers)s)
and not exists (
    select from message where conversation_id = %(conversation)s and purpose = 'danger'
    and sent_at > %(now)s - interval '5 minutes')
returning id
"""


@dataclass(frozen=True, slots=True)
class Canned:
    """state: pending (a sender thread takes it), sent (it went out in the HTTP answer), unsure (database was away)."""

    id: UUID
    conversation: UUID
    answers: UUID
    state: str
    how: str
    text: str
    language: str
    parts: dict[str, Any]
    error: str = ""


def say(connection: Connection[Any], canned: Canned, *, account: str, now: datetime) -> bool:
    """False where it was said already, or what it answers was not stored now."""
    row = connection.execute(
        _CANNED,
        {
            "id": canned.id,
            "account": account,
            "conversation": canned.conversation,
            "answers": canned.answers,
            "state": canned.state,
            "now": now,
            "tried": None if canned.state == "pending" else now,
            "text": canned.text,
            "language": canned.language,
            "parts": orjson.dumps(canned.parts).decode(),
            "how": canned.how,
            "error": canned.error,
        },
    ).fetchone()
    return row is not None
