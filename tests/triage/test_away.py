"""A body that is not on the system yet: its hub receives, and the citizen is told so honestly in every channel."""

from typing import Any

import pytest

from tests import speak
from tests.conftest import PUBLIC_URL, Work
from tests.pages.helpers import send
from tests.speak import line_event, post_line, post_twilio, sms
from tests.triage.test_asking import HUB, TAO, TOWN, action, leaves, recorded_plea, the_case

KHUAN_LANG, HOME = "9079", "หลังคาปลิวทั้งหลังเมื่อคืน ขอผ้าใบครับ ต.ควนลัง อ.หาดใหญ่"
NOT_YET, FULL, SHORT = "ยังไม่ได้ใช้ระบบนี้", "เทศบาลเมืองควนลัง", "ทม.ควนลัง"


def told(work: Work) -> str:
    """Everything that was sent to the citizen, as the channel carries it."""
    rows = work.rows("select text, parts from message where direction = 'out' order by id")
    return "\n".join(f"{row.text} {row.parts}" for row in rows)


def by_line(client: Any, work: Work) -> None:
    post_line(client, line_event(HOME))


def by_sms(client: Any, work: Work) -> None:
    post_twilio(client, "/hooks/sms", sms(HOME))


def by_web(client: Any, work: Work) -> None:
    assert send(client, place="ต.ควนลัง อ.หาดใหญ่ จ.สงขลา").status_code == 303


@pytest.mark.parametrize("say", [by_line, by_sms, by_web])
def test_the_hub_receives_and_the_citizen_is_told_who_does_not_use_the_system(
    client: Any, work: Work, say: Any
) -> None:
    leaves(work, KHUAN_LANG)
    say(client, work)
    work.all()
    assert the_case(work).owner == HUB
    words = told(work)
    assert "สถานที่กลาง อ.หาดใหญ่" in words
    assert (f"{FULL} {NOT_YET}" in words) or (f"{SHORT} ยังไม่ใช้ระบบนี้" in words)


@pytest.mark.parametrize("say", [by_line, by_sms, by_web])
def test_nothing_of_the_kind_is_said_of_a_body_at_work(client: Any, work: Work, say: Any) -> None:
    say(client, work)
    work.all()
    assert the_case(work).owner == KHUAN_LANG
    assert "ระบบนี้" not in told(work)


def test_the_receipt_on_the_web_says_it_too(client: Any, work: Work) -> None:
    leaves(work, KHUAN_LANG)
    address = send(client, place="ต.ควนลัง อ.หาดใหญ่ จ.สงขลา").location.partition("?")[0]
    work.all()
    assert f"{FULL} {NOT_YET}" in client.get(address).text


def test_a_caller_is_told_by_a_text_message_and_hears_who_has_it(client: Any, work: Work) -> None:
    leaves(work, TAO)
    leaves(work, TOWN)
    sid, step = recorded_plea(client, work)
    offered = post_twilio(client, step, speak.call(sid, Digits="90230"))
    waiting = post_twilio(client, action(offered), speak.call(sid, Digits="1"))
    work.all()
    assert the_case(work).owner == HUB
    from tests.triage.test_asking import told as heard

    redirect = heard(waiting).findtext("Redirect", "").removeprefix(PUBLIC_URL)
    assert "สถานที่กลาง อ.หาดใหญ่" in post_twilio(client, redirect, speak.call(sid)).get_data(as_text=True)
    assert "พะตง ยังไม่ใช้ระบบนี้" in told(work)


def test_where_the_hub_is_not_at_work_either_the_home_desk_has_it_and_says_so(
    client: Any, work: Work
) -> None:
    leaves(work, KHUAN_LANG)
    leaves(work, HUB)
    by_line(client, work)
    work.all()
    home = work.value("select home_org from account where kind = 'line' limit 1")
    assert the_case(work).owner == home
    assert f"{FULL} {NOT_YET}" in told(work)
