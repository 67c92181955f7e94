"""The test button of a channel's account: what the provider says, in plain words, and never a secret."""

from typing import Any

import pytest

from tests.conftest import PUBLIC_URL, SECRETS, log_in
from tests.pages.helpers import HAT_YAI, HUB
from tests.pages.test_people import ask


@pytest.fixture
def admin(wired_app: Any) -> Any:
    return log_in(wired_app, HUB, "admin")


def test_a_line_account_in_good_order_is_told_so_and_no_secret_is_shown(
    admin: Any, provider: Any, wired_work: Any
) -> None:
    provider.state.settings["webhook"] = f"{PUBLIC_URL}/hooks/line"
    page = ask(admin, "/admin/channels/line/test").text
    assert "LINE ส่งข้อความถึงเราได้และเราตอบรับ" in page
    assert "มีสิ่งที่ต้องแก้" not in page
    for secret in (*SECRETS.values(), "AC" + "0" * 32):
        assert secret not in page
    assert wired_work.value("select detail from audit where action = 'channel.tested'") == "line good"
    assert wired_work.value("select count(*) from message") == 0


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({}, "ยังไม่ได้ตั้งที่อยู่รับข้อความที่ LINE"),
    ({"webhook": "https://old.example/hook"}, "https://old.example/hook"),
    ({"webhook": f"{PUBLIC_URL}/hooks/line", "webhook_on": False}, "ปิดอยู่ที่ LINE"),
    ({"webhook": f"{PUBLIC_URL}/hooks/line", "webhook_status": 403}, "ไม่ได้คำตอบที่ดี"),
)


def test_what_is_wrong_is_said_plainly_with_what_to_do(admin: Any, provider: Any) -> None:
    for console, said in WRONG:
        provider.reset()
        provider.state.settings.update(console)
        page = ask(admin, "/admin/channels/line/test").text
        assert "มีสิ่งที่ต้องแก้" in page, console
        assert said in page, console
        assert page.count('<b class="u1">') >= 1


def test_numbers_and_our_own_channels_are_tested_too(admin: Any) -> None:
    assert "+66000000000" in ask(admin, "/admin/channels/sms/test").text
    assert "ไม่มีผู้ให้บริการให้ถาม" in ask(admin, "/admin/channels/web/test").text


def test_only_who_looks_after_an_account_tests_it(wired_app: Any) -> None:
    for org, role in ((HAT_YAI, "admin"), (HUB, "head"), (HUB, "clerk")):
        person = log_in(wired_app, org, role)
        assert ask(person, "/admin/channels/line/test").status_code == 404, (org, role)
        assert person.get("/admin/channels").status_code == 404
    assert log_in(wired_app, HAT_YAI, "operator").get("/admin/channels").status_code == 200
