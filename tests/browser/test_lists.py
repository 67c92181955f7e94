"""Keys, the search over everything, several at once and mergers as a clerk does them, in a real Chromium."""

from typing import Any

import pytest

from tests.browser.conftest import turned
from tests.browser.test_access import violations
from tests.pages.helpers import FLOOD, KHUAN_LANG, ROOF, plea


@pytest.fixture
def three(client: Any, work: Any) -> list[Any]:
    return [plea(client, work, phone=f"089-000-000{n}", **(ROOF if n == 1 else FLOOD)) for n in range(3)]


def index(work: Any) -> None:
    from casework.access import SEES_FULL
    from store import search

    with work.house.database.session() as session:
        while search.reindex(session, full=SEES_FULL):
            pass


def test_a_clerk_works_through_the_list_without_a_mouse(
    window: Any, work: Any, cookie: Any, three: Any
) -> None:
    page = window(cookie=cookie(KHUAN_LANG))
    page.goto("/inbox")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector(".case[data-open]")
    number = page.inner_text(".case h1").replace("-", "")
    assert page.inner_text(".case h1") in page.title()
    in_sight = (
        "(said) => said.getBoundingClientRect().top >= said.closest('.talk').getBoundingClientRect().top"
    )
    assert page.locator(".said:not(.machine)").last.evaluate(in_sight)
    # panes scroll, the page never does: a press that leads to a part of the side strip would carry the bar away
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    with page.expect_navigation():
        page.keyboard.press("t")
    assert page.locator("form[action$='/take']").count() == 0
    assert work.value('select count(*) from "case" where assignee is not null') == 1
    page.keyboard.press("r")
    page.keyboard.type("จะเข้าไปพรุ่งนี้ครับ")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert page.is_visible(".said.ours >> text=จะเข้าไปพรุ่งนี้ครับ")
    page.keyboard.press("c")
    assert page.evaluate("document.activeElement.name") == "reason"
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.is_visible("#keys >> text=ปุ่มลัด")
    page.keyboard.press("Escape")
    assert not page.is_visible("#keys")
    assert number in page.url


def test_the_list_stays_filtered_while_its_cases_are_worked_on(
    window: Any, work: Any, cookie: Any, three: Any
) -> None:
    page = window(cookie=cookie(KHUAN_LANG))
    page.goto("/inbox?moo=5")
    page.click("a.row")
    page.wait_for_selector(".case[data-open]")
    with page.expect_navigation():
        page.keyboard.press("t")
    assert page.locator("form[action$='/take']").count() == 0
    assert page.locator("a.row").count() == 1
    assert "moo=5" in page.url


def test_keys_and_hints_outlive_the_way_back_to_the_list(window: Any, cookie: Any, three: Any) -> None:
    page = window(width=390, height=844, cookie=cookie(KHUAN_LANG))
    page.goto("/inbox")
    page.click("a.row")
    page.wait_for_selector(".case[data-open]")
    page.evaluate("history.back()")
    page.wait_for_selector(".case[data-open]", state="detached")
    assert page.locator("a.row").count() == 3
    assert page.locator("#tour li:visible").count() == 1
    page.keyboard.press("?")
    assert page.is_visible("#keys >> text=ปุ่มลัด")


def test_a_thai_layout_and_switched_off_keys_are_respected(window: Any, cookie: Any, three: Any) -> None:
    page = window(cookie=cookie(KHUAN_LANG))
    page.goto("/inbox")
    press = "document.dispatchEvent(new KeyboardEvent('keydown', {key: '่', code: 'KeyJ', bubbles: true}))"
    page.evaluate(f"document.body.{press.partition('.')[2]}")
    assert page.evaluate("document.activeElement.className").startswith("row")
    page.keyboard.press("?")
    page.uncheck("[data-single-keys]")
    page.keyboard.press("Escape")
    page.focus("#q")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert "row" not in page.evaluate("document.activeElement.className")
    page.keyboard.press("Control+k")  # no single letter
    assert page.is_visible("#palette")


def test_ctrl_k_finds_a_case_an_action_and_a_page(window: Any, work: Any, cookie: Any, three: Any) -> None:
    index(work)
    page = window(cookie=cookie(KHUAN_LANG))
    page.goto(f"/cases/{three[0].reference}")
    page.keyboard.press("Control+k")
    page.keyboard.type("ผ้าใบ")
    page.wait_for_selector("#palette-list [data-go]")
    assert violations(page) == []
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{three[1].reference}*")
    page.keyboard.press("Control+k")
    page.keyboard.type("ตอบผู้แจ้ง")
    page.wait_for_selector("#palette-list >> text=ตอบผู้แจ้ง")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "words"
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("ยังไม่มีคนรับ")
    page.keyboard.press("Enter")
    page.wait_for_url("**view=unassigned*")


