"""Sending to LINE: every answer of the platform becomes the one right error, and nobody is written to twice."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from channels.contract import (
    Button,
    OutboundMessage,
    OutcomeUnknown,
    QuotaSpent,
    RecipientGone,
    ReplyTokenInvalid,
    SendFailed,
)
from channels.line import send
from tests.channels.specimens import USER
from tests.provider import Provider

PUSH, REPLY = "/v2/bot/message/push", "/v2/bot/message/reply"
TEXT = "รับเรื่องแล้วค่ะ เลขที่ 6911-0000-0173"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(send, "TIMEOUT", (1.0, 0.3))


def push(**changes: Any) -> OutboundMessage:
    return replace(OutboundMessage(key=uuid4(), recipient=USER, text=TEXT), **changes)


def reply(**changes: Any) -> OutboundMessage:
    return push(reply_token=uuid4().hex, **changes)


def failure(line: Any, message: OutboundMessage) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        line.send(message)
    return caught.value


def test_a_push_arrives_once_with_its_key(line, provider: Provider):
    message = push()
    sent = line.send(message)
    (delivery,) = provider.deliveries
    assert (delivery.id, delivery.api, delivery.to) == (sent, "line.push", USER)
    assert UUID(delivery.key) == message.key
    assert delivery.body == [{"type": "text", "text": TEXT}]


def test_a_reply_arrives_by_its_token_and_carries_no_retry_key(line, provider: Provider):
    message = reply()
    assert line.send(message) == provider.deliveries[0].id
    assert (provider.deliveries[0].api, provider.deliveries[0].key) == ("line.reply", message.reply_token)


@pytest.mark.parametrize("used", [True, False])
def test_a_dead_reply_token_is_told_apart_and_no_push_follows_by_itself(line, provider: Provider, used):
    """Case 33."""
    message = reply() if used else push(reply_token="expired-1")
    if used:
        line.send(message)
    with pytest.raises(ReplyTokenInvalid) as caught:
        line.send(message)
    assert not caught.value.retryable
    assert [one.api for one in provider.deliveries] == ["line.reply"] * used


@pytest.mark.parametrize("kind", ["hang", "drop", "lost_ack", "garbage", "empty", "garbage_error"])
def test_a_reply_whose_fate_is_unknown_says_so(line, provider: Provider, kind):
    """Case 34."""
    provider.fault(REPLY, kind, seconds=1)
    with pytest.raises(OutcomeUnknown):
        line.send(reply())
    assert len(provider.deliveries) == (kind != "garbage_error")


@pytest.mark.parametrize("kind", ["hang", "drop", "lost_ack", "garbage", "empty"])
def test_a_push_repeated_after_a_lost_answer_is_delivered_once(line, provider: Provider, kind):
    """Cases 35 and 36."""
    provider.fault(PUSH, kind, seconds=1)
    message = push()
    assert failure(line, message).retryable
    # LINE answers 409 with the id it gave the first time
    assert line.send(message) == provider.deliveries[0].id
    assert len(provider.deliveries) == 1


@pytest.mark.parametrize("kind", ["error", "garbage_error", "hang_before"])
def test_a_push_that_was_not_accepted_is_retried_with_the_same_key(line, provider: Provider, kind):
    provider.fault(PUSH, kind, seconds=0.5)
    message = push()
    assert failure(line, message).retryable
    line.send(message)
    assert len(provider.deliveries) == 1


@pytest.mark.parametrize(("path", "say"), [(PUSH, push), (REPLY, reply)])
def test_a_spent_month_and_a_busy_second_are_told_apart(line, provider: Provider, path, say):
    """Cases 38 and 39."""
    provider.fault(path, "monthly")
    with pytest.raises(QuotaSpent) as spent:
        line.send(say())
    assert not spent.value.retryable
    provider.fault(path, "rate")
    busy = failure(line, say())
    assert (busy.retryable, busy.after) == (True, 7.0)


def test_the_platforms_own_quota_stops_pushes(line, provider: Provider):
    provider.state.quota = 1
    line.send(push())
    with pytest.raises(QuotaSpent):
        line.send(push())


@pytest.mark.parametrize("say", [push, reply])
def test_nothing_reached_means_try_again(open_one, say):
    line = open_one("line", LINE_TOKEN="t", LINE_API_URL="http://127.0.0.1:9")
    assert failure(line, say()).retryable


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize(("path", "say"), [(PUSH, push), (REPLY, reply)])
def test_a_refused_token_is_named_and_not_retried(line, provider: Provider, path, say, status):
    provider.fault(path, "error", status=status)
    refused = failure(line, say())
    assert (refused.retryable, str(refused)) == (False, f"LINE: {status}, channel token refused")


def test_an_unknown_recipient_is_gone(line):
    with pytest.raises(RecipientGone):
        line.send(push(recipient="+66812345678"))


def test_a_stranger_is_reached_only_by_their_token(line, provider: Provider):
    with pytest.raises(RecipientGone):
        line.send(push(recipient="anon:01G17"))
    line.send(reply(recipient="anon:01G17"))
    assert len(provider.deliveries) == 1


@pytest.mark.parametrize(("path", "say"), [(PUSH, push), (REPLY, reply)])
def test_a_redirect_is_not_followed(line, provider: Provider, path, say):
    provider.fault(path, "redirect")
    assert not failure(line, say()).retryable
    assert provider.deliveries == []


def test_errors_name_no_words_and_no_person(line, provider: Provider):
    provider.fault(PUSH, "error", status=400)
    said = str(failure(line, push()))
    assert TEXT not in said
    assert USER not in said


def test_what_the_sdk_refuses_is_a_failure_like_any_other(line, provider: Provider):
    refused = failure(line, push(buttons=(Button("สถานะ", "postback", "x" * 301),)))
    assert not refused.retryable
    assert provider.state.requests == 0


def test_without_a_token_it_is_written_to_the_screen(open_one, tmp_path):
    message = push()
    assert open_one("line").send(message) == f"screen-{message.key}"
    assert TEXT in (tmp_path / "screen.jsonl").read_text("utf-8")


def test_the_key_is_safe_for_less_than_lines_day(line):
    assert 20 * 3600 < line.safe_for < 24 * 3600
