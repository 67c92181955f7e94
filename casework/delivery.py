"""claim -> commit -> send -> record: how a row of the outbox reaches a citizen, at most once.

No transaction is open while a provider is called: a slow provider would hold locks and connections
for as long as it likes. A row is first claimed and committed, then sent, then recorded.
"""

import logging
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from channels.contract import (
    Button,
    Card,
    Channel,
    OutboundMessage,
    OutcomeUnknown,
    QuotaSpent,
    RecipientGone,
    ReplyTokenInvalid,
    RetriesSafely,
    SendFailed,
    WritesElsewhere,
)
from store import outbox, people
from store.db import Database, OperationalError

log = logging.getLogger("saitrong.delivery")

Send = Callable[[OutboundMessage], str]

REPLY_LIVES = timedelta(seconds=50)
"""LINE's reply token is good for a minute from receipt; ten seconds are left for the way there."""
TRIES = 8


@dataclass(frozen=True, slots=True)
class Outcome:
    state: str
    provider_id: str = ""
    how: str = ""
    error: str = ""
    wait: float | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed row with the free reply it may use."""

    row: Any
    reply_token: str


def claim(
    database: Database,
    channels: Mapping[str, Channel],
    *,
    now: datetime,
    limit: int,
    by: int,
    full: Sequence[str] = (),
    only: Sequence[UUID] | None = None,
) -> list[Job]:
    """Claim rows and their free replies, committed on return."""
    with database.session() as session:
        rows = outbox.claim(session, now=now, limit=limit, by=by, full=full, only=only)
        jobs = []
        for row in rows:
            safe = isinstance(channels.get(row.account), RetriesSafely)
            token = (
                outbox.take_reply_token(session, row.conversation_id, since=now - REPLY_LIVES) if safe else ""
            )
            if token and row.attempts > 1:
                token = ""  # a second attempt keeps to the way of the first: the push with its key
            outbox.mark_how(session, row.id, "reply" if token else "push")
            jobs.append(Job(row, token))
        return jobs


def deliver(
    database: Database, channels: Mapping[str, Channel], job: Job, clock: Callable[[], datetime]
) -> Outcome:
    """Send one claimed row and record what became of it."""
    row = job.row
    channel, recipient = _carrier(channels, row), _recipient(channels, row)
    if channel is None:
        outcome = Outcome("failed", error="no channel for this account")
    elif not row.reachable and recipient == row.sender:
        outcome = Outcome("failed", error="cannot be reached: blocked or opted out")
    elif _too_late(channel, row, clock()):
        outcome = Outcome("unsure", error="first tried too long ago for the retry key to be known")
    else:
        outcome = _attempt(database, channel, job, recipient)
    if recipient != row.sender:
        outcome = replace(outcome, gone=False)  # that number is not the one the conversation is with
    _record_for_sure(database, row, outcome, clock)
    log.info("sent message=%s account=%s state=%s how=%s", row.id, row.account, outcome.state, outcome.how)
    return outcome


def _carrier(channels: Mapping[str, Channel], row: Any) -> Channel | None:
    """Nobody is rung up for a notice: a caller gets it in writing, only a staff member's answer as a call."""
    channel = channels.get(row.account)
    speaks: object = channel
    if row.purpose != "answer" and isinstance(speaks, WritesElsewhere):
        return channels.get(speaks.writes_by, channel)
    return channel


def _recipient(channels: Mapping[str, Channel], row: Any) -> str:
    """A caller is reached on the number given for calling back, which need not be the one called from."""
    speaks: object = channels.get(row.account)
    chosen = row.case_phone if isinstance(speaks, WritesElsewhere) else ""
    return str(chosen or row.sender)


def _attempt(database: Database, channel: Channel, job: Job, recipient: str) -> Outcome:
    """The free reply first; the push only when the provider said that the token is dead."""
    if not job.reply_token:
        return _send(channel, job.row, "", recipient)
    outcome = _send(channel, job.row, job.reply_token, recipient)
    if outcome.state != "token":
        return outcome
    with database.session() as session:
        outbox.mark_how(session, job.row.id, "push")
    return _send(channel, job.row, "", recipient)


