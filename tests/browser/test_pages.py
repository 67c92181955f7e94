"""From the form to the thread and back, as a citizen and a clerk do it; and what was really drawn."""

import re
from typing import Any

import pytest

from tests.browser.conftest import begun
from tests.pages.helpers import KHUAN_LANG, PLACE, WORDS, picture, plea

NOTO = "Noto Sans Thai"


def report(page: Any) -> None:
    begun(page, WORDS)
    page.fill("#place", PLACE)
    page.click("button.big")
    page.wait_for_url("**/report/contact")
    page.fill("#phone", "089-000-1234")
    page.click("button.big")
    page.wait_for_url("**/report/photos")
    page.set_input_files("#photos", [{"name": "roof.jpg", "mimeType": "image/jpeg", "buffer": picture()}])
    page.click("button.big")
    page.wait_for_url("**/report/check")
    page.click("button.big")
    page.wait_for_url("**/receipt/**")


def test_form_receipt_inbox_reply_thread(window: Any, work: Any, cookie: Any) -> None:
    citizen = window(width=390, height=844)
    report(citizen)
    assert "กำลังออกเลขที่" in citizen.inner_text("#live")
    work.all()
    citizen.wait_for_selector(".reference b")  # by itself, without a reload
    reference = citizen.inner_text(".reference b")

    clerk = window(cookie=cookie(KHUAN_LANG))
    clerk.goto("/inbox")
    clerk.click("a.row")
    clerk.wait_for_selector(".case[data-open]")
    assert clerk.inner_text(".case h1") == reference
    clerk.wait_for_selector(".list a.row[aria-current]")
    assert clerk.eval_on_selector(".pictures img", "i => i.decode().then(() => i.naturalWidth)") == 64
    clerk.keyboard.press("r")
    clerk.keyboard.type("พรุ่งนี้เช้าเข้าไปดูครับ")
    with clerk.expect_navigation():
        clerk.keyboard.press("Control+Enter")
    assert clerk.is_visible(".said.ours >> text=พรุ่งนี้เช้าเข้าไปดูครับ")
    assert clerk.input_value("#words") == ""

    work.deliver()
    citizen.reload()
    assert "พรุ่งนี้เช้าเข้าไปดูครับ" in citizen.inner_text("#live")
    citizen.fill("#text", "ขอบคุณค่ะ มีเด็กเล็กด้วย")
    citizen.click("text=ส่งเพิ่ม")
    citizen.wait_for_selector(".said >> text=มีเด็กเล็กด้วย")
    work.all()
    assert work.value('select count(*) from "case"') == 1


def test_a_draft_outlives_escape_and_another_page(window: Any, work: Any, client: Any, cookie: Any) -> None:
    case = plea(client, work)
    page = window(cookie=cookie(KHUAN_LANG))
    page.goto(f"/cases/{case.reference}")
    page.fill("#words", "ยังพิมพ์ไม่จบ")
    page.keyboard.press("Escape")
    page.goto("/inbox")
    page.goto(f"/cases/{case.reference}")
    assert page.input_value("#words") == "ยังพิมพ์ไม่จบ"


def test_what_a_citizen_typed_outlives_a_lost_page(window: Any) -> None:
    page = window(width=390, height=844)
    page.goto("/report")
    page.fill("#text", WORDS)
    page.goto("/")
    page.goto("/report")
    assert page.input_value("#text") == WORDS


def test_the_phone_is_uncovered_by_a_button(window: Any, work: Any, client: Any, cookie: Any) -> None:
    case = plea(client, work)
    page = window(cookie=cookie(KHUAN_LANG))
    page.goto(f"/cases/{case.reference}")
    assert page.inner_text("#phone") == "08x-xxx-1234"
    page.click("text=แสดงเบอร์")
    page.wait_for_selector("#phone a[href='tel:0890001234']")


def test_keys_move_through_the_list(window: Any, work: Any, client: Any, cookie: Any) -> None:
    for n in range(3):
        plea(client, work, text=f"{WORDS} {n}")
    page = window(cookie=cookie(KHUAN_LANG))
    page.goto("/inbox")
    for key in ("j", "j", "k", "j"):
        page.keyboard.press(key)
    assert page.evaluate("[...document.querySelectorAll('a.row')].indexOf(document.activeElement)") == 1
    page.keyboard.press("Enter")
    page.wait_for_selector(".case[data-open]")
    page.go_back()
    page.wait_for_selector(".case:not([data-open])")


@pytest.mark.parametrize(("width", "panes"), [(1440, 3), (1000, 3), (390, 1)])
def test_panes_by_width_and_nothing_sticks_out(
    window: Any, work: Any, client: Any, cookie: Any, width: int, panes: int
) -> None:
    case = plea(client, work, text=WORDS + " " + "ยาว" * 200 + "https://example.org/" + "a" * 300)
    page = window(cookie=cookie(KHUAN_LANG), width=width)
    page.goto(f"/cases/{case.reference}")
    shown = [one for one in (".views", ".list", ".case") if page.is_visible(f".pane{one}")]
    assert len(shown) == panes
    for path in (f"/cases/{case.reference}", "/inbox", "/desk", "/report", "/", "/track"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def drawn(page: Any) -> set[tuple[str, bool]]:
    """Which fonts drew the words of this page, and whether they were ours."""
    page.evaluate("document.fonts.ready")
    protocol = page.context.new_cdp_session(page)
    protocol.send("DOM.enable")
    protocol.send("CSS.enable")
    root = protocol.send("DOM.getDocument")["root"]["nodeId"]
    words = {"nodeId": root, "selector": "h1, h2, p, label, a, button"}
    fonts = [
        font
        for node in protocol.send("DOM.querySelectorAll", words)["nodeIds"]
        for font in protocol.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    ]
    protocol.detach()
    return {(font["familyName"], font["isCustomFont"]) for font in fonts}


@pytest.mark.parametrize("path", ["/", "/report", "/login"])
def test_our_own_font_drew_every_letter(window: Any, path: str) -> None:
    page = window(width=390, height=844)
    ours = {(NOTO, True), (f"{NOTO} SemiBold", True)}
    page.goto(path)
    for _ in range(10):  # letters that come too late for a page are at hand for one of the next
        page.goto(path)
        if (found := drawn(page)) == ours:
            break
    assert found == ours


def test_targets_are_large_enough_for_a_thumb(window: Any) -> None:
    page = window(width=390, height=844)
    for path in ("/", "/report", "/track"):
        page.goto(path)
        heights = page.eval_on_selector_all(
            ".button, .calls a, input:not([type=hidden]), textarea",
            "all => all.filter(e => e.offsetParent).map(e => e.getBoundingClientRect().height)",
        )
        assert min(heights) >= 44, (path, heights)


def test_the_receipt_holds_its_own_address_as_a_picture_and_a_button(window: Any, work: Any) -> None:
    page = window(width=390, height=844)
    report(page)
    work.all()
    page.wait_for_selector(".reference b")
    token = page.url.partition("?")[0].rpartition("/")[2]
    assert page.get_attribute("[data-act=copy]", "data-text") == f"https://saitrong.test/receipt/{token}"
    box = page.locator(".qr svg").bounding_box()
    assert box["width"] > 140
    assert re.fullmatch("[a-z2-7]{26}", token)
