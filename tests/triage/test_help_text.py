"""The number to call: first, once, on every channel, also when only the whole reading sees the danger."""

import json
import re
import time
from typing import Any

import pytest

from channels.segments import segments
from tests import speak
from tests.conftest import Work
from tests.gateway.test_live import until
from tests.pages.helpers import send
from tests.speak import line_event, post_line, post_twilio, sms, user
from triage import intake
from triage.canned import canned_parts, canned_words
from triage.reading import danger, read
from triage.reading.cues import rules
from wording import LANGUAGES, sentences

SILENT = [
    "ผัวเมาจะเอามีดฟันหนู ขังไว้ในห้อง พิมพ์เบาๆอยู่ ช่วยด้วย",
    "มีคนพังประตู เขาอยู่ข้างนอก พูดไม่ได้ ช่วยด้วย",
    "โดนทำร้าย อย่าโทรกลับนะ เขาได้ยิน",
    "He is downstairs, can't talk, he is beating me",
]
SPEAKING = ["พ่อปากเบี้ยว พูดไม่ได้ แขนขาอ่อนแรง", "ไฟไหม้บ้าน มีคนติดอยู่ข้างใน", "เด็กจมน้ำ ช่วยด้วย โทรกลับด้วยครับ"]


def told(work: Work) -> list[Any]:
    return work.rows(
        "select m.*, c.sender from message m join conversation c on c.id = m.conversation_id"
        " where m.purpose = 'danger' order by m.id"
    )


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules at the door see nothing; the reading in the worker does."""
    monkeypatch.setattr(intake, "danger", lambda _text: None)


@pytest.mark.usefixtures("late")
def test_a_danger_that_only_the_reading_sees_is_told_the_number_first_and_once(
    client: Any, work: Work
) -> None:
    post_line(client, line_event(speak.DROWNING))
    work.triage()
    rows = work.rows(
        "select purpose, case_id, urgent from message where direction = 'out' order by urgent desc, id"
    )
    assert [row.purpose for row in rows] == ["danger", "ack"]
    assert rows[0].case_id is not None
    assert "tel" in json.dumps(told(work)[0].parts["card"])
    post_line(client, line_event("น้ำถึงคอแล้ว ช่วยด้วย"))
    work.triage()
    assert len(told(work)) == 1


@pytest.mark.usefixtures("late")
def test_a_calm_case_that_turns_dangerous_is_told_the_number_then(client: Any, work: Work) -> None:
    post_line(client, line_event(speak.ROOF))
    work.all()
    assert told(work) == []
    post_line(client, line_event("บ้านถล่มทับแม่ หายใจไม่ออก ช่วยด้วย"))
    work.triage()
    assert len(told(work)) == 1
    case = work.rows('select urgency, id from "case"')[0]
    assert (case.urgency, told(work)[0].case_id) == ("U0", case.id)
    assert work.value("select count(*) from case_event where verb = 'danger'") == 1


def test_what_the_door_has_told_is_not_told_again_by_the_worker(client: Any, work: Work) -> None:
    post_line(client, line_event(speak.ROOF))
    work.all()
    post_line(client, line_event(speak.DROWNING))
    work.all()
    (row,) = told(work)
    assert row.case_id == work.value('select id from "case"')  # staff see in the thread that it was told


def test_two_who_are_raised_in_one_batch_are_each_told(client: Any, work: Work, late: None) -> None:
    for n in (1, 2):
        post_line(client, line_event(speak.DROWNING, source={"type": "user", "userId": user(n)}))
    work.triage()
    assert {row.sender for row in told(work)} == {user(1), user(2)}


# -- first answers, with no worker at all ------------------------------------------------------------------------


def test_line_shows_the_number_with_a_button_within_two_seconds_and_no_worker(
    wired_app: Any, provider: Any
) -> None:
    wired_app.extensions["house"].channels["line"].preload()  # as the gateway does when it starts
    began = time.monotonic()
    post_line(wired_app.test_client(), line_event(speak.DROWNING))
    assert until(lambda: len(provider.deliveries) == 1)
    assert time.monotonic() - began < 2
    (bubble,) = provider.deliveries[0].body
    assert bubble["contents"]["footer"]["contents"][0]["action"]["uri"] == "tel:1784"
    assert bubble["quickReply"]["items"][0]["action"]["type"] == "location"


def test_a_text_message_is_answered_with_the_number_in_the_same_breath(client: Any) -> None:
    answer = post_twilio(client, "/hooks/sms", sms(speak.DROWNING))
    assert "1784" in answer.text


def test_a_caller_who_presses_1_hears_the_numbers_first(client: Any) -> None:
    path = "/hooks/voice/menu?lang=th&n=1"
    answer = post_twilio(client, path, speak.call(speak.new_call(), Digits="1"))
    first = re.search(r"<Say[^>]*>([^<]*)", answer.text)
    assert first
    assert re.search(r"1\s?6\s?6\s?9", first[1])


def test_the_receipt_of_the_form_begins_with_the_number(client: Any) -> None:
    answer = send(client, text=speak.DROWNING)
    page = client.get(answer.headers["Location"]).text
    block = page[page.index("part alarm") :]
    assert block.index("tel:1784") < block.index("<h1")


# -- who cannot speak --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", SILENT)
def test_who_cannot_speak_is_promised_that_nobody_rings_back(words: str) -> None:
    found = danger(words)
    assert found
    assert found.silent
    assert read(words).silent


@pytest.mark.parametrize("words", SPEAKING)
def test_a_stroke_or_a_fire_is_no_silence(words: str) -> None:
    found = danger(words)
    assert found
    assert not found.silent
    assert not read(words).silent


def test_the_silent_answer_of_line_keeps_the_number_and_says_that_nobody_calls(
    client: Any, work: Work
) -> None:
    post_line(client, line_event(SILENT[0]))
    work.triage()
    (row,) = told(work)
    assert "เราจะไม่โทรกลับ" in row.text
    assert [button["value"] for button in row.parts["card"]["buttons"]] == ["191", "1300"]
    assert work.value('select silent from "case"')


def test_an_answer_to_a_silent_caller_is_written_not_spoken(client: Any, work: Work) -> None:
    from sqlalchemy import text

    from casework import sending
    from tests.casework.shared import person

    call = speak.new_call()
    post_twilio(client, "/hooks/voice/record?lang=th", speak.recorded(call, "RE" + "1" * 32))
    post_twilio(client, "/hooks/voice/status", speak.call(call, CallStatus="completed"))
    work.all()
    case = work.rows('select * from "case"')[0]
    with work.house.database.session() as session:
        session.execute(text('update "case" set silent = true'))
    with work.house.database.session() as session:
        sending.reply(session, person(work, case.owner), case.reference, "อยู่ที่ไหนคะ", now=case.opened_at)
    from casework.delivery import claim
    from casework.outlook import UNDO
    from casework.ways import carrier

    (job,) = [
        job
        for job in claim(
            work.house.database, work.house.channels, now=case.opened_at + 2 * UNDO, limit=9, by=1
        )
        if job.row.purpose == "answer"
    ]
    assert carrier(work.house.channels, job.row) is work.house.channels["sms"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("silent", [False, True])
def test_the_words_of_danger_are_short_enough_for_a_text_message(language: str, silent: bool) -> None:
    for numbers in rules("numbers")["sign"].values():
        words = canned_words(numbers, language, silent=silent)
        assert segments(words) <= (2 if language == "th" else 1), words
        assert canned_parts(numbers, language, silent=silent)["card"]["buttons"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("silent", [False, True])
def test_nobody_is_said_to_have_been_alarmed_by_what_the_door_doubts(language: str, silent: bool) -> None:
    told = sentences(language)
    sure, doubted = (
        canned_parts(("191",), language, silent=silent, doubted=each)["card"]["note"]
        for each in (False, True)
    )
    assert sure == told["danger.note_silent" if silent else "danger.note"]
    assert doubted == told["danger.note_doubted_silent" if silent else "danger.note_doubted"]


# -- the numbers are data ----------------------------------------------------------------------------------------


def test_every_number_that_a_sentence_names_is_a_number_of_the_checked_list() -> None:
    """Whoever changes a number in rules/numbers.toml is led to each sentence that says it."""
    known = {row["number"] for row in rules("numbers")["number"]} | {"1567", "1205"}
    for language in LANGUAGES:
        for key, sentence in sentences(language).items():
            if key.startswith(
                ("report.phone", "contacts.bad", "track.", "report.where", "area.", "committee_bad.")
            ):
                continue  # examples of what people type, and bounds
            spaced = re.sub(r"(?<=\b\d) (?=\d\b)", "", sentence)
            for number in re.findall(r"(?<![\d-])1\d{2,3}(?![\d-])", spaced):
                assert number in known, (language, key, number)


def test_the_list_of_numbers_is_dated_and_each_has_a_source() -> None:
    table = rules("numbers")
    assert table["checked_on"].year >= 2026
    assert isinstance(table["verified"], bool)
    assert all(row["source"] and row["name"] and row["name_en"] for row in table["number"])
    offered = {number for numbers in table["sign"].values() for number in numbers}
    assert offered <= {row["number"] for row in table["number"]}


def test_what_is_offered_without_a_sign_comes_from_the_list() -> None:
    assert canned_words((), "th") == canned_words(rules("numbers")["sign"]["help"], "th")
