"""The list and the open case renew themselves by the stream: nothing moves, what is new waits behind a button."""

from typing import Any

import pytest
from playwright.sync_api import expect

from store.changes import CASE, Change
from store.queue import LIVE
from tests.casework.shared import opened
from tests.conftest import Work
from tests.pages.helpers import KHUAN_LANG, plea
from tests.speak import ROOF, line_event, post_line

pytestmark = pytest.mark.usefixtures("live")


def shown(page: Any) -> list[str]:
    return page.eval_on_selector_all("#rows a.row", "rows => rows.map(row => row.dataset.id)")


def place(position: str) -> tuple[int, ...]:
    """Where in the stream."""
    return tuple(int(part) for part in position.split("-"))


def has_heard_all(page: Any, work: Work) -> None:
    """What happened just before the page was made is told it once more: until it has been, and has fetched it."""
    work.house.nudges.tell([Change(CASE, "another", (KHUAN_LANG,), 1)])
    last = place(work.house.nudges.redis.xinfo_stream(LIVE)["last-generated-id"].decode())
    for _ in range(300):
        if page.evaluate("!fresh.timer") and place(page.evaluate("streamLast")) >= last:
            page.wait_for_timeout(300)
            return
        page.wait_for_timeout(100)
    raise AssertionError("the page has not heard of everything")


def test_new_cases_wait_behind_a_button_and_what_is_shown_stays_in_its_place(
    window: Any, cookie: Any, client: Any, work: Work
) -> None:
    first = plea(client, work)
    page = window(cookie=cookie(KHUAN_LANG))
    page.goto("/inbox")
    page.wait_for_selector("body[data-stream=up]")
    second = plea(client, work, text="น้ำท่วมบ้าน ขอกระสอบทราย", phone="089-000-5678")
    page.wait_for_selector("#news:visible")
    expect(page.locator("#news")).to_have_text("มีเรื่องใหม่ 1 เรื่อง")
    assert shown(page) == [str(first.id)]
    expect(page.locator(".views [aria-current] .count")).to_have_text("2")
    page.click("#news")
    page.wait_for_selector(f"#rows a.row[data-id='{second.id}']")
    assert set(shown(page)) == {str(first.id), str(second.id)}
    expect(page.locator("#news")).to_be_hidden()


def test_an_open_case_shows_what_the_citizen_adds_and_keeps_what_is_being_written(
    window: Any, cookie: Any, client: Any, work: Work
) -> None:
    case = opened(client, work)
    page = window(cookie=cookie(KHUAN_LANG))
    page.goto(f"/cases/{case.reference}")
    page.wait_for_selector("body[data-stream=up]")
    assert page.inner_text(".thread").count(ROOF) == 1
    page.fill("#words", "กำลังตรวจสอบ")
    has_heard_all(page, work)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_selector("[data-kept]:visible")
    page.wait_for_timeout(500)
    assert [url for url in asked if "/thread" in url or "/inbox/live" in url] == []
    post_line(client, line_event("น้ำขึ้นถึงเอวแล้ว"))
    work.all()
    page.wait_for_selector("text=น้ำขึ้นถึงเอวแล้ว")
    assert page.input_value("#words") == "กำลังตรวจสอบ"


def test_a_page_without_its_stream_says_so_and_polls_until_it_is_back(
    window: Any, cookie: Any, client: Any, work: Work
) -> None:
    page = window(cookie=cookie(KHUAN_LANG))
    page.goto("/inbox")
    page.wait_for_selector("body[data-stream=up]")
    assert page.is_hidden("#stream-down")
    page.evaluate("up(false); streamLost -= PATIENCE; polls = 1")
    page.wait_for_selector("#stream-down:visible")
    assert "การอัปเดตสดหยุดอยู่ กำลังลองใหม่" in page.inner_text("#stream-down")
    plea(client, work)
    page.wait_for_selector("#stream-down", state="hidden")
    page.wait_for_selector("#news:visible")
