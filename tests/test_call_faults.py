"""The telephone's delivery faults (channels.md section 5, 54 to 63) through the running gateway; numbers in brackets.

What needs no database stands in tests/channels/test_voice*.py, every path of the tree in test_voice_walk.py.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from channels.hotline.tree import static_document
from store.db import utc_now
from tests import speak
from tests.channels.twiml_rules import checked, said
from tests.conftest import Work, log_in
from tests.pages.helpers import press
from tests.speak import post_twilio, recorded
from triage import recordings

CALLER = "+66812345678"


def count(work: Work, sql: str) -> int:
    return int(work.value(f"select count(*) from {sql}"))


def test_the_same_step_of_a_call_twice_is_one_row_and_the_same_words(client: Any, work: Work) -> None:
    """[55]"""
    form = recorded(speak.new_call(), "RE" + "5" * 32)
    answers = {post_twilio(client, "/hooks/voice/record?lang=th", form).get_data() for _ in range(2)}
    assert len(answers) == 1
    assert count(work, "message") == 1
    assert count(work, "raw_event where kind = 'step'") == 1


def test_a_caller_who_hangs_up_while_speaking_is_kept(client: Any, work: Work) -> None:
    """[57]"""
    sid = speak.new_call()
    form = recorded(sid, "RE" + "6" * 32, Digits="hangup", CallStatus="completed")
    post_twilio(client, "/hooks/voice/record", form)
    post_twilio(client, "/hooks/voice/status", speak.call(sid, CallStatus="completed"))
    work.triage()
    assert (count(work, '"case"'), work.value("select kind from attachment")) == (1, "audio")
    assert count(work, "call_back") == 0


def test_words_that_come_after_the_end_of_their_call_are_answered_at_once(client: Any, work: Work) -> None:
    """[73] as after a night in the spool: the end was stored first."""
    sid = speak.new_call()
    post_twilio(client, "/hooks/voice/status", speak.call(sid, CallStatus="completed"))
    work.triage()
    assert count(work, "call_back") == 1
    post_twilio(client, "/hooks/voice/record", recorded(sid, "RE" + "9" * 32))
    work.triage()
    assert count(work, "call_back") == 0
    assert count(work, "message where direction = 'out' and state = 'pending' and not_before is null") >= 1


def test_a_recordings_callback_before_the_step_or_twice_is_one_case(client: Any, work: Work) -> None:
    """[58] and an absent recording is none."""
    form = recorded(speak.new_call(), "RE" + "7" * 32, RecordingStatus="completed")
    for path in ("/hooks/voice/recording", "/hooks/voice/record", "/hooks/voice/recording"):
        assert post_twilio(client, path, form).status_code == 200
    absent = recorded(speak.new_call(), "RE" + "8" * 32, RecordingStatus="absent")
    post_twilio(client, "/hooks/voice/recording", absent)
    work.triage()
    assert count(work, '"case"') == 1


def untold(work: Work, provider: Any, sid: str, recording: str, minutes: float = 10, **more: Any) -> None:
    made = datetime.now(UTC) - timedelta(minutes=minutes)
    told = {"sid": recording, "call_sid": sid, "duration": "9", "status": "completed", "date_created": made}
    provider.state.recordings.append(told | more)
    provider.state.calls[sid] = CALLER


def find(work: Work) -> int:
    return recordings.fetch_untold(work.house.database, work.house.channels, utc_now())


def test_a_recording_whose_callback_never_comes_is_found_by_the_clock_once(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[58]"""
    client, sid, recording = wired_app.test_client(), speak.new_call(), "RE" + "9" * 32
    post_twilio(client, "/hooks/voice", speak.call(sid))
    post_twilio(client, "/hooks/voice/topic?lang=th&n=1&s=2", speak.call(sid, Digits="2"))
    post_twilio(client, "/hooks/voice/status", speak.call(sid, CallStatus="completed"))
    untold(wired_work, provider, sid, recording)
    assert (find(wired_work), find(wired_work)) == (1, 0)
    wired_work.triage()
    (case,) = wired_work.rows('select phone, category from "case"')
    assert case.phone == CALLER
    assert "disease_control" in case.category  # the key he pressed before he spoke
    # a callback that comes after all is the same recording
    post_twilio(
        client, "/hooks/voice/recording?topic=2", recorded(sid, recording, RecordingStatus="completed")
    )
    wired_work.triage()
    assert count(wired_work, '"case"') == 1
    page = log_in(wired_app, "hub-9011").get("/calls").get_data(as_text=True)
    assert "x-xxx-5678" not in page  # he did speak: nothing is to be returned


