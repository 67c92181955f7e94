"""The questions after the first page: what is told is kept, nothing is told twice, nothing is lost."""

import re
from typing import Any

import pytest
from PIL import Image
from werkzeug.datastructures import MultiDict
from werkzeug.test import encode_multipart

from gateway.pages import course
from store import citizens
from tests.pages.helpers import WORDS, photo, picture

DANGER = "ช่วยด้วย พ่อหมดสติไม่หายใจ"
OPEN = "ลูกไข้สูงมากสองวันแล้ว ขอยา"


def begin(client: Any, text: str = WORDS, **fields: Any) -> Any:
    """As a browser does: open the form, type, send."""
    nonce = re.search(r'name="nonce" value="([^"]+)"', client.get("/report").text)
    assert nonce
    return client.post("/report", data={"nonce": nonce[1], "text": text, **fields})


def upload(client: Any, path: str, *files: Any) -> Any:
    boundary, body = encode_multipart(MultiDict([("photos", each) for each in files]))
    return client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def test_the_first_page_opens_the_case_and_the_others_only_add(client: Any, work: Any) -> None:
    assert begin(client).location == "/report/place"
    work.all()
    case = work.rows('select reference, asks_place from "case"')[0]
    assert case.asks_place
    page = client.get("/report/place").text
    assert f"{case.reference[:4]}-{case.reference[4:8]}-{case.reference[8:]}" in page
    assert client.post("/report/place", data={"place": "ต.ควนลัง อ.หาดใหญ่"}).location == "/report/contact"
    answer = client.post("/report/contact", data={"phone": "๐๘๙ ๐๐๐ ๑๒๓๔", "name": "นิดา"})
    assert answer.location == "/report/photos"
    assert upload(client, "/report/photos", photo(picture())).location == "/report/check"
    check = client.get("/report/check").text
    assert all(told in check for told in (WORDS, "ต.ควนลัง อ.หาดใหญ่", "๐๘๙ ๐๐๐ ๑๒๓๔", "นิดา", "1 รูป"))
    receipt = client.post("/report/check").location
    assert receipt.startswith("/receipt/")
    work.all()
    row = work.rows('select owner, phone, asks_place from "case"')[0]
    assert (row.owner, row.asks_place) == ("9079", False)
    assert row.phone
    assert work.value('select count(*) from "case"') == 1
    assert work.value("select count(*) from attachment where state = 'stored'") == 1
    assert {r.slot for r in work.rows("select facts->>'slot' as slot from message where direction = 'in'")} == {
        None, "place", "phone", "photo",
    }  # fmt: skip
    assert "089-000" not in client.get(receipt).text


def test_every_question_may_be_skipped(client: Any, work: Any) -> None:
    begin(client)
    for page, after in (("place", "contact"), ("contact", "photos"), ("photos", "check")):
        assert client.post(f"/report/{page}", data={}).location == f"/report/{after}"
    assert client.post("/report/check").location.startswith("/receipt/")
    assert work.value("select count(*) from message") == 1


def test_case_64_each_page_pressed_twice_and_again_after_back_tells_it_once(client: Any, work: Any) -> None:
    begin(client)
    for _ in range(3):
        assert client.post("/report/place", data={"place": "ต.ควนลัง อ.หาดใหญ่"}).status_code == 303
    work.all()
    assert work.value("select count(*) from message where direction = 'in'") == 2
    assert work.value('select count(*) from "case"') == 1


def test_an_answer_changed_and_changed_back_is_told_each_time(client: Any, work: Any) -> None:
    begin(client)
    for phone in ("0890001234", "0890005678", "0890001234"):
        client.post("/report/contact", data={"phone": phone, "to": "check"})
    told = work.rows("select phone from message where phone <> '' order by id")
    assert [row.phone[-4:] for row in told] == ["1234", "5678", "1234"]


def test_a_reload_of_the_first_page_goes_on_with_the_same_plea(client: Any, work: Any) -> None:
    begin(client)
    work.all()
    page = client.get("/report").text
    assert WORDS in page
    assert 'href="/report/place"' in page
    begin(client, WORDS + " มีคนแก่ด้วย")
    work.all()
    assert work.value('select count(*) from "case"') == 1


def test_after_the_receipt_the_form_is_empty_and_a_new_plea_is_a_new_case(client: Any, work: Any) -> None:
    begin(client)
    client.post("/report/check")
    work.all()
    assert WORDS not in client.get("/report").text
    begin(client, "น้ำประปาไม่ไหลสามวันแล้ว")
    work.all()
    assert work.value('select count(*) from "case"') == 2


def test_danger_words_show_the_number_on_the_next_page_and_ask_only_for_the_place(
    client: Any, work: Any
) -> None:
    assert begin(client, DANGER).location == "/report/place"
    page = client.get("/report/place").text
    assert page.index('class="button call" href="tel:1669"') < page.index('name="place"')
    assert "ขั้นที่ 2 จาก 2" in page
    work.all()
    assert work.value('select urgency from "case"') == "U0"
    answer = client.post("/report/place", data={"place": "ต.ควนลัง อ.หาดใหญ่"})
    assert answer.location.startswith("/receipt/")
    assert 'class="button call" href="tel:1669"' in client.get(answer.location).text


