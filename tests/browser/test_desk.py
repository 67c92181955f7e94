"""The desk as a clerk uses it with somebody in front of her."""

from typing import Any

from tests.pages.helpers import PLACE, WORDS


def test_a_clerk_takes_a_plea_down_and_sends_it_from_whatever_field_she_is_in(
    window: Any, cookie: Any, work: Any
) -> None:
    page = window(cookie=cookie("9079"))
    page.goto("/desk")
    page.fill("[name=text]", WORDS)
    page.fill("[name=place]", PLACE)
    page.fill("[name=phone]", "0890001234")
    page.press("[name=phone]", "Control+Enter")
    page.wait_for_url("**/desk/**")
    work.all()
    assert work.value('select account from "case"') == "desk"
