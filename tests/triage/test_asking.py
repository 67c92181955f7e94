"""The question in the dialogue: asked once by the channel's own means, answered, or left to the hub; honest words."""

import json
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import text

from channels.segments import segments
from tests import speak
from tests.conftest import PUBLIC_URL, Work
from tests.speak import line_event, post_line, post_twilio, sms

PLEA = "หลังคาปลิวทั้งหลังเมื่อคืน ขอผ้าใบครับ"
SHARED = f"{PLEA} ต.พะตง อ.หาดใหญ่"
TOWN, TAO, HUB = "9083", "901118", "hub-9011"


def the_case(work: Work) -> Any:
    (row,) = work.rows('select * from "case"')
    return row


def said(work: Work, purpose: str) -> list[Any]:
    return work.rows(
        "select text, parts from message where direction = 'out' and purpose = :p order by id", p=purpose
    )


def test_line_asks_in_the_receipt_with_the_choices_as_buttons(client: Any, work: Work) -> None:
    post_line(client, line_event(SHARED))
    work.all()
    case = the_case(work)
    assert (case.owner, case.asks_place, set(case.ask_orgs)) == (HUB, True, {TOWN, TAO})
    assert (case.tambon_code, set(case.ask_tambons)) == ("901118", {"901118"})
    (ack,) = said(work, "ack")
    assert "ใครเก็บขยะที่บ้าน" in ack.text
    assert {button["label"] for button in ack.parts["buttons"]} == {
        "ทต.พะตง",
        "อบต.พะตง",
        "ไม่แน่ใจ",
        "ส่งตำแหน่ง",
    }
    assert "ใครเก็บขยะ" in ack.parts["card"]["note"]
    assert said(work, "ask") == []


@pytest.mark.parametrize(("words", "owner"), [("อบต.พะตง", TAO), ("ทต.พะตง", TOWN), ("1", None), ("2", None)])
def test_an_answer_moves_the_case_to_the_body_that_was_chosen(
    client: Any, work: Work, words: str, owner: str | None
) -> None:
    post_line(client, line_event(SHARED))
    work.all()
    offered = the_case(work).ask_orgs
    post_line(client, line_event(words))
    work.all()
    case = the_case(work)
    assert case.owner == (owner or offered[int(words) - 1])
    assert (case.asks_place, case.tambon_code, case.hub) == (False, "901118", HUB)
    assert len(said(work, "moved")) == 1
    assert work.value("select relation from case_access where org = :org", org=HUB) == "hub"


def test_not_sure_stays_with_the_hub_and_is_not_asked_again(client: Any, work: Work) -> None:
    post_line(client, line_event(SHARED))
    work.all()
    for words in ("ไม่แน่ใจ", "ฝนยังตกอยู่เลย"):
        post_line(client, line_event(words))
        work.all()
    case = the_case(work)
    assert (case.owner, case.asks_place, len(case.ask_orgs)) == (HUB, False, 2)
    assert said(work, "moved") == []
    (told,) = said(work, "added")
    assert "สถานที่กลาง อ.หาดใหญ่" in told.text


def test_an_open_answer_is_kept_and_the_question_not_repeated(client: Any, work: Work) -> None:
    post_line(client, line_event(SHARED))
    work.all()
    post_line(client, line_event("หลังคายังรั่วอยู่ครับ"))
    work.all()
    assert the_case(work).asks_place
    asked = work.value("select count(*) from message where direction = 'out' and text like '%เก็บขยะ%'")
    assert asked == 1


def test_a_place_said_later_that_is_shared_goes_to_the_hub_and_is_asked_about_then(
    client: Any, work: Work
) -> None:
    for words in (PLEA, "ต.พะตง อ.หาดใหญ่", "อบต.พะตง"):
        post_line(client, line_event(words))
        work.all()
    case = the_case(work)
    assert (case.owner, case.asks_place, case.tambon_code) == (TAO, False, "901118")
    assert "ใครเก็บขยะ" in said(work, "added")[0].text


def test_bodies_that_nobody_can_tell_apart_are_left_to_the_hub_without_a_question(
    client: Any, work: Work
) -> None:
    with work.house.database.session() as session:
        session.execute(text("update org set type = 'TAO' where code = :org"), {"org": TOWN})
        session.execute(text("update meta set value = 'changed' where name = 'register'"))
    post_line(client, line_event(SHARED))
    work.all()
    case = the_case(work)
    assert (case.owner, case.asks_place, case.ask_orgs) == (HUB, False, [])


def test_danger_in_a_shared_place_is_not_asked_about(client: Any, work: Work) -> None:
    post_line(client, line_event(speak.DROWNING.replace("ควนลัง", "พะตง")))
    work.all()
    case = the_case(work)
    assert (case.urgency, case.asks_place, set(case.ask_orgs)) == ("U0", False, {TOWN, TAO})
    stands = {
        row.org for row in work.rows("select org from case_access where relation in ('owner', 'candidate')")
    }
    assert stands == {TOWN, TAO, HUB}
    assert "เก็บขยะ" not in json.dumps([row.text for row in said(work, "ack")], ensure_ascii=False)


