"""Draining: stored pleas become routed cases with acknowledgement rows.    python -m benchmarks.triage [PLEAS]

Two worker processes on the same machine; pleas from tests/speak.py and the demo register, in a mix of places and
needs. The queue alone: claiming and marking rows in the same batches without reading them, beside rq's SimpleWorker
running empty jobs. Acknowledgements: 50 and 20 events/s arrive at a running installation, the provider answers in 20 ms.
"""

import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

from benchmarks.machine import Stand, empty, stand, table
from tests import speak

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier

NEEDS = (
    "หลังคาปลิวเมื่อคืน ขอผ้าใบครับ หมู่ 3 ต.{t} อ.หาดใหญ่",
    "น้ำท่วมบ้าน ข้าวสารหมดแล้ว ต.{t} หาดใหญ่ มีคนแก่สองคน",
    "ยายอยู่คนเดียว ไม่มีคนดูแล อยากให้มาดูหน่อย ตำบล{t} อำเภอหาดใหญ่ จังหวัดสงขลา",
    "ไข้เลือดออกระบาดในซอย ขอมาพ่นยุง ม.5 ต.{t} อ.หาดใหญ่",
    "ข้าวในนาจมน้ำหมด 12 ไร่ ต.{t} อ.หาดใหญ่ จ.สงขลา",
    "ขอทุนเรียนต่อให้ลูกค่ะ อยู่ต.{t} อ.หาดใหญ่",
)
TAMBONS = (
    "ควนลัง",
    "คูเต่า",
    "คอหงส์",
    "คลองแห",
    "คลองอู่ตะเภา",
    "ฉลุง",
    "ทุ่งใหญ่",
    "ทุ่งตำเสา",
    "ท่าข้าม",
    "น้ำน้อย",
    "บ้านพรุ",
    "พะตง",
)


def fill(at: Stand, count: int) -> None:
    """Store that many pleas of as many people, a hundred to a request, as the gateway does."""
    from psycopg_pool import ConnectionPool

    from channels.contract import InboundMessage, Reception, WebRequest
    from triage.intake import record

    now = datetime.now(UTC)
    with ConnectionPool(
        at.database_url, min_size=1, max_size=1, kwargs={"autocommit": True}, open=True
    ) as pool:
        for start in range(0, count, 100):
            events = tuple(
                InboundMessage(
                    event_id=f"bench-{n}", sender=speak.user(n), sent_at=now, message_id=f"m{n}", reply_token=f"r{n}",
                    text=NEEDS[n % len(NEEDS)].format(t=TAMBONS[n % len(TAMBONS)]),
                )
                for n in range(start, min(start + 100, count))
            )  # fmt: skip
            web = WebRequest("bench", {}, b"{}", now)
            record(pool, "line", web, Reception(events), dangers={}, inline=False)


def in_two(at: Stand, work: Callable[[], None]) -> float:
    """Seconds until two processes have both come to the end of `work`."""
    ready = multiprocessing.get_context("fork").Barrier(3)
    processes = [
        multiprocessing.get_context("fork").Process(target=_run, args=(dict(at.environ), ready, work))
        for _ in (1, 2)
    ]
    for process in processes:
        process.start()
    ready.wait()
    began = time.monotonic()
    for process in processes:
        process.join()
    return time.monotonic() - began


def _run(environ: dict[str, str], ready: "Barrier", work: Callable[[], None]) -> None:
    import os

    os.environ.update(environ)
    WORK[work.__name__](ready)


def drain(ready: "Barrier") -> None:
    """What a worker does on a nudge, until nothing waits."""
    house, worker = _worker()
    worker.batch(1)
    ready.wait()
    while worker.batch() > 0:
        pass
    house.close()


