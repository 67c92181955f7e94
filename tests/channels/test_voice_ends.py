"""The hotline after the plea: the number read out, a case followed, people rung, the end of a call, calls out."""

from dataclasses import replace

import pytest

from channels.contract import (
    Abandoned,
    CaseBrief,
    DeskBrief,
    Lookup,
    Malformed,
    Receipt,
)
from channels.hotline.speech import spelled
from channels.twiml import VOICES
from tests.channels.exchange import (
    BRIEF,
    SPOKEN,
    STAFF,
    WITHHELD,
    answer,
    called,
    events,
    follow,
    past_the_number,
    past_the_place,
    press,
)
from tests.channels.specimens import CALL, CALLER, RECORDING, recorded, twilio
from tests.channels.specimens import voice as step_of
from tests.channels.twiml_rules import said, target
from wording import sentences

STATES = sorted(key.removeprefix("state.") for key in sentences("th") if key.startswith("state."))

# the number of the case


def test_the_receipt_waits_for_the_case_and_reads_its_number_twice(hotline):
    waiting = past_the_place(hotline, past_the_number(hotline, answer(hotline, recorded())))
    request = called(target(waiting, "Redirect"))
    assert hotline.parse(request.request).lookup == Lookup("event", f"recording:{RECORDING}")
    root = answer(hotline, request, brief=BRIEF)
    assert said(root).count("6 9 1 1, 0 0 0 0, 0 1 7 3") == 2
    assert root.find("Hangup") is not None


def test_waiting_for_the_number_ends_after_five_tries(hotline):
    document = past_the_place(hotline, past_the_number(hotline, answer(hotline, recorded())))
    for tries in range(10):
        if document.find("Hangup") is not None:
            assert tries <= 5
            assert "ข้อความ" in said(document)
            return
        document = follow(hotline, target(document, "Redirect"))
    raise AssertionError("an endless loop")


@pytest.mark.parametrize("source", WITHHELD)
def test_a_withheld_number_is_asked_for_by_keypad_and_read_back(hotline, source):
    """Case 61."""
    request = recorded(source=source)
    (plea,) = events(hotline, request)
    assert (plea.sender, plea.phone) == (f"call:{CALL}", "")
    asked = answer(hotline, request)
    keyed = called(target(asked, "Gather", "action"), source=source, Digits="0898765432")
    (number,) = events(hotline, keyed)
    assert (number.choice, number.phone, number.sender) == ("phone", "0898765432", f"call:{CALL}")
    read_back = answer(hotline, keyed)
    assert "0 8 9, 8 7 6, 5 4 3 2" in said(read_back)
    assert "0898765432" not in target(read_back, "Gather", "action")  # addresses end up in logs
    waiting = past_the_place(hotline, press(hotline, read_back, "1", source), source)
    asked_for = hotline.parse(called(target(waiting, "Redirect"), source=source).request).lookup
    assert asked_for.value == f"recording:{RECORDING}"


def test_a_caller_may_name_another_number_and_correct_it(hotline):
    asked = answer(hotline, recorded())
    assert "เบอร์ที่โทรเข้ามา" in said(asked)
    phone = press(hotline, asked, "2")
    read_back = press(hotline, phone, "0898765431")
    assert "0 8 9, 8 7 6, 5 4 3 1" in said(read_back)
    again = press(hotline, read_back, "2")
    assert target(again, "Gather", "action") != target(phone, "Gather", "action")
    keyed = called(target(again, "Gather", "action"), Digits="0898765432")
    first = called(target(phone, "Gather", "action"), Digits="0898765431")
    (corrected,), (mistaken,) = events(hotline, keyed), events(hotline, first)
    assert corrected.event_id != mistaken.event_id
    assert "0898765432" not in corrected.event_id
    assert "รหัสไปรษณีย์" in said(press(hotline, answer(hotline, keyed), "1"))


def test_who_gives_no_number_is_still_heard(hotline):
    """Case 61: the plea is kept; only the promise of an SMS is not made."""
    document = answer(hotline, recorded(source="anonymous"))
    for _ in range(12):
        if document.find("Hangup") is not None:
            assert "ข้อความ" not in said(document)
            return
        document = answer(hotline, called(target(document, "Redirect"), source="anonymous"))
    raise AssertionError("an endless loop")


@pytest.mark.parametrize("digits", ["12", "99999999999", "hangup", "1812345678", "๐๘๑๒๓๔๕๖๗๘"])
def test_a_number_that_can_be_none_is_asked_again(hotline, digits):
    request = step_of("phone", "lang=th&n=1", source="anonymous", Digits=digits)
    assert events(hotline, request) == []


# following a case


def test_a_keyed_reference_is_looked_up_and_read_out(hotline):
    request = step_of("track", "lang=th&n=1", Digits="691100000173")
    assert hotline.parse(request.request).lookup == Lookup("reference", "691100000173", asker=CALLER)
    root = answer(hotline, request, brief=BRIEF)
    assert said(root).count(SPOKEN) == 2
    assert "กำลังดำเนินการ" in said(root)
    assert "ไม่พบ" in said(answer(hotline, request))


