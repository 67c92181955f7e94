"""Rows for `saitrong export`: one plain dict a line, streamed, personal values masked unless asked otherwise."""

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from store.ids import typed_reference

_CASES = """
select c.reference, c.account, c.opened_at, c.state, c.kind, c.category, c.urgency, c.owner as org, c.hub,
    c.tambon_code, c.amphoe_code, c.province_code, c.moo, c.place_text, c.text, c.incident_id,
    (select count(*) from message m where m.case_id = c.id and m.direction = 'in') as messages
from "case" c order by c.opened_at, c.id
"""
_MESSAGES = """
select m.id, m.account, m.direction, m.state, m.event_id, m.provider_message_id, c.reference, t.sender,
    m.sent_at, m.received_at, m.text, m.purpose
from message m join conversation t on t.id = m.conversation_id left join "case" c on c.id = m.case_id
order by m.received_at, m.id
"""
_CORRECTIONS = """
select c.reference, k.at, k.field, k.old, k.new, k.read_by, c.text
from correction k join "case" c on c.id = k.case_id order by k.at, k.id
"""
_NUMBERS = re.compile(r"\d(?:[\d \-]{6,}\d)")


def cases(session: Session, *, masked: bool) -> Iterator[dict[str, Any]]:
    for row in _stream(session, _CASES):
        yield {
            "reference": row.reference,
            "account": row.account,
            "channel": row.account.partition(".")[0],
            "opened_at": row.opened_at,
            "state": row.state,
            "kind": row.kind,
            "category": row.category,
            "urgency": row.urgency,
            "org": row.org,
            "hub": row.hub,
            "place": {
                "tambon_code": row.tambon_code,
                "amphoe_code": row.amphoe_code,
                "province_code": row.province_code,
                "moo": row.moo,
                "text": row.place_text,
            },
            "text": mask_numbers(row.text) if masked else row.text,
            "messages": row.messages,
            "incident": row.incident_id,
        }


def messages(session: Session, *, masked: bool) -> Iterator[dict[str, Any]]:
    for row in _stream(session, _MESSAGES):
        yield {
            "id": row.id,
            "account": row.account,
            "direction": row.direction,
            "state": row.state,
            "event_id": row.event_id,
            "provider_message_id": row.provider_message_id or None,
            "case": row.reference,
            "sender": mask(row.sender) if masked else row.sender,
            "sent_at": row.sent_at,
            "received_at": row.received_at,
            "purpose": row.purpose or None,
            "text": mask_numbers(row.text) if masked else row.text,
        }


def corrections(session: Session, *, masked: bool) -> Iterator[dict[str, Any]]:
    """Each correction with the words that had been read."""
    for row in _stream(session, _CORRECTIONS):
        yield {
            "reference": row.reference,
            "at": row.at,
            "field": row.field,
            "old": row.old,
            "new": row.new,
            "read_by": row.read_by,
            "text": mask_numbers(row.text) if masked else row.text,
        }


def _stream(session: Session, statement: str) -> Iterator[Any]:
    """In portions of a thousand, so that a million messages fit into a small process."""
    yield from session.execute(text(statement).execution_options(yield_per=1000))


def mask(value: str) -> str:
    """The last four characters of an id or a number; enough to tell two apart, too few to call."""
    return f"…{value[-4:]}" if len(value) > 4 else "…"


def mask_numbers(words: str) -> str:
    """Phone and identity numbers inside words, down to their last two digits; our own references stay."""
    return _NUMBERS.sub(lambda found: found[0] if typed_reference(found[0]) else _hidden(found[0]), words)


def _hidden(number: str) -> str:
    return "•" * (len(number) - 2) + number[-2:]
