"""The one path: four channels in, one queue, a routed case, and the staff's answer back out."""

import base64
import hashlib
import hmac
import json
import uuid
from datetime import UTC, datetime
from typing import Any

from tests.conftest import PUBLIC_URL, SECRETS


def line_body(*texts: str, user: str = "U" + "a" * 32, event_id: str = "", at: datetime | None = None) -> bytes:
    """A webhook body as LINE sends it: one event per text."""
    millis = int((at or datetime.now(UTC)).timestamp() * 1000)
    events = [
        {
            "type": "message",
            "mode": "active",
            "timestamp": millis + n,
            "webhookEventId": event_id or uuid.uuid4().hex,
            "deliveryContext": {"isRedelivery": False},
            "replyToken": uuid.uuid4().hex,
            "source": {"type": "user", "userId": user},
            "message": {"type": "text", "id": str(uuid.uuid4().int)[:18], "quoteToken": "q", "text": words},
        }
        for n, words in enumerate(texts)
    ]
    return json.dumps({"destination": "U" + "f" * 32, "events": events}, ensure_ascii=False).encode()


def post_line(client: Any, body: bytes, *, secret: str = SECRETS["LINE_SECRET"], account: str = "line") -> Any:
    signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    return client.post(
        f"/hooks/{account}", data=body, headers={"X-Line-Signature": signature}, content_type="application/json"
    )


def post_twilio(client: Any, path: str, form: dict[str, str]) -> Any:
    told = PUBLIC_URL + path + "".join(k + v for k, v in sorted(form.items()))
    digest = hmac.new(SECRETS["TWILIO_AUTH_TOKEN"].encode(), told.encode(), hashlib.sha1).digest()
    return client.post(path, data=form, headers={"X-Twilio-Signature": base64.b64encode(digest).decode()})


def sms(words: str, sid: str = "", sender: str = "+66812345678") -> dict[str, str]:
    return {"MessageSid": sid or "SM" + uuid.uuid4().hex, "From": sender, "To": "+66000000000", "Body": words, "NumMedia": "0"}


def test_a_line_message_becomes_an_owned_case_and_is_acknowledged(wired_app: Any, wired_work: Any, provider: Any) -> None:
    words = "หลังคาปลิวทั้งหลังเมื่อคืน ขอผ้าใบครับ หมู่ 3 ต.ควนลัง อ.หาดใหญ่"
    assert post_line(wired_app.test_client(), line_body(words)).status_code == 200
    outcomes = wired_work.all()
    case = wired_work.rows('select * from "case"')[0]
    assert (case.owner, case.tambon_code, case.state) == ("9079", "901102", "new")
    assert [outcome.state for outcome in outcomes] == ["sent"]
    told = json.dumps(provider.deliveries[0].body, ensure_ascii=False)
    assert f"{case.reference[:4]}-{case.reference[4:8]}-{case.reference[8:]}" in told
    assert provider.deliveries[0].api == "reply"
