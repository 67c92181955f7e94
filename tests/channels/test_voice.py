"""The hotline, walked through as a telephone exchange would: press, stay silent, hang up."""

import re

import pytest

from channels.caller import seal, unseal
from channels.contract import DeskBrief, InboundMessage, Lookup
from channels.hotline.speech import words
from channels.twiml import VOICES
from tests.channels.exchange import (
    BRIEF,
    SPOKEN,
    STAFF,
    STEPS,
    answer,
    called,
    events,
    follow,
    press,
    silent_until_recorded,
)
from tests.channels.specimens import CALL, CALLER, PUBLIC_URL, RECORDING, TOKEN, recorded, twilio
from tests.channels.specimens import voice as step_of
from tests.channels.twiml_rules import said, target
from triage.reading.rulebook import rules

# the way in


def test_the_greeting_offers_four_things_and_two_languages(hotline):
    """Decision 18."""
    root = answer(hotline, step_of())
    gather = root.find("Gather")
    assert gather is not None
    assert gather.attrib["numDigits"] == "1"
    words = said(root)
    assert all(key in words for key in ("กด 1", "กด 2", "กด 3", "กด 0", "tekan 8", "press 9"))
    assert [say.attrib["language"] for say in root.iter("Say")] == ["th-TH", "th-TH", "ms-MY", "en-US"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("language", ["th", "ms", "en", "xx"])
@pytest.mark.parametrize("source", [CALLER, "anonymous"])
@pytest.mark.parametrize("digits", ["", "1", "2", "3", "0", "8", "9", "*", "7", "0812345678", "691100000173"])
def test_every_document_is_valid_in_every_language(open_one, step, language, source, digits):
    """Case 63."""
    for staff in ({}, STAFF):
        for tries in ("", "&n=9"):
            request = step_of(step, f"lang={language}{tries}", source=source, Digits=digits)
            for brief in (None, BRIEF):
                root = answer(open_one("voice", **staff), request, urgent="โทร 1669", brief=brief)
                assert len(list(root.iter())) <= 40


def test_a_chosen_language_stays(hotline):
    for key, language in (("8", "ms-MY"), ("9", "en-US")):
        root = answer(hotline, step_of("menu", "lang=th&n=1", Digits=key))
        assert {say.attrib["language"] for say in root.iter("Say")} == {language}
        topics = follow(hotline, target(root, "Gather", "action"), Digits="2")
        assert {say.attrib["language"] for say in topics.iter("Say")} == {language}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_asked_twice_gets_the_same_document(hotline, step):
    """Case 55."""
    request = step_of(step, "lang=th&n=1", Digits="1").request
    first, again = (hotline.answer(request, hotline.parse(request), urgent="", brief=None) for _ in range(2))
    assert first == again


# silence


@pytest.mark.parametrize("start", [step_of(), step_of("menu", "lang=th&n=1", Digits="2")])
def test_a_silent_caller_is_asked_twice_more_and_then_recorded(hotline, start):
    """Case 56."""
    assert silent_until_recorded(hotline, answer(hotline, start)) == 3


def test_a_silent_follower_reaches_a_person_or_the_recorder(hotline):
    """Case 56: asked three times, then by way of the staff's step."""
    assert silent_until_recorded(hotline, answer(hotline, step_of("menu", "lang=th&n=1", Digits="3"))) == 4


def test_a_caller_who_never_speaks_is_let_go_with_words(hotline):
    """Case 56: silence even after the tone."""
    document = answer(hotline, step_of("fallback"))
    for _ in range(5):
        if document.find("Hangup") is not None:
            return
        document = follow(hotline, target(document, "Redirect"))
    raise AssertionError("an endless loop")


@pytest.mark.parametrize("way", [[], ["2"], ["3"], ["8", "2"]])
def test_the_star_repeats_everywhere_and_is_no_mistake(hotline, way):
    first = answer(hotline, step_of())
    for key in way:
        first = press(hotline, first, key)
    again = first
    for _ in range(5):
        again = press(hotline, again, "*")
        assert said(again) in said(first)


@pytest.mark.parametrize("key", ["*", "8", "7"])
def test_who_never_stops_pressing_is_recorded_all_the_same(hotline, key):
    """Case 56: the star may be pressed at will, but no call goes round for ever."""
    document = answer(hotline, step_of())
    for count in range(20):
        if document.find("Record") is not None:
            assert count <= 10
            return
        document = press(hotline, document, key)
    raise AssertionError("an endless loop")


# danger


def test_danger_is_a_message_at_once_and_is_answered_with_the_numbers_first(hotline):
    request = step_of("menu", "lang=th&n=1", Digits="1")
    (danger,) = events(hotline, request)
    assert isinstance(danger, InboundMessage)
    assert (danger.choice, danger.sender, danger.phone) == ("danger", CALLER, CALLER)
    assert danger.event_id == f"call:{CALL}:danger"
    root = answer(hotline, request)
    assert (root[0].text or "").startswith("ถ้ามีคนเจ็บหรือหมดสติ โทร 1 6 6 9")
    assert root.find("Record") is not None


@pytest.mark.parametrize("language", VOICES)
def test_the_numbers_said_are_among_those_that_officials_keep(language):
    kept = {each["number"] for each in rules("numbers")["number"]}
    told = re.findall(r"\d(?: \d)+", words("danger", language) + words("fallback", language))
    assert len(told) == 5
    assert {number.replace(" ", "") for number in told} <= kept


@pytest.mark.parametrize("open_now", [True, False])
def test_danger_rings_whoever_is_on_duty_at_any_hour_else_the_staff(open_one, open_now):
    channel, request = open_one("voice", **STAFF), step_of("menu", "lang=en", Digits="1")
    root = answer(channel, request, brief=DeskBrief(open_now, "+66899999999"))
    assert "1 6 6 9" in (root[0].text or "")
    assert root.findtext("Dial/Number") == "+66899999999"
    assert answer(channel, request, brief=DeskBrief(open_now)).findtext("Dial/Number") == "+6621113333"
    assert answer(channel, request).findtext("Dial/Number") == "+6621113333"  # the database is away


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed"])
def test_danger_that_nobody_answers_is_recorded_and_asked_nothing_more(open_one, status):
    """Case 60."""
    channel = open_one("voice", **STAFF)
    ringing = answer(channel, step_of("menu", "lang=th&n=1", Digits="1"))
    record = follow(channel, target(ringing, "Dial", "action"), DialCallStatus=status)
    after = called(target(record, "Record", "action"), **dict(recorded().request.form))
    waiting = answer(channel, after)
    assert waiting.find("Gather") is None
    assert SPOKEN in said(follow(channel, target(waiting, "Redirect"), brief=BRIEF))


def test_who_talked_to_the_duty_officer_hears_the_number_of_the_case(open_one):
    channel = open_one("voice", **STAFF)
    ringing = answer(channel, step_of("menu", "lang=th&n=1", Digits="1"))
    talked = follow(channel, target(ringing, "Dial", "action"), DialCallStatus="completed")
    request = called(target(talked, "Redirect"))
    assert channel.parse(request.request).lookup == Lookup("event", f"call:{CALL}:danger")
    assert SPOKEN in said(answer(channel, request, brief=BRIEF))


# the plea


def test_a_plea_is_recorded_with_its_topic(hotline):
    topic = answer(hotline, step_of("menu", "lang=th&n=1", Digits="2"))
    record = follow(hotline, target(topic, "Gather", "action"), Digits="1")
    after = called(target(record, "Record", "action"), **dict(recorded().request.form))
    (plea,) = events(hotline, after)
    assert (plea.choice, plea.attachments[0].kind, plea.attachments[0].seconds) == ("topic:1", "audio", 37)
    assert plea.attachments[0].provider_id.endswith(RECORDING)
    assert plea.facts["call"] == CALL


def test_hanging_up_while_recording_keeps_what_was_said(hotline):
    """Case 57."""
    request = recorded(Digits="hangup", CallStatus="completed")
    (plea,) = events(hotline, request)
    assert plea.attachments
    assert list(answer(hotline, request)) == []


def test_a_recording_is_one_event_whoever_tells_of_it_first(hotline):
    """Case 58."""
    record = answer(hotline, step_of("topic", "lang=th", Digits="2"))
    (by_action,) = events(
        hotline, called(target(record, "Record", "action"), **dict(recorded().request.form))
    )
    told = {
        "CallSid": CALL,
        "RecordingSid": RECORDING,
        "RecordingUrl": dict(recorded().request.form)["RecordingUrl"],
        "RecordingStatus": "completed",
        "RecordingDuration": "37",
    }
    # the callback does not name the caller, so its address has to
    callback = target(record, "Record", "recordingStatusCallback").removeprefix(PUBLIC_URL)
    (by_callback,) = events(hotline, twilio("voice", callback, list(told.items())))
    assert by_action == by_callback
    assert by_action.event_id == f"recording:{RECORDING}"
    assert "66812345678" not in callback


def test_a_recording_without_its_sid_beside_it_is_found_in_its_address(hotline):
    """Case 58."""
    (plea,) = events(hotline, recorded(RecordingSid=""))
    assert plea.event_id == f"recording:{RECORDING}"


@pytest.mark.parametrize(
    "form", [{"RecordingStatus": "absent"}, {"RecordingDuration": "0"}, {"RecordingUrl": ""}]
)
def test_nothing_recorded_is_no_plea(hotline, form):
    """Case 58."""
    assert events(hotline, recorded("recording", **form)) == []
    assert answer(hotline, recorded("record", **form)).find("Record") is not None


def test_the_callers_number_can_be_read_back_only_with_the_call_and_a_token():
    sealed = seal(CALLER, CALL, TOKEN)
    assert unseal(sealed, CALL, ["new", TOKEN]) == CALLER
    assert unseal(sealed, "CA" + "e" * 32, [TOKEN]) == ""
    assert unseal("ก", CALL, [TOKEN]) == unseal("x", CALL, [TOKEN]) == ""
