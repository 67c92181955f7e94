"""The whole of one's own case by a code; and the SMS that tells of an answer."""

import re
from typing import Any

import pytest

from gateway.pages import codes
from tests.pages.helpers import WORDS, photo, picture, plea, press, send

PHONE = "089-000-1234"


@pytest.fixture
def texts(app: Any, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What would leave by SMS without a row."""
    sent: list[Any] = []
    monkeypatch.setattr(
        type(app.extensions["door"].sender), "say", lambda _s, _c, message: sent.append(message)
    )
    return sent


def follow(client: Any, case: Any, path: str = "/track", **more: Any) -> Any:
    return client.post(path, data={"reference": case.reference, "phone": "1234", **more})


def code_in(texts: list[Any]) -> str:
    found = re.search(r"\d{6}", texts[-1].text)
    assert found
    return found[0]


def test_a_code_by_sms_opens_the_whole_case_with_its_photos(
    client: Any, app: Any, work: Any, texts: list[Any]
) -> None:
    case = plea(client, work, photos=photo(picture()))
    browser = app.test_client()
    assert WORDS not in follow(browser, case).text
    assert "ส่งรหัสทาง SMS" in follow(browser, case, "/track/code").text
    assert texts[-1].recipient == "+66890001234"
    code = code_in(texts)
    assert work.value("select count(*) from citizen_code where code_hash like :code", code=f"%{code}%") == 0
    assert work.value("select count(*) from message where text like :code", code=f"%{code}%") == 0
    answer = follow(browser, case, "/track/open", code=code)
    assert answer.location == f"/track/mine/{case.reference}"
    page = browser.get(answer.location).text
    assert WORDS in page
    image = re.search(r'src="(/track/mine/[^"]+)"', page)
    assert image
    assert browser.get(image[1], buffered=True).mimetype == "image/jpeg"
    assert app.test_client().get(image[1]).status_code == 404
    assert work.value("select proven from contact_point where kind = 'phone'")
    assert browser.post(answer.location, data={"text": "มีเด็กเล็กด้วย"}).status_code == 303
    work.all()
    assert work.value('select count(*) from "case"') == 1
    assert "มีเด็กเล็กด้วย" in browser.get(answer.location).text


def test_a_code_is_good_once_for_ten_minutes_and_five_tries(client: Any, work: Any, texts: list[Any]) -> None:
    case = plea(client, work)
    follow(client, case, "/track/code")
    assert follow(client, case, "/track/open", code=code_in(texts)).status_code == 303
    assert follow(client, case, "/track/open", code=code_in(texts)).status_code == 400
    follow(client, case, "/track/code")
    work.rows("update citizen_code set ends_at = now() - interval '1 second' returning 1")
    assert follow(client, case, "/track/open", code=code_in(texts)).status_code == 400


def test_five_wrong_codes_close_the_door_to_the_right_one(
    client: Any, work: Any, texts: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from gateway.pages import track

    monkeypatch.setattr(track, "TRACK_PER_REFERENCE", 100)
    case = plea(client, work)
    follow(client, case, "/track/code")
    right = code_in(texts)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    assert [follow(client, case, "/track/open", code=wrong).status_code for _ in range(codes.TRIES)] == [
        400
    ] * 5
    assert follow(client, case, "/track/open", code=right).status_code == 400


def test_codes_are_sent_three_times_and_never_to_another_phone(
    client: Any, work: Any, texts: list[Any]
) -> None:
    case = plea(client, work)
    assert [follow(client, case, "/track/code").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert client.post("/track/code", data={"reference": case.reference, "phone": "9999"}).status_code == 404
    assert len(texts) == 3


def test_a_view_ends_after_an_hour_or_when_it_is_left(client: Any, work: Any, texts: list[Any]) -> None:
    case = plea(client, work)
    follow(client, case, "/track/code")
    page = follow(client, case, "/track/open", code=code_in(texts)).location
    client.post("/track/leave")
    assert client.get(page).status_code == 303
    follow(client, case, "/track/code")
    page = follow(client, case, "/track/open", code=code_in(texts)).location
    work.rows("update citizen_view set ends_at = now() - interval '1 second' returning 1")
    assert client.get(page).status_code == 303


def test_a_landline_gets_no_code(client: Any, work: Any) -> None:
    case = plea(client, work, phone="074-000-1234")
    assert "ขอรหัสทาง SMS" not in follow(client, case).text
    assert follow(client, case, "/track/code").status_code == 400


# -- the SMS that tells of an answer ------------------------------------------------------------------------------


def test_an_answer_on_the_web_is_announced_by_sms_once_the_phone_is_proven(
    client: Any, app: Any, work: Any, texts: list[Any], staff: Any
) -> None:
    receipt = send(client, phone=PHONE).location.partition("?")[0]
    work.all()
    case = work.rows('select * from "case"')[0]
    clerk = staff(case.owner)

    def answer(words: str) -> None:
        version = work.value('select version from "case"')
        assert press(clerk, f"/cases/{case.reference}/reply", words=words, version=version).status_code == 303

    answer("รับทราบครับ")
    assert work.value("select count(*) from message where purpose = 'notice'") == 0
    assert "รับแจ้งทาง SMS" in client.get(receipt).text
    assert 'name="code"' in client.post(f"{receipt}/phone").text
    assert client.post(f"{receipt}/phone", data={"code": "x"}).status_code == 400
    assert client.post(f"{receipt}/phone", data={"code": code_in(texts)}).status_code == 303
    answer("พรุ่งนี้เช้าเข้าไปดูครับ")
    answer("ราวเก้าโมงครับ")
    rows = work.rows("select account, text from message where purpose = 'notice'")
    assert [row.account for row in rows] == ["sms"]
    assert case.reference in rows[0].text
    assert "พรุ่งนี้" not in rows[0].text
    assert "08x-xxx-1234" in client.get(receipt).text
