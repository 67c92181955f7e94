"""What staff see of LINE: the cards as their receivers do, the cost of a month, a warning before it is spent."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from channels.line import cards
from gateway.pages import bubbles
from store import quota
from store.db import utc_now
from tests.conftest import Work, log_in
from tests.speak import line_event, post_line, post_twilio, sms


def used(work: Work, share: int) -> None:
    with work.house.database.session() as session:
        quota.put(session, "line", 100, share, now=utc_now())


def texts(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["text"]] if part.get("type") == "text" else []
        own += [part["action"]["label"]] if part.get("type") == "button" else []
        return own + [each for value in part.values() for each in texts(value)]
    return [each for value in part for each in texts(value)] if isinstance(part, list) else []


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_preview_shows_every_word_button_and_colour_of_every_card(
    app: Any, staff: Any, language: str
) -> None:
    with app.test_request_context():
        specimens = bubbles.specimens(language)
    page = staff("9079").get(f"/admin/cards?lang={language}").get_data(as_text=True)
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    for specimen in specimens:
        for message in specimen.messages:
            for words in texts(message):
                assert re.sub(r"\s+", " ", words) in plain, words
    assert 'fill="#B3261E"' in page
    assert "style=" not in page


@pytest.mark.parametrize("language", ["th", "en"])
def test_no_card_has_more_than_three_buttons_and_each_says_in_one_line_what_it_shows(
    app: Any, language: str
) -> None:
    with app.test_request_context():
        specimens = bubbles.specimens(language)
    for specimen in specimens:
        (message,) = specimen.messages
        if message["type"] == "flex":
            footer = message["contents"].get("footer", {"contents": []})
            assert 1 <= len(footer["contents"]) <= cards.CARD_BUTTONS
            assert message["contents"]["size"] == "mega"
            assert message["altText"]


def test_a_sent_receipt_is_shown_as_its_receiver_sees_it_to_those_alone_who_may_read_the_case(
    app: Any, client: Any, work: Work, staff: Any
) -> None:
    post_line(client, line_event())
    work.all()
    row = work.rows(
        'select c.reference, c.owner, m.id from "case" c join message m on m.case_id = c.id'
        " where m.purpose = 'ack'"
    )[0]
    address = f"/cases/{row.reference}/messages/{row.id}/line"
    page = staff(row.owner).get(address).get_data(as_text=True)
    assert "fx-bubble" in page
    assert work.value("select count(*) from audit where action = 'case.read'") == 1
    assert staff("9078", email="other@example.org").get(address).status_code in {403, 404}
    assert client.get(address).status_code == 303


def test_what_did_not_leave_by_line_has_no_such_preview(
    app: Any, client: Any, work: Work, staff: Any
) -> None:
    post_twilio(client, "/hooks/sms", sms())
    work.all()
    row = work.rows(
        'select c.reference, c.owner, m.id from "case" c join message m on m.case_id = c.id'
        " where m.purpose = 'ack'"
    )[0]
    assert staff(row.owner).get(f"/cases/{row.reference}/messages/{row.id}/line").status_code == 404


@pytest.mark.parametrize(
    ("share", "said"),
    [(69, ""), (70, "ใช้ข้อความของเดือนนี้ไปแล้ว 70 จาก 100"), (90, "ส่งเฉพาะเรื่องด่วน"), (100, "ครบ 100 จาก 100")],
)
def test_the_inbox_warns_the_home_desk_before_the_month_is_spent(
    app: Any, work: Work, staff: Any, share: int, said: str
) -> None:
    used(work, share)
    home = work.value("select home_org from account where code = 'line'")
    page = staff(home).get("/inbox").get_data(as_text=True)
    assert ('class="quota' in page) == bool(said)
    assert said in page
    assert 'class="quota' not in staff("9079", email="else@example.org").get("/inbox").get_data(as_text=True)
    assert (
        'class="quota' in staff(home, "operator", email="op@example.org").get("/admin").get_data(as_text=True)
    ) == bool(said)


def test_the_share_used_is_a_metric(client: Any, work: Work) -> None:
    used(work, 73)
    assert 'saitrong_push_quota_share{account="line"} 0.73' in client.get("/metrics").get_data(as_text=True)


def test_a_month_costs_what_left_in_it_by_account_and_body(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """A reply is free, a push counts once, a text message by its segments; another body's figures are not shown."""
    from tests.test_delivery_faults import _answer

    client = wired_app.test_client()
    post_line(client, line_event())
    wired_work.all()
    _answer(wired_app, wired_work, "หนึ่ง")
    _answer(wired_app, wired_work, "สอง")
    wired_work.deliver()
    owner = wired_work.value('select owner from "case"')
    post_twilio(client, "/hooks/sms", sms())
    wired_work.all()
    with wired_work.house.database.session() as session:
        start = datetime(2020, 1, 1, tzinfo=UTC)
        rows = quota.costs(session, since=start, until=utc_now(), orgs=None)
    found = [(row.account, row.org, row.replies, row.pushes, row.segments) for row in rows]
    assert found == [
        ("line", owner, 1, 1, 0),
        ("sms", owner, 0, 0, 2),
    ]  # the privacy notice is a message of its own
    head = log_in(wired_app, owner, "head")
    page = head.get("/admin/costs").get_data(as_text=True)
    assert page.count("<tr>") == 4
    elsewhere = log_in(wired_app, "9078", "head")
    assert "<tr>" not in elsewhere.get("/admin/costs").get_data(as_text=True)
    assert "<tr>" not in head.get("/admin/costs?month=2020-01").get_data(as_text=True)
    assert log_in(wired_app, owner, "clerk").get("/admin/costs").status_code in {403, 404}


@pytest.mark.parametrize("month", ["2026-13", "x", "2026-1", "../..", "2026-11' or 1=1"])
def test_a_month_that_is_none_is_this_month(app: Any, staff: Any, month: str) -> None:
    page = staff("9079", "head").get("/admin/costs", query_string={"month": month}).get_data(as_text=True)
    assert f"{(utc_now().year + 543) % 100}" in page
