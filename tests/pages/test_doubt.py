"""The form about a danger that the door doubts: the number first, then the question, and no word of an alarm that nobody heard."""

from typing import Any

from tests.pages.test_steps import begin
from wording import sentences

DOUBTED = "ไฟไหม้เล้าไก่ ลามติดครัว ดับทันแล้ว ไม่มีอะไรกินเย็นนี้ ขอข้าวสาร"


def said(key: str) -> str:
    return sentences("th")[key]


def test_what_the_door_doubts_shows_the_number_and_is_asked_about(client: Any, work: Any) -> None:
    assert begin(client, DOUBTED).location == "/report/danger"
    page = client.get("/report/danger").text
    assert page.index('class="button call" href="tel:199"') < page.index('name="danger"')
    work.all()
    assert work.value('select urgency from "case"') != "U0"
    assert client.post("/report/danger", data={"danger": "no"}).location == "/report/place"
    assert client.post("/report/place", data={"place": "ต.ควนลัง"}).location == "/report/contact"
    assert work.rows('select urgency from "case"') == [("U1",)]
    receipt = client.get(client.post("/report/check").location).text
    assert said("danger.note_doubted") in receipt
    assert said("danger.note") not in receipt


def test_before_anything_is_read_the_receipt_speaks_of_an_alarm_only_where_the_door_is_sure(
    client: Any,
) -> None:
    begin(client, DOUBTED)
    receipt = client.get(client.post("/report/check").location).text
    assert said("danger.note_doubted") in receipt
    begin(client, "ช่วยด้วย พ่อหมดสติไม่หายใจ")
    answer = client.post("/report/place", data={"place": "ต.ควนลัง"})
    assert said("danger.note") in client.get(answer.location).text


def test_a_doubt_that_is_answered_with_danger_asks_only_for_the_place(client: Any, work: Any) -> None:
    begin(client, DOUBTED)
    assert client.post("/report/danger", data={"danger": "yes"}).location == "/report/place"
    answer = client.post("/report/place", data={"place": "ต.ควนลัง"})
    assert answer.location.startswith("/receipt/")
    work.all()
    assert work.rows('select urgency from "case"') == [("U0",)]
    assert said("danger.note") in client.get(answer.location).text
