"""An event as the row it is kept in: the only translator from wire words to rows."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from channels.contract import (
    Abandoned,
    Attachment,
    Edited,
    Event,
    Guess,
    InboundMessage,
    Presence,
    Receipt,
    Step,
    Unknown,
    Unsent,
)
from store.ids import conversation_id, new_id

LONGEST_TEXT = 10_000


def row_of(account: str, event: Event, now: datetime, *, urgent: bool) -> dict[str, Any]:
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


def _step(account: str, event: Step, now: datetime) -> dict[str, Any]:
    return _waiting(account, event, now) | {"state": "kept"}


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
    Guess: "guess",
    Step: "step",
    Unknown: "unknown",
}
_FILL: dict[type, Callable[..., dict[str, Any]]] = {
    InboundMessage: _message,
    Receipt: _waiting,
    Presence: _waiting,
    Edited: _waiting,
    Unsent: _waiting,
    Abandoned: _waiting,
    Guess: _waiting,
    Step: _step,
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
