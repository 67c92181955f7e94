"""The staff's event stream as a process of its own: for staff, of their own bodies, ids and nothing else."""

import contextlib
import http.client
import os
import queue
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from gateway.guard import COOKIE
from store.presence import Presence
from tests.conftest import Work, log_in
from tests.speak import line_event, post_line
from worker import Worker

ROOT = Path(__file__).parents[2]
MINE, OTHER = "9079", "9098"


def until(true: Callable[[], bool], within: float = 8) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture(scope="module")
def port(engines: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """`saitrong live`, running."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = int(probe.getsockname()[1])
    environ = os.environ | {
        "DATABASE_URL": engines.database_url,
        "REDIS_URL": engines.redis_url,
        "LIVE_PORT": str(free),
        "DATA_DIR": str(tmp_path_factory.mktemp("live")),
        "SECRET_KEY": "k" * 32,
    }
    with subprocess.Popen([sys.executable, "-m", "cli", "live"], cwd=ROOT, env=environ) as process:
        assert until(lambda: status(free, "/livez") == 200, 20)
        yield free
        process.terminate()


def status(port: int, path: str = "/live", **headers: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status
    except ConnectionError:
        return 0
    finally:
        connection.close()


class Stream:
    """An open page: what it has been told so far."""

    def __init__(self, port: int, token: str, **headers: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self.connection.request("GET", "/live", headers={"Cookie": f"{COOKIE}={token}"} | headers)
        self.answer = self.connection.getresponse()
        self.lines: queue.Queue[str] = queue.Queue()
        self.kinds: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        with contextlib.suppress(OSError, ValueError, AttributeError, http.client.HTTPException):
            for line in self.answer:
                self.lines.put(line.decode().rstrip("\n"))

    def next(self, within: float = 5) -> str:
        """The next case id told."""
        while True:
            line = self.lines.get(timeout=within)
            if line.startswith("event: "):
                self.kinds.append(line.removeprefix("event: "))
            if line.startswith("data: "):
                return line.removeprefix("data: ")

    def close(self) -> None:
        if self.connection.sock:
            self.connection.sock.shutdown(socket.SHUT_RDWR)
        self.connection.close()


@pytest.fixture
def opened(app: Any, port: int) -> Iterator[Callable[..., Stream]]:
    """opened("9079"): the stream of a new clerk there, its subscription standing."""
    streams: list[Stream] = []

    def one(org: str = MINE, role: str = "clerk", **headers: str) -> Stream:
        streams.append(Stream(port, token_of(app, org, role), **headers))
        assert streams[-1].answer.status == 200
        redis = app.extensions["house"].nudges.redis
        assert until(lambda: int(redis.pubsub_numpat()) > 0)
        return streams[-1]

    yield one
    for each in streams:
        each.close()


def token_of(app: Any, org: str, role: str = "clerk") -> str:
    cookie = log_in(app, org, role).get_cookie(COOKIE)
    assert cookie is not None
    return str(cookie.value)


def tell(app: Any, org: str, case: str) -> None:
    app.extensions["house"].nudges.tell([(org, case)])


@pytest.mark.parametrize("cookie", ["", "x=1", f"{COOKIE}=", f"{COOKIE}=guess", f"{COOKIE}=\xff", ";;=;"])
def test_who_is_no_staff_hears_nothing(house: Any, port: int, cookie: str) -> None:
    assert status(port, Cookie=cookie) == 403


@pytest.mark.parametrize("role", ["auditor", "operator"])
def test_who_may_read_no_case_hears_of_none(app: Any, port: int, role: str) -> None:
    assert status(port, Cookie=f"{COOKIE}={token_of(app, MINE, role)}") == 403


def test_an_ended_session_and_a_closed_account_open_no_stream(app: Any, work: Work, port: int) -> None:
    token = token_of(app, MINE)
    work.value(
        "with set as (update staff set active = false where email like 'clerk%' returning 1) select 1 from set"
    )
    assert status(port, Cookie=f"{COOKIE}={token}") == 403
    work.value("with set as (update staff set active = true returning 1) select count(*) from set")
    work.value("with set as (update staff_session set ends_at = now() returning 1) select count(*) from set")
    assert status(port, Cookie=f"{COOKIE}={token}") == 403


def test_staff_hear_of_their_own_bodies_cases_only(app: Any, opened: Callable[..., Stream]) -> None:
    mine, other = opened(MINE), opened(OTHER)
    cases = [str(uuid.uuid4()) for _ in range(4)]
    for org, case in zip((OTHER, MINE, "hub-9011", MINE), cases, strict=True):
        tell(app, org, case)
    assert [mine.next(), mine.next()] == [cases[1], cases[3]]
    assert other.next() == cases[0]
    assert mine.lines.empty() or not any("data" in line for line in list(mine.lines.queue))


def test_a_plea_read_and_an_acknowledgement_sent_are_both_told_by_the_cases_id_alone(
    app: Any, work: Work, opened: Callable[..., Stream]
) -> None:
    mine = opened(MINE)
    worker = Worker(work.house, Presence(work.house.database))
    worker.start()
    post_line(app.test_client(), line_event())
    told = [mine.next(), mine.next()]
    worker.stop()
    assert told == [str(work.value('select id from "case"'))] * 2
    assert work.value("select state from message where purpose = 'ack'") == "sent"


def test_an_alarm_is_an_event_of_its_own_kind_and_its_id_is_all_it_says(
    app: Any, opened: Callable[..., Stream]
) -> None:
    mine, alarm = opened(MINE), uuid.uuid4()
    app.extensions["house"].nudges.ring([(MINE, alarm)])
    assert mine.next() == str(alarm)
    tell(app, MINE, "case")
    assert mine.next() == "case"
    assert mine.kinds == ["alarm", "case"]


def test_a_stream_goes_on_after_the_queue_has_lost_its_listeners(
    app: Any, opened: Callable[..., Stream]
) -> None:
    mine = opened(MINE)
    redis: Any = app.extensions["house"].nudges.redis
    assert redis.execute_command("CLIENT", "KILL", "TYPE", "pubsub") >= 1

    def told() -> bool:
        tell(app, MINE, "after")
        try:
            return mine.next(0.3) == "after"
        except queue.Empty:
            return False

    assert until(told)


def test_a_page_that_comes_back_is_told_again(app: Any, opened: Callable[..., Stream]) -> None:
    opened(MINE).close()
    again = opened(MINE)
    tell(app, MINE, "again")
    assert again.next() == "again"
    assert again.answer.getheader("cache-control") == "no-store"


def test_only_a_page_of_the_same_host_may_read_the_stream(opened: Callable[..., Stream]) -> None:
    same = opened(MINE, Origin="http://127.0.0.1:8000").answer
    assert same.getheader("access-control-allow-origin") == "http://127.0.0.1:8000"
    other = opened(MINE, Origin="https://elsewhere.example").answer
    assert other.getheader("access-control-allow-origin") is None


def test_any_other_address_is_not_here(port: int, engines: Any) -> None:
    assert status(port, "/inbox") == 404
    with Redis.from_url(engines.redis_url) as redis:
        assert redis.ping()
