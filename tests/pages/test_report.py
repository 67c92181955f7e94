"""The citizen's form and receipt (channels.md section 5, cases 64 to 66)."""

import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from casework.heic import without_place
from gateway.pages import photos
from store import files
from tests.pages.helpers import NAME, PLACE, WORDS, form, photo, picture, plea, send


def typed(page: str) -> bool:
    return WORDS in page and f'value="{PLACE}"' in page and f'value="{NAME}"' in page


def test_a_plea_leads_to_a_receipt_with_its_reference_and_survives_a_reload(client: Any, work: Any) -> None:
    answer = send(client)
    assert answer.status_code == 303
    waiting = client.get(answer.location)
    assert waiting.status_code == 200
    assert "กำลังออกเลขที่" in waiting.text
    work.all()
    pages = [client.get(answer.location).text for _ in range(2)]
    reference = work.value('select reference from "case"')
    shown = f"{reference[:4]}-{reference[4:8]}-{reference[8:]}"
    assert all(
        shown in page and WORDS in page and "เทศบาลเมืองควนลัง" in page and "<svg" in page for page in pages
    )


def test_case_64_double_click_and_back_and_resubmit_make_one_case(client: Any, work: Any) -> None:
    told = form()
    first = client.post("/report", data=told)
    second = client.post("/report", data=told)
    work.all()
    third = client.post("/report", data=told)
    work.all()
    assert first.location == second.location == third.location
    assert work.value('select count(*) from "case"') == 1
    assert work.value("select count(*) from message where direction = 'in'") == 1


def test_words_changed_after_going_back_are_added_and_not_lost(client: Any, work: Any) -> None:
    told = form()
    client.post("/report", data=told)
    client.post("/report", data=told | {"text": WORDS + " มีคนแก่อยู่ด้วย"})
    work.all()
    assert work.value('select count(*) from "case"') == 1
    assert work.value("select count(*) from message where direction = 'in'") == 2


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        ((b"", "leer.jpg"), "ไฟล์ leer.jpg ว่างเปล่า"),
        ((b"MZ\x90\x00 this is a program", "prog.jpg"), "ไฟล์ prog.jpg ไม่ใช่รูปถ่าย"),
        ((b"\xff\xd8\xff" + b"0" * 500, "cut.jpg"), "เปิดรูป cut.jpg ไม่ได้"),
        ((b"\xff\xd8\xff" + b"0" * photos.LARGEST, "big.jpg"), "รูป big.jpg ใหญ่เกินไป"),
    ],
)
def test_case_65_a_file_that_is_no_photo_is_refused_with_a_reason_and_what_was_typed_is_kept(
    client: Any, work: Any, upload: tuple[bytes, str], sentence: str
) -> None:
    answer = send(client, photos=photo(*upload))
    assert answer.status_code == 400
    assert answer.text.count(sentence) == 2  # in the summary and at the field, the same words
    assert '<a href="#photos">' in answer.text
    assert "<title>มีปัญหา:" in answer.text
    assert typed(answer.text)
    assert work.value("select count(*) from message") == 0


def test_case_65_six_photos_are_one_too_many(client: Any) -> None:
    answer = send(client, photos=[photo(picture()) for _ in range(6)])
    assert answer.status_code == 400
    assert "แนบได้ไม่เกิน 5 รูป" in answer.text
    assert typed(answer.text)


IPHONE = (Path(__file__).parent / "iphone.heic").read_bytes()


def test_case_65_a_photo_of_an_iphone_becomes_one_that_every_browser_shows(
    client: Any, work: Any, house: Any
) -> None:
    case = plea(client, work, photos=photo(IPHONE, "IMG_1.HEIC"), place="")
    row = work.rows("select state, media_type, stored from attachment")[0]
    assert (row.state, row.media_type) == ("stored", "image/jpeg")
    with Image.open(files.path_of(house.files, row.stored)) as opened:
        assert (opened.size, opened.format) == ((64, 48), "JPEG")
        assert not opened.getexif()
    assert case.latitude == pytest.approx(7.0232, abs=1e-4)