def test_danger_is_asked_only_where_the_words_leave_it_open() -> None:
    assert course.leaves_open(OPEN)
    assert not course.leaves_open(WORDS)
    assert not course.leaves_open(DANGER)
    assert not course.leaves_open("ขอบคุณค่ะ")


def test_danger_by_answer_calls_like_danger_by_words(client: Any, work: Any) -> None:
    assert begin(client, OPEN).location == "/report/danger"
    work.all()
    before = work.value('select urgency from "case"')
    assert client.post("/report/danger", data={"danger": "yes"}).location == "/report/place"
    assert 'href="tel:1669"' in client.get("/report/place").text.partition("<main")[2]
    work.all()
    assert work.value('select urgency from "case"') == "U0" < before
    assert work.value('select count(*) from "case"') == 1


def test_no_danger_is_noted_and_the_form_goes_on(client: Any, work: Any) -> None:
    begin(client, OPEN)
    assert client.post("/report/danger", data={"danger": "no"}).location == "/report/place"
    receipt = client.post("/report/check").location
    work.all()
    assert "ไม่มีใครอยู่ในอันตราย" in client.get(receipt).text
    assert work.value("select count(*) from \"case\" where urgency = 'U0'") == 0


def test_a_wrong_phone_is_asked_again_beside_the_field_and_in_the_summary(client: Any, work: Any) -> None:
    begin(client)
    answer = client.post("/report/contact", data={"phone": "089", "name": "นิดา"})
    assert answer.status_code == 400
    assert answer.text.count("เบอร์โทรไม่ครบ") == 2
    assert '<a href="#phone">' in answer.text
    assert 'value="089"' in answer.text
    assert 'value="นิดา"' in answer.text
    assert "<title>มีปัญหา:" in answer.text
    assert work.value("select count(*) from message where direction = 'in'") == 1


def test_good_photos_beside_a_bad_one_are_kept_and_the_bad_one_is_named(client: Any, work: Any) -> None:
    begin(client)
    answer = upload(client, "/report/photos", photo(picture()), photo(b"MZ\x90\x00", "prog.jpg"))
    assert answer.status_code == 400
    assert "ไฟล์ prog.jpg ไม่ใช่รูปถ่าย" in answer.text
    assert "photo.jpg" in answer.text
    assert upload(client, "/report/photos", photo(picture("PNG"), "more.png")).status_code == 303
    work.all()
    assert work.value("select count(*) from attachment") == 2


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # the parser drops its open file
def test_case_66_photos_cut_off_on_their_way_take_nothing_with_them(client: Any, work: Any) -> None:
    begin(client)
    client.post("/report/place", data={"place": "ต.ควนลัง อ.หาดใหญ่"})
    body = (
        b'--cut\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\n\r\n' + picture()[:200]
    )
    answer = client.post("/report/photos", data=body, content_type="multipart/form-data; boundary=cut")
    assert answer.status_code in {303, 400}
    check = client.get("/report/check").text
    assert WORDS in check
    assert "ต.ควนลัง" in check
    work.all()
    assert work.value('select count(*) from "case"') == 1
    assert work.value("select count(*) from attachment") == 0


@pytest.mark.parametrize("page", ["/report", "/report/place", "/report/contact"])
def test_the_language_button_keeps_what_was_typed(client: Any, work: Any, page: str) -> None:
    begin(client)
    typed = {"text": WORDS + " ยังไม่จบ", "place": "บ้านยาย", "phone": "08", "name": "นิดา"}
    nonce = re.search(r'name="nonce" value="([^"]+)"', client.get("/report").text)
    assert nonce
    answer = client.post(page, data={**typed, "nonce": nonce[1], "switch": "en"})
    assert answer.status_code == 303
    shown = client.get(answer.location).text
    assert '<html lang="en">' in shown
    expected = {"/report": typed["text"], "/report/place": "บ้านยาย", "/report/contact": "นิดา"}
    assert expected[page] in shown
    assert work.value("select count(*) from message where direction = 'in'") == 1


def test_a_browser_without_cookies_goes_from_the_first_page_to_the_receipt(app: Any, work: Any) -> None:
    bare = app.test_client(use_cookies=False)
    assert begin(bare).location.startswith("/receipt/")
    assert bare.get("/report/place").location == "/report"


def test_the_draft_is_kept_under_the_hash_of_its_cookie_for_a_day(client: Any, work: Any, house: Any) -> None:
    begin(client)
    cookie = client.get_cookie("saitrong_draft")
    assert len(cookie.value) >= 22
    assert cookie.http_only
    assert work.value("select count(*) from web_draft where key_hash = :key", key=cookie.value) == 0
    work.rows("update web_draft set updated_at = now() - interval '25 hours' returning 1")
    assert client.get("/report/place").location == "/report"
    with house.database.session() as session:
        from store.db import utc_now

        citizens.forget_old(session, utc_now())
    assert work.value("select count(*) from web_draft") == 0


def test_where_a_photo_was_taken_serves_a_plea_without_a_place(client: Any, work: Any) -> None:
    begin(client)
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (7.0, 1.0, 12.0), 3: "E", 4: (100.0, 25.0, 12.0)})
    upload(client, "/report/photos", photo(picture(exif=exif)))
    assert "มีตำแหน่งแล้ว" in client.get("/report/check").text
    work.all()
    assert work.value('select latitude from "case"') == pytest.approx(7.02)
