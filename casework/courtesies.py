"""What a worker does at a provider when it has time; nothing here holds up a plea or an answer."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from casework.delivery import REPLY_LIVES
from channels.contract import Channel, ChannelError, KnowsNames, MarksRead, ShowsWaiting
from store import errands
from store.db import Database

log = logging.getLogger("saitrong.courtesies")

SLOW = timedelta(seconds=3)
"""A message that is not read after this long: the person is shown that an answer is being prepared."""
_AT_ONCE = 8


def one_round(database: Database, channels: Mapping[str, Channel], *, now: datetime) -> bool:
    """Whether there was an errand to do, and so perhaps another."""
    show_waiting(database, channels, now=now)
    return do_errands(database, channels, now=now) > 0


def do_errands(database: Database, channels: Mapping[str, Channel], *, now: datetime) -> int:
    """Names that people show, messages shown as read; how many were tried."""
    with database.session() as session:
        due = errands.claim(session, now=now, limit=_AT_ONCE)
    for errand in due:
        _do(database, channels, errand, now)
    return len(due)


def show_waiting(database: Database, channels: Mapping[str, Channel], *, now: datetime) -> int:
    """The loading sign for whoever waits longer than usual, as long as their free reply lives; how many were shown."""
    with database.session() as session:
        slow = errands.waiting_long(session, now=now, after=SLOW, reply_lives=REPLY_LIVES)
    shown = 0
    for row in slow:
        channel: object = channels.get(row.account)
        if isinstance(channel, ShowsWaiting):
            try:
                channel.show_waiting(row.sender)
                shown += 1
            except ChannelError as error:
                log.info("waiting not shown account=%s error=%s", row.account, error)
    return shown


def _do(database: Database, channels: Mapping[str, Channel], errand: Any, now: datetime) -> None:
    channel: object = channels.get(errand.account)
    name = ""
    try:
        if errand.what == "name" and isinstance(channel, KnowsNames):
            name = channel.name_of(errand.sender)
        elif errand.what == "read" and isinstance(channel, MarksRead):
            channel.mark_read(errand.value)
    except ChannelError as error:
        log.info(
            "errand=%s account=%s attempt=%d error=%s", errand.what, errand.account, errand.attempts, error
        )
        if errand.attempts < errands.TRIES:
            _later(database, errand, now + timedelta(minutes=errand.attempts**2))
            return
    with database.session() as session:
        if name:
            errands.set_name(session, errand.conversation_id, name)
        errands.done(session, errand.id)


def _later(database: Database, errand: Any, until: datetime) -> None:
    with database.session() as session:
        errands.put_off(session, errand.id, until=until)
