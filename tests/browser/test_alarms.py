"""The alarm bar as a clerk meets it: it comes by itself, says that it may sound, goes when somebody takes it."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.casework.duty_town import LAO, Town
from tests.conftest import Work


@pytest.fixture
def town(work: Work) -> Town:
    found = Town(work)
    found.on_duty("สมชาย")
    return found


def test_the_bar_comes_by_itself_sounds_and_goes_when_it_is_taken(
    window: Any, cookie: Any, client: Any, town: Town
) -> None:
    page = window(cookie=cookie(LAO))
    page.goto("/inbox")
    page.wait_for_timeout(300)
    assert page.query_selector(".alarm-bar") is None
    town.cry(client)
    town.tick()
    page.wait_for_selector(".alarm-bar")
    assert "ควนลัง" in page.inner_text(".alarm-bar")
    expect(page).to_have_title(re.compile(r"^\(!\)"))
    assert "ควนลัง" in page.inner_text("[role=alert]")
    # until somebody has touched the page it may not sound, and says so; the touch lets it
    if page.is_visible("[data-act=sound]"):
        page.click("[data-act=sound]")
    page.wait_for_selector("[data-act=mute]:visible")
    page.click(".alarm-bar .button.first")
    page.wait_for_selector(".alarm-panel.taken")
    page.wait_for_selector(".alarm-bar", state="detached")
    expect(page).not_to_have_title(re.compile(r"^\(!\)"))
    assert town.alarm().acknowledged_how == "inbox"


def test_an_alarm_is_ended_on_a_phone_with_a_reason(
    window: Any, cookie: Any, client: Any, town: Town
) -> None:
    town.cry(client)
    town.tick()
    page = window(width=390, height=844, cookie=cookie(LAO))
    reference = town.work.value('select reference from "case"')
    page.goto(f"/cases/{reference}")
    page.wait_for_selector(".alarm-bar")
    assert page.is_hidden(".alarm-bar ul")  # the case itself is what is to be seen
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.click(".alarm-panel > details summary")
    page.select_option(".alarm-end select", "handed")
    page.click(".alarm-end .button.danger")
    page.wait_for_selector(".alarm-panel.over")
    assert "หน่วยอื่นรับไปแล้ว" in page.inner_text(".alarm-panel")


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("path", ["/alarms", f"/admin/roster/{LAO}", "/me/contacts"])
def test_the_pages_fit_every_width(
    window: Any, cookie: Any, client: Any, town: Town, path: str, width: int
) -> None:
    town.cry(client)
    town.tick()
    page = window(width=width, cookie=cookie(LAO, "admin"))
    page.goto(path)
    page.wait_for_selector(".alarm-bar", state="attached")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate(
        "[...document.querySelectorAll('main button.button, main a.button, main select, main summary')]"
        ".filter(e => e.offsetParent && e.getBoundingClientRect().height < 43).map(e => e.outerHTML)"
    )
    assert small == []
