"""What an operator and their monitoring can ask, and the public cannot."""

from typing import Any

import pytest

from tests import speak
from tests.conftest import Work
from tests.speak import line_event, post_line, post_twilio, sms, user


def metric(page: str, name: str, **labels: str) -> float:
    """The value of the line of that name that carries these labels; 0.0 when there is none."""
    for line in page.splitlines():
        head, _, value = line.rpartition(" ")
        if head.partition("{")[0] == name and all(f'{key}="{told}"' in head for key, told in labels.items()):
            return float(value)
    return 0.0


def metrics_of(client: Any) -> str:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def test_a_healthy_gateway_says_so(client: Any) -> None:
    assert client.get("/livez").status_code == 200
    ready = client.get("/readyz")
    assert (ready.status_code, ready.text) == (200, "database ok\nqueue ok\n")


def test_without_engines_the_process_lives_takes_pleas_and_tells_no_balancer_to_come(adrift: Any) -> None:
    client = adrift.test_client()
    assert post_line(client, line_event()).status_code == 200
    assert client.get("/livez").status_code == 200
    ready = client.get("/readyz")
    assert (ready.status_code, ready.text) == (503, "database away: spooling\nqueue away: workers sweep\n")
    assert metric(metrics_of(client), "saitrong_spool_files") == 1


def test_metrics_count_what_came_what_waits_and_what_left(client: Any, work: Work) -> None:
    before = metrics_of(client)
    post_line(client, line_event(), line_event(source={"type": "user", "userId": user(2)}))
    post_line(client, line_event(), secret="wrong")
    post_twilio(client, "/hooks/sms", sms())
    waiting = metrics_of(client)
    work.all()
    after = metrics_of(client)

    def grown(name: str, **labels: str) -> float:
        return metric(after, name, **labels) - metric(before, name, **labels)

    assert grown("saitrong_requests_received_total", account="line") == 2
    assert grown("saitrong_requests_refused_total", account="line") == 1
    assert grown("saitrong_messages_stored_total", account="line") == 2
    assert grown("saitrong_messages_stored_total", account="sms") == 1
    assert grown("saitrong_messages_triaged_total", kind="plea") == 3
    assert metric(waiting, "saitrong_messages_waiting", account="line", state="received") == 2
    assert metric(after, "saitrong_messages_waiting", account="line", state="received") == 0
    assert metric(waiting, "saitrong_oldest_waiting_seconds", state="received") > 0
    assert metric(after, "saitrong_oldest_waiting_seconds", state="received") == 0


def test_metrics_hold_no_word_or_number_of_anybody(client: Any, work: Work) -> None:
    post_twilio(client, "/hooks/sms", sms(speak.DROWNING))
    work.all()
    page = metrics_of(client)
    for hidden in ("812345678", "น้ำท่วม", "ควนลัง"):
        assert hidden not in page


@pytest.mark.parametrize(
    "how",
    [
        {"headers": {"X-Forwarded-For": "203.0.113.9"}},
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"headers": {"Forwarded": "for=10.0.0.1"}},
        {"environ_overrides": {"REMOTE_ADDR": "8.8.8.8"}},
        {"environ_overrides": {"REMOTE_ADDR": "2001:4860:4860::8888"}},
    ],
)
def test_metrics_are_not_there_for_whoever_comes_from_outside(client: Any, how: dict[str, Any]) -> None:
    assert client.get("/metrics", **how).status_code == 404
    assert client.get("/metrics", environ_overrides={"REMOTE_ADDR": "10.1.2.3"}).status_code == 200


def test_invented_accounts_do_not_fill_the_metrics(client: Any) -> None:
    for n in range(5):
        assert client.post(f"/hooks/invented-{n}", data=b"x").status_code == 404
    assert "invented" not in metrics_of(client)
