"""SMS by an aggregator in Thailand: success read from the body, reports nobody signs, the words that stop messages."""

import json
from typing import Any
from uuid import uuid4

import pytest

from channels.contract import (
    BadSignature,
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
from channels.phones import e164, local
from tests.channels.specimens import AT, PUBLIC_URL, sms_thai, thai_door
from tests.provider import Provider

PATH = "/api/bulk/send"


@pytest.fixture
def thai(provider: Provider, open_one: Any) -> Any:
    return open_one("smsth", SMSTH_KEY="k", SMSTH_API_URL=f"{provider.url}{PATH}", SMSTH_FROM="SAITRONG")


def read(channel: Any, step: str, **changes: Any) -> Any:
    specimen = sms_thai(step, **changes)
    channel.verify(specimen.request)
    reception = channel.parse(specimen.request)
    assert json.loads(reception.answer) == {"status": "OK"}
    (event,) = reception.events
    return event


def words(text: str = "รับเรื่องแล้ว") -> OutboundMessage:
    return OutboundMessage(key=uuid4(), recipient="+66812345678", text="ยาว", short=text)


def test_a_message_leaves_with_a_thai_number_and_the_registered_name(thai, provider):
    found = thai.send(words())
    (said,) = provider.deliveries
    assert said.body == {"phone": "0812345678", "message": "รับเรื่องแล้ว", "sender": "SAITRONG"}
    assert found


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "failed"}, SendFailed),
        ({"kind": "error", "status": 500}, OutcomeUnknown),
        ({"kind": "error", "status": 400}, SendFailed),
        ({"kind": "drop"}, OutcomeUnknown),
        ({"kind": "garbage"}, OutcomeUnknown),
        ({"kind": "empty"}, OutcomeUnknown),
        ({"kind": "rate"}, SendFailed),
    ],
)
def test_success_is_what_the_body_says_and_a_doubt_is_never_sent_again(thai, provider, fault, error):
    """Case 54."""
    provider.fault(PATH, **fault)
    with pytest.raises(error) as caught:
        thai.send(words())
    assert type(caught.value) is error


def test_a_number_that_blocks_messages_is_gone(thai, provider):
    """Case 51."""
    provider.state.opted_out.add("0812345678")
    with pytest.raises(RecipientGone):
        thai.send(words())


def test_nothing_that_listens_is_only_a_failure(open_one):
    closed = open_one("smsth", SMSTH_KEY="k", SMSTH_API_URL="http://127.0.0.1:9/send", SMSTH_FROM="S")
    with pytest.raises(SendFailed) as caught:
        closed.send(words())
    assert caught.value.retryable


@pytest.mark.parametrize(
    ("status", "known"),
    [
        ("SUCCESS", "delivered"),
        ("Success", "delivered"),
        ("MOBILE_OFF", "failed"),
        ("REJECT_SENDER", "failed"),
        ("REJECT_FORMAT", "gone"),
        ("BLOCKED_MKT", "gone"),
        ("UNKNOWN", "gone"),
    ],
)
def test_a_report_is_read_in_the_words_the_aggregator_documents(thai, status, known):
    event = read(thai, "status", status=status)
    assert (type(event), event.provider_id, event.status) == (Receipt, "a4f1", known)
    assert "0812345678" not in event.event_id


def test_a_new_state_is_kept_for_an_operator(thai):
    assert isinstance(read(thai, "status", status="TELEPORTED"), Unknown)


def test_a_report_without_its_messages_id_is_malformed(thai):
    with pytest.raises(Malformed):
        thai.parse(sms_thai("status", ref_id=None, status="SUCCESS").request)


def test_a_message_to_a_short_code_is_a_plea(thai):
    assert read(thai, "inbound") == InboundMessage(
        event_id="a4f1",
        sender="+66812345678",
        sent_at=AT,
        message_id="a4f1",
        text="น้ำท่วมบ้าน หมู่ 3 บ้านโคก",
        phone="+66812345678",
    )


@pytest.mark.parametrize(("text", "reachable"), [("หยุด", False), (" STOP ", False), ("เริ่ม", True)])
def test_the_words_that_stop_and_start_are_wishes(thai, text, reachable):
    """Case 52."""
    event = read(thai, "inbound", message=text)
    assert (type(event), event.reachable, event.wished) == (Presence, reachable, True)


@pytest.mark.parametrize("step", ["status", "status/", f"status/{'0' * 40}", thai_door("sms"), "\udcff"])
def test_any_other_address_is_refused(thai, step):
    from dataclasses import replace

    with pytest.raises(BadSignature):
        thai.verify(replace(sms_thai("status").request, step=step))


def test_the_addresses_for_its_console_are_told_and_give_nothing_away(thai):
    assert thai.address("status") == f"{PUBLIC_URL}/hooks/smsth/status/{thai_door()}"
    assert "house-secret" not in thai.address("status")
    assert thai.health() == [(f"its reports belong to {thai.address('status')}", True, "")]


def test_parts_are_counted_before_they_are_paid(thai):
    assert [thai.parts(words("ก" * n)) for n in (70, 71, 134, 135)] == [1, 2, 2, 3]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("081-234 5678", "+66812345678"),
        ("66812345678", "+66812345678"),
        ("+66812345678", "+66812345678"),
        ("021112222", "+6621112222"),
        ("x", ""),
        ("", ""),
    ],
)
def test_numbers_are_kept_in_one_form(typed, number):
    assert e164(typed) == number


def test_a_foreign_number_keeps_its_country(thai):
    assert (local("+66812345678"), local("+60123456789")) == ("0812345678", "60123456789")
