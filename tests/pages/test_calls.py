"""The clerk's side of a call: listen, type, see what the caller did, answer by a call or in person."""

import base64
from typing import Any
from uuid import UUID

from casework import attachments
from store import attachments as attachment_rows
from store.db import utc_now
from tests import speak
from tests.channels.twiml_rules import checked, said
from tests.conftest import Work, log_in
from tests.pages.helpers import HAT_YAI, HUB, KHUAN_LANG, press
from tests.speak import post_twilio, recorded

SOUND = b"ID3\x04\0\0" + bytes(range(256)) * 8
WORDS = "น้ำท่วมบ้านยาย หมู่ 3 ต.ควนลัง อ.หาดใหญ่ ขอถุงยังชีพค่ะ"


def left(app: Any, work: Work, **more: str) -> Any:
    """A call that left a recording: its case."""
    sid, recording = speak.new_call(), "RE" + "1" * 32
    client = app.test_client()
    post_twilio(client, "/hooks/voice", speak.call(sid))
    post_twilio(client, "/hooks/voice/menu?lang=th&n=1&s=1", speak.call(sid, Digits="2"))
    post_twilio(client, "/hooks/voice/topic?lang=th&n=1&s=2", speak.call(sid, Digits="*"))
    post_twilio(client, "/hooks/voice/topic?lang=th&n=1&s=3", speak.call(sid, Digits="1"))
    post_twilio(client, "/hooks/voice/record?lang=th&topic=1&s=4", recorded(sid, recording, **more))
    post_twilio(client, "/hooks/voice/callback?lang=th&s=1&n=1", speak.call(sid))
    post_twilio(client, "/hooks/voice/status", speak.call(sid, CallStatus="completed"))
    work.triage()
    return work.rows('select * from "case"')[0]


def message_of(work: Work) -> UUID:
    return work.value("select message_id from attachment")


def typed(clerk: Any, case: Any, message: UUID, words: str, before: str = "") -> Any:
    path = f"/cases/{case.reference}/messages/{message}/transcript"
    return press(clerk, path, before=before, **{f"transcript-{message}": words})