def test_a_callback_has_some_minutes_before_the_clock_asks_and_silence_is_no_recording(
    wired_work: Work, provider: Any
) -> None:
    """[58]"""
    untold(wired_work, provider, "CA1", "RE" + "1" * 32, minutes=1)
    untold(wired_work, provider, "CA2", "RE" + "2" * 32, duration="0")
    untold(wired_work, provider, "CA3", "RE" + "3" * 32, status="processing")
    assert find(wired_work) == 0


def test_an_exchange_that_cannot_be_asked_is_asked_again_later(wired_work: Work, provider: Any) -> None:
    """[58]"""
    untold(wired_work, provider, "CA1", "RE" + "1" * 32)
    provider.fault("/2010-04-01", "error")
    assert (find(wired_work), find(wired_work)) == (0, 1)


def test_a_call_without_a_word_is_one_to_return_and_no_plea(client: Any, work: Work, staff: Any) -> None:
    """[59]"""
    silent, spoken = speak.new_call(), speak.new_call()
    post_twilio(client, "/hooks/voice", speak.call(silent))
    post_twilio(client, "/hooks/voice/status", speak.call(silent, CallStatus="completed"))
    other = {"From": "+66899999999"}
    post_twilio(client, "/hooks/voice/record", recorded(spoken, "RE" + "9" * 32, **other))
    post_twilio(client, "/hooks/voice/status", speak.call(spoken, CallStatus="completed", **other))
    work.triage()
    assert count(work, '"case"') == 1
    page = staff("hub-9011").get("/calls").get_data(as_text=True)
    assert page.count("x-xxx-5678") == 1
    assert "x-xxx-9999" not in page


def test_a_withheld_caller_who_hangs_up_is_counted_although_nobody_can_ring_back(
    client: Any, work: Work, staff: Any
) -> None:
    """[59, 61]"""
    sid = speak.new_call()
    post_twilio(client, "/hooks/voice/status", speak.call(sid, CallStatus="completed", From="anonymous"))
    work.triage()
    (row,) = work.rows("select number, state from call_back")
    assert (row.number, row.state) == ("", "open")
    assert staff("hub-9011").get("/calls").status_code == 200


def test_ringing_back_is_noted_once_for_all_calls_of_a_number(client: Any, work: Work, staff: Any) -> None:
    """[59]"""
    for _ in range(2):
        post_twilio(client, "/hooks/voice/status", speak.call(speak.new_call(), CallStatus="completed"))
    work.triage()
    ids = [str(row.id) for row in work.rows("select id from call_back")]
    clerk, other = staff("hub-9011"), staff("9098")
    assert press(other, "/calls/tried", id=ids, result="reached").status_code == 404
    assert press(clerk, "/calls/tried", id=ids, result="shouted").status_code == 400
    assert press(clerk, "/calls/tried", id=ids, result="no_answer").status_code == 303
    assert "โทรกลับแล้ว 1 ครั้ง" in clerk.get("/calls").get_data(as_text=True)
    assert press(clerk, "/calls/tried", id=ids, result="reached").status_code == 303
    page = clerk.get("/calls").get_data(as_text=True)
    assert "ไม่มีสายที่ต้องโทรกลับ" in page
    late = press(clerk, "/calls/tried", id=ids, result="reached")
    assert "มีคนโทรกลับไปแล้ว" in late.get_data(as_text=True)
    assert {(row.state, row.tries) for row in work.rows("select state, tries from call_back")} == {
        ("reached", 2)
    }
    assert count(work, "audit where action in ('call.no_answer', 'call.reached')") == 4


def test_who_rings_again_and_speaks_need_not_be_rung(client: Any, work: Work, staff: Any) -> None:
    """[59]"""
    post_twilio(client, "/hooks/voice/status", speak.call(speak.new_call(), CallStatus="completed"))
    work.triage()
    assert "x-xxx-5678" in staff("hub-9011").get("/calls").get_data(as_text=True)
    post_twilio(client, "/hooks/voice/record", recorded(speak.new_call(), "RE" + "4" * 32))
    work.triage()
    assert "x-xxx-5678" not in log_in(client.application, "hub-9011", "head").get("/calls").get_data(
        as_text=True
    )


