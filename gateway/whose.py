"""Whose request it is: the account it names or is addressed to, and the secret that must have signed it."""

import time
from dataclasses import dataclass, field

from psycopg import OperationalError
from psycopg_pool import PoolClosed, PoolTimeout, TooManyRequests

from channels.contract import BadSignature, Channel, NamesDestination, WebRequest
from gateway.canned import CannedSender
from gateway.nudging import Nudger
from store.db import OperationalError as EngineError
from wiring import House

AWAY = (OperationalError, PoolTimeout, PoolClosed, TooManyRequests)
_AWAY_FOR = 1.0
_LOOK_EVERY = 5.0


@dataclass(slots=True)
class Door:
    """What receiving needs of the house; one per process. away_until: monotonic, spool without asking before it."""

    house: House
    sender: CannedSender
    nudger: Nudger
    away_until: float = field(default=0.0)
    looked_at: float = field(default=0.0)

    def away(self) -> bool:
        return time.monotonic() < self.away_until

    def mark_away(self) -> None:
        self.away_until = time.monotonic() + _AWAY_FOR

    def may_look(self) -> bool:
        """Whether the accounts may be looked at again: a flood of forged requests must not become one of queries."""
        now = time.monotonic()
        if self.away() or now - self.looked_at < _LOOK_EVERY:
            return False
        self.looked_at = now
        return True


def addressed(door: Door, account: str, web: WebRequest) -> tuple[str, Channel | None]:
    """The account that the request is for, and its channel; the body's word is only believed once it is verified."""
    channel: object = channel_of(door, account)
    if isinstance(channel, NamesDestination):
        named = channel.destination_of(web)
        if named and named != channel.destination:
            account = door.house.addressed(account, named)
    return account, channel_of(door, account)


def verified(door: Door, account: str, channel: Channel, web: WebRequest) -> Channel:
    """The channel whose secret signed it. A secret may have been renewed by another process a moment ago."""
    try:
        channel.verify(web)
    except BadSignature:
        if not door.may_look():
            raise
        _look(door)
        channel = door.house.channels.get(account, channel)
        channel.verify(web)
    return channel


def channel_of(door: Door, account: str) -> Channel | None:
    known = door.house.channels.get(account)
    if known is None and not door.away() and len(account) <= 64:
        _look(door)
        known = door.house.channels.get(account)
    return known


def _look(door: Door) -> None:
    try:
        door.house.look_at_accounts()
    except (EngineError, *AWAY):
        door.mark_away()
