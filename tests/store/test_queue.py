"""Nudges: one for many rows, none of them needed."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from store import queue
from store.queue import DELIVER, TRIAGE, Nudges
from tests.conftest import Work
from tests.speak import line_event, post_line


@pytest.fixture
def nudges(house: Any) -> Nudges:
    found: Nudges = house.nudges
    return found


def jobs(nudges: Nudges) -> int:
    return queue.queue(nudges.redis).count


def test_many_nudges_are_one_job_until_a_worker_has_taken_it(nudges: Nudges) -> None:
    assert all([nudges.wake(TRIAGE) for _ in range(50)])
    assert jobs(nudges) == 1
    nudges.taken(TRIAGE)
    nudges.wake(TRIAGE)
    assert jobs(nudges) == 2


def test_reading_and_sending_are_nudged_apart(nudges: Nudges) -> None:
    nudges.wake(TRIAGE)
    nudges.wake(DELIVER)
    assert jobs(nudges) == 2


def test_a_nudge_that_nobody_took_is_given_again_after_three_seconds(nudges: Nudges) -> None:
    """Its job may have died with the queue; the key must not silence the house for ever."""
    nudges.wake(TRIAGE)
    left = nudges.redis.pttl(f"saitrong:wake:{TRIAGE}")
    assert 0 < left <= 3000


@pytest.fixture
def nowhere(tmp_path: Path) -> Iterator[Nudges]:
    found = Nudges(f"unix://{tmp_path}/nobody.sock")
    yield found
    found.close()


def test_an_absent_queue_is_said_counted_and_costs_nothing(nowhere: Nudges) -> None:
    began = time.monotonic()
    assert [nowhere.wake(TRIAGE) for _ in range(1000)] == [False] * 1000
    for _ in range(1000):
        nowhere.tell("saitrong:live:9079", b"x")
    assert time.monotonic() - began < 0.5
    assert nowhere.missed == 1000
    assert not nowhere.alive()


def test_an_absent_queue_is_asked_again_after_a_second(engines: Any, nowhere: Nudges) -> None:
    nowhere.wake(TRIAGE)
    nowhere.redis = Redis.from_url(engines.redis_url)
    nowhere._queue = queue.queue(nowhere.redis)
    assert not nowhere.wake(TRIAGE)
    nowhere._silent_until -= 1.0
    nowhere.redis.flushall()
    assert nowhere.wake(TRIAGE)


class Heard:
    """What take_nudges hands over, in a thread of its own."""

    def __init__(self, url: str) -> None:
        self.ended = threading.Event()
        self.words: list[str] = []
        self.came = threading.Event()
        self.thread = threading.Thread(target=queue.take_nudges, args=(url, self.hear, self.ended), daemon=True)
        self.thread.start()

    def hear(self, what: str) -> None:
        self.words.append(what)
        self.came.set()


def test_a_taken_nudge_reaches_its_process_and_also_after_the_queue_was_emptied(
    engines: Any, nudges: Nudges
) -> None:
    heard = Heard(engines.redis_url)
    nudges.wake(TRIAGE)
    assert heard.came.wait(10)
    heard.came.clear()
    nudges.redis.flushall()
    nudges.wake(DELIVER)
    assert heard.came.wait(10)
    assert heard.words == [TRIAGE, DELIVER]
    heard.ended.set()


def test_a_job_that_is_no_nudge_of_ours_holds_up_none(engines: Any, nudges: Nudges) -> None:
    queue.queue(nudges.redis).enqueue("nowhere.at_all")
    nudges.redis.rpush("rq:queue:saitrong", "not-a-job")
    nudges.wake(TRIAGE)
    heard = Heard(engines.redis_url)
    assert heard.came.wait(10)
    assert heard.words == [TRIAGE]
    heard.ended.set()


def test_a_nudge_lost_by_flushall_loses_no_plea(client: Any, work: Work) -> None:
    post_line(client, line_event())
    with Redis.from_url(work.house.settings.redis_url) as redis:
        redis.flushall()
    assert work.triage() == 1
    assert work.value('select count(*) from "case"') == 1
