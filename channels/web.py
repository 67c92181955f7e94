"""The web form and the front desk: our own pages speak to the house through the same door as any provider."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast, get_args

import orjson

from channels.contract import (
    Attachment,
    AttachmentKind,
    InboundMessage,
    Location,
    Malformed,
    OutboundMessage,
    Reception,
    WebRequest,
)
from channels.signing import HEADER, check, sign
from channels.values import clean, json_object, key_in, number_in, text_in

__all__ = ["WebChannel", "sign", "signed_request"]

_FACTS = (
    "place",
    "topic",
    "by_staff",
    "received_by",
    "campaign",
    "how",
    "slot",
    "answer",
    "right",
    "behalf",
    "notice",
)


def signed_request(said: Mapping[str, Any], *, secret: str, url: str, received_at: datetime) -> WebRequest:
    """What a page hands to the door: {nonce, sender, text, place, lat, lon, phone, name, topic, language,
    attachments: [{stored, name, media_type, kind}], choice, by_staff, received_by, campaign, how, slot, answer, right, behalf, notice};
    all but nonce and sender may be missing. slot: which question of the dialogue this answers."""
    body = orjson.dumps(said)
    headers = {HEADER: sign(body, secret), "content-type": "application/json"}
    return WebRequest(url=url, headers=headers, body=body, received_at=received_at)


@dataclass(eq=False)
class WebChannel:
    """kind: "web" (a citizen's own form) or "desk" (a clerk writes for somebody at the counter or on the phone)."""

    kind: str
    account: str
    secret: str = field(repr=False)

    def verify(self, request: WebRequest) -> None:
        check(request, self.secret)

    def parse(self, request: WebRequest) -> Reception:
        said = json_object(request.body)
        nonce, sender = key_in(said, "nonce"), key_in(said, "sender")
        if not (nonce and sender):
            raise Malformed("nonce and sender are needed")
        message = InboundMessage(
            event_id=nonce,
            sender=sender,
            sent_at=request.received_at,
            message_id=nonce,
            text=text_in(said, "text"),
            choice=text_in(said, "choice"),
            location=_location(said),
            attachments=_attachments(said.get("attachments")),
            sender_name=text_in(said, "name"),
            language=text_in(said, "language"),
            phone=text_in(said, "phone"),
            facts={name: text for name in _FACTS if (text := _fact(said.get(name)))},
        )
        return Reception((message,))

    def send(self, message: OutboundMessage) -> str:
        """Nothing travels: the thread under the person's private link is the delivery."""
        return str(message.key)


def _fact(value: object) -> str:
    return "yes" if value is True else clean(value)


def _location(said: Mapping[str, Any]) -> Location | None:
    latitude, longitude = number_in(said, "lat"), number_in(said, "lon")
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return Location(latitude, longitude, text_in(said, "place"))


def _attachments(listed: object) -> tuple[Attachment, ...]:
    """Files the page has stored already; an entry that names none is not one."""
    entries = listed if isinstance(listed, list) else []
    return tuple(_attachment(entry) for entry in entries if text_in(entry, "stored"))


def _attachment(entry: Mapping[str, Any]) -> Attachment:
    kind = text_in(entry, "kind")
    return Attachment(
        kind=cast("AttachmentKind", kind) if kind in get_args(AttachmentKind) else "file",
        stored=text_in(entry, "stored"),
        name=text_in(entry, "name"),
        media_type=text_in(entry, "media_type"),
    )
