"""What a transcript cannot show: one look and one write a batch, the notice once, a code that is guessed, standby."""

from typing import Any

import pytest
from sqlalchemy import event

from tests.conftest import Work
from tests.speak import ROOF, line_event, post_line, post_twilio, sms, user
from triage.states import NOTICE


def dialogue(work: Work) -> Any:
    (row,) = work.rows("select * from dialogue")
    return row


def said(work: Work) -> list[Any]:
    return work.rows("select purpose, text from message where direction = 'out' order by id")


def test_a_batch_looks_at_conversations_once_and_writes_them_once(client: Any, work: Work) -> None:
    for who in range(20):
        post_line(client, line_event(ROOF, source={"type": "user", "userId": user(who)}))
    statements: list[str] = []
    engine = work.house.database.engine
    listen = lambda conn, cursor, statement, *rest: statements.append(statement)  # noqa: E731
    event.listen(engine, "before_cursor_execute", listen)
    try:
        work.triage()
    finally:
        event.remove(engine, "before_cursor_execute", listen)
    about = [each for each in statements if "dialogue" in each]
    assert len([each for each in about if each.lstrip().lower().startswith("select")]) == 1
    assert len([each for each in about if each.lstrip().lower().startswith("insert")]) == 1
    assert work.value("select count(*) from dialogue") == 20


def test_the_notice_is_shown_once_to_a_person_and_its_version_kept(client: Any, work: Work) -> None:
    for words in (ROOF, "ยกเลิก", "ใช่", ROOF):
        post_line(client, line_event(words))
        work.all()
    acks = [row.text for row in said(work) if row.purpose == "ack"]
    assert ["เพื่อช่วยเรื่องนี้เท่านั้น" in text for text in acks] == [True, False]
    assert (dialogue(work).notice, dialogue(work).noticed_at is not None) == (NOTICE, True)


def test_in_danger_the_notice_comes_after_the_number_to_call(client: Any, work: Work) -> None:
    post_line(client, line_event("ไฟไหม้บ้านข้างๆ ลามมาแล้ว ม.5 ต.ควนลัง หาดใหญ่"))
    work.all()
    purposes = [row.purpose for row in said(work)]
    assert purposes == ["danger", "ack"]
    assert "เพื่อช่วยเรื่องนี้เท่านั้น" not in said(work)[0].text
    assert "เพื่อช่วยเรื่องนี้เท่านั้น" in said(work)[1].text


def test_a_code_cannot_be_guessed_and_a_foreign_phone_joins_nothing(client: Any, work: Work) -> None:
    post_twilio(client, "/hooks/sms", sms(ROOF))
    post_line(client, line_event(f"{ROOF} โทร 0812345678"))
    work.all()
    for words in ("ยืนยันเบอร์", *["000000"] * 7):
        post_line(client, line_event(words))
        work.all()
    asked = [row.purpose for row in said(work)]
    assert asked.count("prove.wrong") == 5
    assert asked[-1] == "prove.over" or asked[-2] == "prove.over"
    assert len(work.rows('select distinct person_id from "case"')) == 2
    assert "รหัส" not in str(
        work.rows("select text from message where case_id is not null and purpose = 'code'")
    )


def test_a_verified_phone_makes_the_next_text_message_the_same_person(client: Any, work: Work) -> None:
    post_line(client, line_event(f"{ROOF} โทร 0812345678"))
    work.all()
    post_line(client, line_event("ยืนยันเบอร์"))
    work.all()
    code = work.value("select substring(text from '[0-9]{6}') from message where purpose = 'code'")
    post_line(client, line_event(code))
    work.all()
    post_twilio(client, "/hooks/sms", sms("นาข้าวเสียหายจากเพลี้ย ขอชดเชย ต.ควนลัง อ.หาดใหญ่"))
    work.all()
    assert len(work.rows('select distinct person_id from "case"')) == 1
    assert len(work.rows('select id from "case"')) == 2


def test_answers_go_where_the_citizen_chose(app: Any, client: Any, work: Work) -> None:
    from tests.test_path import reply_as_clerk, the_case

    for words in (f"{ROOF} โทร 0812345678", "ตอบทาง SMS"):
        post_line(client, line_event(words))
        work.all()
    code = work.value("select substring(text from '[0-9]{6}') from message where purpose = 'code'")
    post_line(client, line_event(code))
    work.all()
    case = the_case(work)
    assert reply_as_clerk(app, case, "พรุ่งนี้เจ้าหน้าที่จะไปดู").status_code == 303
    row = work.rows("select account, case_id from message where purpose = 'answer'")[0]
    assert (row.account, row.case_id) == ("sms", case.id)


@pytest.mark.parametrize("words", ["สถานะ", "0", "ยกเลิก"])
def test_where_another_system_answers_nothing_is_done_or_said(client: Any, work: Work, words: str) -> None:
    post_line(client, line_event(ROOF))
    work.all()
    before = len(said(work))
    post_line(client, line_event(words, mode="standby"))
    work.all()
    assert len(said(work)) == before
    assert work.value('select state from "case"') == "new"
