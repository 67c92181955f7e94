"""The one path: four channels in, one queue, a routed case, and the staff's answer back out."""

import json
from typing import Any

from store.ids import grouped
from tests import speak
from tests.conftest import log_in
from tests.speak import ROOF, call, line_event, new_call, post_line, post_twilio, recorded, sms


def the_case(work: Any) -> Any:
    rows = work.rows('select * from "case"')
    assert len(rows) == 1, f"{len(rows)} cases"
    return rows[0]


def reply_as_clerk(app: Any, case: Any, words: str) -> Any:
    clerk = log_in(app, case.owner)
    with app.test_request_context():
        page = clerk.get(f"/cases/{case.reference}").get_data(as_text=True)
    token = page.partition('name="csrf" value="')[2].partition('"')[0]
    return clerk.post(
        f"/cases/{case.reference}/reply", data={"csrf": token, "words": words, "version": case.version}
    )


def test_a_line_plea_becomes_an_owned_case_and_is_acknowledged_by_the_free_reply(
    wired_app: Any, wired_work: Any, provider: Any
) -> None:
    assert post_line(wired_app.test_client(), line_event()).status_code == 200
    assert [outcome.how for outcome in wired_work.all()] == ["reply"]
    case = the_case(wired_work)
    assert (case.owner, case.tambon_code, case.hub, case.state) == ("9079", "901102", "hub-9011", "new")
    (said,) = provider.deliveries
    told = json.dumps(said.body, ensure_ascii=False)
    assert grouped(case.reference) in told
    assert "ควนลัง" in told
    assert said.body[0]["type"] == "flex"
    assert grouped(case.reference) in said.body[0]["altText"]


def test_a_text_message_becomes_a_case_and_its_receipt_is_one_segment(
    wired_app: Any, wired_work: Any, provider: Any
) -> None:
    from channels.segments import segments

    assert post_twilio(wired_app.test_client(), "/hooks/sms", sms()).status_code == 200
    wired_work.all()
    case = the_case(wired_work)
    said, notice = provider.deliveries
    assert said.to == notice.to == "+66812345678"
    words = said.body["Body"]
    assert case.reference in words
    assert segments(words) == 1


def test_a_call_is_recorded_opens_a_case_and_hears_its_number_twice(
    wired_app: Any, wired_work: Any, provider: Any
) -> None:
    client, sid = wired_app.test_client(), new_call()
    assert "<Gather" in post_twilio(client, "/hooks/voice", call(sid)).get_data(as_text=True)
    after = post_twilio(client, "/hooks/voice/record?lang=th&topic=1", recorded(sid, "RE" + "1" * 32))
    assert after.status_code == 200
    wired_work.triage()
    case = the_case(wired_work)
    heard = post_twilio(client, f"/hooks/voice/receipt?lang=th&rec=RE{'1' * 32}&n=1", call(sid)).get_data(
        as_text=True
    )
    digits = " ".join(case.reference[:4])
    assert heard.count(digits) >= 2
    assert wired_work.value("select kind from attachment") == "audio"


def test_a_callers_receipt_also_leaves_in_writing_and_nobody_is_rung_up_for_it(
    wired_app: Any, wired_work: Any, provider: Any
) -> None:
    post_twilio(wired_app.test_client(), "/hooks/voice/record", recorded(new_call(), "RE" + "2" * 32))
    assert wired_work.all() == []  # the call goes on
    wired_work.later(150)
    wired_work.deliver()
    assert [said.api for said in provider.deliveries] == ["twilio.message"]


def test_a_web_plea_becomes_a_case_with_a_receipt_that_survives_reload(app: Any, work: Any) -> None:
    client = app.test_client()
    form = client.get("/report").get_data(as_text=True)
    nonce = form.partition('name="nonce" value="')[2].partition('"')[0]
    answer = client.post("/report", data={"nonce": nonce, "text": ROOF, "phone": "081-234-5678"})
    assert answer.status_code == 303
    work.all()
    case = the_case(work)
    for _ in range(2):
        assert grouped(case.reference) in client.get(answer.location).get_data(as_text=True)


