"""By which channel and to whom a row of the outbox leaves."""

from collections.abc import Mapping
from typing import Any

from casework import saving
from channels.contract import Channel, TextsPhones, WritesElsewhere
from channels.phones import e164

SPOKEN = frozenset({"answer", "closed"})
"""What a staff member says to a caller is spoken; every other notice goes in writing."""
DUTY = "duty"
"""Purpose of what is said to staff on duty, on their own contact points."""


def carrier(channels: Mapping[str, Channel], row: Any) -> Channel | None:
    """Nobody is rung up for a notice: a caller gets it in writing, only a staff member's answer as a call.

    Nor is anybody who cannot speak. Staff on duty are called.
    """
    channel = channels.get(row.account)
    speaks: object = channel
    spoken = row.purpose == DUTY or (row.purpose in SPOKEN and not row.silent)
    if not spoken and isinstance(speaks, WritesElsewhere):
        return channels.get(saving.texting(channels, prefer=speaks.writes_by), channel)
    return channel


def recipient(channels: Mapping[str, Channel], row: Any) -> str:
    """A caller is reached on the number given for calling back, which need not be the one called from."""
    speaks: object = channels.get(row.account)
    to_caller = row.purpose != DUTY and isinstance(speaks, WritesElsewhere)
    return str((row.case_phone if to_caller else "") or row.sender)


def refused(channel: Channel, row: Any, number: str) -> bool:
    """They blocked us or do not exist; or the number wants no text messages, whoever it is that is written to."""
    if isinstance(channel, TextsPhones) and e164(number) in row.silenced:
        return True
    return not row.reachable and number == row.sender