def test_hints_go_one_by_one_and_stay_away_once_shut(window: Any, cookie: Any) -> None:
    value = cookie(KHUAN_LANG)
    page = window(cookie=value)
    page.goto("/inbox")
    assert page.is_visible("text=1 จาก 5")
    for n in range(2, 6):
        page.click("[data-next-hint]")
        assert page.is_visible(f"text={n} จาก 5")
    with page.expect_response("**/inbox/tour"):
        page.click("text=ปิดคำแนะนำ")
    assert not page.is_visible("#tour")
    other = window(cookie=value)
    other.goto("/inbox")
    assert not other.is_visible("#tour")


def test_several_are_chosen_with_keys_and_closed(window: Any, work: Any, cookie: Any, three: Any) -> None:
    page = window(cookie=cookie(KHUAN_LANG))
    page.goto("/inbox")
    assert not page.is_visible("#bulk")
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    assert page.inner_text("[data-picked]") == "เลือกแล้ว 2 เรื่อง"
    page.click("[data-pickall]")
    assert page.inner_text("[data-picked]") == "เลือกแล้ว 3 เรื่อง"
    turned(page, "#bulk button[value=close]")
    page.select_option("#value", "advised")
    turned(page, "text=ยืนยัน 3 เรื่อง")
    assert page.is_visible("text=เรียบร้อย 3 จาก 3 เรื่อง")
    assert work.value("select count(*) from \"case\" where state = 'closed'") == 3


def test_two_people_who_compare_the_same_two_merge_them_once(
    window: Any, work: Any, cookie: Any, three: Any
) -> None:
    one, _, other = three
    first, second = window(cookie=cookie(KHUAN_LANG)), window(cookie=cookie(KHUAN_LANG, "head"), refused=True)
    for page in (first, second):
        page.goto(f"/cases/{one.reference}/merge?other={other.reference}")
    first.click("text=รวมเป็นเรื่องเดียว")
    first.wait_for_url(f"**/cases/{one.reference}#reporters")
    assert first.is_visible("text=มีผู้แจ้งเรื่องนี้อีก 1 ราย")
    second.check(f"input[type=radio][value='{other.reference}']")
    turned(second, "text=รวมเป็นเรื่องเดียว")
    assert second.is_visible("[data-notice]")
    assert work.value("select count(*) from \"case\" where state = 'merged'") == 1


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_axe_finds_nothing_on_the_pages_of_lists(
    window: Any, work: Any, cookie: Any, three: Any, width: int, scheme: str
) -> None:
    page = window(width=width, height=800, cookie=cookie(KHUAN_LANG))
    page.emulate_media(color_scheme=scheme)
    ones = "&".join(f"one={case.reference}.{case.version}" for case in three)
    seen = {}
    for path in (
        "/inbox?category=disaster&moo=3", "/inbox?view=mine", f"/inbox/several?act=close&{ones}",
        f"/cases/{three[0].reference}/merge?other={three[1].reference}", f"/cases/{three[0].reference}",
    ):  # fmt: skip
        page.goto(path)
        seen[path] = violations(page)
        if "/cases/" not in path or "?" in path:
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.goto("/inbox")
    if width > 700:
        page.keyboard.press("?")
        seen["keys"] = violations(page)
    assert {name: found for name, found in seen.items() if found} == {}


def test_everybody_in_an_incident_is_answered_once_and_the_words_do_not_wait_for_a_second_press(
    window: Any, work: Any, cookie: Any, three: Any
) -> None:
    key = work.value(
        "insert into incident (id, title, opened_at) values (gen_random_uuid(), 'น้ำท่วม', now()) returning id"
    )
    work.change('update "case" set incident_id = :key', key=key)
    page = window(width=390, height=844, cookie=cookie(KHUAN_LANG))
    page.goto(f"/incidents/{key}")
    page.fill("#words", "รับถุงยังชีพที่วัดพรุ่งนี้เช้าค่ะ")
    page.click(f"form[action='/incidents/{key}/answer'] button")
    page.wait_for_selector("text=ส่งถึง 3 ราย")
    page.click("text=ไม่ทำ")
    page.wait_for_selector("#round", state="attached")
    assert page.input_value("#words") == "รับถุงยังชีพที่วัดพรุ่งนี้เช้าค่ะ"
    page.click(f"form[action='/incidents/{key}/answer'] button")
    page.click("main button.first")
    page.wait_for_selector("#round progress")
    assert page.input_value("#words") == ""
    assert work.value("select count(*) from round") == 1
