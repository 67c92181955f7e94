"""Live streams: 1,000 open pages of 100 organisations.    python -m benchmarks.live [SECONDS] [ROUNDS]

Three processes of the house as `saitrong up` runs them (gateway, worker, live) and one of ours that holds the
pages. Twenty pleas a second come in by LINE and are read by the worker; twenty changes a second more, spread over
all organisations and stamped with their time, measure how long a change takes to its pages. Then intake alone, with
and without the pages, rounds interleaved. Load by wrk on the same machine.
"""

import asyncio
import contextlib
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psycopg

from benchmarks.intake import bodies, open_loop
from benchmarks.machine import ROOT, Stand, empty, free_port, served, stand, table, wait_for, wrk
from store.changes import CASE, Change
from store.ids import new_id, token_hash
from store.queue import Nudges

ORGS, CLIENTS, RATE = 100, 1000, 20


# -- the pages, in a process of their own ------------------------------------------------------------------------


async def page(port: int, token: str, org: str, heard: list[tuple[str, str, float]]) -> None:
    """An open stream until it is cut: (organisation of the page, id told, when)."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: saitrong_staff={token}\r\n\r\n".encode())
    await writer.drain()
    with contextlib.suppress(OSError, asyncio.IncompleteReadError):
        while line := await reader.readline():
            if line.startswith(b"data: {"):
                heard.append((org, json.loads(line[6:]).get("id", ""), time.time()))
            elif line.startswith(b"retry"):
                print("open", flush=True)


async def pages(port: int, tokens: Path, out: Path) -> None:
    """One page for each line "organisation token"; ends, and writes what was heard, when stdin does."""
    heard: list[tuple[str, str, float]] = []
    running = []
    for line in tokens.read_text().split("\n"):  # noqa: ASYNC240 before any page is open
        org, _, token = line.partition(" ")
        running.append(asyncio.ensure_future(page(port, token, org, heard)))
        if len(running) % 50 == 0:
            await asyncio.sleep(0.05)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    for each in running:
        each.cancel()
    out.write_text("\n".join(f"{org} {told or '-'} {at}" for org, told, at in heard))  # noqa: ASYNC240 after the last


@contextlib.contextmanager
def opened(at: Stand, port: int) -> Iterator[Path]:
    """All pages open; what they heard is in the file once the block has ended."""
    out = at.folder / "heard.txt"
    out.write_text("")
    command = [
        sys.executable,
        "-m",
        "benchmarks.live",
        "pages",
        str(port),
        str(at.folder / "tokens"),
        str(out),
    ]
    with subprocess.Popen(
        command, cwd=ROOT, env=dict(at.environ), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        for _ in range(CLIENTS):
            assert process.stdout.readline() == b"open\n"
        yield out
        process.communicate(timeout=60)


# -- the house ---------------------------------------------------------------------------------------------------


def people(at: Stand) -> list[str]:
    """ORGS organisations with a clerk each, whose session is open on CLIENTS / ORGS pages; their codes."""
    now = datetime.now(UTC)
    lines = []
    with psycopg.connect(at.database_url) as connection:
        orgs = [
            row[0]
            for row in connection.execute(
                "select code from org where kind = 'lao' order by code limit %s", (ORGS,)
            )
        ]
        for n in range(ORGS - len(orgs)):
            code = f"bench-{n}"
            connection.execute(
                "insert into org select (o).* from (select jsonb_populate_record(o, jsonb_build_object('code', %s::text)) as o"
                " from org o where code = %s) x",
                (code, orgs[0]),
            )
            orgs.append(code)
        for n, org in enumerate(orgs):
            staff, token = new_id(now), f"bench-token-{n}"
            connection.execute(
                "insert into staff (id, email, name, password_hash, active, created_at) values (%s, %s, '', '', true, %s)",
                (staff, f"bench-{n}@example.org", now),
            )
            connection.execute(
                "insert into membership (staff_id, org, role) values (%s, %s, 'clerk')", (staff, org)
            )
            connection.execute(
                "insert into staff_session (token_hash, staff_id, created_at, seen_at, ends_at) values (%s, %s, %s, %s, %s)",
                (token_hash(token), staff, now, now, now + timedelta(hours=1)),
            )
            lines += [f"{org} {token}"] * (CLIENTS // ORGS)
    random.Random(1).shuffle(lines)
    (at.folder / "tokens").write_text("\n".join(lines))
    return orgs


@contextlib.contextmanager
def ours(at: Stand, name: str, **more: str) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen([sys.executable, "-m", "cli", name], cwd=ROOT, env=dict(at.environ) | more)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


def tell(nudges: Nudges, orgs: list[str], seconds: float) -> list[tuple[str, str]]:
    """Stamped changes at RATE a second, each of one organisation: (organisation, id)."""
    told, begin, chance = [], time.time(), random.Random(2)
    for n in range(int(RATE * seconds)):
        time.sleep(max(0.0, begin + n / RATE - time.time()))
        org = chance.choice(orgs)
        told.append((org, f"{n}|{time.time()}"))
        nudges.tell([Change(CASE, told[-1][1], (org,), 1)])
    return told


def delivery(at: Stand, orgs: list[str], port: int, hooks: int, seconds: int) -> None:
    import threading

    nudges = Nudges(at.redis_url)
    with ours(at, "worker"), opened(at, port) as out:
        time.sleep(3)
        arriving = threading.Thread(
            target=open_loop, args=(hooks,), kwargs={"rate": RATE, "seconds": seconds}
        )
        arriving.start()
        told = tell(nudges, orgs, seconds)
        arriving.join()
        time.sleep(5)
    heard = [line.split(" ") for line in out.read_text().split("\n") if line]
    stamped = [(org, said, float(at_)) for org, said, at_ in heard if "|" in said]
    wanted = len(told) * (CLIENTS // ORGS)
    took = [(at_ - float(said.partition("|")[2])) * 1000 for _, said, at_ in stamped]
    cut = quantiles(took, n=100)
    own = {said: org for org, said in told}
    foreign = sum(own[said] != org for org, said, _ in stamped)
    real = [(org, said) for org, said, _ in heard if said != "-" and "|" not in said]
    strange = _strange(at, real)
    table(
        f"{CLIENTS} pages of {ORGS} organisations, {RATE} pleas/s read and {RATE} stamped changes/s, {seconds} s",
        ("delivered", "p50 ms", "p99 ms", "max ms", "foreign", "of pleas heard", "foreign of them", "goal"),
        [
            (
                f"{len(stamped)} of {wanted}", f"{cut[49]:.0f}", f"{cut[98]:.0f}", f"{max(took):.0f}", str(foreign),
                str(len(real)), str(strange), "all, p99 <= 200, 0 foreign",
            )
        ],
    )  # fmt: skip


def _strange(at: Stand, heard: list[tuple[str, str]]) -> int:
    """How many pages heard of a case to which their organisation does not stand."""
    with psycopg.connect(at.database_url) as connection:
        stands: set[tuple[Any, str]] = {
            (org, str(case))
            for case, org in connection.execute(
                "select case_id, org from case_access where relation <> 'accused'"
            )
        }
    return sum(each not in stands for each in heard)


def intake(at: Stand, orgs: list[str], port: int, hooks: int, seconds: int, rounds: int) -> None:
    import threading

    nudges = Nudges(at.redis_url)
    alone, beside = [], []
    for _ in range(rounds):
        empty(at)
        alone.append(wrk(hooks, bodies(at.folder, 3500 * seconds, 1), seconds=seconds).per_second)
        with opened(at, port):
            empty(at)
            script = bodies(at.folder, 3500 * seconds, 1)
            telling = threading.Thread(target=tell, args=(nudges, orgs, seconds))
            telling.start()
            beside.append(wrk(hooks, script, seconds=seconds).per_second)
            telling.join()
    ratio = median(b / a for a, b in zip(alone, beside, strict=True))
    table(
        f"intake, requests/s, without and with {CLIENTS} pages told {RATE} changes/s",
        ("without", "with", "ratio", "goal"),
        [(f"{median(alone):.0f}", f"{median(beside):.0f}", f"{ratio:.2f}", ">= 0.9")],
    )


def main(seconds: int = 20, rounds: int = 5) -> None:
    print(f"python -m benchmarks.live {seconds} {rounds}")
    with stand(LIVE_PORT=str(free_port())) as at:
        orgs, port = people(at), int(at.environ["LIVE_PORT"])
        with ours(at, "live"), served(at, "ours", "gateway.app:wsgi") as web:
            wait_for(port)
            delivery(at, orgs, port, web.port, seconds)
            intake(at, orgs, port, web.port, 4, rounds)


if __name__ == "__main__":
    if sys.argv[1:2] == ["pages"]:
        asyncio.run(pages(int(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4])))
    else:
        main(*(int(each) for each in sys.argv[1:]))
