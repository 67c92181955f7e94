"""How the world speaks to the gateway: signed LINE, SMS and call requests, as small functions."""

import base64
import hashlib
import hmac
import json
import uuid
from datetime import UTC, datetime
from typing import Any

from tests.conftest import PUBLIC_URL, SECRETS

ROOF = "หลังคาปลิวทั้งหลังเมื่อคืน ขอผ้าใบครับ หมู่ 3 ต.ควนลัง อ.หาดใหญ่"
"""A plea for ทม.ควนลัง (9079): damage, no danger, a tambon with one LAO."""
DROWNING = "น้ำท่วมถึงชั้นสองแล้ว มีคนติดอยู่ข้างใน ช่วยด้วย ต.ควนลัง อ.หาดใหญ่"


def user(n: int = 0) -> str:
    return f"U{n:032x}"


def line_event(text: str = ROOF, **changes: Any) -> dict[str, Any]:
    """A text event; changes replace whole properties, None removes one."""
    event: dict[str, Any] = {
        "type": "message",
        "mode": "active",
        "timestamp": int(datetime.now(UTC).timestamp() * 1000),
        "webhookEventId": uuid.uuid4().hex,
        "deliveryContext": {"isRedelivery": False},
        "replyToken": uuid.uuid4().hex,
        "source": {"type": "user", "userId": user(1)},
        "message": {"type": "text", "id": str(uuid.uuid4().int)[:18], "quoteToken": "q", "text": text},
    }
    return {name: value for name, value in (event | changes).items() if value is not None}


def line_body(*events: dict[str, Any]) -> bytes:
    return json.dumps({"destination": "U" + "f" * 32, "events": list(events)}, ensure_ascii=False).encode()


def sign_line(body: bytes, secret: str = SECRETS["LINE_SECRET"]) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def post_line(
    client: Any, *events: dict[str, Any], account: str = "line", secret: str = SECRETS["LINE_SECRET"]
) -> Any:
    body = line_body(*events)
    return client.post(
        f"/hooks/{account}",
        data=body,
        headers={"X-Line-Signature": sign_line(body, secret)},
        content_type="application/json",
    )


def sign_twilio(path: str, form: dict[str, str], *, public_url: str = PUBLIC_URL) -> str:
    told = public_url + path + "".join(k + v for k, v in sorted(form.items()))
    return base64.b64encode(
        hmac.new(SECRETS["TWILIO_AUTH_TOKEN"].encode(), told.encode(), hashlib.sha1).digest()
    ).decode()


def post_twilio(client: Any, path: str, form: dict[str, str]) -> Any:
    return client.post(path, data=form, headers={"X-Twilio-Signature": sign_twilio(path, form)})


def sms(words: str = ROOF, *, sid: str = "", sender: str = "+66812345678") -> dict[str, str]:
    return {
        "MessageSid": sid or "SM" + uuid.uuid4().hex,
        "From": sender,
        "To": "+66000000000",
        "Body": words,
        "NumMedia": "0",
    }


def call(sid: str, **more: str) -> dict[str, str]:
    return {
        "CallSid": sid,
        "From": "+66812345678",
        "To": "+66000000000",
        "CallStatus": "in-progress",
        "Direction": "inbound",
    } | more


def new_call() -> str:
    return "CA" + uuid.uuid4().hex


def recorded(sid: str, recording: str, **more: str) -> dict[str, str]:
    url = f"https://api.twilio.com/2010-04-01/Accounts/AC/Recordings/{recording}"
    return call(sid, RecordingSid=recording, RecordingUrl=url, RecordingDuration="7") | more