def _send(channel: Channel, row: Any, token: str, recipient: str) -> Outcome:
    how = "reply" if token else "push"
    try:
        provider_id = channel.send(outbound(row, token, recipient))
    except ReplyTokenInvalid:
        return Outcome("token", how=how)
    except QuotaSpent as error:
        return Outcome("withheld", how=how, error=str(error))
    except RecipientGone as error:
        return Outcome("failed", how=how, error=str(error), gone=True)
    except SendFailed as error:
        if error.retryable and row.attempts < TRIES:
            return Outcome("pending", how=how, error=str(error), wait=_backoff(row.attempts, error.after))
        return Outcome("failed", how=how, error=str(error))
    except OutcomeUnknown as error:
        return Outcome("unsure", how=how, error=str(error))
    return Outcome("sent", provider_id=provider_id, how=how)


def _record_for_sure(database: Database, row: Any, outcome: Outcome, clock: Callable[[], datetime]) -> None:
    """What became of it is known only here: while the database is away it is tried again, within the lease."""
    for _ in range(60):
        try:
            _record(database, row, outcome, clock())
        except OperationalError:
            time.sleep(0.5)
        else:
            return
    log.error("fate not recorded message=%s state=%s", row.id, outcome.state)


def _record(database: Database, row: Any, outcome: Outcome, now: datetime) -> None:
    with database.session() as session:
        outbox.record(
            session,
            row.id,
            state=outcome.state,
            now=now,
            provider_id=outcome.provider_id,
            how=outcome.how,
            error=outcome.error[:300],
            not_before=now + timedelta(seconds=outcome.wait) if outcome.wait is not None else None,
        )
        if outcome.gone:
            people.set_reachable(session, account=row.account, sender=row.sender, reachable=False)


def outbound(row: Any, token: str, recipient: str) -> OutboundMessage:
    """The row in the contract's words."""
    return as_outbound(
        key=row.id,
        recipient=recipient,
        text=row.text,
        parts=row.parts,
        reply_token=token,
        language=row.language,
        sender_name=row.sender_name,
    )


def as_outbound(
    *,
    key: UUID,
    recipient: str,
    text: str,
    parts: Mapping[str, Any],
    reply_token: str,
    language: str,
    sender_name: str = "",
) -> OutboundMessage:
    return OutboundMessage(
        key=key,
        recipient=recipient,
        text=text,
        short=parts.get("short") or "",
        spoken=parts.get("spoken") or "",
        card=_card(parts.get("card")),
        buttons=tuple(Button(**button) for button in parts.get("buttons") or ()),
        reply_token=reply_token,
        language=language,
        sender_name=sender_name,
    )


def _card(plain: Mapping[str, Any] | None) -> Card | None:
    if not plain:
        return None
    return Card(
        title=plain["title"],
        lines=tuple((label, value) for label, value in plain["lines"]),
        note=plain["note"],
        tone=plain["tone"],
        buttons=tuple(Button(**button) for button in plain["buttons"]),
    )


def _too_late(channel: Channel, row: Any, now: datetime) -> bool:
    """A push tried long ago is not resent blindly: its key is forgotten and it might arrive twice."""
    if row.attempts <= 1 or row.first_tried_at is None:
        return False
    return (
        isinstance(channel, RetriesSafely) and (now - row.first_tried_at).total_seconds() > channel.safe_for
    )


def _backoff(attempts: int, after: float | None) -> float:
    """Seconds to wait: what the provider asks for, else 0.5, 1, 2 … 60; jittered so that a crowd spreads out."""
    base = after if after is not None else min(0.5 * 2 ** (attempts - 1), 60)
    return base * random.uniform(0.8, 1.3)  # noqa: S311  spreading, not secrecy
