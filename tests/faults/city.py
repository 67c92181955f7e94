"""A whole installation as real processes, a provider beside it, people who write all the time, and ways to break it."""

import contextlib
import http.client
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
import urllib.parse
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
from redis import Redis

from store.engines.place import find
from tests import speak
from tests.conftest import SECRETS
from tests.waiting import PATIENCE, free_port, until

ROOT = Path(__file__).parents[2]
PUBLIC = "https://saitrong.test"


@dataclass
class City:
    """One `saitrong up` in its own folder. Engines are reached through DATABASE_URL and REDIS_URL of that folder."""

    data_dir: Path
    port: int
    provider_url: str
    process: "subprocess.Popen[bytes]"
    database_url: str
    redis_url: str

    # -- asking it ----------------------------------------------------------------------------------------

    def rows(self, sql: str) -> list[Any]:
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            return connection.execute(sql).fetchall()  # type: ignore[arg-type]

    def number(self, sql: str) -> int:
        return int(self.rows(f"select count(*) from {sql}")[0][0])

    def counted(self, name: str) -> float:
        """A counter of /metrics, summed over its labels."""
        lines = request(self.port, "GET", "/metrics")[1].decode().splitlines()
        return sum(
            float(line.rpartition(" ")[2]) for line in lines if line.startswith((f"{name}{{", f"{name} "))
        )

    def ready(self) -> bool:
        try:
            return request(self.port, "GET", "/readyz")[0] == 200
        except OSError:
            return False

    def empty(self) -> None:
        """Of all but what the demo register brought."""
        keep = "'org', 'coverage', 'account', 'meta', 'staff', 'membership', 'alembic_version'"
        names = self.rows(
            f"select tablename from pg_tables where schemaname = 'public' and tablename not in ({keep})"
        )
        emptied = "truncate " + ", ".join(f'"{name}"' for (name,) in names) + " cascade"
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            for attempt in range(5):
                try:
                    connection.execute(emptied)
                except psycopg.errors.DeadlockDetected:
                    # the town's clock and workers go on meanwhile, and lock the same tables in another order
                    if attempt == 4:
                        raise
                else:
                    return

    def settle(self, *, within: float = 150) -> None:
        """Until nothing waits to be read or sent; what is claimed by a dead process counts as waiting."""
        end = time.monotonic() + within
        quiet = 0
        while time.monotonic() < end:
            with contextlib.suppress(psycopg.OperationalError):
                left = self.number("message where state in ('received', 'pending', 'sending')")
                spooled = len(list((self.data_dir / "spool").glob("*.json")))
                quiet = quiet + 1 if left == spooled == 0 else 0
                if quiet >= 3:
                    return
            time.sleep(0.2)
        states = self.rows("select direction, state, sent_how, count(*) from message group by 1, 2, 3")
        raise AssertionError(f"still busy after {within} s: {states}")

    # -- breaking it --------------------------------------------------------------------------------------

    def pids(self, words: str) -> list[int]:
        """Our processes whose command line holds these words and whose DATA_DIR is this city's."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                environ = (folder / "environ").read_bytes()
                if words in command and str(self.data_dir).encode() in environ + command.encode():
                    found.append(int(folder.name))
        return sorted(found)

    def kill_worker(self, number: int = 0) -> None:
        workers = self.wait_for("-m cli worker")
        os.kill(workers[number % len(workers)], signal.SIGKILL)

    def kill_a_gateway_process(self) -> None:
        """One of granian's own processes, not the one that holds the port for them all."""
        serving = self.wait_for("-m cli serve")
        children = [pid for pid in serving if parent(pid) in serving]
        os.kill((children or serving)[-1], signal.SIGKILL)

    def wait_for(self, words: str) -> list[int]:
        """At least one such process, which the supervisor may just be starting again."""
        found: list[int] = until(lambda: self.pids(words))
        assert found, f"nobody runs {words}"
        return found

    def kill_valkey(self) -> None:
        os.kill(self.engine_pid("valkey"), signal.SIGKILL)

    def stop_postgres(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT: a fast shutdown; every connection is cut. SIGQUIT: as a crash."""
        os.kill(self.engine_pid("pg"), how)

    @contextlib.contextmanager
    def without_postgres(self, how: signal.Signals = signal.SIGINT) -> Iterator[None]:
        """Ended, and nobody starts it again before the block ends: the supervisor stands still."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            self.stop_postgres(how)
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def engine_pid(self, name: str) -> int:
        """From the pid file of the server in the engines' own folder."""
        (file,) = (find(self.data_dir).home / name).glob("*.pid")
        return int(file.read_text().split()[0])

    def flush_valkey(self) -> None:
        with contextlib.suppress(OSError), Redis.from_url(self.redis_url) as redis:
            redis.flushall()

    def limit_files(self, size: int) -> None:
        """No gateway process may write a file beyond that size: the disk is full."""
        for pid in self.pids("-m cli serve"):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        with self.process:  # closes what it says to us
            return self.process.wait(PATIENCE * 4)


def parent(pid: int) -> int:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


@contextlib.contextmanager
def city(folder: Path, provider_url: str, *, keep: bool = False, **environ: str) -> Iterator[City]:
    """A running installation; stopped cleanly at the end, with its engines, which are held here to look into them.

    keep: its data outlive it, for a next start.
    """
    from store.engines import attach, discard, stop

    port = free_port(2)
    settings = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("LINE_", "TWILIO_"))},
        **SECRETS,
        "DATA_DIR": str(folder),
        "PORT": str(port),
        "PROXIES": "1",
        "LIVE_PORT": str(port + 1),
        "PUBLIC_URL": PUBLIC,
        "LINE_TOKEN": "token",
        "LINE_API_URL": provider_url,
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_FROM": "+66000000000",
        "TWILIO_API_URL": provider_url,
        **environ,
    }
    settings.pop("PROMETHEUS_MULTIPROC_DIR", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "up"],
        cwd=ROOT,
        env=settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line.decode())
        if line.strip() == b"ready":
            break
    else:
        raise AssertionError("".join(said))
    engines = attach(folder)
    assert engines is not None
    running = City(folder, port, provider_url, process, engines.database_url, engines.redis_url)
    try:
        yield running
    finally:
        running.stop()
        (stop if keep else discard)(engines)


