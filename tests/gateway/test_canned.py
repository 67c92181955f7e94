"""Words to people in danger leave from the gateway itself: at once, once, and with everything else away."""

import json
from typing import Any

import pytest

from tests import speak
from tests.conftest import Work
from tests.speak import line_event, post_line, user
from tests.waiting import until


def cry(n: int = 1, **changes: Any) -> dict[str, Any]:
    return line_event(speak.DROWNING, source={"type": "user", "userId": user(n)}, **changes)


def sent(provider: Any) -> list[str]:
    return [said.api for said in provider.deliveries]


def test_many_in_danger_at_once_are_each_told_the_number_once(
    wired_app: Any, provider: Any, wired_work: Work
) -> None:
    client = wired_app.test_client()
    for n in range(20):
        assert post_line(client, cry(n)).status_code == 200
    assert until(lambda: len(provider.deliveries) == 20)
    wired_work.triage()
    wired_work.deliver()
    told = [said for said in provider.deliveries if "tel:" in json.dumps(said.body)]
    assert len({said.key for said in told}) == len(told) == 20
    assert wired_work.value("select count(*) from message where purpose = 'danger' and state = 'sent'") == 20


def test_a_provider_that_hangs_does_not_keep_the_webhook_waiting(wired_app: Any, provider: Any) -> None:
    provider.fault("/v2/bot/message/reply", "delay", seconds=60, times=1)
    client = wired_app.test_client()
    post_line(client, line_event())
    assert post_line(client, cry(2)).status_code == 200
    assert provider.deliveries == []
    provider.release()
    assert until(lambda: len(provider.deliveries) == 1)


def test_a_worker_and_the_gateway_at_once_say_it_once(
    wired_app: Any, provider: Any, wired_work: Work
) -> None:
    client = wired_app.test_client()
    for n in range(10):
        post_line(client, cry(n))
        wired_work.deliver()
    assert until(lambda: len(provider.deliveries) >= 10)
    wired_app.extensions["door"].sender.close()
    assert sent(provider) == ["line.reply"] * 10


def test_without_a_database_the_free_reply_still_tells_the_number(adrift: Any, provider: Any) -> None:
    assert post_line(adrift.test_client(), cry(), line_event()).status_code == 200
    assert until(lambda: sent(provider) == ["line.reply"])
    assert "tel:" in json.dumps(provider.deliveries[0].body)


@pytest.mark.parametrize(
    "changes",
    [
        {"replyToken": None},
        {"mode": "standby"},
        {"source": {"type": "group", "groupId": "C1", "userId": user(1)}},
    ],
)
def test_without_a_database_nothing_is_pushed_and_nobody_is_answered_for_another(
    adrift: Any, provider: Any, changes: dict[str, Any]
) -> None:
    assert post_line(adrift.test_client(), line_event(speak.DROWNING, **changes)).status_code == 200
    adrift.extensions["door"].sender.close()
    assert sent(provider) == []


def test_a_text_message_is_answered_in_the_response_also_without_a_database(adrift: Any) -> None:
    answer = speak.post_twilio(adrift.test_client(), "/hooks/sms", speak.sms(speak.DROWNING))
    assert answer.status_code == 200
    assert "<Message>" in answer.text


def test_a_call_is_still_recorded_without_a_database(adrift: Any) -> None:
    answer = speak.post_twilio(adrift.test_client(), "/hooks/voice", speak.call(speak.new_call()))
    assert answer.status_code == 200
    assert "<Record" in answer.text or "<Gather" in answer.text