@pytest.mark.parametrize(
    "data", [picture("PNG"), picture("WEBP"), picture("GIF"), b"\0\0\0\x18ftypheic" + b"0" * 64]
)
def test_case_65_photos_of_every_phone_are_taken(client: Any, work: Any, data: bytes) -> None:
    plea(client, work, photos=photo(data, "a"))
    row = work.rows("select state, media_type from attachment")[0]
    assert (row.state, row.media_type) == ("stored", files.media_type(data))


def test_case_65_where_a_photo_was_taken_is_gone_and_it_stands_upright(
    client: Any, work: Any, house: Any
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif.get_ifd(0x8825)[2] = (7.0, 0.0, 30.0)
    plea(client, work, photos=photo(picture(exif=exif, comment=b"taken at home")))
    stored = files.path_of(house.files, work.value("select stored from attachment"))
    with Image.open(stored) as opened:
        assert not opened.getexif()
        assert "comment" not in opened.info
        assert opened.size == (48, 64)


@pytest.mark.parametrize("order", ["<", ">"])
def test_case_65_where_an_iphone_photo_was_taken_is_gone_too(order: str) -> None:
    exif = Image.Exif()
    exif.endian = order
    exif[0x010F] = "Apple"
    exif.get_ifd(0x8825).update({1: "N", 2: (7.0, 1.0, 23.5), 3: "E", 4: (100.0, 28.0, 11.25)})
    block = exif.tobytes()
    data = b"\0\0\0\x18ftypheic" + b"picture II*\0 MM\0*" * 20 + block + b"\0" * 40
    clean = without_place(data)
    read = Image.Exif()
    read.load(clean[data.index(block) :])
    assert exif.get_ifd(0x8825)[2]
    assert not [value for value in read.get_ifd(0x8825).values() if value]
    assert read[0x010F] == "Apple"
    assert len(clean) == len(data)
    assert clean[: data.index(block)] == data[: data.index(block)]


def test_good_photos_beside_a_bad_one_need_not_travel_twice(client: Any, work: Any) -> None:
    told = form(photos=[photo(picture()), photo(b"", "leer.jpg")])
    answer = client.post("/report", data=told, content_type="multipart/form-data")
    ticket = re.search(r'name="kept" value="([^"]+)"', answer.text)
    assert ticket
    again = form(nonce=told["nonce"], kept=[ticket[1], "0" * 32 + "." + "a" * 64 + ".image/jpeg.x"])
    assert client.post("/report", data=again).status_code == 303
    work.all()
    assert work.value("select count(*) from attachment") == 1


def test_case_66_an_upload_cut_off_half_way_makes_no_half_case(client: Any, work: Any) -> None:
    boundary = "cut"
    body = f'--{boundary}\r\nContent-Disposition: form-data; name="text"\r\n\r\n{WORDS}\r\n--{boundary}\r\nContent-'.encode()
    answer = client.post("/report", data=body, content_type=f"multipart/form-data; boundary={boundary}")
    assert answer.status_code == 400
    assert 'name="text"' in answer.text
    assert "การส่งขาดกลางทาง" in answer.text
    work.all()
    assert work.value("select count(*) from message") == 0


def test_nothing_said_is_asked_again_and_a_photo_alone_is_enough(client: Any, work: Any) -> None:
    answer = send(client, text="  ")
    assert answer.status_code == 400
    assert '<a href="#text">' in answer.text
    assert plea(client, work, text="", photos=photo(picture())).state == "new"


def test_danger_shows_the_number_to_call_at_once_and_a_bad_photo_does_not_hold_it_up(
    client: Any, work: Any
) -> None:
    answer = send(client, text="ช่วยด้วย พ่อหมดสติไม่หายใจ", photos=photo(b"", "leer.jpg"))
    assert answer.status_code == 303
    before = client.get(answer.location).text
    assert 'class="button call" href="tel:1669"' in before
    assert "มีรูปที่ส่งไม่ได้" in before
    work.all()
    later = client.get(answer.location.partition("?")[0]).text
    assert 'class="button call" href="tel:1669"' in later


def test_an_address_cannot_make_us_show_a_number_that_is_no_emergency_number(client: Any, work: Any) -> None:
    answer = send(client)
    work.all()
    page = client.get(answer.location.partition("?")[0] + "?call=1900123456-1669").text
    assert "tel:1900123456" not in page
    assert "tel:1669" in page


def test_further_words_join_the_same_case_and_answers_appear(client: Any, work: Any, staff: Any) -> None:
    address = send(client).location.partition("?")[0]
    work.all()
    assert client.post(address, data={"nonce": str(uuid.uuid4()), "text": "มีเด็กเล็กด้วย"}).status_code == 303
    work.all()
    assert work.value('select count(*) from "case"') == 1
    assert "มีเด็กเล็กด้วย" in client.get(address).text


def test_empty_further_words_are_asked_again(client: Any, work: Any) -> None:
    address = send(client).location.partition("?")[0]
    work.all()
    answer = client.post(address, data={"nonce": str(uuid.uuid4()), "text": ""})
    assert answer.status_code == 400
    assert WORDS in answer.text


def test_the_database_never_holds_the_private_link(client: Any, work: Any) -> None:
    token = send(client).location.partition("?")[0].rpartition("/")[2]
    work.all()
    assert len(token) == 26
    for table in ("message", "conversation", "raw_event", "raw_body", "contact_point"):
        assert (
            work.value(f"select count(*) from {table} t where t::text like :token", token=f"%{token}%") == 0
        )


@pytest.mark.parametrize("token", ["a" * 26, "A" * 26, "x", "' or 1=1 --"])
def test_a_link_that_opens_nothing_is_not_found(client: Any, token: str) -> None:
    assert client.get(f"/receipt/{token}").status_code == 404
    assert client.post(f"/receipt/{token}", data={"text": "x"}).status_code == 404


def test_when_nothing_can_be_stored_the_form_comes_back_with_what_was_typed(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from channels.contract import Reception
    from gateway.door import Received
    from gateway.pages import plea as plea_page

    monkeypatch.setattr(plea_page, "receive", lambda *_a: Received(503, Reception()))
    answer = send(client)
    assert answer.status_code == 503
    assert typed(answer.text)
    assert "1567" in answer.text
    assert "tel:1669" in answer.text


def test_a_plea_is_escaped_everywhere(client: Any, work: Any, staff: Any) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    answer = send(client, text=evil, name=evil, place=f"{PLACE} {evil}")
    work.all()
    case = work.rows('select * from "case"')[0]
    clerk = staff(case.owner)
    pages = [client.get(answer.location), clerk.get("/inbox"), clerk.get(f"/cases/{case.reference}")]
    for page in pages:
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
    assert "&lt;script&gt;" in pages[2].text


def test_the_pin_is_kept_and_nonsense_is_not(client: Any, work: Any) -> None:
    assert plea(client, work, lat="7.0167", lon="100.4253").latitude == pytest.approx(7.0167)
    assert plea(client, work, lat="nan", lon="1e9").latitude is None


def test_with_the_database_away_a_plea_is_kept_and_the_numbers_are_shown(
    client: Any, house: Any, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from store import db, spool

    away, real = db.connect("postgresql://127.0.0.1:1/nowhere"), house.database
    monkeypatch.setattr(house, "database", away)
    answer = send(client, text="ช่วยด้วย พ่อหมดสติไม่หายใจ")
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert page.status_code == 200
    assert "เรื่องของท่านถูกเก็บไว้แล้ว" in page.text
    assert 'class="button call" href="tel:1669"' in page.text
    assert len(spool.waiting(house.spool)) == 1
    assert client.get("/inbox").status_code in {303, 503}
    assert client.post("/track", data={"reference": "691100000017"}).status_code == 503
    away.close()
    monkeypatch.setattr(house, "database", real)


def test_a_poll_brings_the_receipt_without_its_frame(client: Any, work: Any) -> None:
    answer = send(client)
    piece = client.get(f"{answer.location}&polls=3", headers={"HX-Request": "true"}).text
    assert "<html" not in piece
    assert "delay:4s" in piece
    assert "polls=4" in piece
    work.all()
    assert "delay:60s" in client.get(answer.location, headers={"HX-Request": "true"}).text
    assert client.get(f"{answer.location}&polls=x").status_code == 200
