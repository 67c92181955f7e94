"""Staff answer a citizen: what it costs is said first; notes for colleagues; what is known of what did not arrive."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conftest import Work, log_in
from tests.pages.answering import WORDS, answer, at, newest, told
from tests.pages.helpers import KHUAN_LANG, press
from tests.speak import line_event, post_line, post_twilio, sms


def test_the_free_reply_is_counted_down_and_then_costs_a_push_of_those_that_are_left(
    client: FlaskClient, work: Work, on_line: Any, clerk: FlaskClient
) -> None:
    work.change("insert into quota (account, allowed, used, asked_at) values ('line', 300, 88, now())")
    assert "ฟรีอีก" not in told(clerk, on_line)
    assert "1 ใน 212 ที่เหลือ" in told(clerk, on_line)
    post_line(client, line_event("มีคนแก่อยู่ด้วยค่ะ"))
    work.triage()
    shown = told(clerk, on_line)
    seconds = int(shown.partition('data-counts="')[2].partition('"')[0])
    # fifty seconds of the token, less the five of the undo and one for the worker
    assert 30 <= seconds <= 44
    assert "1 ใน 212" in shown


def test_what_is_said_of_the_free_reply_comes_true(wired_app: Any, wired_work: Work, provider: Any) -> None:
    client, work = wired_app.test_client(), wired_work
    post_line(client, line_event("หลังคาปลิว ขอผ้าใบ หมู่ 5 ต.ควนลัง อ.หาดใหญ่ จ.สงขลา"))
    work.all()
    case, clerk = newest(work), log_in(wired_app, KHUAN_LANG)
    post_line(client, line_event("รออยู่นะคะ"))
    work.all()
    work.change("update message set reply_used = false where direction = 'in' and text like 'รออยู่%'")
    assert "ฟรีอีก" in told(clerk, case)
    answer(clerk, work, case)
    assert [(each.state, each.how) for each in work.deliver()] == [("sent", "reply")]
    assert "ฟรีอีก" not in told(clerk, case)


def test_with_little_left_it_is_said_that_the_words_will_wait(
    work: Work, on_line: Any, clerk: FlaskClient
) -> None:
    work.change("insert into quota (account, allowed, used, asked_at) values ('line', 300, 290, now())")
    assert "เหลือ 10 ใกล้หมด ข้อความจะรอจนผู้แจ้งเขียนมา" in told(clerk, on_line)
    answer(clerk, work, on_line)
    assert [each.state for each in work.deliver()] == ["withheld"]


@pytest.mark.parametrize(("length", "parts"), [(70, 1), (71, 2), (134, 2), (135, 3)])
def test_parts_of_a_text_message_are_those_of_the_counter_that_bills(
    client: FlaskClient, work: Work, staff: Callable[..., FlaskClient], length: int, parts: int
) -> None:
    post_twilio(client, "/hooks/sms", sms("น้ำท่วมบ้าน หมู่ 5 ต.ควนลัง อ.หาดใหญ่ จ.สงขลา"))
    work.all()
    case = newest(work)
    assert f"SMS {parts} ส่วน" in told(staff(case.owner), case, "ก" * length)


def test_the_web_says_where_the_answer_will_stand_and_that_an_sms_tells_of_it(
    work: Work, case: Any, clerk: FlaskClient
) -> None:
    assert "จะอยู่ในหน้าส่วนตัวของผู้แจ้ง" in told(clerk, case)
    assert "แจ้งทาง SMS" not in told(clerk, case)
    work.change("update contact_point set proven = true where kind = 'phone'")
    assert "แจ้งทาง SMS 1 ส่วน" in told(clerk, case)
    answer(clerk, work, case)
    work.deliver()
    assert work.value("select count(*) from message where purpose = 'notice'") == 1
    assert "แจ้งทาง SMS" not in told(clerk, case)  # one notice in half an hour
    assert "เจ้าหน้าที่โทรเอง" in clerk.get(f"/cases/{case.reference}").text
    assert "รายการโทรกลับ" in told(clerk, case, to="person")


def test_an_answer_goes_by_another_way_of_the_same_person_and_by_nobody_elses(
    client: FlaskClient, work: Work, case: Any, clerk: FlaskClient
) -> None:
    work.change("update contact_point set proven = true where kind = 'phone'")
    assert "SMS 1 ส่วน" in told(clerk, case, to="sms")
    assert answer(clerk, work, case, to="sms").status_code == 303
    row = work.rows("select account, purpose from message where text = :words", words=WORDS)[0]
    assert (row.account, row.purpose) == ("sms", "answer")
    assert work.value("select count(*) from message where purpose = 'notice'") == 0
    post_line(client, line_event("น้ำท่วม", source={"type": "user", "userId": "U" + "9" * 32}))
    work.all()
    stranger = work.value("select id from conversation where account = 'line'")
    assert answer(clerk, work, case, to=str(stranger)).status_code == 404


def test_a_note_is_for_colleagues_alone_and_who_is_named_in_it_is_told(
    client: FlaskClient, work: Work, case: Any, clerk: FlaskClient, staff: Callable[..., FlaskClient]
) -> None:
    staff(KHUAN_LANG, "head")
    staff("9098", "head")
    note = "โทรแล้วไม่รับ @head 9079 ช่วยดูต่อ @head 9098"
    assert press(clerk, at(case, "notes"), note=note).status_code == 303
    page = clerk.get(f"/cases/{case.reference}").text
    assert "โทรแล้วไม่รับ" in page
    assert '<b class="named">@head 9079</b>' in page
    assert '<b class="named">@head 9098</b>' not in page  # who may not read the case is not called to it
    named = work.rows("select p.name from note_mention k join staff p on p.id = k.staff_id")
    assert [each.name for each in named] == ["head 9079"]
    told_of = work.rows("select p.name, n.what from staff_notice n join staff p on p.id = n.staff_id")
    assert [(each.name, each.what) for each in told_of] == [("head 9079", "mentioned")]
    assert work.value("select count(*) from message where text like '%โทรแล้วไม่รับ%'") == 0
    assert work.deliver() == []
    assert "โทรแล้วไม่รับ" not in staff("hub-9011").get(f"/cases/{case.reference}").text
    assert press(clerk, at(case, "notes"), note=" ").status_code == 400


@pytest.mark.parametrize(
    ("state", "error", "words"),
    [
        ("failed", "LINE: 400, no such recipient", "ไม่มีผู้รับนี้แล้ว"),
        ("failed", "cannot be reached: blocked", "ปิดกั้นบัญชีของเรา"),
        ("withheld", "monthly limit reached", "โควตาเดือนนี้หมดแล้ว"),
        ("withheld", "kept back: little is left of this month's messages", "กดส่งอีกครั้งถ้าต้องส่งเลย"),
        ("unsure", "reply: ReadTimeoutError", "อาจถึงแล้ว ถ้าส่งอีกครั้งผู้แจ้งอาจได้รับสองครั้ง"),
        ("failed", "no-answer", "ไม่มีคนรับสาย"),
    ],
)
def test_what_is_known_of_a_message_that_did_not_arrive_is_said_with_the_offer_to_send_it_again(
    work: Work, case: Any, clerk: FlaskClient, state: str, error: str, words: str
) -> None:
    answer(clerk, work, case)
    work.change(
        "update message set state = :state, error = :error where purpose = 'answer'", state=state, error=error
    )
    page = clerk.get(f"/cases/{case.reference}").text
    assert words in page
    assert "send-again" in page
