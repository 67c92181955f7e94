"""Nudges: one for many rows, none of them needed."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from redis import Redis

from store import queue
from store.queue import DELIVER, TRIAGE, Nudges
from tests.conftest import Work
from tests.speak import line_event, post_line

ROOT = Path(__file__).parents[2]


@pytest.fixture
def nudges(house: Any) -> Nudges:
    found: Nudges = house.nudges
    return found


def jobs(nudges: Nudges) -> int:
    return queue.queue(nudges.redis).count


def test_many_nudges_are_one_job_until_a_worker_has_taken_it(nudges: Nudges) -> None:
    assert all(nudges.wake(TRIAGE) for _ in range(50))
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
        nowhere.tell([("9079", UUID(int=1))])
    assert time.monotonic() - began < 20
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


TAKER = """
import sys, threading
from store.queue import take_nudges
take_nudges(sys.argv[1], lambda what: print(what, flush=True), threading.Event())
"""


@pytest.fixture
def taker(engines: Any) -> Iterator[Any]:
    """A process that takes nudges and says which."""
    command = [sys.executable, "-c", TAKER, engines.redis_url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        yield process.stdout
        process.kill()


def test_a_taken_nudge_reaches_its_process_and_also_after_the_queue_was_emptied(
    nudges: Nudges, taker: Any
) -> None:
    nudges.wake(TRIAGE)
    assert taker.readline() == "triage\n"
    nudges.redis.flushall()
    nudges.wake(DELIVER)
    assert taker.readline() == "deliver\n"


def test_a_job_that_is_no_nudge_of_ours_holds_up_none(nudges: Nudges, taker: Any) -> None:
    queue.queue(nudges.redis).enqueue("nowhere.at_all")
    nudges.redis.rpush("rq:queue:saitrong", "not-a-job")
    nudges.wake(TRIAGE)
    assert taker.readline() == "triage\n"


def test_a_nudge_lost_by_flushall_loses_no_plea(client: Any, work: Work) -> None:
    post_line(client, line_event())
    with Redis.from_url(work.house.settings.redis_url) as redis:
        redis.flushall()
    assert work.triage() == 1
    assert work.value('select count(*) from "case"') == 1
