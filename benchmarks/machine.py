"""What the benchmarks share: engines in a folder of their own, servers, CPU time of process trees, load by wrk."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
SECRET = "bench-line-secret"
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Stand:
    """Migrated engines with the demo register, and the environment that names them."""

    folder: Path
    environ: Mapping[str, str]

    @property
    def database_url(self) -> str:
        return self.environ["DATABASE_URL"]

    @property
    def redis_url(self) -> str:
        return self.environ["REDIS_URL"]


@contextlib.contextmanager
def stand(**more: str) -> Iterator[Stand]:
    from cli import _prepare
    from store.engines import discard, ensure

    with tempfile.TemporaryDirectory(prefix="saitrong-bench-") as name:
        folder = Path(name)
        engines = ensure(folder)
        try:
            _prepare(engines.database_url)
            environ = {
                **{
                    key: value
                    for key, value in os.environ.items()
                    if not key.startswith(("LINE_", "TWILIO_"))
                },
                "DATABASE_URL": engines.database_url,
                "REDIS_URL": engines.redis_url,
                "DATA_DIR": name,
                "SECRET_KEY": "bench",
                "LINE_SECRET": SECRET,
                "TWILIO_AUTH_TOKEN": "bench",
                "PROMETHEUS_MULTIPROC_DIR": str(folder / "metrics"),
                "LOG_LEVEL": "WARNING",
                **more,
            }
            (folder / "metrics").mkdir()
            yield Stand(folder, environ)
        finally:
            discard(engines)


def empty(at: Stand) -> None:
    import psycopg

    with psycopg.connect(at.database_url, autocommit=True) as connection:
        connection.execute(
            'truncate raw_body, raw_event, conversation, message, attachment, person, "case" cascade'
        )
        connection.execute("checkpoint")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    name: str
    port: int
    process: "subprocess.Popen[bytes]"

    def cpu(self) -> float:
        """Seconds of user and system time of the process and all below it."""
        return sum(cpu_of(pid) for pid in tree(self.process.pid))


@contextlib.contextmanager
def served(at: Stand, name: str, target: str) -> Iterator[Server]:
    """granian, two processes of eight threads, as `saitrong serve` runs them."""
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--workers", "2",
        "--blocking-threads", "8", "--backpressure", "256", "--no-access-log", "--log-level", "error",
        "--port", str(port), target,
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env=dict(at.environ))
    try:
        wait_for(port)
        yield Server(name, port, process)
    finally:
        process.terminate()
        process.wait(20)


def wait_for(port: int, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            time.sleep(1.5)  # the second process of granian, and what is warmed in the background
            return
        time.sleep(0.1)
    raise RuntimeError(f"nobody listens on {port}")


def tree(root: int) -> list[int]:
    below: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            below.setdefault(parent, []).append(int(folder.name))
    found, look = [root], [root]
    while look:
        children = below.get(look.pop(), [])
        found += children
        look += children
    return found


def cpu_of(pid: int) -> float:
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK
    return 0.0


def engine_cpu(at: Stand) -> float:
    """PostgreSQL and Valkey of this stand: the servers named by their pid files, and all below them."""
    from store.engines.place import find

    home = find(at.folder).home
    roots = [int(file.read_text().split()[0]) for file in home.rglob("*.pid")]
    return sum(cpu_of(pid) for root in set(roots) for pid in tree(root))


@dataclass(frozen=True)
class Load:
    """One run of wrk. p50, p99 in milliseconds."""

    requests: float
    per_second: float
    p50: float
    p99: float
    errors: int


def wrk(port: int, script: Path, *, seconds: int, connections: int = 32) -> Load:
    if shutil.which("wrk") is None:
        raise SystemExit("benchmarks/intake.py needs wrk: apt install wrk")
    done = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(script), f"http://127.0.0.1:{port}"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    found = re.search(r"SUMMARY (\d+) ([\d.]+) ([\d.]+) ([\d.]+) (\d+)", done)
    if found is None:
        raise RuntimeError(done)
    requests, rate, p50, p99, errors = found.groups()
    return Load(float(requests), float(rate), float(p50), float(p99), int(errors))


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], note: str = "") -> None:
    widths = [max(len(str(row[n])) for row in (heads, *rows)) for n in range(len(heads))]
    print(f"\n{title}")
    for row in (heads, ["-" * width for width in widths], *rows):
        print(
            "| " + " | ".join(str(cell).ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        )
    if note:
        print(note)
