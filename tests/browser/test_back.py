"""The way back from a case leads to the place in the list it was opened from, in a real Chromium."""

from typing import Any

import pytest

from tests.browser.test_lists import index
from tests.pages.helpers import FLOOD, KHUAN_LANG, plea


@pytest.mark.parametrize("width", [390, 1280])
def test_back_leads_to_the_row_that_was_opened_the_words_searched_and_the_rows_loaded(
    window: Any, client: Any, work: Any, cookie: Any, width: int
) -> None:
    for n in range(60):
        plea(client, work, phone=f"08900001{n:02}", **FLOOD)
    index(work)
    page = window(width=width, height=700, cookie=cookie(KHUAN_LANG))
    page.goto("/inbox")
    page.fill("#q", "น้ำ")
    page.wait_for_selector("#rows a.row mark")
    page.click("#rows .more a")
    row = page.locator("#rows a.row").nth(55)
    row.wait_for()
    row.scroll_into_view_if_needed()
    opened = row.get_attribute("data-id")
    for back in ("history.back()", "document.querySelector('.case .back').click()"):
        before = page.locator(f"[data-id='{opened}']").bounding_box()
        page.locator(f"[data-id='{opened}']").click()
        page.wait_for_selector(".case[data-open]")
        if "history" not in back and width > 1000:
            break  # the list stands beside the case there, and no way back is offered
        page.evaluate(back)
        page.wait_for_selector(".case[data-open]", state="detached")
        page.locator(f"[data-id='{opened}']:focus").wait_for()
        assert page.input_value("#q") == "น้ำ"
        after = page.locator(f"[data-id='{opened}']").bounding_box()
        assert abs(after["y"] - before["y"]) < 3
