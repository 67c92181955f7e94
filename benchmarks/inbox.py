"""The inbox at size: lists, counts, cases, searches, the head's page, beside the bare SQL of the list.

    python -m benchmarks.inbox [CASES] [MESSAGES_A_CASE]

The data of benchmarks/inbox_data.py; a clerk of the largest LAO, one of a small one, an officer of a hub with twenty LAOs.
The gateway is called in this process through WSGI, as its server calls it: milliseconds from the request to the last byte.
"Bare SQL" is what that page itself asked of the database, statement by statement with its parameters, prepared, on one
connection without a transaction, every row fetched; the ratio is of medians in one run.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from statistics import median, quantiles
from typing import Any
from urllib.parse import quote

import psycopg
from werkzeug.test import EnvironBuilder

from benchmarks.inbox_data import fill
from benchmarks.machine import Stand, stand, table

WARM = 12
"""Times a page is asked before it is measured: PostgreSQL settles on a plan after ten."""
FILTERED = (
    "category=disaster", "vulnerable=bedridden", "view=closed&vulnerable=bedridden", "need=disaster:food",
)  # fmt: skip
SEARCHED = {
    "common word": "น้ำท่วม", "two words": "ข้าวสาร หมู่ 3", "rare": "จระเข้", "phone": "081-2345", "name": "สมชาย ใจดี",
    "nowhere": "ปลาวาฬเกยตื้น", "no tone marks": "นำทวม", "misspelt": "จรเข้หลุดจากฟาม",
}  # fmt: skip


@dataclass
class Office:
    """The gateway's application, and what it asks of the database while `asked` listens."""

    at: Stand
    app: Any
    house: Any
    sql: list[tuple[str, Any]] = field(default_factory=list)

    @contextmanager
    def asked(self) -> Iterator[list[tuple[str, Any]]]:
        from sqlalchemy import event

        def note(_connection: Any, _cursor: Any, statement: str, facts: Any, *_more: Any) -> None:
            self.sql.append((statement, facts))

        self.sql = []
        event.listen(self.house.database.engine, "before_cursor_execute", note)
        yield self.sql
        event.remove(self.house.database.engine, "before_cursor_execute", note)

    def get(self, token: str, path: str) -> bytes:
        from gateway.guard import COOKIE

        road, _, query = path.partition("?")
        builder = EnvironBuilder(
            path=road, query_string=quote(query, safe="=&:%"), headers={"Cookie": f"{COOKIE}={token}"}
        )
        answered: list[str] = []
        parts = self.app(builder.get_environ(), lambda status, *_more: answered.append(status))
        page = b"".join(parts)
        assert answered == ["200 OK"], (path, answered)
        return page

    def login(self, org: str) -> str:
        """The cookie of one of its staff, who is its head too."""
        from gateway.guard import begin
        from store.db import utc_now
        from store.staff import Staff

        with self.house.database.session() as session:
            found = session.connection().exec_driver_sql(
                "select staff_id from membership where org = %s and role = 'head'", (org,)
            )
            return begin(session, session.get(Staff, found.scalar_one()), utc_now())


def office(at: Stand) -> Office:
    os.environ.update(at.environ)
    from gateway.app import create_app
    from settings import load
    from wiring import build

    house = build(load(dict(at.environ)))
    return Office(at, create_app(house), house)


def bare(at: Stand, statements: list[tuple[str, Any]]) -> Callable[[], None]:
    connection = psycopg.connect(at.database_url, autocommit=True, prepare_threshold=0)

    def run() -> None:
        for statement, facts in statements:
            connection.execute(statement, facts).fetchall()  # type: ignore[arg-type]  # captured from the program itself

    return run


def spread(act: Callable[[], Any], times: int) -> tuple[float, float]:
    """(median, 95th percentile) in milliseconds."""
    for _ in range(WARM):
        act()
    took = []
    for _ in range(times):
        begin = time.perf_counter()
        act()
        took.append((time.perf_counter() - begin) * 1000)
    return median(took), quantiles(took, n=20)[18]


def in_turn(get: Callable[[str], Any], paths: list[str]) -> Callable[[], None]:
    """Another page each time."""
    turn = iter(paths * 10)
    return lambda: get(next(turn))


