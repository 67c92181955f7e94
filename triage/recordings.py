"""What callers said and nobody told us: recordings that the exchange holds although its callback never came (58)."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import orjson

from channels.contract import Channel, InboundMessage, KeepsRecordings, Reception, SendFailed, WebRequest
from store import calls
from store.db import Database
from triage import intake

log = logging.getLogger("saitrong.recordings")

LOOKS_BACK = timedelta(hours=48)
CALLBACK_HAS = timedelta(minutes=3)
"""So long a callback may take; it knows more than we find out (topic, language), so it goes first."""
MOST_AT_ONCE = 20


def fetch_untold(database: Database, channels: Mapping[str, Channel], now: datetime) -> int:
    """Ask every exchange for what it recorded lately, store what is new as the callback would have; how many."""
    found = 0
    for account, channel in channels.items():
        holder: object = channel
        if isinstance(holder, KeepsRecordings):
            try:
                found += _of(database, account, holder, now)
            except SendFailed as error:
                log.warning("recordings not asked for account=%s error=%s", account, error)
    return found


def _of(database: Database, account: str, holder: KeepsRecordings, now: datetime) -> int:
    held = list(holder.held(since=now - LOOKS_BACK))
    if not held:
        return 0
    with database.session() as session:
        unknown = calls.unknown_events(session, account=account, event_ids=held)
    late = [
        each
        for each in holder.told_late(unknown[:MOST_AT_ONCE], now=now)
        if each.sent_at <= now - CALLBACK_HAS
    ]
    for each in late:
        _store(database, account, _with_topic(database, each), now)
        log.info("recording found without its callback account=%s", account)
    return len(late)


def _with_topic(database: Database, said: InboundMessage) -> InboundMessage:
    with database.session() as session:
        topic = calls.pressed_topic(session, said.facts.get("call", ""))
    return replace(said, choice=f"topic:{topic}") if topic else said


def _store(database: Database, account: str, said: InboundMessage, now: datetime) -> None:
    """By the one way in; the event's id is the callback's, so that one that comes after all changes nothing."""
    body = orjson.dumps({"found": said.event_id, "call": said.facts.get("call", "")})
    request = WebRequest(url=f"clock:{account}", headers={}, body=body, received_at=now)
    intake.record(database.intake, account, request, Reception((said,)), dangers={}, inline=True)
