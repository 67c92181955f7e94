"""An open stream as a page holds it, and what it was told."""

import contextlib
import http.client
import json
import os
import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.guard import COOKIE
from store.changes import CASE, Change
from tests.conftest import log_in
from tests.waiting import PATIENCE, free_port, until

ROOT = Path(__file__).parents[2]
MINE, OTHER = "9079", "9098"


@pytest.fixture(scope="session")
def port(engines: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """`saitrong live`, running."""
    free = free_port()
    environ = os.environ | {
        "DATABASE_URL": engines.database_url,
        "REDIS_URL": engines.redis_url,
        "LIVE_PORT": str(free),
        "DATA_DIR": str(tmp_path_factory.mktemp("live")),
        "SECRET_KEY": "k" * 32,
    }
    with subprocess.Popen([sys.executable, "-m", "cli", "live"], cwd=ROOT, env=environ) as process:
        assert until(lambda: status(free, "/livez") == 200)
        yield free
        process.terminate()


def status(port: int, path: str = "/live", **headers: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status
    except ConnectionError:
        return 0
    finally:
        connection.close()


class Stream:
    """An open page: what it has been told so far."""

    def __init__(self, port: int, token: str, path: str = "/live", **headers: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.connection.request("GET", path, headers={"Cookie": f"{COOKIE}={token}"} | headers)
        self.answer = self.connection.getresponse()
        self.lines: queue.Queue[str] = queue.Queue()
        self.kinds: list[str] = []
        self.last = ""
        self.data: dict[str, Any] = {}
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        with contextlib.suppress(OSError, ValueError, AttributeError, http.client.HTTPException):
            for line in self.answer:
                self.lines.put(line.decode().rstrip("\n"))

    def next(self, within: float = PATIENCE) -> str:
        """The id of the next case or alarm told, else the kind of what was told."""
        while True:
            line = self.lines.get(timeout=within)
            if line.startswith("id: "):
                self.last = line.removeprefix("id: ")
            if line.startswith("event: "):
                self.kinds.append(line.removeprefix("event: "))
            if line.startswith("data: "):
                self.data = json.loads(line.removeprefix("data: "))
                return str(self.data.get("id", self.kinds[-1]))

    def close(self) -> None:
        if self.connection.sock:
            self.connection.sock.shutdown(socket.SHUT_RDWR)
        self.connection.close()


def token_of(app: Any, org: str, role: str = "clerk") -> str:
    cookie = log_in(app, org, role).get_cookie(COOKIE)
    assert cookie is not None
    return str(cookie.value)


def tell(app: Any, org: str, case: str) -> None:
    app.extensions["house"].nudges.tell([Change(CASE, case, (org,), 1)])