def references(at: Stand, org: str, wanted: int = 40) -> list[str]:
    """Of its cases as many open as ended ones."""
    found = []
    with psycopg.connect(at.database_url) as connection:
        for which in ("<", ">="):
            found += connection.execute(
                'select c.reference from case_access a join "case" c on c.id = a.case_id where a.org = %s'
                f" and a.rank {which} 16000000000000000 order by random() limit %s",
                (org, wanted),
            ).fetchall()
    return [reference for (reference,) in found]


def reindexed(at: Stand, sample: int = 2000) -> float:
    """Milliseconds in which the worker makes a search row anew; fails where the loader laid down another."""
    from casework.access import SEES_FULL
    from store.db import connect
    from store.search import reindex

    rows = "select md5(string_agg(folded || orgs::text || grams::text, '' order by s.case_id)) from case_search s join sampled using (case_id)"
    with psycopg.connect(at.database_url, autocommit=True) as connection:
        connection.execute(
            "create temp table sampled as select case_id from case_search order by random() limit %s",
            (sample,),
        )
        before = connection.execute(rows).fetchone()
        connection.execute("truncate search_due")
        connection.execute("insert into search_due (case_id) select case_id from sampled")
        database = connect(at.database_url)
        begin, taken = time.monotonic(), 1
        while taken:
            with database.session() as session:
                taken = reindex(session, full=SEES_FULL)
        took = (time.monotonic() - begin) / sample * 1000
        database.close()
        assert connection.execute(rows).fetchone() == before, "the loader's search rows are not the program's"
    return took


def main(cases: int = 50_000, each: int = 5) -> None:
    with stand() as at:
        begin = time.monotonic()
        largest, small, hub, place = fill(at, cases, each)
        filled, anew = time.monotonic() - begin, reindexed(at)
        here = office(at)
        clerk, few, officer = (here.login(org) for org in (largest, small, hub))
        rows: list[tuple[str, ...]] = []

        def line(name: str, act: Callable[[], Any], goal: str, against: float = 0.0, asks: int = 0) -> float:
            middle, high = spread(act, 100)
            ratio = f"{middle / against:.1f}" if against else ""
            rows.append((name, f"{middle:.1f}", f"{high:.1f}", str(asks or ""), ratio, goal))
            return middle

        def page(name: str, token: str, path: str, goal: str, against: float = 0.0) -> None:
            here.get(token, path)
            with here.asked() as sql:
                here.get(token, path)
            line(name, partial(here.get, token, path), goal, against, len(sql))

        most = 40 if cases <= 50_000 else 80
        for who, token in (("clerk of the largest LAO", clerk), ("officer of the hub", officer)):
            here.get(token, "/inbox")
            with here.asked() as sql:
                here.get(token, "/inbox")
            alone = line(f"bare SQL of the next line ({len(sql)})", bare(at, list(sql)), "")
            page(f"list, {who}", token, "/inbox", f"<= 4 x, p95 <= {most}", alone)
        page("list, next rows", clerk, "/inbox/more?view=open", "")
        page("counts and freshness", clerk, "/inbox/live?view=open&print=x", "")
        for view in ("alarms", "mine", "unassigned", "waiting", "overdue", "closed"):
            page(f"list: {view}", clerk, f"/inbox?view={view}", f"p95 <= {most}")
        for asked in FILTERED:
            for who, token in (("largest LAO", clerk), ("hub", officer)):
                page(f"list {asked}, {who}", token, f"/inbox?{asked}", f"p95 <= {most}")
        for who, token, org in (("largest LAO", clerk, largest), ("hub", officer, hub)):
            told = [f"/cases/{each}" for each in references(at, org)]
            here.get(token, told[0])
            with here.asked() as sql:
                here.get(token, told[1])
            line(f"a case, {who}", in_turn(partial(here.get, token), told), "p95 <= 60", 0.0, len(sql))
        for name, words in {"place": place, **SEARCHED}.items():
            goal = "p95 <= 60" if name == "misspelt" else "p95 <= 25"
            for who, token in (("largest LAO", clerk), ("small LAO", few)):
                page(f"search: {name}, {who}", token, f"/inbox/more?q={words}", goal)
        for path in ("/head", "/head?weeks=26", "/alarms", "/alarms/bar", "/overdue"):
            page(f"{path}, largest LAO", clerk, path, "")
        table(
            f"inbox at {cases:,} cases x {each}; filled in {filled:.0f} s, a search row made anew in {anew:.1f} ms"
            f"    python -m benchmarks.inbox {cases} {each}",
            ("what", "p50 ms", "p95 ms", "SQL", "x bare", "goal"),
            rows,
        )


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:3]))