def test_the_answer_of_staff_leaves_by_the_channel_the_plea_came_in(
    wired_app: Any, wired_work: Any, provider: Any
) -> None:
    client = wired_app.test_client()
    post_line(client, line_event())
    wired_work.all()
    case = the_case(wired_work)
    assert reply_as_clerk(wired_app, case, "เจ้าหน้าที่จะไปวันนี้ 14.00 น.").status_code == 303
    assert [outcome.how for outcome in wired_work.deliver()] == ["push"]
    pushed = provider.deliveries[-1]
    assert "14.00" in json.dumps(pushed.body, ensure_ascii=False)
    assert pushed.key
    assert wired_work.value('select state from "case"') == "active"


def test_four_channels_are_four_cases_in_the_inbox_of_one_body(wired_app: Any, wired_work: Any) -> None:
    client = wired_app.test_client()
    post_line(client, line_event())
    post_twilio(client, "/hooks/sms", sms(sender="+66811111111"))
    post_twilio(client, "/hooks/voice/record", recorded(new_call(), "RE" + "3" * 32))
    nonce = (
        client.get("/report").get_data(as_text=True).partition('name="nonce" value="')[2].partition('"')[0]
    )
    client.post("/report", data={"nonce": nonce, "text": ROOF})
    wired_work.all()
    assert wired_work.value('select count(*) from "case"') == 4
    inbox = log_in(wired_app, "9079").get("/inbox?view=open").get_data(as_text=True)
    shown = [row.reference for row in wired_work.rows("select reference from \"case\" where owner = '9079'")]
    assert len(shown) == 3
    assert all(f"/cases/{reference}" in inbox for reference in shown)


def test_danger_is_answered_with_the_number_to_call_before_any_worker_moves(
    wired_app: Any, wired_work: Any, provider: Any
) -> None:
    assert post_line(wired_app.test_client(), line_event(speak.DROWNING)).status_code == 200
    wired_app.extensions["door"].sender.close()
    (said,) = provider.deliveries
    assert said.api == "line.reply"
    assert "tel:" in json.dumps(said.body)
    wired_work.all()
    case = the_case(wired_work)
    assert case.urgency == "U0"
    assert (
        wired_work.value("select count(*) from message where purpose = 'danger' and case_id is not null") == 1
    )


def test_danger_in_a_text_message_is_answered_in_the_response_itself(wired_app: Any, wired_work: Any) -> None:
    answer = post_twilio(wired_app.test_client(), "/hooks/sms", sms(speak.DROWNING)).get_data(as_text=True)
    assert "<Message>" in answer
    assert "โทร" in answer
    assert wired_work.value("select state from message where purpose = 'danger'") == "sent"


def test_a_shared_tambon_is_asked_about_and_danger_there_reaches_all_candidates(
    wired_app: Any, wired_work: Any
) -> None:
    shared = wired_work.value(
        "select tambon_code from coverage group by 1 having count(*) > 1 order by 1 limit 1"
    )
    from store.gazetteer import tambon_name

    words = f"น้ำท่วมถึงคอแล้ว ติดอยู่บนหลังคา ช่วยด้วย ต.{tambon_name(shared)} อ.หาดใหญ่"
    post_line(wired_app.test_client(), line_event(words))
    wired_work.triage()
    stands = {
        row.org
        for row in wired_work.rows("select org from case_access where relation in ('owner', 'candidate')")
    }
    owners = {row.org for row in wired_work.rows("select org from coverage where tambon_code = :t", t=shared)}
    assert owners <= stands


def test_a_place_said_later_moves_the_case_to_its_body(wired_app: Any, wired_work: Any) -> None:
    client = wired_app.test_client()
    post_line(client, line_event("หลังคาปลิวทั้งหลังเมื่อคืน ขอผ้าใบครับ"))
    wired_work.all()
    assert the_case(wired_work).owner == "hub-9011"
    post_line(client, line_event("ต.ควนลัง อ.หาดใหญ่ ครับ"))
    wired_work.all()
    assert the_case(wired_work).owner == "9079"
    relation = wired_work.value("select relation from case_access where org = 'hub-9011'")
    assert relation == "hub"