def queue_alone(ready: "Barrier") -> None:
    """The same claims, the same marks, nothing read in between."""
    from datetime import timedelta

    from store import triaging

    house, _ = _worker()
    ready.wait()
    while True:
        with house.database.session() as session:
            talks = triaging.claim(session, limit=100, now=datetime.now(UTC), join_within=timedelta(hours=72))
            if not talks:
                break
            triaging.mark_triaged(
                session,
                [{"message": m.id, "case": None, "state": "triaged"} for t in talks for m in t.messages],
            )
    house.close()


def _worker() -> tuple[object, object]:
    import os

    from settings import load
    from store.presence import Presence
    from wiring import build
    from worker import Worker

    house = build(load(os.environ))
    return house, Worker(house, Presence(house.database))


def rq_simple(ready: "Barrier") -> None:
    import os

    from redis import Redis
    from rq import Queue, SimpleWorker

    connection = Redis.from_url(os.environ["REDIS_URL"])
    worker = SimpleWorker([Queue("bench", connection=connection)], connection=connection)
    ready.wait()
    worker.work(burst=True, logging_level="ERROR")


WORK = {each.__name__: each for each in (drain, queue_alone, rq_simple)}


def acknowledgements(seconds: int, *, rate: int) -> tuple[float, float]:
    """Median and 99th percentile of seconds from storing a plea to its acknowledgement having left."""
    from tests.faults.city import Crowd, city
    from tests.provider import running as provider_running

    with tempfile.TemporaryDirectory() as folder, provider_running() as provider:
        provider.state.latency = 0.02
        with city(Path(folder), provider.url) as town:
            crowd = Crowd(town.port, rate=rate, channels=("line",))
            crowd.start(people=rate * seconds)
            crowd.join()
            town.settle()
            took = [
                float(row[0])
                for row in town.rows(
                    "select extract(epoch from o.sent_at - i.received_at) from message o join message i"
                    " on i.case_id = o.case_id and i.direction = 'in' where o.purpose = 'ack' and o.state = 'sent'"
                )
            ]
    return median(took), quantiles(took, n=100)[98]


def main(pleas: int = 10_000) -> None:
    rows = []
    with stand() as at:
        for _ in range(3):
            empty(at)
            fill(at, pleas)
            seconds = in_two(at, drain)
            import psycopg

            with psycopg.connect(at.database_url) as connection:
                row = connection.execute(
                    "select (select count(*) from \"case\"), (select count(*) from message where purpose = 'ack')"
                ).fetchone()
            assert row == (pleas, pleas), row
            rows.append(pleas / seconds)
        queue, simple = [], []
        for _ in range(3):
            empty(at)
            fill(at, pleas)
            queue.append(pleas / in_two(at, queue_alone))
            simple.append(1000 / _rq_burst(at, 1000))
    table(
        f"draining {pleas} stored pleas with two workers    python -m benchmarks.triage {pleas}",
        ("what", "a second", "goal"),
        [
            ("routed cases with acknowledgement rows", f"{median(rows):.0f}", ">= 250"),
            ("the queue alone (claim, mark)", f"{median(queue):.0f}", ""),
            ("rq SimpleWorker x 2, empty jobs", f"{median(simple):.0f}", ""),
            (
                "queue alone / rq",
                f"{median(q / s for q, s in zip(queue, simple, strict=True)):.0f} x",
                ">= 50 x",
            ),
        ],
    )
    told = [(rate, *acknowledgements(20, rate=rate), goal) for rate, goal in ((50, "<= 1"), (20, "<= 1.5"))]
    table(
        "first useful answer on LINE, from the plea stored to the acknowledgement gone, provider latency 20 ms",
        ("events/s", "median s", "p99 s", "goal median"),
        [(f"{rate}", f"{middle:.3f}", f"{worst:.3f}", goal) for rate, middle, worst, goal in told],
    )


def _rq_burst(at: Stand, count: int) -> float:
    from redis import Redis
    from rq import Queue

    with Redis.from_url(at.redis_url) as connection:
        queue = Queue("bench", connection=connection)
        queue.enqueue_many([Queue.prepare_data("builtins.len", ("x",), result_ttl=0) for _ in range(count)])
    return in_two(at, rq_simple)


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:2]))
