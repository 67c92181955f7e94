"""One genuine signed request per channel, as raw HTTP ingredients and as the WebRequest a channel sees."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from channels.contract import WebRequest
from channels.signing import HEADER, sign
from channels.twilio_signature import signature

PUBLIC_URL = "https://help.example.go.th"
SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
TOKEN = "twilio-auth-token"
AT = datetime(2026, 11, 22, 13, 15, tzinfo=UTC)
USER = "U" + "1a" * 16
CALLER = "+66812345678"
CALL = "CA" + "c" * 32
RECORDING = "RE" + "d" * 32
SETTINGS: Mapping[str, str] = {
    "LINE_SECRET": SECRET,
    "TWILIO_AUTH_TOKEN": TOKEN,
    "SECRET_KEY": "house-secret",
}


@dataclass(frozen=True)
class Specimen:
    """path: with the query. headers: as a provider writes them; the door lower-cases their names.

    signed: False where nobody signs and the address is the secret.
    """

    kind: str
    account: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    signed: bool = True

    @property
    def url(self) -> str:
        return PUBLIC_URL + self.path

    @property
    def request(self) -> WebRequest:
        parts = urlsplit(self.path)
        is_form = self.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded")
        return WebRequest(
            url=self.url,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.body,
            received_at=AT,
            step=parts.path.removeprefix(f"/hooks/{self.account}").strip("/"),
            form=_pairs(self.body.decode()) if is_form else (),
            query=_pairs(parts.query),
        )


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(parse_qsl(text, keep_blank_values=True))


def line_event(**changes: Any) -> dict[str, Any]:
    """A text message as LINE sends it; None removes a part."""
    event = {
        "type": "message",
        "message": {
            "type": "text",
            "id": "444573844083572737",
            "quoteToken": "q3Plxr4AgKd",
            "text": "น้ำท่วมบ้านยายค่ะ",
        },
        "webhookEventId": "01G17DD4XVVWSBJ2ZC1Q4QX4J5",
        "deliveryContext": {"isRedelivery": False},
        "timestamp": 1_795_353_300_000,
        "source": {"type": "user", "userId": USER},
        "replyToken": "b60d432864f44d079f6d8efe86cf404b",
        "mode": "active",
        **changes,
    }
    return {name: value for name, value in event.items() if value is not None}


def line(*events: Any, **changes: Any) -> Specimen:
    """A webhook with those events, or one text message."""
    said = {"destination": "U" + "b" * 32, "events": list(events) or [line_event(**changes)]}
    return line_body(json.dumps(said, ensure_ascii=False).encode())


def line_body(body: bytes, *, secret: str = SECRET, account: str = "line") -> Specimen:
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    headers = {"x-line-signature": base64.b64encode(digest).decode(), "Content-Type": "application/json"}
    return Specimen("line", account, f"/hooks/{account}", headers, body)


def twilio(
    kind: str, path: str, form: Sequence[tuple[str, str]], *, token: str = TOKEN, url: str = ""
) -> Specimen:
    """A form signed for PUBLIC_URL + path, or for the url as the provider spells it."""
    headers = {
        "X-Twilio-Signature": signature(url or PUBLIC_URL + path, form, token),
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "I-Twilio-Idempotency-Token": "f47bf7ae-932e-4ea2-b3ea-dc21cc6ffea2",
    }
    return Specimen(kind, kind, path, headers, urlencode(form).encode())


def sms(step: str = "", **changes: str) -> Specimen:
    form = {
        "ToCountry": "TH",
        "SmsMessageSid": "SM" + "a" * 32,
        "NumMedia": "0",
        "FromCity": "",
        "SmsSid": "SM" + "a" * 32,
        "SmsStatus": "received",
        "Body": "น้ำท่วมบ้าน หมู่ 3 บ้านโคก",
        "To": "+6621112222",
        "MessageSid": "SM" + "a" * 32,
        "AccountSid": "AC" + "0" * 32,
        "From": CALLER,
        "ApiVersion": "2010-04-01",
    } | changes
    return twilio("sms", f"/hooks/sms{'/' if step else ''}{step}", list(form.items()))


def voice(step: str = "", query: str = "", *, source: str = CALLER, **changes: str) -> Specimen:
    form = {
        "CallSid": CALL,
        "AccountSid": "AC" + "0" * 32,
        "From": source,
        "To": "+6621112222",
        "Caller": source,
        "CallStatus": "in-progress",
        "Direction": "inbound",
        "ApiVersion": "2010-04-01",
    } | changes
    path = f"/hooks/voice{'/' if step else ''}{step}{'?' if query else ''}{query}"
    return twilio("voice", path, list(form.items()))


def thai_door(account: str = "smsth") -> str:
    told = f"callback {account}".encode()
    return hmac.new(SETTINGS["SECRET_KEY"].encode(), told, hashlib.sha256).hexdigest()[:40]


def sms_thai(step: str = "inbound", **changes: Any) -> Specimen:
    """A message to a short code (step inbound) or a report (status): JSON to an address that is itself the secret."""
    told = {
        "ref_id": "a4f1",
        "to_numbers": "0812345678",
        "message": "น้ำท่วมบ้าน หมู่ 3 บ้านโคก",
        "send_date": "2026-11-22 20:15:00",
    } | changes
    body = json.dumps({name: value for name, value in told.items() if value is not None}, ensure_ascii=False)
    path = f"/hooks/smsth/{step}/{thai_door()}"
    return Specimen("smsth", "smsth", path, {"Content-Type": "application/json"}, body.encode(), signed=False)


def recorded(step: str = "record", query: str = "lang=th", **changes: str) -> Specimen:
    """The step after <Record>."""
    url = f"https://api.twilio.com/2010-04-01/Accounts/AC{'0' * 32}/Recordings/{RECORDING}"
    heard = {"RecordingUrl": url, "RecordingSid": RECORDING, "RecordingDuration": "37", "Digits": "#"}
    return voice(step, query, **(heard | changes))


def own(kind: str, said: Mapping[str, Any], *, secret: str = SETTINGS["SECRET_KEY"]) -> Specimen:
    """A request our own pages hand to the door."""
    body = json.dumps(said, ensure_ascii=False).encode()
    headers = {HEADER: sign(body, secret), "Content-Type": "application/json"}
    return Specimen(kind, kind, f"/hooks/{kind}", headers, body)


def web(**changes: Any) -> Specimen:
    said = {
        "nonce": "6f2c9f0e-3f6b-4a41-9d11-0d7c8d0a5b11",
        "sender": "link:4c1f",
        "text": "ถนนขาด รถเข้าไม่ได้",
        "place": "หมู่ 3 บ้านโคก",
        "lat": 6.65,
        "lon": 100,
        "phone": "081-234 5678",
        "name": "สมหญิง",
        "topic": "disaster",
        "language": "th",
        "attachments": [
            {"stored": "ab/cd.jpg", "name": "ถนน.jpg", "media_type": "image/jpeg", "kind": "image"}
        ],
    } | changes
    return own("web", said)


def desk() -> Specimen:
    return own("desk", {"nonce": "n-1", "sender": "desk:1", "text": "ขอถุงยังชีพ", "by_staff": "clerk-7"})


def screen() -> Specimen:
    return own("screen", {"id": "s-1", "sender": "dev", "text": "ทดสอบ"})


ALL = (line(), sms(), sms_thai(), recorded(), web(), desk(), screen())
