"""receive(): the one door, for every provider and for our own pages. verify -> parse -> record -> commit -> nudge -> 200.

While the database is away a request goes to disk, synced, and is stored by gateway/draining.py later.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

import metrics
from channels.contract import (
    AnswersInline,
    BadSignature,
    Channel,
    Malformed,
    Reception,
    WebRequest,
)
from gateway.briefs import look_up
from gateway.whose import AWAY, Door, addressed, verified
from store import spool
from store.ids import new_id
from store.queue import TRIAGE
from store.spool import SpoolFull
from triage import intake
from triage.intake import Recorded
from triage.reading import Danger

__all__ = [
    "AWAY",
    "Door",
    "Received",
    "answers_directly",
    "answers_inline",
    "nudge",
    "receive",
    "rolled_back",
]

log = logging.getLogger("saitrong.door")


@dataclass(frozen=True, slots=True)
class Received:
    status: int
    reception: Reception


def receive(door: Door, account: str, web: WebRequest) -> Received:
    """Take one request of one account; every page and provider comes through here."""
    account, channel = addressed(door, account, web)
    # a stranger's invented account names must not become labels: each would be kept for ever
    metrics.count(metrics.RECEIVED, account if channel else "unknown")
    if channel is None:
        if door.away():
            return _spool_unread(door, account, web)
        return Received(404, Reception(answer="unknown account"))
    try:
        channel = verified(door, account, channel, web)
    except BadSignature as refused:
        metrics.count(metrics.REFUSED, account)
        log.warning("refused account=%s reason=%s", account, refused)
        return Received(403, Reception(answer="signature"))
    try:
        reception = channel.parse(web)
    except Malformed as error:
        return _keep_unreadable(door, account, web, str(error))
    return _store(door, channel, account, web, reception)


def _store(door: Door, channel: Channel, account: str, web: WebRequest, reception: Reception) -> Received:
    direct = answers_directly(channel)
    dangers = intake.dangers_of(reception)
    recorded = _record(door, account, web, reception, dangers, direct=direct)
    if recorded is not None:
        nudge(door, account, recorded)
    elif not _spool(door, account, web, reception, direct=direct):
        return Received(503, Reception(answer="try again"))
    if answers_inline(type(channel)):
        reception = cast("AnswersInline", channel).answer(
            web,
            reception,
            urgent=intake.urgent_words(reception, dangers),
            brief=look_up(door, account, reception.lookup),
        )
    return Received(200, reception)


def _record(
    door: Door,
    account: str,
    web: WebRequest,
    reception: Reception,
    dangers: Mapping[int, Danger],
    *,
    direct: bool,
) -> Recorded | None:
    """None when the database cannot take it now. A transaction that lost a deadlock is simply tried once more."""
    for again in (True, False):
        if door.away():
            return None
        try:
            return intake.record(
                door.house.database.intake, account, web, reception, dangers=dangers, inline=direct
            )
        except AWAY as error:
            log.warning("not stored account=%s error=%s", account, type(error).__name__)
            if not rolled_back(error):
                door.mark_away()
            elif again:
                continue
            return None
    return None


def rolled_back(error: Exception) -> bool:
    """SQLSTATE class 40: the server is well and chose another transaction over this one."""
    return (getattr(error, "sqlstate", None) or "").startswith("40")


@cache
def answers_inline(kind: type[Channel]) -> bool:
    """Asked of every request; looking a protocol up costs more than the signature."""
    return issubclass(kind, AnswersInline)


def answers_directly(channel: Channel) -> bool:
    """Whether the canned words travel in the HTTP answer itself: the page, the call or the SMS shows the number."""
    return channel.kind in {"web", "desk"} or answers_inline(type(channel))


def nudge(door: Door, account: str, recorded: Recorded) -> None:
    if recorded.canned:
        # decisions.md 14: the canned words leave from here, even if no worker lives
        door.sender.take(recorded.canned)
    if recorded.new:
        metrics.count(metrics.STORED, account, by=len(recorded.new))
    door.nudger.due(TRIAGE)


def _spool(door: Door, account: str, web: WebRequest, reception: Reception, *, direct: bool) -> bool:
    """The raw request to disk; False only when the disk refuses too."""
    answered = False
    if not direct:
        answered = door.sender.answer_unstored(account, reception)
    return _save(door, account, web, verified=True, answered=answered or direct)


def _spool_unread(door: Door, account: str, web: WebRequest) -> Received:
    """An account we cannot know while the database is away: kept unverified, verified when drained."""
    if _save(door, account, web, verified=False, answered=False):
        return Received(200, Reception())
    return Received(503, Reception(answer="try again"))


def _save(door: Door, account: str, web: WebRequest, *, verified: bool, answered: bool) -> bool:
    item = spool.Spooled(
        account=account,
        url=web.url,
        step=web.step,
        headers=dict(web.headers),
        body=web.body,
        form=web.form,
        query=web.query,
        received_at=web.received_at,
        verified=verified,
        answered=answered,
    )
    try:
        spool.save(door.house.spool, f"{web.received_at:%Y%m%dT%H%M%S%f}-{new_id(web.received_at).hex}", item)
    except SpoolFull:
        log.exception("spool refused account=%s", account)
        metrics.count(metrics.LOST_DOORS, account)
        return False
    metrics.count(metrics.SPOOLED, account)
    return True


def _keep_unreadable(door: Door, account: str, web: WebRequest, reason: str) -> Received:
    metrics.count(metrics.UNREADABLE, account)
    try:
        intake.record_unreadable(door.house.database.intake, account, web, reason)
    except AWAY:
        door.mark_away()
        if not _save(door, account, web, verified=True, answered=False):
            return Received(503, Reception(answer="try again"))
    return Received(200, Reception())