def test_a_recording_is_fetched_typed_by_its_content_and_played_from_any_second(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    provider.content("RE" + "1" * 32, 200, body=base64.b64encode(SOUND).decode(), type="audio/mpeg")
    case = left(wired_app, wired_work)
    # the address that a recording names is asked for at the exchange's own host only
    work, house = wired_work, wired_work.house
    with house.database.session() as session:
        from sqlalchemy import text

        session.execute(
            text("update attachment set provider_id = :url"),
            {"url": f"{provider.url}/2010-04-01/Accounts/AC0/Recordings/RE{'1' * 32}"},
        )
        due = attachment_rows.claim(session, now=utc_now(), limit=5)
    for row in due:
        attachments.fetch(house.database, house.channels, house.files, row, utc_now())
    (file,) = work.rows("select id, state, media_type, size from attachment")
    assert (file.state, file.media_type, file.size) == ("stored", "audio/mpeg", len(SOUND))
    clerk = log_in(wired_app, case.owner)
    page = clerk.get(f"/cases/{case.reference}").get_data(as_text=True)
    address = f"/cases/{case.reference}/files/{file.id}"
    assert f'<audio controls preload="none" src="{address}">' in page
    with clerk.get(address, headers={"Range": "bytes=100-199"}) as part:
        assert (part.status_code, part.data) == (206, SOUND[100:200])
        assert part.headers["Content-Type"] == "audio/mpeg"


def test_a_typed_recording_is_read_and_routed_anew_and_keeps_who_typed_it(app: Any, work: Work) -> None:
    """Decision 10."""
    case = left(app, work)
    assert (case.owner, case.text) == (HUB, "")
    clerk, message = log_in(app, HUB), message_of(work)
    assert typed(clerk, case, message, WORDS).status_code == 303
    (row,) = work.rows("select state, text, facts from message where id = :id", id=message)
    assert (row.state, row.text) == ("received", WORDS)
    assert row.facts["transcript"]["name"] == f"clerk {HUB}"
    assert row.facts["call"]
    work.triage()
    (again,) = work.rows('select * from "case"')
    assert (again.owner, again.tambon_code, again.text) == (KHUAN_LANG, "901102", WORDS)
    assert work.value("select state from message where id = :id", id=message) == "triaged"
    page = log_in(app, KHUAN_LANG).get(f"/cases/{case.reference}").get_data(as_text=True)
    assert "ถอดจากเสียงโดย" in page
    assert "พิมพ์คำพูดจากเสียง" in page


def test_danger_that_only_a_listener_hears_makes_the_case_urgent(app: Any, work: Work) -> None:
    case = left(app, work)
    typed(log_in(app, HUB), case, message_of(work), "น้ำท่วมถึงคอแล้ว มีคนติดอยู่บนหลังคา ช่วยด้วย")
    work.triage()
    assert [row.urgency for row in work.rows('select urgency from "case"')] == ["U0"]


def test_of_two_who_type_at_once_the_second_loses_nothing(app: Any, work: Work) -> None:
    case, message = left(app, work), message_of(work)
    clerk = log_in(app, HUB)
    typed(clerk, case, message, "น้ำท่วมค่ะ")
    late = typed(clerk, case, message, "น้ำท่วมบ้านยายค่ะ")
    assert late.status_code == 409
    assert "น้ำท่วมบ้านยายค่ะ" in late.get_data(as_text=True)
    assert typed(clerk, case, message, "น้ำท่วมบ้านยายค่ะ", before="น้ำท่วมค่ะ").status_code == 303
    facts = work.value("select facts from message where id = :id", id=message)
    assert [each["words"] for each in facts["earlier"]] == ["น้ำท่วมค่ะ"]


def test_nothing_typed_says_so_and_only_a_recording_can_be_typed(app: Any, work: Work) -> None:
    case, message = left(app, work), message_of(work)
    clerk = log_in(app, HUB)
    empty = typed(clerk, case, message, "  ")
    assert (empty.status_code, "พิมพ์สิ่งที่ได้ยินก่อนบันทึก" in empty.get_data(as_text=True)) == (400, True)
    said_by_us = work.value("select id from message where direction = 'out'")
    assert typed(clerk, case, said_by_us, "x").status_code == 404
    assert typed(log_in(app, HAT_YAI), case, message, "x").status_code == 404


def test_the_case_shows_what_the_caller_did_in_words(app: Any, work: Work) -> None:
    case = left(app, work, Digits="hangup")
    page = log_in(app, HUB).get(f"/cases/{case.reference}").get_data(as_text=True)
    steps = page.partition("ขั้นตอนของสายนี้")[2].partition("</ol>")[0]
    told = ["โทรเข้ามา", "กด 2 แจ้งเรื่อง", "กดดอกจัน ฟังซ้ำ", "กด 1 น้ำ ไฟ พายุ", "ฝากเสียง 7 วินาที แล้ววางสาย"]
    told += ["ไม่ได้กดปุ่ม", "จบสาย"]
    places = [steps.find(f"<span>{each}</span>") for each in told]
    assert -1 not in places
    assert places == sorted(places)
    assert "topic:1" not in page


def test_an_answer_by_call_is_spoken_acknowledged_and_shown_so(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """Decision 13."""
    case, work, client = left(wired_app, wired_work), wired_work, wired_app.test_client()
    clerk = log_in(wired_app, case.owner)
    words = "พรุ่งนี้ช่างไปดูหลังคาค่ะ"
    press(clerk, f"/cases/{case.reference}/reply", words=words, version=case.version)
    work.deliver()
    ring = provider.deliveries[-1]
    assert (ring.api, ring.to) == ("twilio.call", "+66812345678")
    document = checked(ring.body["Twiml"])
    assert words in said(document)
    action = document.find("Gather").attrib["action"].removeprefix("https://saitrong.test")
    mine = {"CallSid": f"CA{ring.id}", "Direction": "outbound-api", "From": "+66000000000", "To": ring.to}
    again = post_twilio(client, action, speak.call("", Digits="*") | mine)
    assert words in said(checked(again.get_data(as_text=True)))
    post_twilio(client, action, speak.call("", Digits="1") | mine)
    post_twilio(client, "/hooks/voice/status", speak.call("", CallStatus="completed") | mine)
    work.triage()
    assert work.value("select state from message where purpose = 'answer'") == "read"
    page = clerk.get(f"/cases/{case.reference}").get_data(as_text=True)
    assert "กด 1 รับทราบ" in page


def test_a_machine_that_picks_up_is_shown_whatever_comes_first(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """Decision 13: at most once; a person decides whether to ring again."""
    case, work, client = left(wired_app, wired_work), wired_work, wired_app.test_client()
    clerk = log_in(wired_app, case.owner)
    press(clerk, f"/cases/{case.reference}/reply", words="ก", version=case.version)
    work.deliver()
    ring = provider.deliveries[-1]
    mine = {"CallSid": f"CA{ring.id}", "Direction": "outbound-api"}
    post_twilio(client, "/hooks/voice/status", speak.call("", CallStatus="completed") | mine)
    work.triage()
    post_twilio(client, "/hooks/voice/machine", speak.call("", AnsweredBy="machine_start") | mine)
    work.triage()
    assert work.value("select state from message where purpose = 'answer'") == "failed"
    assert "เครื่องตอบรับรับสาย" in clerk.get(f"/cases/{case.reference}").get_data(as_text=True)
    assert work.deliver() == []


def test_an_officer_who_wants_to_ring_in_person_is_on_the_list_and_no_machine_rings(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """Decision 13."""
    case = left(wired_app, wired_work)
    clerk = log_in(wired_app, case.owner)
    press(clerk, f"/cases/{case.reference}/draft", words="แจ้งวันนัด")
    answer = press(
        clerk, f"/cases/{case.reference}/reply", words="แจ้งวันนัด", version=case.version, to="person"
    )
    assert answer.status_code == 303
    assert [each.how for each in wired_work.deliver() if each.how == "call"] == []
    assert all(each.api != "twilio.call" for each in provider.deliveries)
    page = clerk.get("/calls").get_data(as_text=True)
    assert "แจ้งวันนัด" in page
    assert case.reference in page
    shown = clerk.get(f"/cases/{case.reference}").text
    assert "ขอโทรบอกผู้แจ้งเอง" in shown
    assert "รอโทรกลับ</a>: แจ้งวันนัด" in shown
    assert "แจ้งวันนัด</textarea>" not in shown  # it is asked for: no draft any more


def test_only_the_own_number_hears_the_answer_of_staff_by_keypad(app: Any, work: Work) -> None:
    case = left(app, work)
    clerk, client = log_in(app, case.owner), app.test_client()
    press(clerk, f"/cases/{case.reference}/reply", words="พรุ่งนี้ไปเยี่ยมค่ะ", version=case.version)
    work.deliver()
    track = "/hooks/voice/track?lang=th&n=1&s=2"
    own = post_twilio(client, track, speak.call(speak.new_call(), Digits=case.reference)).get_data(
        as_text=True
    )
    foreign = speak.call(speak.new_call(), Digits=case.reference, From="+66899999999")
    other = post_twilio(client, track, foreign).get_data(as_text=True)
    assert "พรุ่งนี้ไปเยี่ยมค่ะ" in own
    assert "พรุ่งนี้ไปเยี่ยมค่ะ" not in other
    assert "กำลังดำเนินการ" in other


def test_a_recorded_sentence_is_served_with_its_type_to_anybody_who_has_its_address(
    app: Any, work: Work
) -> None:
    folder = work.house.settings.data_dir / "prompts"
    folder.mkdir()
    (folder / "greeting.th.mp3").write_bytes(SOUND)
    client = app.test_client()
    heard = checked(post_twilio(client, "/hooks/voice", speak.call(speak.new_call())).get_data(as_text=True))
    address = heard.find("Play").text.removeprefix("https://saitrong.test")
    with client.get(address) as got:
        assert (got.status_code, got.data, got.headers["Content-Type"]) == (200, SOUND, "audio/mpeg")
        assert "immutable" in got.headers["Cache-Control"]
    assert client.get(address.replace(".mp3", ".wav")).status_code == 404
    assert client.get("/prompts/voice/greeting.th.mp3").status_code == 404
    assert client.get("/prompts/sms/x.mp3").status_code == 404