def test_danger_opens_a_case_at_once_even_if_the_caller_hangs_up_then(client: Any, work: Work) -> None:
    """[59]"""
    sid = speak.new_call()
    heard = post_twilio(client, "/hooks/voice/menu?lang=th&n=1&s=1", speak.call(sid, Digits="1"))
    assert said(checked(heard.get_data(as_text=True))).startswith("ถ้ามีคนเจ็บหรือหมดสติ โทร 1 6 6 9")
    work.triage()
    assert work.value('select urgency from "case"') == "U0"
    post_twilio(client, "/hooks/voice/status", speak.call(sid, CallStatus="completed"))
    work.triage()
    assert (count(work, '"case"'), count(work, "call_back")) == (1, 0)


def test_a_withheld_number_is_written_to_the_number_keyed_in(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[61]"""
    client, sid, hidden = wired_app.test_client(), speak.new_call(), {"From": "anonymous"}
    post_twilio(client, "/hooks/voice/record", recorded(sid, "RE" + "3" * 32, **hidden))
    wired_work.triage()
    post_twilio(client, "/hooks/voice/phone?lang=th&n=1&s=1", speak.call(sid, Digits="0898765432", **hidden))
    wired_work.triage()
    assert wired_work.deliver() == []
    post_twilio(client, "/hooks/voice/status", speak.call(sid, CallStatus="completed", **hidden))
    wired_work.all()
    (receipt,) = provider.deliveries
    assert (receipt.api, receipt.to) == ("twilio.message", "+66898765432")


def test_another_number_keyed_in_replaces_the_one_called_from_for_all_that_is_said_later(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[61]"""
    client, sid = wired_app.test_client(), speak.new_call()
    post_twilio(client, "/hooks/voice/record", recorded(sid, "RE" + "3" * 32))
    for counter, number in ((2, "0898765431"), (4, "0898765432")):
        post_twilio(client, f"/hooks/voice/phone?lang=th&n=1&s={counter}", speak.call(sid, Digits=number))
    post_twilio(client, "/hooks/voice/status", speak.call(sid, CallStatus="completed"))
    wired_work.all()
    assert wired_work.value('select phone from "case"') == "0898765432"
    assert [each.to for each in provider.deliveries] == ["+66898765432"]
    kept = wired_work.rows("select facts, event_id from raw_event where kind = 'step'")
    assert "8987654" not in str(kept)  # the steps of a call name no number


def test_the_fallback_at_the_exchange_needs_none_of_our_addresses_and_records() -> None:
    """[62] what it records is found by the clock."""
    for language in ("th", "ms", "en"):
        root = checked(static_document(language))
        assert root.find("Record") is not None
        assert "http" not in static_document(language)
        assert "1 6 6 9" in said(root)


def test_our_own_error_still_leaves_the_exchange_a_document_that_records(client: Any, work: Work) -> None:
    """[62]"""
    heard = post_twilio(client, "/hooks/voice/fallback", speak.call(speak.new_call(), ErrorCode="11200"))
    assert checked(heard.get_data(as_text=True)).find("Record") is not None


def test_a_call_goes_on_while_the_database_is_away_and_its_words_are_stored_later(
    app: Any, work: Work
) -> None:
    """[62] decision 15."""
    from gateway.draining import SpoolDrain

    door, client, sid = app.extensions["door"], app.test_client(), speak.new_call()
    door.mark_away()
    record = post_twilio(client, "/hooks/voice/topic?lang=th&n=1&s=2", speak.call(sid, Digits="1"))
    assert "<Record" in record.get_data(as_text=True)
    after = post_twilio(client, "/hooks/voice/record?lang=th&topic=1", recorded(sid, "RE" + "2" * 32))
    assert "<Gather" in after.get_data(as_text=True)
    door.away_until = 0.0
    import threading

    SpoolDrain(door, threading.Event()).once()
    work.triage()
    assert count(work, '"case"') == 1


@pytest.mark.parametrize("text", ["น้ำท่วมบ้านยาย", ""])
def test_what_an_exchange_understood_is_a_hint_and_never_the_words(
    client: Any, work: Work, text: str
) -> None:
    sid, recording = speak.new_call(), "RE" + "2" * 32
    guess = speak.call(sid, RecordingSid=recording, TranscriptionText=text, TranscriptionStatus="completed")
    post_twilio(client, "/hooks/voice/guess", guess)
    work.triage()
    post_twilio(client, "/hooks/voice/record", recorded(sid, recording))
    work.triage()
    work.triage()
    (message,) = work.rows("select text, facts from message where direction = 'in'")
    assert message.text == ""
    assert message.facts.get("guess", "") == text
