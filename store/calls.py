"""Telephone calls as they were: the steps of each, a machine's guess at the words, recordings nobody told of."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from store.db import changed

STEPS = """
select k.call, e.facts, e.received_at from (
    select facts ->> 'call' as call, min(sent_at) as begun from message where case_id = :case and direction = 'in'
        and facts ->> 'call' is not null group by 1) k
join raw_event e on e.kind = 'step' and e.facts ->> 'call'::text = k.call
order by k.begun, e.received_at, e.id
"""
"""Of each call that said something in a case what the caller did, in their order (store/casefacts.py)."""


def pressed_topic(session: Session, call: str) -> str:
    """The topic that was chosen in a call, "" if none."""
    row = session.execute(
        text(
            "select facts ->> 'key' as key from raw_event where kind = 'step' and facts ->> 'call'::text = :call"
            " and facts ->> 'step' = 'topic' and facts ->> 'key' in ('1', '2', '3', '4')"
            " order by received_at desc limit 1"
        ),
        {"call": call},
    ).first()
    return str(row.key) if row else ""


def put_guess(session: Session, *, account: str, message_id: str, guess: str) -> bool:
    """Lay the guess beside the recording; False while the recording itself has not come."""
    found = session.execute(
        text(
            "update message set facts = facts || jsonb_build_object('guess', cast(:guess as text))"
            " where account = :account and direction = 'in' and provider_message_id = :message"
        ),
        {"account": account, "message": message_id, "guess": guess},
    )
    return changed(found) > 0


def unknown_events(session: Session, *, account: str, event_ids: Sequence[str]) -> list[str]:
    """Those of the events that were never stored, in the order given."""
    rows = session.execute(
        text("select event_id from raw_event where account = :account and event_id = any(:ids)"),
        {"account": account, "ids": list(event_ids)},
    )
    known = {row.event_id for row in rows}
    return [each for each in event_ids if each not in known]


def recording(session: Session, message: UUID) -> Any:
    """An inbound message that holds a recording: .case_id .text .facts; None for any other."""
    return session.execute(
        text(
            "select m.case_id, m.text, m.facts from message m where m.id = :id and m.direction = 'in' and exists"
            " (select from attachment a where a.message_id = m.id and a.kind = 'audio') for no key update of m"
        ),
        {"id": message},
    ).first()


def put_transcript(session: Session, message: UUID, *, words: str, facts: dict[str, Any]) -> None:
    """The words, and the message set back so that it is read and routed again."""
    session.execute(
        text(
            "update message set text = :words, facts = cast(:facts as jsonb), state = 'received', attempts = 0,"
            " not_before = null, error = '' where id = :id"
        ),
        {"id": message, "words": words, "facts": json.dumps(facts, ensure_ascii=False)},
    )
