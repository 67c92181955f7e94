"""The only place that speaks to Redis: nudges that say "there is work". The rows in the database are the truth.

A nudge is coalesced: the first one sets a small key and puts one job into the queue, the next ones find
the key and do nothing until a worker has taken the job. A nudge that cannot be given is counted and
forgotten; the sweep finds the row within a second or two.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer
from rq.timeouts import TimerDeathPenalty

from store.changes import ALARM, EVERYBODY, Change

log = logging.getLogger("saitrong.queue")

TRIAGE = "triage"
DELIVER = "deliver"
LIVE = "saitrong:live"
"""The stream of what changed (store/streams.py reads it for the pages); each entry bounded, the whole too."""
KEPT = 10_000
"""Changes kept for pages that come back; about a minute and a half of a flood, a day of an ordinary week."""
_JOB = "store.queue.nudged"
_SILENT_FOR = 1.0
_KEY_LIVES_MS = 3000


class Nudges:
    """One per process. After an error Redis is left alone for a second, so that a dead one slows nobody."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.redis: Redis = _client(url)
        self._queue = queue(self.redis)
        self._silent_until = 0.0
        self.missed = 0
        self._untold = False

    def wake(self, what: str) -> bool:
        """Say that there is work of that kind; False when nobody could be told."""
        if time.monotonic() < self._silent_until:
            self.missed += 1
            return False
        try:
            if self.redis.set(f"saitrong:wake:{what}", b"1", nx=True, px=_KEY_LIVES_MS):
                self._queue.enqueue(_JOB, what, result_ttl=0, failure_ttl=60, job_timeout=-1)
        except RedisError as error:
            self._silent_until = time.monotonic() + _SILENT_FOR
            self.missed += 1
            log.warning("nudge missed what=%s error=%s", what, type(error).__name__)
            return False
        return True

    def taken(self, what: str) -> None:
        """Called when a pass begins, so that a row stored from now on is nudged anew."""
        try:
            self.redis.delete(f"saitrong:wake:{what}")
        except RedisError as error:
            log.warning("nudge not cleared what=%s error=%s", what, type(error).__name__)

    def tell(self, changes: Iterable[Change]) -> None:
        """Put changes into the stream of the pages. What could not be told is made good by a RESET, see below."""
        if time.monotonic() < self._silent_until:
            self._untold = True
            return
        try:
            with self.redis.pipeline(transaction=False) as together:
                for change in ([RESET] if self._untold else []) + [*changes]:
                    together.xadd(LIVE, _entry(change), maxlen=KEPT, approximate=True)
                together.execute()
            self._untold = False
        except RedisError:
            self._untold = True
            self._silent_until = time.monotonic() + _SILENT_FOR

    def ring(self, alarms: Iterable[tuple[str, UUID]]) -> None:
        """(organisation, alarm): the pages' alarm bar looks again at once."""
        self.tell(Change(ALARM, str(alarm), (org,)) for org, alarm in alarms)

    def here(self, now: float) -> frozenset[UUID]:
        """Staff with a page open, as the live process sees them (store/streams.py HERE); nobody while Redis is away."""
        try:
            found: Any = self.redis.zrangebyscore("saitrong:here", now, "+inf")
        except RedisError:
            return frozenset()
        return frozenset(UUID(staff.decode()) for staff in found)

    def alive(self) -> bool:
        try:
            return bool(self.redis.ping())
        except RedisError:
            return False

    def close(self) -> None:
        self.redis.close()


RESET = Change("reset", "", (EVERYBODY,))
"""Changes were lost while the queue was away: every page fetches anew."""


def _entry(change: Change) -> dict[bytes | str | int | float, bytes | str | int | float]:
    """As short as it can be: k kind, i id, t topics, v version."""
    entry: dict[bytes | str | int | float, bytes | str | int | float] = {
        "k": change.kind,
        "t": " ".join(change.topics),
    }
    if change.id:
        entry["i"] = change.id
    if change.version is not None:
        entry["v"] = change.version
    return entry


def _client(url: str) -> Redis:
    return Redis.from_url(url, socket_connect_timeout=0.5, socket_timeout=2)


def queue(connection: Redis) -> Queue:
    """The one queue of the house. JSON, because a pickle out of Redis would be code."""
    return Queue("saitrong", connection=connection, serializer=JSONSerializer)


class _Taker(SimpleWorker):  # type: ignore[misc]  # rq has no types we follow
    """Runs nudges inside this very process: a worker that forks per job would import the house each time."""

    death_penalty_class = TimerDeathPenalty  # the default raises a signal, which only a main thread may take

    def _install_signal_handlers(self) -> None:
        """Signals belong to the process that holds us; rq would end it in the middle of a send."""


_on_nudge: list[Callable[[str], None]] = []


def nudged(what: str) -> None:
    """The RQ job, called by its name in the process that takes nudges."""
    for handler in _on_nudge:
        handler(what)


def take_nudges(url: str, on_nudge: Callable[[str], None], ended: threading.Event) -> None:
    """Block and hand every nudge to `on_nudge` until `ended`; a dead Redis is tried again every second.

    rq notices a killed worker after minutes (engines.md section 3c); nothing here relies on it: the
    nudge is lost, the row is not, and the sweep finds it.
    """
    _on_nudge[:] = [on_nudge]
    while not ended.is_set():
        connection: Redis = Redis.from_url(url, socket_connect_timeout=1)
        try:
            taker = _Taker(
                [queue(connection)], connection=connection, serializer=JSONSerializer, worker_ttl=30
            )
            taker.work(logging_level="WARNING")
        except RedisError as error:
            log.warning("queue away error=%s", type(error).__name__)
        finally:
            connection.close()
        ended.wait(1)
