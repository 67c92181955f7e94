"""SMS by Twilio's contract, and the signature it shares with the telephone."""

import base64
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree as ET

import pytest

from channels import twilio_rest
from channels.contract import (
    InboundMessage,
    Malformed,
    OutboundMessage,
    OutcomeUnknown,
    Presence,
    Receipt,
    RecipientGone,
    SendFailed,
    Unknown,
)
from channels.sms import decode_long
from tests.channels.specimens import AT, CALLER, PUBLIC_URL, sms, twilio
from tests.provider import Provider

MESSAGES = "/2010-04-01/Accounts/AC0/Messages.json"
LONG = "น้ำท่วมบ้านยายที่หมู่ 3 บ้านโคก ตั้งแต่เมื่อคืน เตียงเปียกหมดแล้ว ขอเรือด่วนค่ะ"


def read(channel: Any, **changes: str) -> Any:
    specimen = sms(**changes)
    channel.verify(specimen.request)
    (event,) = channel.parse(specimen.request).events
    return event


def text(**changes: Any) -> OutboundMessage:
    return replace(OutboundMessage(key=uuid4(), recipient=CALLER, text="ยาว", short="รับเรื่องแล้ว"), **changes)


def failure(channel: Any, message: OutboundMessage) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        channel.send(message)
    return caught.value


# what comes in


def test_the_message_is_read_in_full(open_one):
    assert read(open_one("sms")) == InboundMessage(
        event_id="SM" + "a" * 32,
        sender=CALLER,
        sent_at=AT,
        message_id="SM" + "a" * 32,
        text="น้ำท่วมบ้าน หมู่ 3 บ้านโคก",
        phone=CALLER,
    )


@pytest.mark.parametrize("token", [True, False])
def test_a_message_delivered_twice_is_answered_the_same(open_one, token):
    """Case 45."""
    channel, request = open_one("sms"), sms().request
    again = (
        request
        if token
        else replace(request, headers={k: v for k, v in request.headers.items() if "idem" not in k})
    )
    assert channel.parse(request) == channel.parse(again)
    assert channel.parse(request).answer == "<Response />"


def test_a_blank_body_with_a_picture_is_stored(open_one):
    """Case 48."""
    url = "https://api.twilio.com/2010-04-01/Accounts/AC0/Messages/MM1/Media/ME1"
    said = read(open_one("sms"), Body="", NumMedia="1", MediaUrl0=url, MediaContentType0="image/jpeg")
    assert (said.text, said.attachments[0].kind, said.attachments[0].url) == ("", "image", url)


def test_a_long_message_in_base64_is_decoded(open_one):
    """Case 48."""
    assert read(open_one("sms"), Body=base64.b64encode(LONG.encode()).decode()).text == LONG


@pytest.mark.parametrize(
    "words",
    ["ช่วยด้วย", "A" * 80, "เรื่อง 691100000173", base64.b64encode(bytes(range(60))).decode(), "YWJj", ""],
)
def test_ordinary_words_are_left_alone(words):
    """Case 48."""
    assert decode_long(words) == words


@pytest.mark.parametrize(
    ("words", "reachable"),
    [("STOP", False), (" stop ", False), ("หยุด", False), ("START", True), ("เริ่ม", True)],
)
def test_only_the_very_words_change_whether_we_may_write(open_one, words, reachable):
    """Case 52."""
    said = read(open_one("sms"), Body=words)
    assert isinstance(said, Presence)
    assert (said.reachable, said.sender) == (reachable, CALLER)


@pytest.mark.parametrize("words", ["ยกเลิก 6911-0000-0173", "หยุดน้ำท่วมให้ที", "please stop the flood", "STOP!"])
def test_a_plea_with_such_a_word_in_it_is_a_plea(open_one, words):
    """Case 52."""
    assert read(open_one("sms"), Body=words).text == words


def test_a_message_without_a_key_is_malformed(open_one):
    specimen = twilio("sms", "/hooks/sms", [("Body", "x")])
    with pytest.raises(Malformed):
        open_one("sms").parse(specimen.request)


def test_a_sender_without_a_number_is_a_stranger_of_their_own(open_one):
    assert read(open_one("sms"), From="").sender == "anon:SM" + "a" * 32


