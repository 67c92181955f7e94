"""The embedded PostgreSQL: made whole or not at all, adopted when it still runs, mended by its own recovery."""

import contextlib
import logging
import os
import shutil
import signal
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from store.engines import programs
from store.engines.place import Place
from store.engines.processes import (
    EngineError,
    alive,
    command,
    end,
    explain,
    is_running,
    run,
    said_since,
    size,
    spawn,
)

NAME = "saitrong"  # of the database and of its owner
SOCKET = ".s.PGSQL.5432"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Postmaster:
    """What postmaster.pid says of a living server. status: starting, ready, stopping."""

    pid: int
    run: Path
    status: str


def url(run_folder: Path) -> str:
    return f"postgresql://{NAME}@/{NAME}?host={quote(str(run_folder), safe='')}"


def _data(place: Place) -> Path:
    return place.home / "pg"


def _settings(place: Place) -> dict[str, str]:
    return {
        "listen_addresses": "",
        "unix_socket_directories": str(place.run),
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "shared_buffers": "64MB",
        "maintenance_work_mem": "64MB",
        "max_wal_size": "512MB",  # bounds the disk used and the seconds a recovery takes
        "timezone": "UTC",
        "log_timezone": "UTC",
        # the log may name tables and states, never a person's words: no statements, values or details
        "log_min_error_statement": "panic",
        "log_parameter_max_length_on_error": "0",
        "log_error_verbosity": "terse",
    }


def running(place: Place) -> Postmaster | None:
    """The living server of these data, ours or left over; None for none and for a stale postmaster.pid."""
    try:
        lines = (_data(place) / "postmaster.pid").read_text("utf-8").splitlines()
    except OSError:
        return None
    if len(lines) < 5 or not lines[0].isdecimal():  # half written
        return None
    pid = int(lines[0])
    if not is_running(pid, f"-D {_data(place)} "):
        return None
    return Postmaster(pid, Path(lines[4]), lines[7].strip() if len(lines) > 7 else "starting")


def ensure(place: Place) -> tuple[str, bool]:
    """The URL of a server that answers, and whether this call started it."""
    found = running(place)
    if found and _adopted(place, found):
        return url(found.run), False
    data = _data(place)
    version = data / "PG_VERSION"
    needed = int(version.read_text("utf-8").strip().partition(".")[0]) if version.exists() else None
    program = programs.postgres(place, programs.postgres_folders(), needed)
    if needed is None:
        _create(place, program)
    _start(place, program)
    return url(place.run), True


def _adopted(place: Place, found: Postmaster) -> bool:
    """Wait for a living server to be ready; False once it has ended or had to be ended."""
    if found.status != "stopping" and _ready(place, found.pid) and _answers(found.run / SOCKET):
        return True
    log.warning("postgres %s of %s does not answer on its socket: stopping it", found.pid, place.home)
    stop(place)
    return False


def _answers(path: Path) -> bool:
    """Whether anybody speaks there: a server just killed still has its pid and its socket for a moment.

    Asked is whether it speaks TLS (SSLRequest of PostgreSQL's protocol), which needs no login and no free place.
    """
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(10)
        line.connect(str(path))
        line.sendall((8).to_bytes(4, "big") + (80877103).to_bytes(4, "big"))
        return line.recv(1) in {b"N", b"S"}
    return False


def _create(place: Place, program: programs.Postgres) -> None:
    """initdb and the empty database aside, then one rename: a first start cut short leaves nothing half made."""
    new = place.home / "pg.new"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    if place.account:
        os.chown(new, place.account.uid, place.account.gid)
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if program.major >= 17 else []
    argv = [str(program.bin / "initdb"), "-D", str(new), "-U", NAME, "--encoding=UTF8", "--locale=C", *locale]
    # trust: whoever reaches the socket got into a folder of mode 700
    _done(place, run([*argv, "--data-checksums", "--auth=trust"], place.account))
    single = [str(program.bin / "postgres"), "--single", "-D", str(new), "template1"]
    _done(place, run(single, place.account, stdin=f"CREATE DATABASE {NAME}\n".encode()))
    new.rename(_data(place))


def _done(place: Place, outcome: tuple[int, str]) -> None:
    code, said = outcome
    if code or "ERROR:" in said:
        raise explain("PostgreSQL", said, place.home)


def _start(place: Place, program: programs.Postgres) -> None:
    data = _data(place)
    argv = [str(program.bin / "postgres"), "-D", str(data)]
    for name, value in _settings(place).items():
        argv += ["-c", f"{name}={value}"]
    if (data / "postmaster.pid").exists():
        _clear_away(place)
    logfile = place.log / "postgres.log"
    for _ in range(50):
        offset = size(logfile)
        if _ready(place, spawn(argv, place.account, logfile)):
            return
        said = said_since(logfile, offset)
        if "shared memory block" not in said:
            raise explain("PostgreSQL", said, place.home)
        time.sleep(0.2)
    raise EngineError(f"processes of a killed PostgreSQL still use {data}: end them or restart the machine")


def _clear_away(place: Place) -> None:
    """After a kill: processes that outlived it, and lock files whose pid is by now somebody else's.

    A lock file whose pid is free is left to PostgreSQL, which finds in it what else to look at.
    """
    data = _data(place)
    for sign, seconds in ((signal.SIGTERM, 2), (signal.SIGKILL, 10)):
        for pid in _orphans(data):
            end(pid, (sign, seconds))
    for lock in (data / "postmaster.pid", place.run / f"{SOCKET}.lock"):
        with contextlib.suppress(OSError, ValueError):
            os.kill(int(lock.read_text("utf-8").partition("\n")[0]), 0)
            lock.unlink()


def _orphans(data: Path) -> list[int]:
    """Server processes of these data: they stand in the folder. (Linux; elsewhere they are waited for.)"""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (folder / "cwd").readlink() == data and "postgres" in command(int(folder.name)):
                found.append(int(folder.name))
    return found


def _ready(place: Place, pid: int) -> bool:
    """Wait as long as it lives: recovery of a large database may take minutes. False if it ended."""
    said_at = time.monotonic()
    while alive(pid):
        found = running(place)
        if found and found.pid == pid and found.status == "ready":
            return True
        if time.monotonic() - said_at > 10:
            log.warning("postgres %s is still starting (recovery after a crash); waiting", pid)
            said_at = time.monotonic()
        time.sleep(0.02)
    return False


def stop(place: Place) -> None:
    """Fast shutdown, a harder one after a minute; what is lost then comes back by recovery."""
    found = running(place)
    if found:
        end(found.pid, (signal.SIGINT, 60), (signal.SIGQUIT, 10), (signal.SIGKILL, 5))