def test_only_the_number_a_case_was_told_from_hears_what_staff_answered(hotline):
    request = step_of("track", "lang=th&n=1", Digits="691100000173")
    assert "พรุ่งนี้" not in said(answer(hotline, request, brief=BRIEF))
    own = replace(BRIEF, answer="พรุ่งนี้ช่างไปดูหลังคา")
    assert "เจ้าหน้าที่ตอบไว้ว่า พรุ่งนี้ช่างไปดูหลังคา" in said(answer(hotline, request, brief=own))


def test_a_reference_is_spoken_in_groups():
    assert spelled("6911-0000-0173") == "6 9 1 1, 0 0 0 0, 0 1 7 3"


# people


@pytest.mark.parametrize("way", [[], ["2"], ["3"]])
def test_zero_reaches_the_staff_from_every_menu(open_one, way):
    channel = open_one("voice", **STAFF)
    document = answer(channel, step_of())
    for key in way:
        document = press(channel, document, key)
    assert press(channel, document, "0").findtext("Dial/Number") == "+6621113333"


def test_the_staff_are_rung_and_their_absence_is_no_dead_end(open_one):
    """Case 60."""
    channel = open_one("voice", **STAFF)
    root = press(channel, answer(channel, step_of()), "0")
    assert root.find("Dial").attrib["timeout"] == "20"
    for status in ("busy", "no-answer", "failed", "canceled"):
        assert (
            follow(channel, target(root, "Dial", "action"), DialCallStatus=status).find("Record") is not None
        )
    talked = called(target(root, "Dial", "action"), DialCallStatus="completed")
    assert events(channel, talked)[0].choice == "talked"
    assert answer(channel, talked).find("Hangup") is not None


def test_without_a_staff_number_the_caller_is_recorded(hotline):
    """Case 60."""
    assert press(hotline, answer(hotline, step_of()), "0").find("Record") is not None


def test_after_hours_nobody_is_rung_and_the_caller_is_told_when_and_recorded(open_one):
    """Case 60."""
    channel = open_one("voice", **STAFF)
    request = step_of("staff", "lang=th")
    assert channel.parse(request.request).lookup == Lookup("desk", "")
    closed = answer(channel, request, brief=DeskBrief(open=False))
    assert closed.find("Dial") is None
    assert closed.find("Record") is not None
    assert "วันทำการถัดไป" in said(closed)
    assert answer(channel, request, brief=DeskBrief(open=True)).find("Dial") is not None


def test_who_was_recorded_and_finds_nobody_hears_the_number_instead_of_being_recorded_again(open_one):
    """Case 60."""
    channel = open_one("voice", **STAFF)
    ringing = press(channel, answer(channel, recorded()), "0")
    after = follow(channel, target(ringing, "Dial", "action"), DialCallStatus="busy")
    assert after.find("Record") is None
    assert SPOKEN in said(follow(channel, target(after, "Redirect"), brief=BRIEF))


# the end of a call


@pytest.mark.parametrize("status", ["completed", "no-answer", "canceled"])
def test_a_call_that_ended_is_counted_with_number_and_time(hotline, status):
    """Case 59: one event a call; the house drops it where the call has left words (facts["call"])."""
    request = step_of("status", CallStatus=status)
    assert events(hotline, request) == [
        Abandoned(f"call:{CALL}:ended", CALLER, request.request.received_at, CALL)
    ]


def test_a_call_still_going_on_has_not_ended(hotline):
    assert events(hotline, step_of("status", CallStatus="ringing")) == []


@pytest.mark.parametrize(
    ("status", "state"), [("completed", "delivered"), ("busy", "failed"), ("no-answer", "failed")]
)
def test_the_end_of_our_own_call_is_its_receipt(hotline, status, state):
    request = step_of("status", CallStatus=status, Direction="outbound-api")
    assert events(hotline, request) == [
        Receipt(f"call:{CALL}:ended", provider_id=CALL, status=state, detail=status)
    ]


def test_callbacks_expect_no_document(hotline):
    for step in ("status", "recording", "guess", "machine"):
        request = recorded(step, CallStatus="completed").request
        assert hotline.answer(request, hotline.parse(request), urgent="", brief=None).answer == ""


def test_the_fallback_still_records_and_names_the_emergency_numbers(hotline):
    """Case 62."""
    root = answer(hotline, step_of("fallback"))
    assert "1 6 6 9" in said(root)
    assert root.find("Record") is not None


def test_a_step_without_a_call_is_malformed(hotline):
    with pytest.raises(Malformed):
        hotline.parse(twilio("voice", "/hooks/voice", [("From", CALLER)]).request)


@pytest.mark.parametrize("language", VOICES)
@pytest.mark.parametrize("state", STATES)
def test_every_state_can_be_said_in_every_language_and_the_office_in_thai(hotline, language, state):
    brief = CaseBrief("691100000173", "อบต.โคกสูง", state)
    root = answer(hotline, step_of("track", f"lang={language}&n=1", Digits="691100000173"), brief=brief)
    offices = [say for say in root.iter("Say") if say.text == "อบต.โคกสูง"]
    assert [say.attrib["language"] for say in offices] == ["th-TH"]