def test_a_text_message_asks_in_a_second_one_within_two_segments(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    client = wired_app.test_client()
    post_twilio(client, "/hooks/sms", sms(SHARED))
    wired_work.all()
    receipt, question, _notice = (each.body["Body"] for each in provider.deliveries)
    assert segments(receipt) == 1
    assert segments(question) <= 2
    offered = the_case(wired_work).ask_orgs
    assert f"{offered.index(TAO) + 1} อบต.พะตง" in question
    assert "3 ไม่แน่ใจ" in question
    post_twilio(client, "/hooks/sms", sms(str(offered.index(TAO) + 1)))
    wired_work.all()
    assert the_case(wired_work).owner == TAO


# -- who is not at work on the system ----------------------------------------------------------------------------


def leaves(work: Work, org: str) -> None:
    with work.house.database.session() as session:
        session.execute(text("update org set at_work = false where code = :org"), {"org": org})
        session.execute(text("update meta set value = 'changed' where name = 'register'"))


def test_the_hub_stands_in_and_the_citizen_is_told_so(client: Any, work: Work) -> None:
    leaves(work, "9079")
    post_line(client, line_event(speak.ROOF))
    work.all()
    case = the_case(work)
    assert (case.owner, case.asks_place) == (HUB, False)
    (ack,) = said(work, "ack")
    told = "เทศบาลเมืองควนลัง ยังไม่ได้ใช้ระบบนี้ เรื่องของท่านอยู่ที่ สถานที่กลาง อ.หาดใหญ่"
    assert told in ack.text
    assert told in ack.parts["card"]["note"]


def test_it_is_told_by_text_message_too_in_one_segment(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    leaves(wired_work, "9079")
    post_twilio(wired_app.test_client(), "/hooks/sms", sms(speak.ROOF))
    wired_work.all()
    receipt, away, _notice = (each.body["Body"] for each in provider.deliveries)
    assert "ยังไม่ใช้ระบบนี้" in away
    assert [segments(receipt), segments(away)] == [1, 1]


def test_a_body_that_is_chosen_but_not_at_work_leaves_the_case_with_the_hub(client: Any, work: Work) -> None:
    leaves(work, TAO)
    for words in (SHARED, "อบต.พะตง"):
        post_line(client, line_event(words))
        work.all()
    case = the_case(work)
    assert (case.owner, case.asks_place) == (HUB, False)
    assert "ยังไม่ได้ใช้ระบบนี้" in work.value(
        "select text from message where direction = 'out' order by sent_at desc, id desc limit 1"
    )


# -- the hotline: nobody has listened yet, the keys say where ----------------------------------------------------


def recorded_plea(client: Any, work: Work) -> tuple[str, str]:
    """(call, address of the postcode step)."""
    sid = speak.new_call()
    asked = post_twilio(client, "/hooks/voice/record?lang=th&topic=1", speak.recorded(sid, "RE" + "1" * 32))
    place = post_twilio(client, action(asked), speak.call(sid, Digits="1"))
    work.triage()
    assert the_case(work).asks_place
    return sid, action(place)


def told(answer: Any) -> ET.Element:
    return ET.fromstring(answer.get_data(as_text=True))  # noqa: S314 our own


def action(answer: Any) -> str:
    return told(answer).find("Gather").attrib["action"].removeprefix(PUBLIC_URL)


def test_a_caller_keys_the_postcode_and_chooses_the_body(client: Any, work: Work) -> None:
    sid, step = recorded_plea(client, work)
    offered = post_twilio(client, step, speak.call(sid, Digits="90230"))
    heard = offered.get_data(as_text=True)
    names = ["เทศบาลตำบลพะตง", "องค์การบริหารส่วนตำบลพะตง"]
    assert [name in heard for name in names] == [True, True]
    work.triage()
    assert the_case(work).owner == HUB
    key = str(min((heard.index(f">{name}<"), number) for number, name in enumerate(names))[1])
    wanted = [TOWN, TAO][int(key)]
    waiting = post_twilio(client, action(offered), speak.call(sid, Digits="1"))
    work.triage()
    case = the_case(work)
    assert (case.owner, case.asks_place, case.message_count) == (wanted, False, 3)
    redirect = told(waiting).findtext("Redirect", "").removeprefix(PUBLIC_URL)
    assert names[int(key)] in post_twilio(client, redirect, speak.call(sid)).get_data(as_text=True)


def test_a_caller_who_is_not_sure_is_left_with_the_hub(client: Any, work: Work) -> None:
    sid, step = recorded_plea(client, work)
    offered = post_twilio(client, step, speak.call(sid, Digits="90230"))
    post_twilio(client, action(offered), speak.call(sid, Digits="0"))
    work.triage()
    case = the_case(work)
    assert (case.owner, case.asks_place) == (HUB, False)
    assert set(case.ask_orgs) >= {TOWN, TAO}
