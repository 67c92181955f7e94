"""Counters of this host's processes (Prometheus, shared over files) and gauges read from the rows."""

from contextlib import suppress

from prometheus_client import CollectorRegistry, Counter, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from store import alarmlists, counting, quota
from store.db import Database, OperationalError, utc_now

RECEIVED = Counter("saitrong_requests_received", "Requests at the door", ["account"])
REFUSED = Counter("saitrong_requests_refused", "Requests whose signature does not hold", ["account"])
UNREADABLE = Counter(
    "saitrong_requests_unreadable", "Signed requests of which nothing could be read", ["account"]
)
STORED = Counter("saitrong_messages_stored", "Inbound messages stored", ["account"])
SPOOLED = Counter(
    "saitrong_requests_spooled", "Requests kept on disk while the database was away", ["account"]
)
LOST_DOORS = Counter(
    "saitrong_requests_turned_away", "Requests answered 503: the spool refused too", ["account"]
)
SENT = Counter("saitrong_messages_sent", "Outbound messages by what became of them", ["account", "state"])
TRIAGED = Counter("saitrong_messages_triaged", "Messages read and routed", ["kind"])
STARTED = Counter("saitrong_processes_started", "Processes that began", ["process"])


def count(counter: Counter, *labels: str, by: float = 1) -> None:
    """A count that the disk does not take costs a count, never a plea."""
    with suppress(OSError):
        counter.labels(*labels).inc(by)


class Rows(Collector):
    """Waiting by state and the age of the oldest, from partial indexes: flat in the number of cases."""

    def __init__(self, database: Database, spooled: int) -> None:
        self._database = database
        self._spooled = spooled

    def collect(self) -> list[GaugeMetricFamily]:
        waiting = GaugeMetricFamily(
            "saitrong_messages_waiting", "Messages by state that want somebody", labels=["account", "state"]
        )
        oldest = GaugeMetricFamily(
            "saitrong_oldest_waiting_seconds", "Age of the oldest waiting message", labels=["state"]
        )
        share = GaugeMetricFamily(
            "saitrong_push_quota_share", "Share of this month's messages used", labels=["account"]
        )
        spooled = GaugeMetricFamily("saitrong_spool_files", "Requests still on disk")
        spooled.add_metric([], self._spooled)
        ringing = GaugeMetricFamily(
            "saitrong_alarms_open",
            "Alarms that no person has ended; nobody: rung for nobody on duty",
            labels=["state"],
        )
        unheard = GaugeMetricFamily(
            "saitrong_alarm_oldest_unacknowledged_seconds",
            "Age of the oldest alarm that nobody has acknowledged",
        )
        try:
            with self._database.session() as session:
                found = alarmlists.counts(session)
                for row in counting.waiting(session):
                    waiting.add_metric([row.account, row.state], row.n)
                for state, age in counting.oldest(session).items():
                    oldest.add_metric([state], age)
                for account, used in quota.shares(session, now=utc_now()).items():
                    share.add_metric([account], used)
        except OperationalError:
            # just now the number of spooled requests is what an operator must see
            return [spooled]
        for state in ("ringing", "acknowledged", "nobody"):
            ringing.add_metric([state], getattr(found, state))
        unheard.add_metric([], float(found.oldest))
        return [waiting, oldest, share, ringing, unheard, spooled]


def page(database: Database, *, spooled: int) -> bytes:
    """The text of /metrics."""
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library's own way, without types
    registry.register(Rows(database, spooled))
    return generate_latest(registry)
