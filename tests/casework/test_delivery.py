"""claim -> commit -> send -> record, with a provider that may be slow and a database that may go away."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

import worker as works
from casework import delivery, replies
from casework.replies import Addressee
from channels.contract import OutboundMessage, SendFailed
from store import triaging
from store.db import utc_now
from store.ids import conversation_id
from store.presence import Presence
from tests.conftest import Work
from tests.store.test_outbox import person
from tests.waiting import PATIENCE, until
from worker import PER_ACCOUNT, Worker


@dataclass(eq=False)
class Slow:
    """A channel whose provider does not answer before `free` is set."""

    account: str
    kind: str = "slow"
    free: threading.Event = field(default_factory=threading.Event)
    under_way: list[str] = field(default_factory=list)

    def verify(self, request: Any) -> None: ...

    def parse(self, request: Any) -> Any: ...

    def send(self, message: OutboundMessage) -> str:
        self.under_way.append(message.text)
        self.free.wait(PATIENCE * 2)
        return f"id-{message.key}"


def put(work: Work, account: str, count: int) -> None:
    """That many messages to that many people."""
    rows = []
    for _ in range(count):
        to = Addressee(account, person(work, f"{account}-{uuid4()}", account), None, "th")
        rows.append(replies.outbound(to, "answer", replies.answer(str(to.conversation)), now=utc_now()))
    with work.house.database.session() as session:
        triaging.put_messages(session, rows)


def states(work: Work, account: str) -> list[str]:
    rows = work.rows(
        "select state from message where account = :a and direction = 'out' order by id", a=account
    )
    return [row.state for row in rows]


@pytest.fixture
def slow(house: Any) -> Iterator[Slow]:
    channel = Slow("slow")
    house._channels["slow"] = channel
    yield channel
    channel.free.set()


@pytest.fixture
def worker(house: Any, slow: Slow) -> Iterator[Worker]:
    """A real worker with its threads, without the queue."""
    found = Worker(house, Presence(house.database))
    found.start()
    yield found
    slow.free.set()
    found.stop()


def test_a_slow_provider_gets_no_more_calls_than_one_account_may_and_holds_up_nobody(
    work: Work, slow: Slow, worker: Worker
) -> None:
    put(work, "slow", PER_ACCOUNT * 3)
    worker.due.set()
    assert until(lambda: len(slow.under_way) == PER_ACCOUNT)
    put(work, "screen", 30)
    worker.due.set()
    assert until(lambda: states(work, "screen") == ["sent"] * 30)
    assert len(slow.under_way) == PER_ACCOUNT
    assert sorted(set(states(work, "slow"))) == ["pending", "sending"]
    slow.free.set()
    assert until(lambda: states(work, "slow") == ["sent"] * PER_ACCOUNT * 3)
    assert len(set(slow.under_way)) == PER_ACCOUNT * 3


def test_an_account_just_below_its_share_does_not_take_the_whole_pool_in_one_claim(
    work: Work, slow: Slow, worker: Worker
) -> None:
    put(work, "slow", PER_ACCOUNT - 1)
    worker.due.set()
    assert until(lambda: len(slow.under_way) == PER_ACCOUNT - 1)
    put(work, "slow", PER_ACCOUNT * 3)
    worker.due.set()
    assert until(lambda: len(slow.under_way) >= PER_ACCOUNT)
    put(work, "screen", 5)
    worker.due.set()
    assert until(lambda: states(work, "screen") == ["sent"] * 5)
    assert len(slow.under_way) == PER_ACCOUNT


def test_a_worker_told_to_stop_finishes_what_is_under_way_and_claims_nothing_more(
    work: Work, house: Any, slow: Slow
) -> None:
    worker = Worker(house, Presence(house.database))
    worker.start()
    put(work, "slow", PER_ACCOUNT + 5)
    worker.due.set()
    assert until(lambda: len(slow.under_way) == PER_ACCOUNT)
    threading.Timer(0.2, slow.free.set).start()
    worker.stop()
    assert sorted(states(work, "slow")) == ["pending"] * 5 + ["sent"] * PER_ACCOUNT


def test_one_pass_claims_no_more_than_there_are_senders(work: Work, house: Any) -> None:
    put(work, "screen", 60)
    jobs = delivery.claim(house.database, house.channels, now=utc_now(), limit=works.PER_ACCOUNT, by=1)
    assert len(jobs) == works.PER_ACCOUNT


@pytest.fixture
def apart(engines: Any, settings: Any) -> Iterator[Any]:
    """A house on a PostgreSQL of its own, which may be stopped."""
    import tempfile

    from store.engines import discard, ensure
    from store.migrate import upgrade
    from wiring import build

    with tempfile.TemporaryDirectory(prefix="saitrong-apart-") as folder:
        own = ensure(Path(folder), redis_url=engines.redis_url)
        upgrade(own.database_url)
        house = build(replace(settings, database_url=own.database_url))
        yield house, own
        house.close()
        discard(own)


def test_the_fate_of_a_message_is_recorded_once_a_restarted_database_is_back(apart: Any) -> None:
    from store.engines import revive

    house, own = apart
    work, channel = Work(house), Slow("slow")
    house._channels["slow"] = channel
    put(work, "slow", 1)
    (job,) = delivery.claim(house.database, house.channels, now=utc_now(), limit=1, by=1)
    sending = threading.Thread(target=delivery.deliver, args=(house.database, house.channels, job, utc_now))
    sending.start()
    assert until(lambda: bool(channel.under_way))
    (file,) = (own.at.home / "pg").glob("*.pid")
    pid = int(file.read_text().split()[0])
    os.kill(pid, signal.SIGINT)
    assert until(
        lambda: not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().split()[2]
    )
    assert not house.database.alive()
    channel.free.set()
    time.sleep(0.3)
    assert sending.is_alive(), "it waits for the database to tell it"
    assert revive(own)
    sending.join(PATIENCE)
    assert states(work, "slow") == ["sent"]
    assert work.value("select provider_message_id from message") == f"id-{job.row.id}"


class Refusing:
    kind = account = "refusing"

    def __init__(self, *, after: float | None = None) -> None:
        self.after = after
        self.asked = 0

    def verify(self, request: Any) -> None: ...

    def parse(self, request: Any) -> Any: ...

    def send(self, message: OutboundMessage) -> str:
        self.asked += 1
        raise SendFailed("busy", retryable=True, after=self.after)


def test_a_provider_that_is_always_busy_is_left_in_peace_after_eight_tries(work: Work, house: Any) -> None:
    house._channels["refusing"] = channel = Refusing()
    put(work, "refusing", 1)
    waits = []
    for _ in range(20):
        work.deliver()
        waits.append(work.value("select extract(epoch from not_before - now()) from message"))
        work.later(3600)
    assert (channel.asked, states(work, "refusing")) == (delivery.TRIES, ["failed"])
    assert waits[6] > waits[3] > waits[0] > 0


def test_a_pause_that_a_provider_asks_for_is_kept(work: Work, house: Any) -> None:
    house._channels["refusing"] = Refusing(after=600)
    put(work, "refusing", 1)
    work.deliver()
    assert 450 < work.value("select extract(epoch from not_before - now()) from message") < 800


def test_words_for_an_account_that_is_closed_fail_and_stay_visible(work: Work) -> None:
    put(work, "nobody", 1)
    (outcome,) = work.deliver()
    assert (outcome.state, outcome.error) == ("failed", "no channel for this account")


def test_a_callers_notice_goes_in_writing_and_an_answer_is_spoken(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    key: UUID = person(wired_work, "+66811111111", "voice")
    assert key == conversation_id("voice", "+66811111111")
    to = Addressee("voice", key, None, "th")
    rows = [
        replies.outbound(to, purpose, replies.answer("สวัสดี"), now=utc_now())
        for purpose in ("moved", "answer")
    ]
    with wired_work.house.database.session() as session:
        triaging.put_messages(session, rows)
    wired_work.deliver()
    assert [said.api for said in provider.deliveries] == ["twilio.message", "twilio.call"]
