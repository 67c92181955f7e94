"""The question on the receipt and the map of an area, in a real browser."""

import re
from typing import Any

from tests.browser.conftest import begun, turned
from tests.pages.test_area import with_outlines


def test_the_question_on_the_receipt_is_answered_with_one_press(window: Any, work: Any) -> None:
    page = window(width=390, height=844)
    begun(page, "หลังคาปลิวทั้งหลังเมื่อคืน ขอผ้าใบครับ")
    page.fill("#place", "ต.พะตง อ.หาดใหญ่")
    turned(page, "button.first.big")
    page.goto("/report/check")
    page.click("button.first.big")
    page.wait_for_url(re.compile("/receipt/"))
    work.all()
    page.reload()
    answer = page.locator("#question button", has_text="อบต.พะตง")
    assert answer.bounding_box()["height"] >= 44
    with page.expect_navigation():
        answer.click()
    work.all()
    page.reload()
    assert page.locator("#question").count() == 0
    assert work.value('select owner from "case"') == "901118"


def test_the_phones_position_finds_the_body_and_its_outline(window: Any, work: Any) -> None:
    with_outlines(work)
    page = window(width=390, height=844)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 7.05, "longitude": 100.55})
    page.goto("/area")
    page.click("[data-act=here]")
    page.wait_for_selector("#found")
    assert "เทศบาลเมืองควนลัง" in page.inner_text("#found")
    assert "7.05" not in page.url
    inside = page.locator("path.area.inside")
    others = page.locator("path.area:not(.inside)").first
    assert inside.count() == 1
    fill = "e => getComputedStyle(e).fill"
    assert inside.evaluate(fill) != others.evaluate(fill)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_an_administrator_walks_from_the_province_to_the_amphoe(window: Any, work: Any, cookie: Any) -> None:
    with_outlines(work)
    page = window(cookie=cookie("9079", "admin"))
    page.goto("/admin/coverage?within=90")
    page.locator("svg.map a").first.click()
    page.wait_for_url(re.compile("within=9011"))
    assert page.locator("svg.map text:visible").count() >= 10
    with page.expect_navigation():
        page.locator("main a", has_text="เทศบาลเมืองควนลัง").first.click()
    page.check("input[name=ours] >> nth=2")
    turned(page, "button.first")
    assert page.is_visible("[data-notice]")
    assert work.value("select moo from moo_cover where org = '9079'") == "3"


def test_a_pin_is_set_by_a_tap_and_moved_by_the_arrow_keys(window: Any, work: Any) -> None:
    with_outlines(work)
    page = window(width=390, height=844)
    begun(page)
    page.fill("#place", "ต.ควนลัง อ.หาดใหญ่ จ.สงขลา")
    page.click("[hx-post='/report/map']")
    board = page.locator("[data-board]")
    board.wait_for()
    box = board.bounding_box()
    board.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    page.wait_for_function("document.querySelector('[data-located]').textContent.startsWith('ปักหมุดแล้ว ต.')")
    before = float(page.input_value("[name=lon]"))
    assert 100.4 < before < 103
    board.focus()
    page.keyboard.press("ArrowLeft")
    assert float(page.input_value("[name=lon]")) < before
    page.click("button.big")
    page.wait_for_url("**/report/contact")
    work.all()
    assert work.value('select longitude from "case"') < before
