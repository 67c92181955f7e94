"""A month's messages: what goes together, what waits, and what is told to whom when little is left (channels.md 38)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

import clock
from casework import counting
from store import quota
from store.db import utc_now
from tests.conftest import Work
from tests.speak import DROWNING, line_event, post_line
from tests.test_delivery_faults import _answer


@pytest.fixture
def told(wired_app: Any, wired_work: Work) -> Any:
    """A citizen whose free reply is used up; answers from now on cost a push."""
    post_line(wired_app.test_client(), line_event())
    wired_work.all()
    return wired_app


def used(work: Work, share: float, account: str = "line") -> None:
    with work.house.database.session() as session:
        quota.put(session, account, 100, int(share * 100), now=utc_now())


def pushes(provider: Any) -> list[Any]:
    return [one for one in provider.deliveries if one.api == "line.push"]


def close(app: Any, work: Work, words: str) -> None:
    from casework import ending
    from casework.access import Actor
    from store.staff import Role

    row = work.rows('select reference, owner, version from "case"')[0]
    actor = Actor(work.value("select id from staff limit 1"), "clerk", {row.owner: frozenset({Role.CLERK})})
    with app.extensions["house"].database.session() as session:
        ending.close(
            session, actor, row.reference, version=row.version, reason="advised", words=words, now=utc_now()
        )


def hand_over(app: Any, work: Work, org: str = "hub-9011") -> None:
    from casework import handling
    from casework.access import Actor
    from store.staff import Role

    row = work.rows('select reference, owner, version from "case"')[0]
    actor = Actor(work.value("select id from staff limit 1"), "clerk", {row.owner: frozenset({Role.CLERK})})
    with app.extensions["house"].database.session() as session:
        handling.hand_over(
            session, actor, row.reference, org=org, org_name="สถานที่กลาง", version=row.version, now=utc_now()
        )


def test_several_changes_to_one_person_are_one_push(told: Any, wired_work: Work, provider: Any) -> None:
    """News that nobody waits for goes with the answer that follows it."""
    hand_over(told, wired_work)
    assert wired_work.deliver() == [], "held back for company"
    owner = wired_work.value('select owner from "case"')
    _answer(told, wired_work, f"ถึง {owner} แล้วครับ")
    _answer(told, wired_work, "พรุ่งนี้เช้าจะโทรหา")
    assert [o.state for o in wired_work.deliver()] == ["sent"]
    (one,) = pushes(provider)
    assert [bubble["text"][:4] for bubble in one.body] == ["เรื่", "ถึง ", "พรุ่"]
    assert {row.state for row in wired_work.rows("select state from message where direction = 'out'")} == {
        "sent"
    }


def test_news_without_company_goes_alone_after_a_short_while(
    told: Any, wired_work: Work, provider: Any
) -> None:
    hand_over(told, wired_work)
    wired_work.later(60)
    assert [o.state for o in wired_work.deliver()] == ["sent"]
    assert len(pushes(provider)) == 1


def test_a_push_that_is_tried_again_carries_the_same_company_under_the_same_key(
    told: Any, wired_work: Work, provider: Any
) -> None:
    """[35] the body under a retry key may not change, whatever is written meanwhile."""
    _answer(told, wired_work, "หนึ่ง")
    _answer(told, wired_work, "สอง")
    provider.fault("/v2/bot/message/push", "lost_ack", times=1)
    assert [o.state for o in wired_work.deliver()] == ["pending"]
    _answer(told, wired_work, "สาม")
    wired_work.later(60)
    assert [o.state for o in wired_work.deliver()] == ["sent", "sent"]
    assert [[bubble["text"] for bubble in one.body] for one in pushes(provider)] == [["หนึ่ง", "สอง"], ["สาม"]]


def test_when_company_was_the_trouble_each_goes_alone(told: Any, wired_work: Work, provider: Any) -> None:
    _answer(told, wired_work, "หนึ่ง")
    _answer(told, wired_work, "สอง")
    provider.fault("/v2/bot/message/push", "error", status=400, times=1)
    assert [o.state for o in wired_work.deliver()] == ["failed", "sent"]
    assert [one.body[0]["text"] for one in pushes(provider)] == ["สอง"]


def test_words_that_waited_for_the_month_go_with_the_next_free_reply(
    told: Any, wired_work: Work, provider: Any
) -> None:
    """[38] no retry storm, and nothing is lost."""
    _answer(told, wired_work, "คำตอบที่รออยู่")
    provider.fault("/v2/bot/message/push", "monthly", times=1)
    assert [o.state for o in wired_work.deliver()] == ["withheld"]
    wired_work.later(7200)
    assert wired_work.deliver() == []
    post_line(told.test_client(), line_event("สถานะ"))
    assert [(o.state, o.how) for o in wired_work.all()] == [("sent", "reply")]
    last = provider.deliveries[-1]
    assert (last.api, last.body[0]["text"]) == ("line.reply", "คำตอบที่รออยู่")
    assert wired_work.value("select count(*) from message where state = 'withheld'") == 0


def test_a_dead_free_reply_leaves_what_waits_waiting(told: Any, wired_work: Work, provider: Any) -> None:
    """[33, 38] no push is spent on it."""
    used(wired_work, 0.95)
    _answer(told, wired_work, "คำตอบที่รออยู่")
    wired_work.deliver()
    event = line_event("สถานะ")
    provider.state.used_tokens.add(event["replyToken"])
    post_line(told.test_client(), event)
    assert [o.state for o in wired_work.all()] == ["withheld"]
    assert pushes(provider) == []
    assert wired_work.value("select state from message where text = 'คำตอบที่รออยู่'") == "withheld"


def test_at_ninety_percent_only_the_ends_of_cases_danger_and_what_a_person_insists_on_are_pushed(
    told: Any, wired_work: Work, provider: Any
) -> None:
    used(wired_work, 0.9)
    _answer(told, wired_work, "คำตอบธรรมดา")
    assert [o.state for o in wired_work.deliver()] == ["withheld"]
    assert pushes(provider) == []
    _insist(told, wired_work)
    assert [o.state for o in wired_work.deliver()] == ["sent"]
    close(told, wired_work, "ซ่อมเสร็จแล้ว")
    assert [o.state for o in wired_work.deliver()] == ["sent"]
    post_line(told.test_client(), line_event(DROWNING, replyToken=None))
    assert {o.state for o in wired_work.all()} == {"sent"}


def _insist(app: Any, work: Work) -> None:
    from casework import sending
    from casework.access import Actor
    from store.staff import Role

    row = work.rows('select reference, owner, version from "case"')[0]
    message = work.value("select id from message where state = 'withheld'")
    actor = Actor(work.value("select id from staff limit 1"), "clerk", {row.owner: frozenset({Role.CLERK})})
    with app.extensions["house"].database.session() as session:
        assert sending.send_again(session, actor, row.reference, message, version=row.version, now=utc_now())


def test_an_old_answer_about_the_month_is_not_believed(told: Any, wired_work: Work) -> None:
    """A new month may have begun since."""
    used(wired_work, 1.0)
    with wired_work.house.database.session() as session:
        session.execute(text("update quota set asked_at = now() - interval '7 hours'"))
    _answer(told, wired_work, "คำตอบธรรมดา")
    assert [o.state for o in wired_work.deliver()] == ["sent"]


@pytest.mark.parametrize("proven", [True, False])
def test_a_proven_phone_learns_by_text_message_that_words_wait_in_line(
    told: Any, wired_work: Work, provider: Any, proven: bool
) -> None:
    """[38] one segment, none of the words themselves, at most one a day; without a proven phone nothing."""
    from channels.segments import segments

    with wired_work.house.database.session() as session:
        session.execute(
            text(
                "insert into contact_point (id, person_id, kind, value, proven, created_at)"
                " select gen_random_uuid(), person_id, 'phone', '+66812345678', :proven, now() from conversation"
            ),
            {"proven": proven},
        )
    used(wired_work, 1.0)
    for words in ("ความลับของท่าน", "อีกเรื่องหนึ่ง"):
        _answer(told, wired_work, words)
    wired_work.deliver()
    texts = [one for one in provider.deliveries if one.api == "twilio.message"]
    assert [one.to for one in texts] == (["+66812345678"] if proven else [])
    for one in texts:
        assert segments(one.body["Body"]) == 1
        assert "ความลับ" not in one.body["Body"]


def test_the_clock_asks_every_hour_and_tells_once_a_step(
    wired_work: Work, provider: Any, caplog: pytest.LogCaptureFixture
) -> None:
    provider.state.quota = 4
    chore = next(each for each in clock.CHORES if each.do is clock.ask_quotas)
    assert chore.every == timedelta(hours=1)
    for _ in range(3):
        provider.state.deliver("line.push", "U1", "", [])
    chore.do(wired_work.house)
    chore.do(wired_work.house)
    assert wired_work.rows("select account, allowed, used from quota") == [("line", 4, 3)]
    assert [r.message for r in caplog.records if "quota account" in r.message] == [
        "quota account=line used=3 of 4"
    ]


def test_a_provider_that_does_not_answer_keeps_its_last_answer(wired_work: Work, provider: Any) -> None:
    used(wired_work, 0.5)
    provider.fault("/v2/bot/message/quota", "error", status=500)
    assert counting.ask_quotas(wired_work.house.database, wired_work.house.channels, now=utc_now()) == 0
    assert wired_work.value("select used from quota") == 50
