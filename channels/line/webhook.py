"""LINE's webhook, read from plain JSON.

The SDK's typed events are not used on purpose: LINE adds values and properties without notice, and the
SDK then drops the words of an event or the whole body. Here every event is read on its own.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from channels.contract import (
    BadSignature,
    Edited,
    Event,
    InboundMessage,
    Malformed,
    Presence,
    Unknown,
    Unsent,
    WebRequest,
)
from channels.line.messages import MENU_LANGUAGE, MENU_LANGUAGES, names_us, read_message
from channels.values import clean, json_object, key_in, mapping_in, moment, number_in, text_in, word

# what the console's old "Verify" button sent; genuine requests, but nobody's words
_DUMMY_USER = "Udeadbeef"
_DUMMY_TOKENS = frozenset({"0" * 32, "f" * 32})


def check_signature(request: WebRequest, secrets: Sequence[str]) -> None:
    """The HMAC of the raw bytes by any accepted secret, compared in constant time."""
    given = request.headers.get("x-line-signature", "").encode("utf-8", "replace")
    for secret in secrets:
        digest = hmac.new(secret.encode(), request.body, hashlib.sha256).digest()
        if hmac.compare_digest(base64.b64encode(digest), given):
            return
    raise BadSignature("x-line-signature does not match")


def check_destination(request: WebRequest, destination: str) -> None:
    """Another bot's webhook, correctly signed, must not reach this organisation."""
    named = destination_of(request)
    if named and named != destination:
        raise BadSignature("signed for another destination")


def destination_of(request: WebRequest) -> str:
    """The bot's user id that the body names, "" if it names none; not to be believed before the signature holds."""
    try:
        return key_in(json_object(request.body), "destination")
    except Malformed:
        return ""  # parse() says so


def read_events(request: WebRequest) -> tuple[Event, ...]:
    """Every event of the body, each on its own; Malformed if there is no list of events."""
    events = json_object(request.body).get("events")
    if not isinstance(events, list):
        raise Malformed("no list of events")
    return tuple(
        _read_event(event, key_in(event, "webhookEventId") or _hash(event, index, request.body), request)
        for index, event in enumerate(events)
        if not _is_dummy(event)
    )


def _is_dummy(event: object) -> bool:
    user = text_in(mapping_in(event, "source"), "userId")
    return user.startswith(_DUMMY_USER) or text_in(event, "replyToken") in _DUMMY_TOKENS


def _read_event(event: Any, event_id: str, request: WebRequest) -> Event:
    if not isinstance(event, dict):
        return Unknown(event_id, reason="event is no object")
    sender = _sender(event, event_id)
    match event.get("type"):
        case "message":
            return _message(event, event_id, sender, request)
        case "messageEdited":
            return _edited(event, event_id, sender, request)
        case "postback":
            return _postback(event, event_id, sender, request)
        case "follow" | "unfollow" as kind if not sender.startswith("anon:"):
            return Presence(event_id, sender, reachable=kind == "follow", at=_sent_at(event, request))
        case "join" | "leave" as kind if _group(event):
            return Presence(event_id, _group(event), reachable=kind == "join", at=_sent_at(event, request))
        case "unsend":
            return _unsend(event, event_id, sender)
        case other:
            return Unknown(event_id, reason=f"event type {word(other)}", sender=sender)


def _hash(event: object, index: int, body: bytes) -> str:
    """A key for an event without one, the same when it is delivered again."""
    if isinstance(event, dict):
        event = {name: value for name, value in event.items() if name != "deliveryContext"}
    try:
        text = orjson.dumps(event, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:  # half surrogate pairs, or nested beyond what orjson writes
        text = b"%d " % index + body
    return hashlib.sha256(text).hexdigest()


def _sender(event: Mapping[str, Any], event_id: str) -> str:
    """The user id; somebody LINE does not name is a stranger of their own, never one with the next."""
    return key_in(mapping_in(event, "source"), "userId") or f"anon:{event_id}"


def _sent_at(event: Mapping[str, Any], request: WebRequest) -> datetime:
    return moment(number_in(event, "timestamp"), request.received_at)


def _group(event: Mapping[str, Any]) -> str:
    source = mapping_in(event, "source")
    return key_in(source, "groupId") or key_in(source, "roomId")


def _message(event: Mapping[str, Any], event_id: str, sender: str, request: WebRequest) -> Event:
    message = event.get("message")
    if not isinstance(message, dict):
        return Unknown(event_id, reason="message event without a message", sender=sender)
    return InboundMessage(
        event_id=event_id,
        sender=sender,
        sent_at=_sent_at(event, request),
        message_id=key_in(message, "id"),
        reply_token=key_in(event, "replyToken"),
        group=_group(event),
        addressed=names_us(message),
        standby=event.get("mode") == "standby",
        **read_message(message),
    )


def _edited(event: Mapping[str, Any], event_id: str, sender: str, request: WebRequest) -> Event:
    message = mapping_in(event, "message")
    message_id, words = key_in(message, "id"), text_in(message, "text")
    if not (message_id and words):
        return Unknown(event_id, reason="edit without words", sender=sender)
    return Edited(event_id, _group(event) or sender, message_id, words, at=_sent_at(event, request))


def _postback(event: Mapping[str, Any], event_id: str, sender: str, request: WebRequest) -> Event:
    postback = mapping_in(event, "postback")
    choice = text_in(postback, "data")
    params = mapping_in(postback, "params")
    # the menu has changed its language on the phone already: it is told us, nothing is asked
    chosen = choice.removeprefix(MENU_LANGUAGE) if choice.startswith(MENU_LANGUAGE) else ""
    return InboundMessage(
        event_id=event_id,
        sender=sender,
        sent_at=_sent_at(event, request),
        choice=choice,
        language=chosen if chosen in MENU_LANGUAGES else "",
        reply_token=key_in(event, "replyToken"),
        group=_group(event),
        standby=event.get("mode") == "standby",
        unreadable=not choice,
        facts={clean(name): clean(value) for name, value in params.items()},
    )


def _unsend(event: Mapping[str, Any], event_id: str, sender: str) -> Event:
    message_id = key_in(mapping_in(event, "unsend"), "messageId")
    if not message_id:
        return Unknown(event_id, reason="unsend without a message id", sender=sender)
    return Unsent(event_id, sender=_group(event) or sender, message_id=message_id)