# -- people ---------------------------------------------------------------------------------------------------


def request(
    port: int,
    method: str,
    path: str,
    body: bytes = b"",
    headers: dict[str, str] | None = None,
    wait: float = PATIENCE,
) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=wait)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def say_by_line(port: int, event: dict[str, Any]) -> int:
    body = speak.line_body(event)
    headers = {"X-Line-Signature": speak.sign_line(body), "Content-Type": "application/json"}
    return request(port, "POST", "/hooks/line", body, headers)[0]


def say_by_twilio(port: int, path: str, form: dict[str, str]) -> int:
    headers = {
        "X-Twilio-Signature": speak.sign_twilio(path, form),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return request(port, "POST", path, urllib.parse.urlencode(form).encode(), headers)[0]


def say_by_web(port: int, nonce: str) -> int:
    form = urllib.parse.urlencode({"nonce": nonce, "text": speak.ROOF}).encode()
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        # a crowd comes from many addresses; from one it would be slowed as a flood
        "X-Forwarded-For": "10." + ".".join(str(byte) for byte in sha256(nonce.encode()).digest()[:3]),
    }
    return request(port, "POST", "/report", form, headers)[0]


@dataclass
class Crowd:
    """Different people on all four channels, each saying one thing; whoever is refused says it again."""

    port: int
    rate: float
    channels: tuple[str, ...] = ("line", "sms", "voice", "web")
    accepted: dict[str, str] = field(default_factory=dict)
    refused: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    _ended: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _threads: list[threading.Thread] = field(default_factory=list)
    _next: Iterator[int] = field(default_factory=lambda: iter(range(10_000_000)))

    def start(self, *, people: int | None = None, threads: int = 8) -> None:
        self._left = people
        for _ in range(threads):
            thread = threading.Thread(target=self._talk, args=(threads / self.rate,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        self._ended.set()
        self.join()

    def join(self) -> None:
        for thread in self._threads:
            thread.join(120)

    def _talk(self, pause: float) -> None:
        while not self._ended.is_set():
            with self._lock:
                number = next(self._next)
            if self._left is not None and number >= self._left:
                return
            began = time.monotonic()
            self._say(number)
            self._ended.wait(max(0.0, pause - (time.monotonic() - began)))

    def _say(self, number: int) -> None:
        channel = self.channels[number % len(self.channels)]
        key, speaking, *after = self._words(channel, number)
        if self._insist(channel, speaking):
            with self._lock:
                self.accepted[key] = channel
        for each in after:
            self._insist(channel, each)

    def _insist(self, channel: str, speaking: Any) -> bool:
        """Say it until it is taken; whether it was."""
        for _ in range(300):
            began = time.monotonic()
            try:
                status = speaking()
            except OSError:  # the gateway was killed under us: as a provider, say it again
                status = 0
            self.seconds.append(time.monotonic() - began)
            if status == (303 if channel == "web" else 200):
                return True
            self.refused[status] += 1
            time.sleep(0.2)
        return False

    def _words(self, channel: str, number: int) -> tuple[Any, ...]:
        """Its key, how it is said, and what follows: a call ends, and only then its receipt goes out in writing."""
        port = self.port
        if channel == "line":
            event = speak.line_event(source={"type": "user", "userId": speak.user(number)})
            return str(event["webhookEventId"]), lambda: say_by_line(port, event)
        if channel == "sms":
            form = speak.sms(sid=f"SM{uuid.uuid4().hex}", sender=f"+6681{number:07d}")
            return form["MessageSid"], lambda: say_by_twilio(port, "/hooks/sms", form)
        if channel == "voice":
            recording = f"RE{uuid.uuid4().hex}"
            call, caller = speak.new_call(), f"+6682{number:07d}"
            form = speak.recorded(call, recording, From=caller)
            end = speak.call(call, From=caller) | {"CallStatus": "completed"}
            return (
                f"recording:{recording}",
                lambda: say_by_twilio(port, "/hooks/voice/record?lang=th", form),
                lambda: say_by_twilio(port, "/hooks/voice/status", end),
            )
        nonce = str(uuid.uuid4())
        return nonce, lambda: say_by_web(port, nonce)


def delivered(provider_url: str) -> dict[str, Any]:
    parts = urllib.parse.urlsplit(provider_url)
    status, body = request(parts.port or 80, "GET", "/_delivered")
    assert status == 200
    found: dict[str, Any] = json.loads(body)
    return found


def set_fault(provider_url: str, **fault: Any) -> None:
    parts = urllib.parse.urlsplit(provider_url)
    request(
        parts.port or 80, "POST", "/_faults", json.dumps(fault).encode(), {"Content-Type": "application/json"}
    )


def all_is_well(running: City, crowd: Crowd) -> Counter[str]:
    """Stored = accepted, one case each, each acknowledgement at most once; returns outbound states."""
    events = running.rows("select event_id from message where direction = 'in'")
    stored = Counter(
        event.partition(".")[0] for (event,) in events
    )  # the form's key is its nonce and what it said
    assert set(crowd.accepted) <= set(stored), f"lost: {set(crowd.accepted) - set(stored)}"
    assert set(stored.values()) == {1}
    assert running.number("message where direction = 'in' and state <> 'triaged'") == 0
    assert running.number("message where direction = 'in' and case_id is null") == 0
    assert running.number('"case"') == len(stored)
    acks = Counter(case for (case,) in running.rows("select case_id from message where purpose = 'ack'"))
    assert set(acks.values()) == {1}
    assert len(acks) == len(stored)
    twice = delivered(running.provider_url)["duplicates"]
    assert not twice, f"said twice: {twice}"
    return Counter(state for (state,) in running.rows("select state from message where direction = 'out'"))
