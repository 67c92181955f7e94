"""SMS by Twilio's contract: parts decoded, STOP obeyed, states of what we sent reported back."""

import base64
import re
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from channels.caller import dialled
from channels.contract import (
    Attachment,
    AttachmentKind,
    Brief,
    Event,
    InboundMessage,
    Malformed,
    OutboundMessage,
    Receipt,
    ReceiptStatus,
    Reception,
    SendFailed,
    Unknown,
    WebRequest,
)
from channels.screen import ScreenSender
from channels.segments import segments
from channels.sms_words import said
from channels.twilio_rest import GONE_CODES, TwilioRest
from channels.twilio_signature import check
from channels.values import clean, key_in, word

MEDIA_TYPE = "text/xml; charset=utf-8"
BODY_CHARACTERS = 1600
_STATES: dict[str, ReceiptStatus] = {
    "accepted": "accepted",
    "scheduled": "accepted",
    "queued": "accepted",
    "sending": "accepted",
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}
_BASE64 = re.compile(r"[A-Za-z0-9+/]{56,}={0,2}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(eq=False)
class SmsChannel:
    kind = "sms"

    account: str
    public_url: str
    screen: ScreenSender
    auth_token: str = field(repr=False)
    auth_token_previous: str = field(default="", repr=False)
    rest: TwilioRest | None = None

    def verify(self, request: WebRequest) -> None:
        check(request, [token for token in (self.auth_token, self.auth_token_previous) if token])

    def parse(self, request: WebRequest) -> Reception:
        sid = _sid(request)
        if request.step == "status":
            return Reception((_receipt(request, sid),))
        return Reception((_inbound(request, sid),), answer=_twiml(""), media_type=MEDIA_TYPE)

    def answer(
        self,
        request: WebRequest,
        reception: Reception,
        *,
        urgent: str,
        brief: Brief | None,  # noqa: ARG002 an SMS never asks for one
    ) -> Reception:
        """Only words about danger travel with the answer; the receipt goes out as a message of its own."""
        if request.step == "status":
            return reception
        return Reception(reception.events, _twiml(urgent), MEDIA_TYPE)

    def health(self) -> list[tuple[str, bool, str]]:
        """For `saitrong doctor`: (what, good, what to do)."""
        if self.rest is None:
            return [("no account: what would be sent goes to the screen", True, "")]
        hook = f"{self.public_url}/hooks/{self.account}"
        return [*self.rest.account_health(), *self.rest.number_health("sms", hook)]

    def preload(self) -> None:
        if self.rest:
            self.rest.preload()

    def send(self, message: OutboundMessage) -> str:
        if self.rest is None:
            return self.screen.send(message)
        body = (message.short or message.text)[:BODY_CHARACTERS]
        status_url = f"{self.public_url}/hooks/{self.account}/status"
        return self.rest.message(to=dialled(message.recipient), body=body, status_url=status_url)

    @property
    def sends(self) -> bool:
        return self.rest is not None

    def parts(self, message: OutboundMessage) -> int:
        return segments(message.short or message.text)

    def fetch(self, attachment: Attachment, *, limit: int) -> tuple[bytes, str]:
        if self.rest is None:
            raise SendFailed("no account to fetch with", retryable=True, after=600)
        return self.rest.recording(attachment.url, limit=limit)


def _sid(request: WebRequest) -> str:
    """Twilio's key of the message, under any of the names it uses."""
    form = dict(reversed(request.form))
    sid = key_in(form, "MessageSid") or key_in(form, "SmsMessageSid") or key_in(form, "SmsSid")
    if not sid:
        raise Malformed("no MessageSid")
    return sid


def _twiml(words: str) -> str:
    response = ET.Element("Response")
    if words:
        ET.SubElement(response, "Message").text = words
    return ET.tostring(response, encoding="unicode")


def _inbound(request: WebRequest, sid: str) -> Event:
    sender = key_in({"From": request.field("From")}, "From") or f"anon:{sid}"
    return said(
        InboundMessage(
            event_id=sid,
            sender=sender,
            sent_at=request.received_at,
            message_id=sid,
            text=decode_long(clean(request.field("Body"))),
            attachments=_media(request),
            phone="" if sender.startswith("anon:") else sender,
        )
    )


def decode_long(text: str) -> str:
    """Long concatenated messages sometimes arrive as base64 of their UTF-8 text; anything else stays as it is."""
    packed = "".join(text.split())
    if len(packed) % 4 or not _BASE64.fullmatch(packed):
        return text
    try:
        decoded = base64.b64decode(packed, validate=True).decode()
    except ValueError:
        return text
    return text if _CONTROL.search(decoded) else decoded


def _media(request: WebRequest) -> tuple[Attachment, ...]:
    """MMS files: MediaUrl0 … as long as they are there; NumMedia is not relied on."""
    form = dict(reversed(request.form))
    urls = [form.get(f"MediaUrl{number}", "") for number in range(10)]
    types = [clean(form.get(f"MediaContentType{number}", "")) for number in range(10)]
    return tuple(
        Attachment(kind=_kind(media_type), url=clean(url), media_type=media_type)
        for url, media_type in zip(urls, types, strict=True)
        if url
    )


def _kind(media_type: str) -> AttachmentKind:
    match media_type.partition("/")[0].lower():
        case "image":
            return "image"
        case "video":
            return "video"
        case "audio":
            return "audio"
        case _:
            return "file"


def _receipt(request: WebRequest, sid: str) -> Event:
    status = request.field("MessageStatus") or request.field("SmsStatus")
    state = _STATES.get(status)
    event_id = f"{sid}:{word(status)}"
    if state is None:
        return Unknown(event_id, reason=f"message status {word(status)}")
    code = clean(request.field("ErrorCode"))[:20]
    if state == "failed" and code in GONE_CODES:
        state = "gone"
    return Receipt(event_id, provider_id=sid, status=state, detail=code)
