"""The worker: RQ's nudges, a sweep every second for what no nudge told, a pool of threads that send and fetch.

The rows in the database are the truth. A nudge that is lost costs a second; a worker that is killed costs
nothing but its locks, which PostgreSQL drops with its connection; without Valkey the sweep does it all.
"""

import logging
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

import metrics
from casework import attachments, courtesies, delivery, paperwork
from casework.access import SEES_FULL
from casework.delivery import Job
from channels.contract import Preloads, RetriesSafely
from store import outbox, search
from store.changes import CASE, Change
from store.db import utc_now
from store.presence import Presence
from store.queue import DELIVER, TRIAGE, take_nudges
from triage import aftermath, pipeline, ruling
from triage.pipeline import ReadingFailed, Triaged
from triage.reading import versions
from wiring import House

log = logging.getLogger("saitrong.worker")

SENDERS = 16
PER_ACCOUNT = 10
"""Calls under way to one account at most, so that a slow provider never takes the whole pool (decisions.md 12)."""
SWEEP_EVERY = 1.0
BATCH = 100


@dataclass(slots=True)
class Worker:
    house: House
    presence: Presence
    ended: threading.Event = field(default_factory=threading.Event)
    due: threading.Event = field(default_factory=threading.Event)
    _pool: ThreadPoolExecutor = field(default_factory=partial(ThreadPoolExecutor, SENDERS, "send"))
    _draining: threading.Lock = field(default_factory=threading.Lock)
    _busy: Counter[str] = field(default_factory=Counter)
    _busy_lock: threading.Lock = field(default_factory=threading.Lock)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Warm what the first plea would wait for, then the sweep and the delivery threads."""
        self.house.look_at_accounts()
        self.presence.hold()
        for channel in self.house.channels.values():
            if isinstance(channel, Preloads):
                channel.preload()
        for target in (self._sweeping, self._delivering, self._being_kind, self._drawing):
            thread = threading.Thread(target=self._forever, args=(target,), name=target.__name__, daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Finish what is under way, claim nothing more."""
        self.ended.set()
        self.due.set()
        for thread in self._threads:
            thread.join(15)
        with self._draining:  # a batch that a nudge began is finished, not cut
            pass
        self._pool.shutdown(wait=True)
        self.presence.drop()

    def do(self, what: str) -> None:
        """What an RQ nudge asks for."""
        if what == TRIAGE:
            self.drain()
        elif what == DELIVER:
            self.house.nudges.taken(DELIVER)
            self.due.set()

    def drain(self) -> int:
        """Read and route until nothing waits; one thread of a process at a time."""
        if not self._draining.acquire(blocking=False):
            return 0
        try:
            total = 0
            while not self.ended.is_set():
                self.house.nudges.taken(TRIAGE)
                done = self.batch()
                total += done
                if done == 0:
                    return total
            return total
        finally:
            self._draining.release()

    def batch(self, limit: int = BATCH) -> int:
        """One transaction of triage; how many messages left `received`, poisoned ones counted apart."""
        directory, now, url = self.house.directory(), utc_now(), self.house.settings.public_url
        versions.follow(self.house.readings)
        ruling.follow(self.house.database)
        try:
            with self.house.database.session() as session:
                # before the reading: what was taken back must not be read
                settled = aftermath.apply_waiting(session, self.house.files, now=now)
                done = pipeline.triage(
                    session, directory, now=now, limit=limit, quiet=self.house.quiet, url=url
                )
        except ReadingFailed as failure:
            log.warning("reading failed %s", failure)
            with self.house.database.session() as session:
                pipeline.count_failure(session, failure, now=now)
            return 1
        self._after(done)
        return done.messages + settled

    def _after(self, done: Triaged) -> None:
        for kind, count in done.kinds.items():
            metrics.count(metrics.TRIAGED, kind, by=count)
        if done.answers:
            self.due.set()

    def _sweeping(self) -> None:
        """Every second: our presence, what no nudge told, what a crash left behind, files still to be fetched."""
        started = time.monotonic()
        if self.presence.hold():
            self.drain()
            self._recover()
            self._fetch()
            self._reindex()
            self.due.set()
        self.ended.wait(max(0.05, SWEEP_EVERY - (time.monotonic() - started)))

    def _recover(self) -> None:
        safe = [code for code, channel in self.house.channels.items() if isinstance(channel, RetriesSafely)]
        with self.house.database.session() as session:
            # one process of all acts; the lock ends with the transaction
            if not session.execute(text("select pg_try_advisory_xact_lock(7311)")).scalar_one():
                return
            again, unsure = outbox.recover(session, now=utc_now(), safe=safe)
        if again or unsure:
            log.warning("recovered resend=%d unsure=%d", again, unsure)

    def _being_kind(self) -> None:
        """Small signs at the provider; a look at the accounts: new ones, and secrets that were renewed."""
        self.house.look_now_and_then()
        if not courtesies.one_round(self.house.database, self.house.channels, now=utc_now()):
            self.ended.wait(SWEEP_EVERY)

    def _drawing(self) -> None:
        if not paperwork.draw_next(self.house, utc_now):
            self.ended.wait(SWEEP_EVERY)

    def _fetch(self) -> None:
        house, now = self.house, utc_now()
        for row in attachments.claim(house.database, now=now, limit=SENDERS // 2):
            fetching = partial(attachments.fetch, house.database, house.channels, house.files, row, now)
            self._pool.submit(self._guarded, fetching)

    def _reindex(self) -> None:
        taken = search.BATCH
        while taken == search.BATCH and not self.ended.is_set():
            with self.house.database.session() as session:
                taken = search.reindex(session, full=SEES_FULL)

    def _delivering(self) -> None:
        """Wait for a nudge or the sweep, then claim as much as there are free senders, danger first."""
        self.due.wait(SWEEP_EVERY)
        self.due.clear()
        while not self.ended.is_set():
            with self._busy_lock:
                free = SENDERS - sum(self._busy.values())
                full = [account for account, count in self._busy.items() if count >= PER_ACCOUNT]
                # all rows of a claim may be one account's: no more than the busiest of the rest has room for
                room = PER_ACCOUNT - max((n for n in self._busy.values() if n < PER_ACCOUNT), default=0)
            if free <= 0:
                return
            jobs = delivery.claim(
                self.house.database, self.house.channels, now=utc_now(), limit=min(free, room),
                by=self.presence.key, full=full,
            )  # fmt: skip
            if not jobs:
                return
            for job in jobs:
                self._hand_out(job)

    def _hand_out(self, job: Job) -> None:
        with self._busy_lock:
            self._busy[job.row.account] += 1
        future = self._pool.submit(self._guarded, lambda: self._send(job))
        future.add_done_callback(lambda done: self._handed_in(job.row.account, done))

    def _send(self, job: Job) -> None:
        outcome = delivery.deliver(self.house.database, self.house.channels, job, utc_now)
        metrics.count(metrics.SENT, job.row.account, outcome.state)
        if job.row.owner:
            self.house.nudges.tell([Change(CASE, str(job.row.case_id), (job.row.owner,))])

    def _handed_in(self, account: str, _done: "Future[Any]") -> None:
        with self._busy_lock:
            self._busy[account] -= 1
        self.due.set()

    @staticmethod
    def _guarded(work: Callable[[], object]) -> None:
        """The database going away in the middle: the row stays claimed and is recovered as a crash's."""
        try:
            work()
        except OperationalError as error:
            log.warning("left for recovery error=%s", type(error).__name__)

    def _forever(self, step: Callable[[], None]) -> None:
        """Outer loop of each thread. The database may go away at any moment; the thread may not."""
        while not self.ended.is_set():
            try:
                step()
            except OperationalError as error:
                log.warning("database away step=%s error=%s", step.__name__, type(error).__name__)
                self.ended.wait(0.5)
            except Exception:
                # a defect in one pass must not end the sweep that every plea relies on
                log.exception("step failed step=%s", step.__name__)
                self.ended.wait(1)


def main(house: House) -> None:
    """Run until SIGTERM or SIGINT. Without Valkey the sweep alone works; nothing waits for it to come back."""
    worker = Worker(house, Presence(house.database))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.ended.set())
    while not house.database.alive() and not worker.ended.wait(0.5):
        log.warning("waiting for the database")
    worker.start()
    log.info("worker ready key=%d", worker.presence.key)
    url = house.settings.redis_url
    # a daemon: it blocks on Redis and holds nothing that a sweep of another worker would miss
    threading.Thread(
        target=take_nudges, args=(url, worker.do, worker.ended), name="nudges", daemon=True
    ).start()
    while not worker.ended.wait(1):
        pass
    worker.stop()
    log.info("worker ended")
