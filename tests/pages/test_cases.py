"""What staff see of a case and do with it."""

import re
from typing import Any

import pytest

from store.ids import grouped
from tests.pages.helpers import HAT_YAI, KHUAN_LANG, NAME, WORDS, photo, picture, plea, press


@pytest.fixture
def case(client: Any, work: Any) -> Any:
    return plea(client, work, photos=photo(picture(), "บ้าน.jpg"))


def now(work: Any) -> Any:
    return work.rows('select * from "case"')[0]


def at(case: Any, verb: str = "") -> str:
    return f"/cases/{case.reference}" + (f"/{verb}" if verb else "")


def test_a_case_shows_its_words_fates_reasons_and_a_covered_phone(clerk: Any, case: Any, work: Any) -> None:
    page = clerk.get(at(case)).text
    assert re.sub("</?mark>", "", page).count(WORDS) >= 1
    assert NAME in page
    assert "08x-xxx-1234" in page
    assert "0001234" not in re.sub(r"\D", "", page.replace(case.reference, ""))
    assert 'class="fate sent"' in page
    assert "ตอบในหน้าส่วนตัวของผู้แจ้ง" in page
    assert "ระบบคิดว่า" in page
    assert work.value("select count(*) from audit where action = 'case.read'") == 1
    assert now(work).unread is False


def test_a_number_with_hyphens_leads_to_the_case(clerk: Any, case: Any) -> None:
    assert clerk.get(f"/cases/{grouped(case.reference)}").location == at(case)
    assert clerk.get(f"/inbox?q={grouped(case.reference)}").location == at(case)


def test_showing_the_phone_is_recorded(clerk: Any, case: Any, work: Any) -> None:
    assert 'href="tel:0890001234"' in press(clerk, at(case, "phone")).text
    assert work.value("select count(*) from audit where action = 'case.phone'") == 1


def test_an_answer_goes_out_and_the_citizen_reads_it(clerk: Any, client: Any, case: Any, work: Any) -> None:
    answer = press(clerk, at(case, "reply"), words="พรุ่งนี้เช้าเข้าไปดูครับ", version=case.version, waits="1")
    assert answer.status_code == 303
    assert [outcome.state for outcome in work.deliver()] == ["sent"]
    assert now(work).state == "waiting_citizen"
    assert "พรุ่งนี้เช้าเข้าไปดูครับ" in clerk.get(at(case)).text


def test_what_was_typed_survives_when_the_case_has_moved_on(
    clerk: Any, case: Any, staff: Any, work: Any
) -> None:
    assert (
        press(
            staff(KHUAN_LANG, "head"), at(case, "reply"), words="ผมตอบก่อน", version=case.version
        ).status_code
        == 303
    )
    late = press(clerk, at(case, "reply"), words="คำตอบที่มาช้า", version=case.version)
    assert late.status_code == 409
    assert "คำตอบที่มาช้า</textarea>" in late.text
    assert "มีอะไรใหม่ในเรื่องนี้" in late.text
    assert "ผมตอบก่อน" in late.text
    assert work.value("select count(*) from message where purpose = 'answer'") == 1


def test_the_same_answer_pressed_twice_goes_out_once(clerk: Any, case: Any, work: Any) -> None:
    fields = {"words": "ครับ", "version": case.version}
    assert [press(clerk, at(case, "reply"), **fields).status_code for _ in range(2)] == [303, 303]
    assert work.value("select count(*) from message where purpose = 'answer'") == 1


@pytest.mark.parametrize(("words", "told"), [("  ", "พิมพ์คำตอบก่อนส่ง"), ("ก" * 4001, "คำตอบยาวเกินไป")])
def test_an_answer_that_cannot_go_is_shown_again(clerk: Any, case: Any, words: str, told: str) -> None:
    answer = press(clerk, at(case, "reply"), words=words, version=case.version)
    assert answer.status_code == 400
    assert told in answer.text


