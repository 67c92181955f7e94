"""The bar, the list and the panel of an alarm, and who is shown what of it."""

from typing import Any

import pytest

from tests.casework.duty_town import HUB, LAO, OTHER, Town
from tests.conftest import Work
from tests.pages.helpers import press

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
