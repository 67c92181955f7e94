"""record(): store everything a request brought, once. The only translator from wire words to rows."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg_pool import ConnectionPool

from channels.contract import (
    Abandoned,
    Attachment,
    Edited,
    Event,
    InboundMessage,
    Presence,
    Receipt,
    Reception,
    Unknown,
    Unsent,
    WebRequest,
)
from store import recording
from store.ids import conversation_id, new_id
from triage.canned import HELP, canned_parts, canned_words
from triage.duty_answers import acknowledges
from triage.reading import Danger, danger

log = logging.getLogger("saitrong.intake")

LONGEST_TEXT = 10_000


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
    rows = [_row(account, event, now, urgent=urgent[n]) for n, event in enumerate(reception.events)]
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
) -> recording.Canned:
    state, how, error = "pending", "", ""
    if inline:
        state, how = "sent", "inline"
    elif answered:
        state, how, error = "unsure", "reply", "answered while the database was away"
    return recording.Canned(
        id=new_id(now),
        conversation=conversation_id(account, event.sender),
        answers=message,
        state=state,
        how=how,
        text=canned_words(sign.numbers, event.language, silent=sign.silent),
        language=event.language,
        parts=canned_parts(sign.numbers, event.language, silent=sign.silent),
        error=error,
    )


def _row(account: str, event: Event, now: datetime, *, urgent: bool) -> dict[str, Any]:
    row = {
        "id": new_id(now),
        "event_id": event.event_id,
        "kind": _KINDS[type(event)],
        "state": "kept",
        "facts": {},
        "urgent": urgent,
    }
    return row | _FILL[type(event)](account, event, now)


def _message(account: str, event: InboundMessage, now: datetime) -> dict[str, Any]:
    place = event.location
    # a group is a conversation of its own: its free reply must never carry what belongs to one of its members
    speaker = event.group or event.sender
    return {
        "conversation": conversation_id(account, speaker),
        "sender": speaker,
        "name": clean(event.sender_name)[:200],
        "language": event.language[:8],
        "message_id": event.message_id,
        "sent_at": min(event.sent_at, now),
        "text": clean(event.text)[:LONGEST_TEXT],
        "choice": clean(event.choice)[:300],
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "group_id": event.group,
        "phone": clean(event.phone)[:40],
        "standby": event.standby,
        "unreadable": event.unreadable,
        "reply_token": "" if event.standby else event.reply_token,
        "facts": {clean(k): clean(v)[:2000] for k, v in event.facts.items()}
        | ({"place_label": clean(place.label)[:300]} if place and place.label else {})
        | ({"member": event.sender} if event.group else {})
        | ({"addressed": "yes"} if event.group and event.addressed else {}),
        "files": [_file(each, position, now) for position, each in enumerate(event.attachments)],
    }


def _file(attachment: Attachment, position: int, now: datetime) -> dict[str, Any]:
    state = "stored" if attachment.stored else "external" if attachment.external else "pending"
    facts = _plain(attachment, "external")
    return facts | {"id": new_id(now), "position": position, "state": state, "size": 0}


def _waiting(_account: str, event: Event, _now: datetime) -> dict[str, Any]:
    return {"state": "waiting", "facts": _plain(event, "event_id")}


def _plain(thing: Any, left_out: str) -> dict[str, Any]:
    """Its fields as JSON and PostgreSQL hold them."""
    return {
        name: value.isoformat()
        if isinstance(value, datetime)
        else clean(value)
        if isinstance(value, str)
        else value
        for name, value in asdict(thing).items()
        if name != left_out
    }


def _unknown(_account: str, event: Unknown, _now: datetime) -> dict[str, Any]:
    return {"state": "unreadable", "facts": {"reason": clean(event.reason)[:300], "sender": event.sender}}


_KINDS: dict[type, str] = {
    InboundMessage: "message",
    Receipt: "receipt",
    Presence: "presence",
    Edited: "edited",
    Unsent: "unsent",
    Abandoned: "abandoned",
    Unknown: "unknown",
}
_FILL: dict[type, Callable[..., dict[str, Any]]] = {
    InboundMessage: _message,
    Receipt: _waiting,
    Presence: _waiting,
    Edited: _waiting,
    Unsent: _waiting,
    Abandoned: _waiting,
    Unknown: _unknown,
}


def clean(text: str) -> str:
    """What PostgreSQL and a page can hold: no NUL, no lone half of a surrogate pair."""
    if "\0" in text:
        text = text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text