# what we answer at once


def test_only_danger_is_answered_in_the_same_breath(open_one):
    """Decision 14."""
    channel, request = open_one("sms"), sms().request
    reception = channel.parse(request)
    assert channel.answer(request, reception, urgent="", brief=None).answer == "<Response />"
    urgent = channel.answer(request, reception, urgent="โทร 1669 <ทันที> & รอ", brief=None)
    assert ET.fromstring(urgent.answer).findtext("Message") == "โทร 1669 <ทันที> & รอ"  # noqa: S314 our own
    assert (urgent.media_type, urgent.events) == ("text/xml; charset=utf-8", reception.events)


# states of what we sent


@pytest.mark.parametrize(
    ("status", "code", "state"),
    [
        ("queued", "", "accepted"),
        ("sent", "", "sent"),
        ("delivered", "", "delivered"),
        ("read", "", "read"),
        ("failed", "30008", "failed"),
        ("undelivered", "30003", "gone"),
        ("undelivered", "21610", "gone"),
    ],
)
def test_a_state_is_reported_with_its_own_key(open_one, status, code, state):
    """Cases 49 to 51: ranks are the house's; here each state of each message is one event."""
    request = sms("status", MessageStatus=status, ErrorCode=code).request
    (receipt,) = open_one("sms").parse(request).events
    sid = "SM" + "a" * 32
    assert receipt == Receipt(f"{sid}:{status}", provider_id=sid, status=state, detail=code)


def test_a_new_state_is_kept_and_changes_nothing(open_one):
    (event,) = open_one("sms").parse(sms("status", MessageStatus="teleported").request).events
    assert isinstance(event, Unknown)


# what goes out


def test_the_short_words_go_out_with_a_way_to_report_back(sms: Any, provider: Provider):
    sid = sms.send(text())
    (delivery,) = provider.deliveries
    assert sid == f"SM{delivery.id}"
    assert (delivery.to, delivery.body["Body"]) == (CALLER, "รับเรื่องแล้ว")
    assert delivery.body["StatusCallback"] == f"{PUBLIC_URL}/hooks/sms/status"


@pytest.mark.parametrize("number", ["+66800000000", "hello"])
def test_a_number_that_opted_out_or_is_none_is_gone(sms: Any, provider: Provider, number):
    """Case 51."""
    provider.state.opted_out = {"+66800000000"}
    with pytest.raises(RecipientGone):
        sms.send(text(recipient=number))
    assert provider.deliveries == []


def test_a_success_that_says_failed_is_a_failure(sms: Any, provider: Provider):
    """Case 54."""
    provider.fault(MESSAGES, "failed")
    assert failure(sms, text()).retryable


def test_a_busy_second_is_waited_out(sms: Any, provider: Provider):
    provider.fault(MESSAGES, "rate")
    busy = failure(sms, text())
    assert busy.retryable
    assert busy.after


@pytest.mark.parametrize("kind", ["hang", "drop", "lost_ack", "garbage", "empty", "garbage_error", "error"])
def test_an_unknown_fate_says_so_and_nothing_is_sent_again(sms: Any, provider: Provider, monkeypatch, kind):
    monkeypatch.setattr(twilio_rest, "TIMEOUT", 0.3)
    provider.fault(MESSAGES, kind, seconds=1)
    with pytest.raises(OutcomeUnknown):
        sms.send(text())
    assert len(provider.deliveries) == (kind not in {"garbage_error", "error"})


def test_nothing_reached_means_try_again(open_one: Callable[..., Any]):
    down = {"TWILIO_ACCOUNT_SID": "AC0", "TWILIO_FROM": "+662", "TWILIO_API_URL": "http://127.0.0.1:9"}
    assert failure(open_one("sms", **down), text()).retryable


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_refused_account_is_not_tried_again(sms: Any, provider: Provider, status):
    provider.fault(MESSAGES, "error", status=status)
    assert not failure(sms, text()).retryable


def test_without_an_account_it_is_written_to_the_screen(open_one, tmp_path):
    message = text()
    assert open_one("sms").send(message) == f"screen-{message.key}"
    assert str(message.key) in (tmp_path / "screen.jsonl").read_text("utf-8")
