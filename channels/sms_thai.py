"""SMS by an aggregator in Thailand: send, delivery report, and what people send to a short code, where there is one.

They differ in names, not in shape (channels.md section 2): one JSON call with a bearer key, whose success stands in the
body and not in the status; a JSON report to an address of ours that nobody signs, so that the address itself is the
secret. Sending follows docs.smsyouto.com (single SMS), the report deesmsx.readme.io (DR callback); other names that
aggregators use for the same things are read too.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
import urllib3

from channels.contract import (
    BadSignature,
    Event,
    InboundMessage,
    Malformed,
    OutboundMessage,
    OutcomeUnknown,
    Receipt,
    ReceiptStatus,
    Reception,
    RecipientGone,
    SendFailed,
    Unknown,
    WebRequest,
)
from channels.phones import e164, local
from channels.screen import ScreenSender
from channels.segments import segments
from channels.sms_words import said
from channels.values import json_object, key_in, mapping_in, text_in, word

MEDIA_TYPE = "application/json"
TAKEN = '{"status":"OK"}'
TIMEOUT = urllib3.Timeout(connect=3, read=10)
LONGEST = 1000
_IDS = ("ref_id", "messageid", "messageId", "message_id")
_NUMBERS = ("to_numbers", "phone", "msisdn", "from")
_STATES: Mapping[str, ReceiptStatus] = {
    "success": "delivered",
    "delivered": "delivered",
    "sent": "sent",
    "accepted": "accepted",
    "mobile_off": "failed",
    "failure": "failed",
    "failed": "failed",
    "expired": "failed",
    "reject_format": "gone",
    "reject_sender": "failed",
    "blocked_mkt": "gone",
    "unknown": "gone",  # "the number has been cancelled or not activated yet"
}
_ACCEPTED = frozenset({"success", "accepted", "ok", "queued"})


@dataclass(eq=False)
class ThaiSmsChannel:
    """url: where messages are posted to. Without url and key we send to the screen."""

    kind = "smsth"

    account: str
    public_url: str
    screen: ScreenSender
    secret: str = field(repr=False)
    key: str = field(default="", repr=False)
    url: str = ""
    sender: str = ""
    _pool: urllib3.PoolManager = field(
        default_factory=lambda: urllib3.PoolManager(maxsize=8, retries=False), repr=False
    )

    def verify(self, request: WebRequest) -> None:
        """The last part of the address, made of our secret: without it nobody can call."""
        given = request.step.rpartition("/")[2].encode("utf-8", "replace")
        if not hmac.compare_digest(given, self.door.encode()):
            raise BadSignature("not an address of ours")

    def parse(self, request: WebRequest) -> Reception:
        told = json_object(request.body)
        event = _report(told) if request.step.startswith("status/") else _inbound(told, request)
        return Reception((event,), TAKEN, MEDIA_TYPE)

    @property
    def sends(self) -> bool:
        return bool(self.url and self.key)

    def send(self, message: OutboundMessage) -> str:
        if not self.sends:
            return self.screen.send(message)
        body = {
            "phone": local(message.recipient),
            "message": self._words(message),
            "sender": self.sender,
        }
        return _judged(self._post(orjson.dumps(body)))

    def parts(self, message: OutboundMessage) -> int:
        return segments(self._words(message))

    def health(self) -> list[tuple[str, bool, str]]:
        """For `saitrong doctor`: nothing can be asked there for free, so the addresses to be entered are told."""
        if not self.sends:
            return [("no account: what would be sent goes to the screen", True, "")]
        if not self.sender:
            return [
                ("SMSTH_FROM is not set", False, "set it to the sender name registered with the operators")
            ]
        return [(f"its reports belong to {self.address('status')}", True, "")]

    @property
    def door(self) -> str:
        """The secret part of our addresses; from it nobody learns the secret."""
        told = f"callback {self.account}".encode()
        return hmac.new(self.secret.encode(), told, hashlib.sha256).hexdigest()[:40]

    def address(self, what: str) -> str:
        """What is entered in the aggregator's console: "status" for reports, "inbound" for messages."""
        return f"{self.public_url}/hooks/{self.account}/{what}/{self.door}"

    @staticmethod
    def _words(message: OutboundMessage) -> str:
        return (message.short or message.text)[:LONGEST]

    def _post(self, body: bytes) -> urllib3.BaseHTTPResponse:
        headers = {"authorization": f"Bearer {self.key}", "content-type": "application/json"}
        try:
            return self._pool.request(
                "POST", self.url, body=body, headers=headers, timeout=TIMEOUT, redirect=False
            )
        except (urllib3.exceptions.ConnectTimeoutError, urllib3.exceptions.NewConnectionError) as error:
            raise SendFailed("aggregator not reached", retryable=True) from error
        except urllib3.exceptions.HTTPError as error:
            raise OutcomeUnknown(f"aggregator: {type(error).__name__}") from error


def _judged(response: urllib3.BaseHTTPResponse) -> str:
    """The aggregator's id of what it took. A 200 may still carry a failure."""
    status = int(response.status)
    if status == 429:
        raise SendFailed("aggregator: 429, rate limit", retryable=True, after=5.0)
    if 400 <= status < 500:
        raise SendFailed(f"aggregator: {status}", retryable=False)
    if status not in {200, 201}:
        raise OutcomeUnknown(f"aggregator: {status}")
    try:
        told = json_object(response.data)
    except Malformed as error:
        raise OutcomeUnknown("aggregator: unreadable answer") from error
    inner = mapping_in(told, "data") or told
    return _taken(inner)


def _taken(told: Mapping[str, Any]) -> str:
    state, found = text_in(told, "status").lower(), _first(told, _IDS)
    if state in _ACCEPTED and found:
        return found
    why = word(told.get("code")) if isinstance(told.get("code"), str) else "?"
    if state in {"blocked_mkt", "reject_format"}:
        raise RecipientGone(f"aggregator: {state}")
    if state:
        raise SendFailed(f"aggregator: {word(state)} {why}", retryable=False)
    raise OutcomeUnknown("aggregator: an answer without a state")


def _report(told: Mapping[str, Any]) -> Event:
    """A delivery report; it may come twice, late and in any order."""
    found, number = _first(told, _IDS), _first(told, _NUMBERS)
    if not found:
        raise Malformed("a report without the message's id")
    named = text_in(told, "status")
    event_id = f"{found}:{number[-4:]}:{word(named)}"
    state = _STATES.get(named.lower())
    if state is None:
        return Unknown(event_id, reason=f"message status {word(named)}")
    return Receipt(event_id, provider_id=found, status=state, detail=word(named))


def _inbound(told: Mapping[str, Any], request: WebRequest) -> Event:
    """A message to our short code. Without an id of its own the same bytes are the same message."""
    number = e164(_first(told, _NUMBERS))
    event_id = _first(told, _IDS) or hashlib.sha256(request.body).hexdigest()
    return said(
        InboundMessage(
            event_id=event_id,
            sender=number or f"anon:{event_id}",
            sent_at=request.received_at,
            message_id=event_id,
            text=text_in(told, "message") or text_in(told, "text"),
            phone=number,
        )
    )


def _first(told: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((found for name in names if (found := key_in(told, name))), "")
