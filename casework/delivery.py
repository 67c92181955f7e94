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

from casework import saving, ways
from casework.outgoing import as_outbound, outbound
from channels.contract import (
    Channel,
    OutboundMessage,
    OutcomeUnknown,
    QuotaSpent,
    RecipientGone,
    ReplyTokenInvalid,
    RetriesSafely,
    SendFailed,
    SendsTogether,
    TextsPhones,
)
from store import outbox, people, quota
from store.db import Database, OperationalError, Session

__all__ = ["Job", "Outcome", "Send", "as_outbound", "claim", "deliver", "outbound"]

log = logging.getLogger("saitrong.delivery")

Send = Callable[[OutboundMessage], str]

REPLY_LIVES = timedelta(seconds=50)
"""LINE's reply token is good for a minute from receipt; ten seconds are left for the way there."""
TRIES = 8
IN_A_GROUP = "group"
"""Purpose of the one line said in a group: only ever by the free reply, a push would count once for each member."""


@dataclass(frozen=True, slots=True)
class Outcome:
    state: str
    provider_id: str = ""
    how: str = ""
    error: str = ""
    wait: float | None = None
    gone: bool = False
    segments: int = 0


KEPT_BACK = Outcome("withheld", error="kept back: little is left of this month's messages")


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed row with the free reply it may use and the rows that go in the same call.

    spare: too little of the month is left to push it.
    """

    row: Any
    reply_token: str
    companions: Sequence[Any] = ()
    spare: bool = False


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
        shares = quota.shares(session, now=now) if rows else {}
        return [
            _job(session, channels.get(row.account), row, shares.get(row.account, 0.0), now, by, only is None)
            for row in rows
        ]


def _job(
    session: Session, channel: Any, row: Any, share: float, now: datetime, by: int, together: bool
) -> Job:
    token = ""
    # a second attempt keeps to the way of the first: the push with its key
    if isinstance(channel, RetriesSafely) and row.attempts == 1:
        token = outbox.take_reply_token(session, row.conversation_id, since=now - REPLY_LIVES)
    spare = saving.saved(row, share)
    if spare and not token:
        return Job(row, "", spare=True)
    companions: Sequence[Any] = ()
    # files of a row fill its call: what is said beside them has one of its own
    if together and isinstance(channel, SendsTogether) and not row.urgent and not row.parts.get("files"):
        companions = outbox.together(session, row, most=channel.together - 1, now=now, by=by)
    outbox.mark_how(session, row.id, "reply" if token else "push")
    return Job(row, token, companions, spare)


def deliver(
    database: Database, channels: Mapping[str, Channel], job: Job, clock: Callable[[], datetime]
) -> Outcome:
    """Send one claimed row and record what became of it."""
    row = job.row
    channel, recipient = ways.carrier(channels, row), ways.recipient(channels, row)
    if channel is None:
        outcome = Outcome("failed", error="no channel for this account")
    elif ways.refused(channel, row, recipient):
        outcome = Outcome("failed", error=f"cannot be reached: {row.unreachable_why or 'stopped'}")
    elif job.spare and not job.reply_token:
        outcome = KEPT_BACK
    elif row.purpose == IN_A_GROUP and not job.reply_token:
        outcome = Outcome("failed", error="too late for the free reply")
    elif _too_late(channel, row, clock()):
        outcome = Outcome("unsure", error="first tried too long ago for the retry key to be known")
    else:
        outcome = _attempt(database, channel, job, recipient)
    if recipient != row.sender:
        outcome = replace(outcome, gone=False)  # that number is not the one the conversation is with
    _record_for_sure(database, channels, job, outcome, clock)
    log.info("sent message=%s account=%s state=%s how=%s", row.id, row.account, outcome.state, outcome.how)
    return outcome


def _attempt(database: Database, channel: Channel, job: Job, recipient: str) -> Outcome:
    """The free reply first; the push only when the provider said that the token is dead."""
    if not job.reply_token:
        return _send(channel, job, "", recipient)
    outcome = _send(channel, job, job.reply_token, recipient)
    if outcome.state != "token" or job.row.purpose == IN_A_GROUP:
        return replace(outcome, state="failed") if outcome.state == "token" else outcome
    if job.spare:
        return KEPT_BACK
    with database.session() as session:
        outbox.mark_how(session, job.row.id, "push")
    return _send(channel, job, "", recipient)


def _send(channel: Channel, job: Job, token: str, recipient: str) -> Outcome:
    row = job.row
    how = "reply" if token else "push"
    message = outbound(row, token, recipient, job.companions)
    parts = channel.parts(message) if isinstance(channel, TextsPhones) else 0
    try:
        provider_id = channel.send(message)
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
        return Outcome("unsure", how=how, error=str(error), segments=parts)
    return Outcome("sent", provider_id=provider_id, how=how, segments=parts)


def _record_for_sure(
    database: Database,
    channels: Mapping[str, Channel],
    job: Job,
    outcome: Outcome,
    clock: Callable[[], datetime],
) -> None:
    """What became of it is known only here: while the database is away it is tried again, within the lease."""
    for _ in range(60):
        try:
            with database.session() as session:
                _record(session, channels, job, outcome, clock())
        except OperationalError:
            time.sleep(0.5)
        else:
            return
    log.error("fate not recorded message=%s state=%s", job.row.id, outcome.state)


def _record(
    session: Session, channels: Mapping[str, Channel], job: Job, outcome: Outcome, now: datetime
) -> None:
    row = job.row
    facts: dict[str, Any] = {
        "state": outcome.state,
        "how": outcome.how,
        "error": outcome.error[:300],
        "not_before": now + timedelta(seconds=outcome.wait) if outcome.wait is not None else None,
    }
    outbox.record(
        session, row.id, now=now, provider_id=outcome.provider_id, segments=outcome.segments, **facts
    )
    if job.companions and outcome.state == "failed" and not outcome.gone:
        # perhaps the company was the trouble: each tries alone
        outbox.leave_behind(session, row.id)
    for each in job.companions:
        outbox.record(session, each.id, now=now, **facts)
    if outcome.gone:
        people.set_reachable(
            session, account=row.account, sender=row.sender, reachable=False, why="gone", now=now
        )
    if outcome.state == "withheld" and row.attempts == 1:
        saving.notice(session, channels, row, now=now)


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
