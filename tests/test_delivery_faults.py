"""The delivery faults of the channels (channels.md section 5), each named after what is promised; numbers in brackets."""

import json
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests import speak
from tests.conftest import Work
from tests.speak import ROOF, line_event, post_line, post_twilio, sms, user


def count(work: Work, sql: str) -> int:
    return int(work.value(f"select count(*) from {sql}"))


def pleas(work: Work) -> int:
    return count(work, '"case"')


# -- coming in by LINE ----------------------------------------------------------------------------------------


def test_an_empty_probe_is_answered_and_leaves_nothing(client: Any, work: Work) -> None:
    """[1]"""
    assert post_line(client).status_code == 200
    assert count(work, "raw_event") == count(work, "raw_body") == 0


@pytest.mark.parametrize("signature", [None, "", "ผิด", "AAAA", "____----"])
def test_a_wrong_or_missing_signature_is_refused_and_nothing_is_stored(
    client: Any, work: Work, signature: Any
) -> None:
    """[2]"""
    headers = {} if signature is None else {"X-Line-Signature": signature.encode().decode("latin-1")}
    answer = client.post("/hooks/line", data=speak.line_body(line_event()), headers=headers)
    assert answer.status_code == 403
    assert count(work, "raw_event") == 0


def test_one_changed_byte_is_refused(client: Any, work: Work) -> None:
    """[2]"""
    body = speak.line_body(line_event())
    headers = {"X-Line-Signature": speak.sign_line(body)}
    assert client.post("/hooks/line", data=body + b" ", headers=headers).status_code == 403
    assert count(work, "raw_event") == 0


@pytest.mark.parametrize("name", ["X-LINE-SIGNATURE", "x-line-signature", "X-Line-Signature"])
def test_raw_bytes_are_what_is_signed_whatever_the_header_is_called(
    client: Any, work: Work, name: str
) -> None:
    """[3, 4]"""
    escaped = json.dumps({"events": [line_event()]}, ensure_ascii=True).encode() + b"\n"
    answer = client.post("/hooks/line", data=escaped, headers={name: speak.sign_line(escaped)})
    assert answer.status_code == 200
    assert work.value("select text from message") == ROOF


def test_an_account_nobody_opened_is_unknown(client: Any) -> None:
    """[6] a valid signature of another channel opens no door."""
    assert post_line(client, line_event(), account="line.elsewhere").status_code == 404


def test_an_event_told_twice_is_one_plea_with_one_reply(client: Any, work: Work) -> None:
    """[7]"""
    event = line_event()
    for _ in range(2):
        assert post_line(client, event).status_code == 200
    work.all()
    assert pleas(work) == 1
    assert count(work, "message where direction = 'out'") == 1


