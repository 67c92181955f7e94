"""Calls out: an officer's answer spoken, repeated, acknowledged; a machine that answers; the end of the call."""

from typing import Any
from uuid import uuid4

import pytest

from channels.contract import AnswerBrief, Lookup, OutboundMessage, Receipt, RecipientGone
from channels.twiml import VOICES
from tests.channels.exchange import answer, called, events
from tests.channels.specimens import CALL, CALLER, PUBLIC_URL
from tests.channels.specimens import voice as step_of
from tests.channels.twiml_rules import checked, said, target
from tests.provider import Provider


@pytest.mark.parametrize("language", [*VOICES, "xx"])
def test_an_answer_is_spoken_by_a_call_that_tells_of_its_end_and_of_a_machine(voice, provider, language):
    """Decision 13."""
    message = OutboundMessage(uuid4(), CALLER, "ข้อความ <ยาว>", spoken="พรุ่งนี้ไปเยี่ยม & ดูบ้าน", language=language)
    sid = voice.send(message)
    (delivery,) = provider.deliveries
    assert (sid, delivery.api, delivery.to) == (f"CA{delivery.id}", "twilio.call", CALLER)
    root = checked(delivery.body["Twiml"])
    assert "พรุ่งนี้ไปเยี่ยม & ดูบ้าน" in said(root)
    (words,) = [each for each in root.iter("Say") if each.text == "พรุ่งนี้ไปเยี่ยม & ดูบ้าน"]
    assert words.attrib["language"] == "th-TH"  # whatever voice the citizen's language has
    assert delivery.body["StatusCallback"] == f"{PUBLIC_URL}/hooks/voice/status"
    assert delivery.body["AsyncAmdStatusCallback"] == f"{PUBLIC_URL}/hooks/voice/machine"
    assert delivery.body["MachineDetection"] == "Enable"
    assert f"m={message.key}" in target(root, "Gather", "action")


def test_an_answer_is_repeated_by_the_star_and_acknowledged_by_one(hotline):
    """Decision 13."""
    words = AnswerBrief("พรุ่งนี้ไปเยี่ยม")
    ask = step_of("answer", "lang=th&n=1&s=1&m=abc", Digits="*", Direction="outbound-api")
    assert hotline.parse(ask.request).lookup == Lookup("message", "abc")
    assert events(hotline, ask) == []
    again = answer(hotline, ask, brief=words)
    assert "พรุ่งนี้ไปเยี่ยม" in said(again)
    heard = called(target(again, "Gather", "action"), Digits="1", Direction="outbound-api")
    assert events(hotline, heard) == [Receipt(f"call:{CALL}:heard", CALL, "read")]
    assert answer(hotline, heard, brief=words).find("Hangup") is not None


def test_who_presses_nothing_hears_an_answer_twice_and_no_more(voice, provider):
    voice.send(OutboundMessage(uuid4(), CALLER, "พรุ่งนี้ไปเยี่ยม"))
    document, times = checked(provider.deliveries[0].body["Twiml"]), 0
    for _ in range(5):
        times += said(document).count("พรุ่งนี้ไปเยี่ยม")
        if document.find("Hangup") is not None:
            assert times == 2
            return
        document = answer(voice, called(target(document, "Redirect")), brief=AnswerBrief("พรุ่งนี้ไปเยี่ยม"))
    raise AssertionError("an endless loop")


@pytest.mark.parametrize(
    ("who", "told"), [("machine_start", 1), ("machine_end_beep", 1), ("fax", 1), ("human", 0), ("unknown", 0)]
)
def test_a_machine_that_answers_has_not_been_told(hotline, who, told):
    request = step_of("machine", AnsweredBy=who, Direction="outbound-api")
    machine = Receipt(f"call:{CALL}:machine", CALL, "failed", "machine")
    assert events(hotline, request) == [machine] * told


def test_a_number_typed_by_keypad_is_rung_as_the_provider_writes_it(voice, provider):
    voice.send(OutboundMessage(uuid4(), "0898765432", "x"))
    assert provider.deliveries[0].to == "+66898765432"


def test_a_long_answer_still_fits_into_a_call(voice: Any, provider: Provider):
    voice.send(OutboundMessage(uuid4(), CALLER, "น้ำ" * 5000))
    assert len(provider.deliveries[0].body["Twiml"]) <= 4000


def test_nobody_can_be_rung_without_a_number(voice: Any):
    with pytest.raises(RecipientGone):
        voice.send(OutboundMessage(uuid4(), f"call:{CALL}", "x"))


def test_words_in_no_script_of_ours_are_spoken_by_the_voice_of_the_language(voice: Any, provider: Provider):
    voice.send(OutboundMessage(uuid4(), CALLER, "Please wait for us.", language="en"))
    (words,) = [
        each
        for each in checked(provider.deliveries[0].body["Twiml"]).iter("Say")
        if each.text == "Please wait for us."
    ]
    assert words.attrib["language"] == "en-US"
