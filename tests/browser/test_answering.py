"""Answering in a real browser: drafts on two devices, five seconds to undo, what it costs said while typing, the viewer."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import turned
from tests.conftest import Work
from tests.pages.helpers import KHUAN_LANG, photo, picture, plea
from tests.speak import post_twilio, sms

WORDS = "พรุ่งนี้เช้าช่างไปดูหลังคาค่ะ"


@pytest.fixture(autouse=True)
def _time_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """To take an answer back: a busy machine may need more than a person's five seconds."""
    monkeypatch.setattr("casework.sending.UNDO", timedelta(seconds=55))


def test_a_draft_survives_a_reload_and_stands_on_the_other_device(
    window: Any, cookie: Any, client: Any, work: Work
) -> None:
    case, secret = plea(client, work), cookie(KHUAN_LANG)
    desk, phone = window(cookie=secret), window(cookie=secret, width=390, height=844)
    desk.goto(f"/cases/{case.reference}")
    desk.fill("#words", WORDS)
    desk.wait_for_selector("[data-kept]:visible")
    desk.reload()
    expect(desk.locator("#words")).to_have_value(WORDS)
    phone.goto(f"/cases/{case.reference}")
    expect(phone.locator("#words")).to_have_value(WORDS)
    phone.click(".press > button")
    phone.wait_for_selector(".held")
    desk.reload()
    desk.wait_for_selector(".held, .said.ours")
    expect(desk.locator("#words")).to_have_value("")


def test_an_answer_is_taken_back_and_stands_in_the_field_again(
    window: Any, cookie: Any, client: Any, work: Work
) -> None:
    case = plea(client, work)
    page = window(cookie=cookie(KHUAN_LANG))
    page.goto(f"/cases/{case.reference}")
    page.fill("#words", WORDS)
    page.press("#words", "Control+Enter")
    page.wait_for_selector(".held [data-counts]")
    assert work.value("select count(*) from message where purpose = 'answer'") == 1
    turned(page, ".held button")
    expect(page.locator("#words")).to_have_value(WORDS)
    assert page.query_selector(".held") is None
    assert work.value("select count(*) from message where purpose = 'answer'") == 0


def test_what_a_press_costs_is_said_while_somebody_types(
    window: Any, cookie: Any, client: Any, work: Work
) -> None:
    post_twilio(client, "/hooks/sms", sms("น้ำท่วมบ้าน หมู่ 5 ต.ควนลัง อ.หาดใหญ่ จ.สงขลา"))
    work.all()
    case = work.rows('select * from "case"')[0]
    page = window(cookie=cookie(case.owner))
    page.goto(f"/cases/{case.reference}")
    page.fill("#words", "ก" * 70)
    expect(page.locator("#outlook")).to_contain_text("SMS 1 ส่วน")
    page.press("#words", "End")
    page.keyboard.type("ก")
    expect(page.locator("#outlook")).to_contain_text("SMS 2 ส่วน")


def test_a_note_is_written_on_its_own_side_and_photos_open_in_a_viewer(
    window: Any, cookie: Any, client: Any, work: Work
) -> None:
    case = plea(client, work, photos=photo(picture()))
    page = window(cookie=cookie(KHUAN_LANG))
    page.goto(f"/cases/{case.reference}")
    page.click("#thread a[data-photo]")
    page.wait_for_selector("#viewer[open] img")
    page.keyboard.press("Escape")
    assert page.query_selector("#viewer[open]") is None
    page.click(".tabs label:nth-of-type(2)")
    assert not page.is_visible("#words")
    page.fill("#note", "โทรแล้วไม่รับ")
    page.click(".noting .first")
    page.wait_for_selector(".said.note")
    assert work.value("select words from case_note") == "โทรแล้วไม่รับ"
