"""Four pleas to a running program, one by each channel, signed as LINE and Twilio sign them.

    make run                                      # in one terminal
    .venv/bin/python -m examples.first_pleas      # in another

The secrets are those `make run` made in DATA_DIR, so nothing needs an account with anybody.
"""

import base64
import hashlib
import hmac
import http.client
import json
import re
import uuid
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

import click

from channels.twilio_signature import signature
from console import settings
from settings import Settings

ROOF = "หลังคาปลิวทั้งหลังเมื่อคืน มีคนแก่อยู่ด้วย ขอผ้าใบครับ หมู่ 3 ต.ควนลัง อ.หาดใหญ่ จ.สงขลา"
FLOOD = "น้ำเข้าบ้านแล้ว ขอถุงยังชีพ ต.คลองแห อ.หาดใหญ่"
LAMP = "ไฟถนนหน้าโรงเรียนดับมาสามวัน ต.คอหงส์ อ.หาดใหญ่"
CALLER = "+66812345678"
FORM = "application/x-www-form-urlencoded"


def ask(chosen: Settings, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, str]:
    """One request to the gateway on this machine, whatever address the world knows it by."""
    connection = http.client.HTTPConnection(chosen.bind, chosen.port, timeout=20)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def by_line(chosen: Settings, words: str) -> int:
    event = {
        "type": "message",
        "mode": "active",
        "timestamp": int(datetime.now(UTC).timestamp() * 1000),
        "webhookEventId": uuid.uuid4().hex,
        "deliveryContext": {"isRedelivery": False},
        "replyToken": uuid.uuid4().hex,
        "source": {"type": "user", "userId": f"U{uuid.uuid4().hex}"},
        "message": {"type": "text", "id": str(uuid.uuid4().int)[:18], "text": words},
    }
    body = json.dumps({"destination": f"U{'0' * 32}", "events": [event]}, ensure_ascii=False).encode()
    digest = hmac.new(chosen.channels["LINE_SECRET"].encode(), body, hashlib.sha256).digest()
    signed = base64.b64encode(digest).decode()
    return ask(chosen, "POST", "/hooks/line", body, X_Line_Signature=signed, Content_Type="application/json")[
        0
    ]


def by_twilio(chosen: Settings, path: str, form: dict[str, str]) -> int:
    """Twilio signs the public address and the form."""
    pairs = list(form.items())
    signed = signature(chosen.public_url + path, pairs, chosen.channels["TWILIO_AUTH_TOKEN"])
    body = urlencode(pairs).encode()
    return ask(chosen, "POST", path, body, X_Twilio_Signature=signed, Content_Type=FORM)[0]


def by_sms(chosen: Settings, words: str) -> int:
    sid = f"SM{uuid.uuid4().hex}"
    return by_twilio(
        chosen, "/hooks/sms", {"MessageSid": sid, "From": CALLER, "To": "+6674000000", "Body": words}
    )


def by_call(chosen: Settings) -> int:
    """The caller hears the menu, presses 2 and 1, speaks, hangs up."""
    call = {"CallSid": f"CA{uuid.uuid4().hex}", "From": CALLER, "To": "+6674000000", "Direction": "inbound"}
    by_twilio(chosen, "/hooks/voice", call | {"CallStatus": "ringing"})
    recording = f"RE{uuid.uuid4().hex}"
    heard = {
        "CallStatus": "in-progress",
        "RecordingSid": recording,
        "RecordingUrl": f"https://api.twilio.com/2010-04-01/Accounts/AC0/Recordings/{recording}",
        "RecordingDuration": "12",
    }
    return by_twilio(chosen, "/hooks/voice/record?lang=th&topic=1", call | heard)


def by_web(chosen: Settings, words: str) -> int:
    """As a browser: open the form, send what is in it; 303 leads to the receipt."""
    form = ask(chosen, "GET", "/report")[1]
    nonce = re.search(r'name="nonce" value="([^"]+)"', form)
    if nonce is None:
        raise click.ClickException("the form at /report has no nonce")
    body = urlencode({"nonce": nonce[1], "text": words, "phone": "081-234-5678"}).encode()
    return ask(chosen, "POST", "/report", body, Content_Type=FORM)[0]


@click.command()
def main() -> None:
    chosen = settings()
    if urlsplit(chosen.public_url).scheme == "https":
        click.echo(f"signing for {chosen.public_url}, sending to {chosen.bind}:{chosen.port}")
    try:
        for name, status in (
            ("LINE", by_line(chosen, ROOF)),
            ("SMS", by_sms(chosen, FLOOD)),
            ("call", by_call(chosen)),
            ("web form", by_web(chosen, LAMP)),
        ):
            click.echo(f"{name:8} answered {status}")
    except OSError as error:
        raise click.ClickException(
            f"nobody answers on {chosen.bind}:{chosen.port}: make run first"
        ) from error
    except KeyError as error:
        raise click.ClickException(
            f"{error.args[0]} is not known: make run makes it on its first start"
        ) from error
    click.echo(f"look at {chosen.public_url}/inbox; what would be sent: {chosen.data_dir / 'screen.jsonl'}")


if __name__ == "__main__":
    main()
