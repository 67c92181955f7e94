"""`saitrong up`: engines, migration, then gateway, workers, clock and live, kept alive until told to stop.

It imports nothing heavy: what needs the database runs in a child (`_aside`), and its memory goes with it.
"""

import contextlib
import fcntl
import http.client
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import prepared
import secrets_file
from children import Child, Family
from settings import Settings, SettingsError
from store.engines import EngineError, Engines, ensure, outside, revive, stop
from store.engines.place import plain_errors

log = logging.getLogger("saitrong.up")

READY_WITHIN = 120.0
KEEP_LOG = 20_000_000


def up(
    settings: Settings,
    environ: Mapping[str, str],
    *,
    prepare: Callable[[str], str | None],
    commands: Callable[[Settings], Sequence[Child]] | None = None,
    say: Callable[[str], None] = lambda line: print(line, flush=True),  # noqa: T201
) -> int:
    """Run until SIGINT or SIGTERM; the exit code. EngineError for what a person must mend first.

    prepare: given the database's URL, migrates it, fills an empty one; the one-time login line or None.
    It runs in a forked child.
    """
    with plain_errors(settings.data_dir), alone(settings.data_dir):
        family = Family(settings.data_dir)
        family.end_left_over()
        for name, port in (("PORT", settings.port), ("LIVE_PORT", settings.live_port)):
            check_port(name, port)
        environ = secrets_file.filled_in(environ, secrets_file.first_secrets(settings.data_dir))
        signals = _stop_signals()
        if settings.redis_url:
            outside.check_redis(settings.redis_url)
        engines = ensure(settings.data_dir, database_url=settings.database_url, redis_url=settings.redis_url)
        try:
            login = _prepared(settings.data_dir, prepare, engines.database_url)
            family.start((commands or saitrong_commands)(settings), _for_children(settings, environ, engines))
            if _told(settings, family, signals.stopping, login, say):
                family.start_late()
                _watch(engines, settings.data_dir, family, signals.stopping)
        finally:
            family.end(signals.hurry)
            stop(engines)
    return 0


@contextlib.contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """One supervisor for a DATA_DIR; the kernel frees the lock however we end."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "up.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EngineError(
                f"already running for {data_dir}: stop it there (Ctrl-C), or name another DATA_DIR and PORT"
            ) from None
        yield


def saitrong_commands(settings: Settings) -> list[Child]:
    """One process serves (granian has its own below it), WORKERS work, one keeps time, one streams."""
    workers = [_saitrong("worker", f"worker-{number + 1}") for number in range(settings.workers)]
    return [_saitrong("serve"), *workers, _saitrong("clock", late=True), _saitrong("live", late=True)]


def _saitrong(command: str, name: str = "", *, late: bool = False) -> Child:
    return Child(name or command, (sys.executable, "-m", "cli", command), late)


def check_port(name: str, port: int) -> None:
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("127.0.0.1", port))
        except PermissionError:
            raise EngineError(f"port {port} is reserved for root: PORT=8010 make run") from None
        except OSError:
            other = "PORT=8010" if port != 8010 else "PORT=8020"
            told = f"{name} {port}" if name != "PORT" else f"port {port}"
            raise EngineError(f"{told} is taken by another program: {other} make run") from None


def greeting(settings: Settings, login: str | None) -> list[str]:
    base = settings.public_url
    lines = [
        f"inbox:   {base}/inbox",
        f"report:  {base}/report",
        f"hooks:   {base}/hooks/line  {base}/hooks/sms  {base}/hooks/voice",
        f"secrets: {secrets_file.path(settings.data_dir)}",
        f"logs:    {settings.data_dir / 'log'}",
    ]
    return [*lines, *([login] if login else []), "ready"]


@dataclass(frozen=True, slots=True)
class _Signals:
    stopping: threading.Event
    hurry: threading.Event


def _stop_signals() -> _Signals:
    """The first signal ends us; after a second one nobody waits for graceful ends."""
    signals = _Signals(threading.Event(), threading.Event())

    def note(_number: int, _frame: object) -> None:
        (signals.hurry if signals.stopping.is_set() else signals.stopping).set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, note)
    return signals


def _for_children(settings: Settings, environ: Mapping[str, str], engines: Engines) -> dict[str, str]:
    return {
        **environ,
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": engines.database_url,
        "REDIS_URL": engines.redis_url,
    }


def _prepared(data_dir: Path, prepare: Callable[[str], str | None], database_url: str) -> str | None:
    if prepared.is_current(data_dir, database_url):
        return None
    login = _aside(prepare, database_url)
    prepared.note(data_dir, database_url)
    return login


def _aside(work: Callable[[str], str | None], database_url: str) -> str | None:
    """Run in a forked child, so that its imports do not stay with the supervisor."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_report, args=(work, database_url, there))
    child.start()
    there.close()
    try:
        good, told = here.recv()
    except EOFError:
        raise EngineError("the database was not made ready (see above): mend it, then start again") from None
    finally:
        child.join()
    if not good:
        raise EngineError(str(told))
    return None if told is None else str(told)


def _report(work: Callable[[str], str | None], database_url: str, out: Connection) -> None:
    try:
        out.send((True, work(database_url)))
    except (EngineError, SettingsError) as error:
        out.send((False, str(error)))


def _told(
    settings: Settings,
    family: Family,
    stopping: threading.Event,
    login: str | None,
    say: Callable[[str], None],
) -> bool:
    """Wait and greet. The login is made once, so it is told even if nothing else comes up."""
    lines = [login] if login else []
    try:
        if ready := _wait_ready(settings, family, stopping):
            lines = greeting(settings, login)
    finally:
        for line in lines:
            say(line)
    return ready


def _wait_ready(settings: Settings, family: Family, stopping: threading.Event) -> bool:
    deadline = time.monotonic() + READY_WITHIN
    while not stopping.wait(0.05):
        family.tend()
        if is_ready(settings.port):
            return True
        if failing := family.failing():
            raise EngineError(f"{failing.name} does not start: {family.last_words(failing)}")
        if time.monotonic() > deadline:
            raise EngineError(f"not ready after {READY_WITHIN:.0f} s: look into {settings.data_dir / 'log'}")
    return False


def is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _watch(engines: Engines, data_dir: Path, family: Family, stopping: threading.Event) -> None:
    """Children and engines that die are started again; until an engine is back the gateway spools, the workers wait."""
    next_engines = next_logs = 0.0
    while not stopping.wait(0.1):
        family.tend()
        now = time.monotonic()
        if now > next_engines:
            next_engines = now + 0.5
            _revive(engines)
        if now > next_logs:
            next_logs = now + 60
            _keep_logs_short(data_dir / "log")


def _revive(engines: Engines) -> None:
    try:
        if revive(engines):
            log.warning("an engine had ended and was started again")
    except EngineError as error:
        log.error("an engine does not start: %s", error)  # noqa: TRY400  one line for the operator, tried again


def _keep_logs_short(folder: Path) -> None:
    """All writers append, so a file may be cut to nothing below them."""
    for file in folder.glob("*.log"):
        with contextlib.suppress(OSError):
            if file.stat().st_size > KEEP_LOG:
                file.with_suffix(".log.1").write_bytes(file.read_bytes()[-KEEP_LOG // 2 :])
                os.truncate(file, 0)
