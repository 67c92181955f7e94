"""LINE's signature: the raw bytes, two secrets, one destination, and bodies that are no webhook."""

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from typing import Any

import pytest

from channels.contract import BadSignature, Malformed
from tests.channels.specimens import SECRET, line, line_body, line_event

DOCUMENTED = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
DOCUMENTED_SIGNATURE = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="


@pytest.fixture
def channel(open_one) -> Any:
    return open_one("line")


def test_the_documented_probe_is_accepted_and_holds_nothing(channel):
    """Case 1."""
    probe = line_body(DOCUMENTED)
    assert probe.headers["x-line-signature"] == DOCUMENTED_SIGNATURE
    channel.verify(probe.request)
    assert channel.parse(probe.request).events == ()


@pytest.mark.parametrize(
    "given", [None, "", "ลายเซ็น", DOCUMENTED_SIGNATURE.replace("+", "-").replace("/", "_"), "GhRK"]
)
def test_a_wrong_signature_is_refused_without_a_crash(channel, given):
    """Case 2."""
    request = line_body(DOCUMENTED).request
    headers = {} if given is None else {"x-line-signature": given}
    with pytest.raises(BadSignature):
        channel.verify(replace(request, headers=headers))
    with pytest.raises(BadSignature):
        channel.verify(replace(request, body=request.body.replace(b"[]", b"[ ]")))


@pytest.mark.parametrize("spelling", ["น้ำ", "\\u0e19\\u0e49\\u0e33"])
@pytest.mark.parametrize("tail", ["", "\n"])
def test_the_raw_bytes_are_what_is_signed(channel, spelling, tail):
    """Case 3."""
    body = (
        json.dumps({"events": [line_event()]}, ensure_ascii=False).replace("น้ำท่วม", f"{spelling}ท่วม") + tail
    )
    specimen = line_body(body.encode())
    channel.verify(specimen.request)
    assert channel.parse(specimen.request).events[0].text.startswith("น้ำท่วม")


@pytest.mark.parametrize("name", ["X-LINE-SIGNATURE", "X-Line-Signature", "x-line-signature"])
def test_the_header_counts_in_any_case(channel, name):
    """Case 4."""
    specimen = line()
    renamed = replace(specimen, headers={name: specimen.headers["x-line-signature"]})
    channel.verify(renamed.request)


def test_the_previous_secret_counts_only_while_it_is_configured(open_one):
    """Case 5."""
    old = line_body(DOCUMENTED, secret="old-secret").request
    open_one("line", LINE_SECRET_PREVIOUS="old-secret").verify(old)
    with pytest.raises(BadSignature):
        open_one("line").verify(old)


def test_another_bots_webhook_is_refused_though_signed(open_one):
    """Case 6."""
    request = line().request
    open_one("line", LINE_DESTINATION="U" + "b" * 32).verify(request)
    with pytest.raises(BadSignature):
        open_one("line", LINE_DESTINATION="U" + "e" * 32).verify(request)


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"[]", b"{}", b'{"events": {}}', b'{"events": null}', b"[" * 100_000]
)
def test_a_signed_body_that_is_no_webhook_is_malformed(channel, body):
    specimen = line_body(body)
    channel.verify(specimen.request)
    with pytest.raises(Malformed):
        channel.parse(specimen.request)


def test_the_signature_is_what_the_specification_says(channel):
    body = line().body
    digest = hmac.new(SECRET.encode(), body, hashlib.sha256).digest()
    assert line().headers["x-line-signature"] == base64.b64encode(digest).decode()
    channel.verify(line().request)


@pytest.mark.parametrize(
    "dummy",
    [
        {"source": {"type": "user", "userId": "Udeadbeefdeadbeefdeadbeefdeadbeef"}},
        {"replyToken": "0" * 32},
        {"replyToken": "f" * 32},
    ],
)
def test_the_old_consoles_dummies_open_nothing(channel, dummy):
    parsed = channel.parse(line(line_event(**dummy), line_event()).request).events
    assert [event.text for event in parsed] == ["น้ำท่วมบ้านยายค่ะ"]
