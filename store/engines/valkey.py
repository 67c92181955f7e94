"""The embedded Valkey. It holds wake-ups only: PostgreSQL is the queue of record, so a broken file is set aside."""

import logging
import os
import signal
import socket
import time
from pathlib import Path
from urllib.parse import quote

from store.engines import programs
from store.engines.place import Place
from store.engines.processes import EngineError, alive, end, explain, is_running, said_since, size, spawn

log = logging.getLogger(__name__)


def url(run: Path) -> str:
    return f"unix://{quote(str(run / 'valkey.sock'))}"


def _socket(place: Place) -> Path:
    return place.run / "valkey.sock"


def _pidfile(place: Place) -> Path:
    return place.home / "valkey" / "valkey.pid"


def ask(path: Path, line: str) -> str:
    """One inline command and the first line of its answer; "" when nobody answers.

    By hand, because the client library takes longer to import than the server to start.
    """
    with socket.socket(socket.AF_UNIX) as door:
        door.settimeout(2)
        try:
            door.connect(str(path))
            door.sendall(f"{line}\r\n".encode())
            return door.recv(4096).decode("utf-8", "replace").partition("\r\n")[0]
        except OSError:
            return ""


def running(place: Place) -> int | None:
    """The pid of the living server of these data, ours or left over."""
    try:
        text = _pidfile(place).read_text("utf-8").strip()
    except OSError:
        return None
    # its title names the socket it listens on: a pid used anew by another program does not
    return int(text) if text.isdecimal() and is_running(int(text), str(_socket(place))) else None


def ensure(place: Place) -> tuple[str, bool]:
    """The URL of a server that answers, and whether this call started it."""
    pid = running(place)
    if pid and _ready(place, pid):
        return url(place.run), False
    stop(place)
    folder = _pidfile(place).parent
    _make(place, folder)
    said = _start(place)
    if said and "No space left" not in said:
        broken = folder.with_name(f"valkey.broken-{int(time.time())}")
        log.warning("valkey cannot read its file, set aside as %s: %s", broken, said.strip().splitlines()[-1])
        folder.rename(broken)
        _make(place, folder)
        said = _start(place)
    if said:
        raise explain("Valkey", said, place.home)
    return url(place.run), True


def _make(place: Place, folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    if place.account:
        os.chown(folder, place.account.uid, place.account.gid)


def _start(place: Place) -> str:
    """What it said before it ended; nothing if it lives and answers."""
    folder = _pidfile(place).parent
    settings = {
        "port": "0",
        "unixsocket": str(_socket(place)),
        "unixsocketperm": "700",
        "dir": str(folder),
        "pidfile": str(_pidfile(place)),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        "proc-title-template": "{title} {listen-addr}",
    }
    argv = [str(programs.valkey(place))]
    for name, value in settings.items():
        argv += [f"--{name}", value]
    logfile = place.log / "valkey.log"
    offset = size(logfile)
    _pidfile(place).unlink(missing_ok=True)
    if _ready(place, spawn(argv, place.account, logfile)):
        return ""
    return said_since(logfile, offset) or "it said nothing"


def _ready(place: Place, pid: int) -> bool:
    """Wait while it loads its file. False if it ended, or if it lives but its socket is gone."""
    silent_since = time.monotonic()
    while alive(pid):
        answer = ask(_socket(place), "PING")
        if answer == "+PONG":
            return True
        if answer:  # -LOADING
            silent_since = time.monotonic()
        if time.monotonic() - silent_since > 10:
            return False
        time.sleep(0.01)
    return False


def stop(place: Place) -> None:
    """SIGTERM writes the append-only file out before it ends."""
    pid = running(place)
    if pid and not end(pid, (signal.SIGTERM, 15), (signal.SIGKILL, 5)):
        raise EngineError(f"valkey-server {pid} does not end: kill -9 {pid}")
