"""The bar, the list and the panel of an alarm; my contact points; the roster with its gaps."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from store.staff import Role
from tests.casework.duty_town import HUB, LAO, OTHER, Town
from tests.conftest import Work
from tests.pages.helpers import csrf, press
from tests.speak import line_event, post_line, user

VIOLENCE = "ผัวเมาจะเอามีดฟันหนู ขังไว้ในห้อง พิมพ์เบาๆอยู่ ช่วยด้วย ต.ควนลัง อ.หาดใหญ่"


@pytest.fixture
def town(work: Work) -> Town:
    return Town(work)


@pytest.fixture
def ringing(client: Any, town: Town) -> Town:
    town.on_duty("สมชาย")
    town.cry(client)
    town.tick()
    return town


def reference(town: Town) -> str:
    return str(town.work.value('select reference from "case" order by opened_at limit 1'))


# -- the bar -----------------------------------------------------------------------------------------------------


def test_the_bar_stands_on_every_page_of_staff_until_somebody_goes(staff: Any, ringing: Town) -> None:
    clerk = staff(LAO)
    assert 'id="alarm-bar"' in clerk.get("/inbox").text
    bar = clerk.get("/alarms/bar").text
    assert str(ringing.alarm().id) in bar
    assert "ยังไม่มีใครรับ" in bar
    assert "ควนลัง" in bar
    answer = press(clerk, f"/alarms/{ringing.alarm().id}/acknowledge", back="case")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/cases/{reference(ringing)}"
    assert clerk.get("/alarms/bar").text.strip() == ""
    assert ringing.alarm().acknowledged_how == "inbox"


def test_a_body_that_has_nothing_to_do_with_it_sees_no_bar_and_may_tend_nothing(
    staff: Any, ringing: Town
) -> None:
    other = staff(OTHER)
    assert other.get("/alarms/bar").text.strip() == ""
    assert reference(ringing) not in other.get("/alarms").text.replace("-", "")
    assert press(other, f"/alarms/{ringing.alarm().id}/acknowledge").status_code == 404
    assert press(other, f"/alarms/{ringing.alarm().id}/end", reason="safe").status_code == 404
    assert ringing.alarm().acknowledged_at is None


def test_a_hub_sees_kind_and_place_of_anothers_alarm_but_no_words(staff: Any, ringing: Town) -> None:
    page = staff(HUB).get("/alarms").text
    assert "ควนลัง" in page
    assert "ชั้นสอง" not in page


def test_the_operator_sees_every_alarm_and_no_words(staff: Any, ringing: Town) -> None:
    page = staff(OTHER, "operator").get("/alarms").text
    assert "น้ำท่วม คนติด" in page
    assert "ชั้นสอง" not in page


def test_a_stranger_gets_nothing(client: Any, ringing: Town) -> None:
    for path in (
        "/alarms",
        "/alarms/bar",
        "/me/contacts",
        "/admin/roster",
        f"/alarms/of/{reference(ringing)}",
    ):
        assert client.get(path).status_code == 303


def test_the_second_who_presses_reads_that_somebody_goes(staff: Any, ringing: Town) -> None:
    first, second = staff(LAO), staff(HUB)
    path = f"/alarms/{ringing.alarm().id}/acknowledge"
    assert press(first, path).status_code == 303
    late = press(second, path)
    assert late.status_code == 409
    assert "รับหรือจบเหตุนี้ไปแล้ว" in late.text


# -- the case and the list ---------------------------------------------------------------------------------------


def test_the_panel_says_who_was_rung_by_what_and_with_what_fate(staff: Any, ringing: Town) -> None:
    ringing.work.deliver()
    page = staff(LAO).get(f"/cases/{reference(ringing)}").text
    panel = page[page.index("alarm-panel") : page.index('class="talk"')]
    assert panel.count("สมชาย") == 3
    for way in ("LINE", "SMS", "โทรศัพท์"):
        assert way in panel
    assert "ส่งแล้ว" in panel
    assert "แจ้งเวร" in page  # the story


def test_an_alarm_is_ended_on_the_case_with_a_reason_and_what_was_typed_stays(
    staff: Any, ringing: Town
) -> None:
    clerk, alarm = staff(LAO), ringing.alarm().id
    refused = press(clerk, f"/alarms/{alarm}/end", reason="", words="ยังพิมพ์ไม่เสร็จ", back="case")
    assert refused.status_code == 400
    assert "เลือกเหตุที่จบ" in refused.text
    assert "ยังพิมพ์ไม่เสร็จ" in refused.text
    done = press(clerk, f"/alarms/{alarm}/end", reason="other", words="ญาติพาไปโรงพยาบาลแล้ว", back="case")
    assert done.status_code == 303
    page = clerk.get(f"/cases/{reference(ringing)}").text
    assert "ญาติพาไปโรงพยาบาลแล้ว" in page
    assert press(clerk, f"/alarms/{alarm}/end", reason="safe").status_code == 409
    assert "จบใน 24 ชม." in clerk.get("/alarms").text


def test_who_cannot_speak_is_shown_loudly_and_is_not_rung_back(client: Any, staff: Any, town: Town) -> None:
    town.on_duty("one")
    town.cry(client, VIOLENCE)
    town.tick()
    page = staff(LAO).get(f"/cases/{reference(town)}").text
    assert "อย่าโทรกลับ ตอบเป็นข้อความสั้น ๆ" in page
    assert all(
        "อย่าโทรกลับ" in f"{call.text} {call.parts['short']} {call.parts['spoken']}" for call in town.calls()
    )
    assert "อย่าโทรกลับ" in town.calls()[1].parts["short"] + town.calls()[2].parts["short"]
    canned = town.work.value("select text from message where purpose = 'danger'")
    assert "เราจะไม่โทรกลับ" in canned
    assert "191" in canned
    ack = town.work.value("select text from message where purpose = 'ack'")
    assert "เราจะไม่โทรกลับ" in ack


def test_silence_is_learned_later_and_not_forgotten(client: Any, staff: Any, town: Town) -> None:
    town.cry(client)
    assert not town.work.value('select silent from "case"')
    town.cry(client, "อย่าโทรมานะ เขาอยู่ข้างนอก")
    assert town.work.value('select silent from "case"')
    town.cry(client, "หมู่ 3 ค่ะ")
    assert town.work.value('select silent from "case"')


def test_the_list_is_empty_with_a_word_of_what_it_is_for(staff: Any, town: Town) -> None:
    page = staff(LAO).get("/alarms").text
    assert "ไม่มีเหตุอันตรายที่เปิดอยู่" in page
    assert "2 นาที" in page
    assert "10 นาที" in page


# -- my contact points -------------------------------------------------------------------------------------------


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


# -- the roster --------------------------------------------------------------------------------------------------


def shift(person: Any, **more: Any) -> dict[str, Any]:
    return {
        "person": str(person),
        "rung": "1",
        "starts": "16:30",
        "ends": "08:30",
        "weekday": list("0123456"),
    } | more


def test_an_administrator_keeps_the_roster_and_its_gaps_are_loud(staff: Any, town: Town) -> None:
    person = town.person("วิชัย")
    admin = staff(LAO, "admin")
    page = admin.get(f"/admin/roster/{LAO}").text
    assert "ขณะนี้ไม่มีเวรที่ติดต่อได้" in page
    assert page.count('class="gap"') == 8
    assert press(admin, f"/admin/roster/{LAO}", **shift(person)).status_code == 303
    page = admin.get(f"/admin/roster/{LAO}").text
    assert "08.30 น. – 16.30 น." in page
    assert (
        press(admin, f"/admin/roster/{LAO}", **shift(person, starts="08:30", ends="16:30")).status_code == 303
    )
    page = admin.get(f"/admin/roster/{LAO}").text
    assert 'class="gap"' not in page
    row = town.work.rows("select id from duty_shift limit 1")[0]
    assert press(admin, f"/admin/roster/{LAO}/{row.id}/remove").status_code == 303
    assert 'class="gap"' in admin.get(f"/admin/roster/{LAO}").text
    assert town.work.value("select count(*) from audit where action like 'roster.%'") == 15


def test_a_person_who_cannot_be_reached_leaves_the_gap_open(staff: Any, town: Town) -> None:
    person = town.person("mute", line=False, phone=False)
    admin = staff(LAO, "admin")
    press(admin, f"/admin/roster/{LAO}", **shift(person, starts="00:00", ends="00:00"))
    page = admin.get(f"/admin/roster/{LAO}").text
    assert "ติดต่อไม่ได้" in page
    assert "ขณะนี้ไม่มีเวรที่ติดต่อได้" in page


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"person": "x"}, "เลือกเจ้าหน้าที่"),
        ({"rung": "9"}, "เลือกลำดับ"),
        ({"starts": "25:00"}, "กรอกเวลา"),
        ({"ends": ""}, "กรอกเวลา"),
        ({"weekday": []}, "เลือกวันในสัปดาห์"),
        ({"day": "2030-01-01"}, "เลือกวันในสัปดาห์"),
        ({"weekday": [], "day": "2020-01-01"}, "กรอกวันที่"),
        ({"weekday": [], "day": "never"}, "กรอกวันที่"),
    ],
)
def test_a_shift_that_cannot_be_is_refused_with_what_was_typed(
    staff: Any, town: Town, change: dict[str, Any], says: str
) -> None:
    person = town.person("วิชัย")
    refused = press(staff(LAO, "admin"), f"/admin/roster/{LAO}", **shift(person, starts="07:15") | change)
    assert refused.status_code == 400
    assert says in refused.text
    assert "starts" in change or 'value="07:15"' in refused.text
    assert town.work.value("select count(*) from duty_shift") == 0


def test_only_its_own_administrator_or_head_touches_a_roster(staff: Any, town: Town) -> None:
    person = town.person("วิชัย")
    for client in (staff(LAO, "clerk"), staff(OTHER, "admin"), staff(LAO, "operator")):
        assert client.get(f"/admin/roster/{LAO}").status_code == 404
        assert (
            client.post(f"/admin/roster/{LAO}", data={"csrf": csrf(client), **shift(person)}).status_code
            == 404
        )
    assert town.work.value("select count(*) from duty_shift") == 0
    assert staff(LAO, "head").get(f"/admin/roster/{LAO}").status_code == 200


def test_strangers_to_the_body_cannot_be_put_on_its_roster(staff: Any, town: Town) -> None:
    person = town.person("ต่างถิ่น", OTHER)
    assert press(staff(LAO, "admin"), f"/admin/roster/{LAO}", **shift(person)).status_code == 400


def test_the_administrators_page_and_the_doctor_name_who_has_nobody_tonight(
    staff: Any, town: Town, engines: Any
) -> None:
    from doctor import _duty

    town.person("operator", HUB, Role.OPERATOR)
    page = staff(LAO, "admin").get("/admin").text
    assert "คืนนี้ไม่มีเวร" in page
    (finding,) = _duty(town.work.house.database)
    assert finding.level == "warn"
    assert "nobody on duty tonight" in finding.what


def test_the_doctor_says_that_somebody_waits(ringing: Town) -> None:
    from doctor import _duty

    with ringing.work.house.database.session() as session:
        from sqlalchemy import text

        session.execute(
            text("update alarm set opened_at = :at"), {"at": datetime.now(UTC) - timedelta(minutes=5)}
        )
    findings = list(_duty(ringing.work.house.database))
    assert findings[-1].level == "bad"
    assert "1 alarms that nobody has acknowledged" in findings[-1].what