def test_an_event_told_four_times_at_once_is_one_row(app: Any, work: Work) -> None:
    """[8] the two-process form stands in tests/faults."""
    event = line_event()
    together = threading.Barrier(4)

    def tell() -> None:
        client = app.test_client()
        together.wait()
        assert post_line(client, event).status_code == 200

    threads = [threading.Thread(target=tell) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(work, "message") == count(work, "raw_event") == count(work, "raw_body") == 1


def test_a_redelivery_after_a_refusal_is_a_plea_answered_with_its_token(
    wired_app: Any, wired_work: Work, provider: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[9] database and disk both refused: 503, then the same event comes again."""
    from store import spool

    event = line_event()
    door = wired_app.extensions["door"]
    with monkeypatch.context() as broken:
        broken.setattr(spool, "save", _full)
        door.mark_away()
        assert post_line(wired_app.test_client(), event).status_code == 503
    door.away_until = 0.0
    event["deliveryContext"]["isRedelivery"] = True
    assert post_line(wired_app.test_client(), event).status_code == 200
    assert [outcome.how for outcome in wired_work.all()] == ["reply"]
    assert pleas(wired_work) == 1


def _full(*_args: object) -> None:
    from store.spool import SpoolFull

    raise SpoolFull("No space left on device")


def test_a_redelivery_after_the_commit_changes_nothing(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[10] the gateway died between commit and 200; the kill itself stands in tests/faults."""
    event = line_event()
    client = wired_app.test_client()
    post_line(client, event)
    wired_work.all()
    event["deliveryContext"]["isRedelivery"] = True
    post_line(client, event)
    wired_work.all()
    assert pleas(wired_work) == len(provider.deliveries) == 1


def test_a_late_redelivery_is_answered_by_push_with_its_key(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[11] 25 minutes later the token is dead."""
    event = line_event(timestamp=int((datetime.now(UTC) - timedelta(minutes=25)).timestamp() * 1000))
    provider.state.used_tokens.add(event["replyToken"])
    post_line(wired_app.test_client(), event)
    assert [(o.state, o.how) for o in wired_work.all()] == [("sent", "push")]
    assert pleas(wired_work) == len(provider.deliveries) == 1


def test_a_malformed_sibling_loses_nobody_and_is_kept_for_an_operator(client: Any, work: Work) -> None:
    """[12]"""
    first, third = (
        line_event(source={"type": "user", "userId": user(1)}),
        line_event(source={"type": "user", "userId": user(2)}),
    )
    assert post_line(client, first, {"type": "strange", "webhookEventId": "x1"}, third).status_code == 200
    work.triage()
    assert pleas(work) == 2
    assert work.value("select state from raw_event where event_id = 'x1'") == "unreadable"
    assert b"strange" in work.value("select body from raw_body")


@pytest.mark.parametrize(
    "changes",
    [
        {"message": {"type": "hologram", "id": "77"}},
        {"source": {"type": "planet", "userId": user(7)}},
        {"mode": "dreaming"},
    ],
)
def test_what_line_has_not_told_us_of_yet_is_kept_and_answered(
    wired_app: Any, wired_work: Work, provider: Any, changes: dict[str, Any]
) -> None:
    """[13]"""
    assert post_line(wired_app.test_client(), line_event(**changes)).status_code == 200
    wired_work.all()
    assert pleas(wired_work) == 1
    assert len(provider.deliveries) == 1


def test_a_sticker_of_a_new_sort_alone_is_kept_and_asked_about(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[13, 24]"""
    sticker = {
        "type": "sticker",
        "id": "78",
        "stickerId": "1",
        "packageId": "1",
        "stickerResourceType": "NEW",
    }
    post_line(wired_app.test_client(), line_event(message=sticker))
    wired_work.all()
    assert pleas(wired_work) == 0
    assert wired_work.value("select state from message where direction = 'in'") == "triaged"
    (said,) = provider.deliveries
    assert "พิมพ์เล่ามาได้เลย" in said.body[0]["text"]


def test_unknown_properties_and_a_missing_quote_token_change_nothing(client: Any, work: Work) -> None:
    """[14]"""
    event = line_event(
        message={"text": ROOF, "type": "text", "id": "9", "novelty": {"deep": [1]}}, extra=True
    )
    post_line(client, dict(reversed(event.items())))
    work.triage()
    assert work.value('select text from "case"') == ROOF


def test_a_conversation_is_ordered_by_when_things_were_said(client: Any, work: Work) -> None:
    """[15] details arrive before the first words."""
    now = int(datetime.now(UTC).timestamp() * 1000)
    post_line(client, line_event("มีคนแก่สองคน", timestamp=now - 1000))
    post_line(client, line_event(ROOF, timestamp=now - 3000))
    work.triage()
    texts = [
        row.text for row in work.rows("select text from message where direction = 'in' order by sent_at")
    ]
    assert texts == [ROOF, "มีคนแก่สองคน"]
    assert pleas(work) == 1
    assert work.value('select text from "case"').splitlines() == [ROOF, "มีคนแก่สองคน"]


def test_a_pin_without_words_is_accepted_with_whole_degrees(client: Any, work: Work) -> None:
    """[25]"""
    post_line(client, line_event(message={"type": "location", "id": "5", "latitude": 7, "longitude": 100.4}))
    work.triage()
    assert work.rows('select latitude, longitude from "case"')[0] == (7.0, 100.4)


def test_following_and_blocking_open_no_case_and_stop_pushes(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[26]"""
    client = wired_app.test_client()
    post_line(client, line_event(type="follow", message=None))
    wired_work.all()
    assert pleas(wired_work) == 0
    post_line(client, line_event())
    wired_work.all()
    sent = len(provider.deliveries)
    post_line(client, line_event(type="unfollow", message=None, replyToken=None))
    wired_work.triage()
    _answer(wired_app, wired_work, "มาแล้วครับ")
    (outcome,) = wired_work.deliver()
    assert (outcome.state, len(provider.deliveries)) == ("failed", sent)
    post_line(client, line_event(type="follow", message=None, follow={"isUnblocked": True}))
    wired_work.triage()
    assert wired_work.value("select reachable from conversation")


def _answer(app: Any, work: Work, words: str) -> Any:
    from casework import sending
    from casework.access import Actor
    from store.db import utc_now
    from store.staff import Role

    row = work.rows('select reference, owner from "case"')[0]
    person = work.value("select id from staff limit 1")
    actor = Actor(person, "clerk", {row.owner: frozenset({Role.CLERK})})
    with app.extensions["house"].database.session() as session:
        return sending.reply(session, actor, row.reference, words, now=utc_now())


def test_a_button_pressed_twice_acts_once_and_is_answered_the_same(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[27, 28] also an old one, after the case is closed."""
    client = wired_app.test_client()
    post_line(client, line_event())
    wired_work.all()
    before = wired_work.rows('select state, version, message_count from "case"')
    for _ in range(2):
        post_line(client, line_event(type="postback", message=None, postback={"data": "status"}))
        wired_work.all()
    assert wired_work.rows('select state, version, message_count from "case"') == before
    answers = [json.dumps(said.body, ensure_ascii=False) for said in provider.deliveries[1:]]
    assert len(answers) == 2
    assert answers[0] == answers[1]


def test_words_in_a_group_are_kept_without_case_or_answer(client: Any, work: Work) -> None:
    """[29]"""
    post_line(client, line_event(source={"type": "group", "groupId": "C1", "userId": user(1)}))
    work.all()
    assert pleas(work) == count(work, "message where direction = 'out'") == 0
    assert count(work, "message where group_id = 'C1' and state = 'triaged'") == 1


def test_a_sender_without_a_name_is_kept(client: Any, work: Work) -> None:
    """[30, 31] no profile is asked for, so none can be missing."""
    post_line(client, line_event(source={"type": "user"}))
    post_line(client, line_event(source=None))
    work.triage()
    assert pleas(work) == 2


def test_on_standby_the_plea_is_stored_and_nothing_is_sent(client: Any, work: Work) -> None:
    """[32]"""
    post_line(client, line_event(mode="standby", replyToken=None))
    work.all()
    assert (pleas(work), count(work, "message where direction = 'out'")) == (1, 0)


# -- going out by LINE -----------------------------------------------------------------------------------------


def test_a_dead_reply_token_falls_back_to_one_push(wired_app: Any, wired_work: Work, provider: Any) -> None:
    """[33]"""
    event = line_event()
    post_line(wired_app.test_client(), event)
    provider.state.used_tokens.add(event["replyToken"])
    assert [(o.state, o.how) for o in wired_work.all()] == [("sent", "push")]
    assert [said.api for said in provider.deliveries] == ["line.push"]


def test_a_reply_of_unknown_outcome_is_never_followed_by_a_push(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[34]"""
    provider.fault("/v2/bot/message/reply", "drop", times=1)
    post_line(wired_app.test_client(), line_event())
    assert [o.state for o in wired_work.all()] == ["unsure"]
    wired_work.later(120)
    assert wired_work.deliver() == []
    assert len(provider.deliveries) == 1


def test_a_push_accepted_but_answered_500_is_sent_once_with_its_key(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[35]"""
    post_line(wired_app.test_client(), line_event(replyToken=None))
    provider.fault("/v2/bot/message/push", "lost_ack", times=1)
    assert [o.state for o in wired_work.all()] == ["pending"]
    wired_work.later(60)
    (outcome,) = wired_work.deliver()
    assert outcome.state == "sent"
    assert outcome.provider_id
    assert len(provider.deliveries) == 1


def test_a_push_whose_sender_died_is_sent_again_with_the_same_key(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[36] the real kill stands in tests/faults."""
    from casework import delivery
    from store import outbox
    from store.db import utc_now

    house = wired_app.extensions["house"]
    post_line(wired_app.test_client(), line_event(replyToken=None))
    wired_work.triage()
    (job,) = delivery.claim(house.database, house.channels, now=utc_now(), limit=5, by=99)
    house.channels["line"].send(delivery.outbound(job.row, "", job.row.sender))
    wired_work.later(10)
    with house.database.session() as session:
        assert outbox.recover(session, now=utc_now(), safe=["line"]) == (1, 0)
    assert [o.state for o in wired_work.deliver()] == ["sent"]
    assert len(provider.deliveries) == 1


def test_a_push_first_tried_a_day_ago_goes_to_a_person(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[37]"""
    post_line(wired_app.test_client(), line_event(replyToken=None))
    provider.fault("/v2/bot/message/push", "error", status=500, times=1)
    wired_work.all()
    wired_work.later(24 * 3600 + 60)
    assert [o.state for o in wired_work.deliver()] == ["unsure"]
    assert provider.deliveries == []


def test_a_spent_month_is_no_retry_storm(wired_app: Any, wired_work: Work, provider: Any) -> None:
    """[38] the words wait as withheld; staff see it and may send by another way."""
    post_line(wired_app.test_client(), line_event(replyToken=None))
    provider.fault("/v2/bot/message/push", "monthly")
    assert [o.state for o in wired_work.all()] == ["withheld"]
    wired_work.later(3600)
    assert wired_work.deliver() == []


def test_a_rate_limit_backs_off_and_keeps_the_order(wired_app: Any, wired_work: Work, provider: Any) -> None:
    """[39]"""
    post_line(wired_app.test_client(), line_event(replyToken=None))
    wired_work.triage()
    _answer(wired_app, wired_work, "คำตอบที่สอง")
    provider.fault("/v2/bot/message/push", "rate", times=1)
    assert [o.state for o in wired_work.deliver()] == ["pending"]
    assert wired_work.deliver() == [], "the second waits for the first"
    wired_work.later(120)
    assert [o.state for o in wired_work.deliver()] == ["sent"]
    (said,) = provider.deliveries
    assert [bubble["type"] for bubble in said.body] == ["flex", "text"]
    assert "คำตอบที่สอง" in said.body[1]["text"]
    assert {row.state for row in wired_work.rows("select state from message where direction = 'out'")} == {
        "sent"
    }


def test_a_push_taken_by_line_is_called_sent_and_never_delivered(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[40] LINE answers 200 for somebody who blocked us."""
    post_line(wired_app.test_client(), line_event(replyToken=None))
    wired_work.all()
    assert wired_work.value("select state from message where purpose = 'ack'") == "sent"


def test_a_very_long_answer_is_cut_into_what_line_takes(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[41]"""
    post_line(wired_app.test_client(), line_event())
    wired_work.all()
    _answer(wired_app, wired_work, "น้ำ😀" * 3000)
    assert [o.state for o in wired_work.deliver()] == ["sent"]
    bubbles = provider.deliveries[-1].body
    assert 1 < len(bubbles) <= 5
    assert all(len(bubble["text"].encode("utf-16-le")) // 2 <= 5000 for bubble in bubbles)


# -- when our own house is on fire -----------------------------------------------------------------------------


def test_with_the_database_away_requests_are_spooled_and_all_stored_once_after(app: Any, work: Work) -> None:
    """[42] the real stop of PostgreSQL stands in tests/faults."""
    from gateway.draining import SpoolDrain

    door = app.extensions["door"]
    door.mark_away()
    door.away_until += 60
    events = [line_event(source={"type": "user", "userId": user(n)}) for n in range(20)]
    for event in (*events, *events[:5]):
        assert post_line(app.test_client(), event).status_code == 200
    assert count(work, "message") == 0
    door.away_until = 0.0
    assert SpoolDrain(door, threading.Event()).once() == 25
    work.all()
    assert pleas(work) == 20


def test_danger_is_answered_by_the_free_reply_even_with_the_database_away(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[42] and decisions.md 14: once now by the token, and not a second time when the spool is drained."""
    from gateway.draining import SpoolDrain

    door = wired_app.extensions["door"]
    door.mark_away()
    door.away_until += 60
    assert post_line(wired_app.test_client(), line_event(speak.DROWNING)).status_code == 200
    door.sender.close()
    assert [said.api for said in provider.deliveries] == ["line.reply"]
    door.away_until = 0.0
    assert SpoolDrain(door, threading.Event()).once() == 1
    wired_work.all()
    assert wired_work.value("select state from message where purpose = 'danger'") == "unsure"
    assert [said.api for said in provider.deliveries] == ["line.reply", "line.push"]
    assert wired_work.value('select urgency from "case"') == "U0"


def test_with_the_queue_away_pleas_are_stored_and_found_by_the_sweep(app: Any, work: Work) -> None:
    """[43] the real kill of Valkey stands in tests/faults."""
    from store.queue import Nudges

    door = app.extensions["door"]
    door.nudger.nudges = Nudges("unix:///nowhere/valkey.sock")
    assert post_line(app.test_client(), line_event()).status_code == 200
    door.nudger.close()
    assert door.nudger.nudges.missed == 1
    work.all()
    assert pleas(work) == 1


# -- text messages and calls -----------------------------------------------------------------------------------


def test_a_text_message_told_twice_is_one_plea_and_the_same_answer(client: Any, work: Work) -> None:
    """[45] with and without the provider's idempotency token."""
    form = sms(speak.DROWNING)
    first = post_twilio(client, "/hooks/sms", form)
    headers = {"X-Twilio-Signature": speak.sign_twilio("/hooks/sms", form), "I-Twilio-Idempotency-Token": "t"}
    second = client.post("/hooks/sms", data=form, headers=headers)
    assert first.get_data() == second.get_data()
    work.triage()
    assert pleas(work) == 1


@pytest.mark.parametrize("path", ["/hooks/sms?office=%E0%B8%81%2F%7E", "/hooks/sms?a=&b=1"])
def test_signatures_hold_over_the_public_address_with_thai_in_its_query(client: Any, path: str) -> None:
    """[46] behind a TLS proxy the request itself says http and another host."""
    assert post_twilio(client, path, sms()).status_code == 200
    assert client.post(path, data=sms()).status_code == 403


def test_a_blank_message_with_a_picture_is_kept(client: Any, work: Work) -> None:
    """[48]"""
    form = sms("") | {
        "NumMedia": "1",
        "MediaUrl0": "https://api.twilio.com/m/1",
        "MediaContentType0": "image/jpeg",
    }
    assert post_twilio(client, "/hooks/sms", form).status_code == 200
    work.triage()
    assert (pleas(work), count(work, "attachment")) == (1, 1)


def status(sid: str, word: str, **more: str) -> dict[str, str]:
    return {"MessageSid": sid, "MessageStatus": word, "To": "+66812345678", "From": "+66000000000"} | more


def test_a_late_receipt_never_takes_a_delivery_back(wired_app: Any, wired_work: Work, provider: Any) -> None:
    """[49]"""
    client = wired_app.test_client()
    post_twilio(client, "/hooks/sms", sms())
    outcome = wired_work.all()[0]
    for word in ("delivered", "sent", "delivered"):
        post_twilio(client, "/hooks/sms/status", status(outcome.provider_id, word))
        wired_work.triage()
    assert wired_work.value("select state from message where purpose = 'ack'") == "delivered"


def test_a_receipt_that_comes_before_our_commit_is_joined_later(wired_app: Any, wired_work: Work) -> None:
    """[50]"""
    client = wired_app.test_client()
    post_twilio(client, "/hooks/sms", sms())
    wired_work.triage()
    with wired_app.extensions["house"].database.session() as session:
        from sqlalchemy import text

        post_twilio(client, "/hooks/sms/status", status("SMearly", "delivered"))
        wired_work.triage()
        assert wired_work.value("select state from raw_event where kind = 'receipt'") == "waiting"
        session.execute(
            text("update message set state = 'sent', provider_message_id = 'SMearly' where direction = 'out'")
        )
    wired_work.triage()
    assert wired_work.value("select state from message where direction = 'out'") == "delivered"


def test_a_number_that_opted_out_is_not_tried_again(wired_app: Any, wired_work: Work, provider: Any) -> None:
    """[51]"""
    client = wired_app.test_client()
    post_twilio(client, "/hooks/sms", sms())
    wired_work.triage()
    provider.state.opted_out.add("+66812345678")
    assert {o.state for o in wired_work.deliver()} == {"failed"}
    _answer(wired_app, wired_work, "สวัสดีครับ")
    (outcome,) = wired_work.deliver()
    assert "cannot be reached" in outcome.error


def test_a_success_that_says_failed_inside_is_failed(wired_app: Any, wired_work: Work, provider: Any) -> None:
    """[54]"""
    post_twilio(wired_app.test_client(), "/hooks/sms", sms())
    provider.fault("/2010-04-01", "failed")
    (outcome,) = wired_work.all()
    assert outcome.state in {"failed", "pending"}
    assert provider.deliveries == []
