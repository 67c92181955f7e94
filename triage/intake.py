"""record(): store everything a request brought, once, and what is said at once to a life in danger."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg_pool import ConnectionPool

from channels.contract import (
    InboundMessage,
    Reception,
    Unknown,
    WebRequest,
)
from store import recording
from store.canned import Canned
from store.ids import conversation_id, new_id
from triage.canned import HELP, canned_parts, canned_words
from triage.duty_answers import acknowledges
from triage.eventrows import LONGEST_TEXT, row_of
from triage.reading import Danger, danger

log = logging.getLogger("saitrong.intake")


@dataclass(frozen=True, slots=True)
class Recorded:
    """new: inbound messages stored now. canned: rows that a sender thread of this process should take at once."""

    new: tuple[UUID, ...] = ()
    canned: tuple[UUID, ...] = ()


def record(
    pool: "ConnectionPool[Connection[Any]]",
    account: str,
    request: WebRequest,
    reception: Reception,
    *,
    dangers: Mapping[int, Danger],
    inline: bool,
    answered: bool = False,
) -> Recorded:
    """One transaction; safe to repeat. dangers: as dangers_of() saw them in this very reception.
    inline: the canned words travel in the HTTP answer itself.
    answered: they already went out while the database was away (a drained spool).
    psycopg.OperationalError or PoolTimeout: the database is away and the request must be spooled.
    """
    now = request.received_at
    if not reception.events:
        return Recorded()
    urgent = [n in dangers or acknowledges(event) for n, event in enumerate(reception.events)]
    rows = [row_of(account, event, now, urgent=urgent[n]) for n, event in enumerate(reception.events)]
    for n, sign in dangers.items():
        if sign.doubted:
            rows[n]["facts"]["doubted"] = "yes"
    canned = [
        _canned(account, event, dangers[n], rows[n]["id"], now, inline=inline, answered=answered)
        for n, event in enumerate(reception.events)
        if isinstance(event, InboundMessage) and n in dangers and not event.standby and not event.group
    ]
    body = recording.Body(
        id=new_id(now), account=account, url=request.url, received_at=now, body=request.body
    )
    new, said = recording.store(pool, body, rows, canned)
    return Recorded(tuple(new), () if inline or answered else tuple(said))


def record_unreadable(
    pool: "ConnectionPool[Connection[Any]]", account: str, request: WebRequest, reason: str
) -> Recorded:
    """A signed body of which nothing can be read: kept whole, shown to an operator."""
    event = Unknown(event_id=f"body:{sha256(request.body).hexdigest()}", reason=reason)
    return record(pool, account, request, Reception((event,)), dangers={}, inline=False)


def dangers_of(reception: Reception) -> dict[int, Danger]:
    """Which messages of the request (by position) speak of a life in danger: rules only, under 1 ms each."""
    found: dict[int, Danger] = {}
    for position, event in enumerate(reception.events):
        if isinstance(event, InboundMessage):
            sign = HELP if event.choice == "danger" else danger(event.text[:LONGEST_TEXT])
            if sign:
                found[position] = sign
    return found


def urgent_words(reception: Reception, dangers: Mapping[int, Danger]) -> str:
    """The canned words for the first message in danger, in its language; "" when there is none."""
    for position, sign in dangers.items():
        event = reception.events[position]
        if isinstance(event, InboundMessage):
            return canned_words(sign.numbers, event.language, silent=sign.silent)
    return ""


def _canned(
    account: str,
    event: InboundMessage,
    sign: Danger,
    message: UUID,
    now: datetime,
    *,
    inline: bool,
    answered: bool,
) -> Canned:
    state, how, error = "pending", "", ""
    if inline:
        state, how = "sent", "inline"
    elif answered:
        state, how, error = "unsure", "reply", "answered while the database was away"
    return Canned(
        id=new_id(now),
        conversation=conversation_id(account, event.sender),
        answers=message,
        state=state,
        how=how,
        text=canned_words(sign.numbers, event.language, silent=sign.silent),
        language=event.language,
        parts=canned_parts(sign.numbers, event.language, silent=sign.silent, doubted=sign.doubted),
        error=error,
    )