def test_a_case_is_taken_closed_and_opened_again(clerk: Any, case: Any, work: Any) -> None:
    assert press(clerk, at(case, "take")).status_code == 303
    assert now(work).state == "active"
    assert "clerk 9079" in clerk.get("/inbox?view=mine").text or WORDS in clerk.get("/inbox?view=mine").text
    unreasoned = press(clerk, at(case, "close"), closing="ขอบคุณครับ", version=now(work).version)
    assert unreasoned.status_code == 400
    assert "ขอบคุณครับ</textarea>" in unreasoned.text
    closing = {"reason": "advised", "closing": "ช่วยแล้วครับ", "version": now(work).version}
    assert press(clerk, at(case, "close"), **closing).status_code == 303
    assert now(work).state == "closed"
    assert "ปิดโดยไม่ได้ช่วย · ให้คำแนะนำแล้ว" in clerk.get(at(case)).text
    assert press(clerk, at(case, "close"), reason="advised", version=now(work).version).status_code in {
        303,
        409,
    }
    assert press(clerk, at(case, "reopen"), version=now(work).version).status_code == 303
    assert now(work).state == "active"


def test_a_case_is_handed_to_a_body_named_by_its_label(clerk: Any, case: Any, work: Any) -> None:
    page = clerk.get(at(case)).text
    labels = re.findall(r'<option value="([^"]+)"></option>', page)
    assert labels[0] == "สถานที่กลาง อ.หาดใหญ่ จ.สงขลา"
    assert "เทศบาลนครหาดใหญ่ อ.หาดใหญ่ จ.สงขลา" in labels
    assert not [label for label in labels if "ควนลัง" in label]
    unknown = press(clerk, at(case, "hand-over"), org="อบต.ไม่มีจริง", version=case.version)
    assert unknown.status_code == 400
    assert 'value="อบต.ไม่มีจริง"' in unknown.text
    handed = press(clerk, at(case, "hand-over"), org="เทศบาลนครหาดใหญ่ อ.หาดใหญ่ จ.สงขลา", version=case.version)
    assert handed.status_code == 303
    assert now(work).owner == HAT_YAI


@pytest.mark.parametrize("state", ["failed", "unsure", "withheld"])
def test_a_message_that_did_not_arrive_is_sent_again_by_a_person(
    clerk: Any, case: Any, work: Any, house: Any, state: str
) -> None:
    from sqlalchemy import text

    with house.database.session() as session:
        session.execute(text("update message set state = :state where purpose = 'ack'"), {"state": state})
    message = work.value("select id from message where purpose = 'ack'")
    page = clerk.get(at(case)).text
    assert f'class="fate {state}"' in page
    assert (
        press(clerk, at(case, f"messages/{message}/send-again"), version=now(work).version).status_code == 303
    )
    assert [outcome.state for outcome in work.deliver()] == ["sent"]


def test_a_photo_is_shown_and_anything_else_is_only_saved(
    clerk: Any, case: Any, work: Any, house: Any
) -> None:
    from sqlalchemy import text

    path = at(case, f"files/{work.value('select id from attachment')}")
    shown = clerk.get(path, buffered=True)
    assert shown.mimetype == "image/jpeg"
    assert shown.headers["Content-Security-Policy"].startswith("sandbox")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "attachment" not in shown.headers.get("Content-Disposition", "")
    with house.database.session() as session:
        session.execute(text("update attachment set media_type = 'text/html'"))
    saved = clerk.get(path, buffered=True)
    assert saved.mimetype == "application/octet-stream"
    assert saved.headers["Content-Disposition"].startswith("attachment")


def test_a_file_opens_only_under_its_own_case(clerk: Any, client: Any, case: Any, work: Any) -> None:
    file = work.value("select id from attachment")
    other = plea(client, work, text="น้ำประปาไม่ไหลมาสามวัน")
    assert clerk.get(f"/cases/{other.reference}/files/{file}").status_code == 404


def test_identity_numbers_are_covered(clerk: Any, client: Any, work: Any) -> None:
    case = plea(client, work, text="เลขบัตร 1234567890121 ขอเงินช่วยเหลือ")
    for page in (clerk.get(at(case)), clerk.get("/inbox")):
        assert "1234567890121" not in page.text


def test_a_poll_without_news_is_empty_and_no_reading(clerk: Any, case: Any, work: Any) -> None:
    address = re.search(r'hx-get="([^"]+/thread[^"]*)"', clerk.get(at(case)).text)
    assert address
    path = address[1].replace("&amp;", "&")
    assert clerk.get(path).status_code == 204
    assert work.value("select count(*) from audit where action = 'case.read'") == 1
    press(clerk, at(case, "reply"), words="ครับ", version=case.version)
    assert "ครับ" in clerk.get(path).text
    assert work.value("select count(*) from audit where action = 'case.read'") == 2
