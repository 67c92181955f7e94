"""Two people at one plea: each sees the other, and the second is asked before both have answered."""

from typing import Any

import pytest

from tests.conftest import Work
from tests.pages.helpers import KHUAN_LANG, plea

pytestmark = pytest.mark.usefixtures("live")


def test_the_second_who_writes_sees_it_and_must_press_once_more(
    window: Any, cookie: Any, client: Any, work: Work
) -> None:
    case = plea(client, work)
    first = window(cookie=cookie(KHUAN_LANG))
    second = window(cookie=cookie(KHUAN_LANG, "head"), refused=True)
    for page in (first, second):
        page.goto(f"/cases/{case.reference}")
    first.wait_for_selector("#looking:has-text('head 9079 กำลังดูเรื่องนี้')")
    second.wait_for_selector("#rows .looks:has-text('clerk 9079')")
    first.type("#words", "กำลัง")
    second.wait_for_selector("#looking:has-text('clerk 9079 กำลังพิมพ์คำตอบ')")
    second.fill("#words", "จะส่งผ้าใบไปให้")
    second.click(".composer .button.first")
    second.wait_for_selector("[data-notice]:has-text('คุณclerk 9079 กำลังพิมพ์คำตอบเรื่องนี้อยู่')")
    assert second.input_value("#words") == "จะส่งผ้าใบไปให้"
    assert work.value("select count(*) from message where purpose = 'answer'") == 0
    second.click(".composer .button.first")
    second.wait_for_selector(".thread:has-text('จะส่งผ้าใบไปให้')")
    assert work.value("select count(*) from message where purpose = 'answer'") == 1
    first.goto("/me")
    second.wait_for_selector("#looking:not(:has(*))", state="attached")
