"""My contact points: a telephone proven by a code, a LINE chat linked by one, and nobody else's."""

import re
from typing import Any

import pytest

from tests.casework.duty_town import LAO, OTHER
from tests.conftest import Work
from tests.pages.helpers import press
from tests.speak import line_event, post_line, user


def code_sent(work: Work) -> str:
    text = work.value("select text from message where purpose = 'duty_code' order by id desc limit 1")
    found = re.search(r"\d{6}", text)
    assert found
    return found[0]


def test_a_phone_is_proven_by_the_code_of_a_text_message(staff: Any, work: Work) -> None:
    clerk = staff(LAO)
    assert press(clerk, "/me/contacts/phone", number="081-234 5678").status_code == 303
    row = work.rows("select * from staff_contact")[0]
    assert (row.value, row.verified_at) == ("+66812345678", None)
    sent = work.deliver()
    assert [outcome.state for outcome in sent] == ["sent"]
    assert press(clerk, f"/me/contacts/{row.id}/prove", code="000000").status_code == 400
    assert press(clerk, f"/me/contacts/{row.id}/prove", code=code_sent(work)).status_code == 303
    assert work.value("select verified_at from staff_contact") is not None
    page = clerk.get("/me/contacts").text
    assert "ยืนยันแล้ว" in page
    assert "812345678" not in page
    assert press(clerk, f"/me/contacts/{row.id}/remove").status_code == 303
    assert work.value("select value from staff_contact") == ""


def test_a_code_is_tried_five_times_and_lives_ten_minutes(staff: Any, work: Work) -> None:
    clerk = staff(LAO)
    press(clerk, "/me/contacts/phone", number="0812345678")
    row = work.rows("select * from staff_contact")[0]
    for _ in range(5):
        press(clerk, f"/me/contacts/{row.id}/prove", code="1")
    refused = press(clerk, f"/me/contacts/{row.id}/prove", code=code_sent(work))
    assert refused.status_code == 400
    assert "หมดอายุ" in refused.text
    assert work.value("select verified_at from staff_contact") is None


@pytest.mark.parametrize("number", ["", "191", "12345", "+1 555 123 4567", "ศูนย์แปด"])
def test_what_is_no_thai_number_is_refused_and_stays_typed(staff: Any, work: Work, number: str) -> None:
    refused = press(staff(LAO), "/me/contacts/phone", number=number)
    assert refused.status_code == 400
    assert "กรอกเบอร์โทรไทย" in refused.text
    assert number in refused.text
    assert work.value("select count(*) from staff_contact") == 0


def test_nobody_proves_or_removes_what_is_anothers(staff: Any, work: Work) -> None:
    press(staff(LAO), "/me/contacts/phone", number="0812345678")
    row = work.rows("select * from staff_contact")[0]
    other = staff(OTHER)
    assert press(other, f"/me/contacts/{row.id}/prove", code=code_sent(work)).status_code == 400
    press(other, f"/me/contacts/{row.id}/remove")
    assert work.value("select removed_at from staff_contact") is None
    assert work.value("select verified_at from staff_contact") is None


def line_code(page: str) -> str:
    found = re.search(r"เวร \d{4} \d{4}", page)
    assert found
    return found[0]


def test_line_is_linked_by_the_code_that_is_sent_into_its_chat(client: Any, staff: Any, work: Work) -> None:
    shown = press(staff(LAO), "/me/contacts/line", account="line")
    assert shown.status_code == 200
    post_line(client, line_event(line_code(shown.text), source={"type": "user", "userId": user(7)}))
    work.all()
    row = work.rows("select * from staff_contact")[0]
    assert (row.value, bool(row.verified_at)) == (user(7), True)
    assert work.value('select count(*) from "case"') == 0
    assert "เชื่อม LINE" in work.value("select text from message where purpose = 'duty_linked'")


def test_a_code_for_line_works_once_and_not_for_a_second_person(client: Any, staff: Any, work: Work) -> None:
    code = line_code(press(staff(LAO), "/me/contacts/line", account="line").text)
    for n in (7, 8):
        post_line(client, line_event(code, source={"type": "user", "userId": user(n)}))
        work.all()
    assert [row.value for row in work.rows("select value from staff_contact")] == [user(7)]


def test_a_guesser_of_codes_is_stopped(client: Any, staff: Any, work: Work) -> None:
    code = line_code(press(staff(LAO), "/me/contacts/line", account="line").text)
    for n in range(6):
        post_line(client, line_event(f"เวร 0000 000{n}", source={"type": "user", "userId": user(9)}))
    post_line(client, line_event(code, source={"type": "user", "userId": user(9)}))
    work.triage()
    assert work.value("select count(*) from staff_contact where verified_at is not null") == 0


def test_one_chat_is_one_persons(client: Any, staff: Any, work: Work) -> None:
    for org in (LAO, OTHER):
        code = line_code(press(staff(org), "/me/contacts/line", account="line").text)
        post_line(client, line_event(code, source={"type": "user", "userId": user(7)}))
        work.triage()
    assert work.value("select count(*) from staff_contact where verified_at is not null") == 1


def test_who_blocked_the_account_is_shown_as_such(client: Any, staff: Any, work: Work) -> None:
    clerk = staff(LAO)
    code = line_code(press(clerk, "/me/contacts/line", account="line").text)
    post_line(client, line_event(code, source={"type": "user", "userId": user(7)}))
    work.all()
    post_line(client, line_event(type="unfollow", message=None, replyToken=None, source={"type": "user", "userId": user(7)}))  # fmt: skip
    work.triage()
    assert "ปิดรับข้อความ" in clerk.get("/me/contacts").text
