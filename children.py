"""The processes of `saitrong up`: started, started again when they die, ended together."""

import contextlib
import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from store.engines.processes import alive, command

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
LIVED_WELL = 10.0  # seconds after which a death counts as the first again
GIVE_UP_STARTING = 4
GRACE = 20.0
PR_SET_PDEATHSIG = 1

log = logging.getLogger("saitrong.up")
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class Child:
    """late: nobody waits for it, so it starts after the others are ready and leaves them the processor."""

    name: str
    argv: tuple[str, ...]
    late: bool = False


@dataclass(slots=True)
class _Life:
    """One child's present process and how its earlier ones fared."""

    child: Child
    process: subprocess.Popen[bytes] | None = None
    born: float = 0.0
    due: float = 0.0
    deaths: int = 0  # in a row, each soon after its birth


class Family:
    """Ours to start, tend and end. up.pids names them, for the start after a kill -9 of all."""

    def __init__(self, data_dir: Path) -> None:
        self._notes = data_dir / "up.pids"
        self._log = data_dir / "log"
        self._lives: list[_Life] = []
        self._late: list[_Life] = []
        self._environ: Mapping[str, str] = {}

    def start(self, children: Sequence[Child], environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._lives = [_Life(child) for child in children if not child.late]
        self._late = [_Life(child) for child in children if child.late]
        self.tend()

    def start_late(self) -> None:
        self._lives += self._late
        self._late = []
        self.tend()

    def tend(self) -> None:
        """Start whoever is due; call it several times a second."""
        now = time.monotonic()
        changed = False
        for life in self._lives:
            if life.process and life.process.poll() is not None:
                self._mourn(life, now)
            if life.process is None and now >= life.due:
                changed |= self._bear(life, now)
        if changed:
            with contextlib.suppress(OSError):  # a full disk must not end the house
                self._notes.write_text("".join(f"{pid}\n" for pid in self.pids().values()), "utf-8")

    def pids(self) -> dict[str, int]:
        return {life.child.name: life.process.pid for life in self._lives if life.process}

    def _mourn(self, life: _Life, now: float) -> None:
        killed = life.process is not None and life.process.returncode == -signal.SIGKILL
        if life.process:
            _kill_group(life.process.pid)  # its own children must not hold the port against its successor
        life.process = None
        if killed:
            # from outside, by a hand or for want of memory: no fault of its own to wait out
            life.due = now
            return
        life.deaths = 1 if now - life.born > LIVED_WELL else life.deaths + 1
        life.due = now + min(FIRST_PAUSE * 2 ** (life.deaths - 1), LONGEST_PAUSE)

    def _bear(self, life: _Life, now: float) -> bool:
        """No memory or no disk for it now: tried again later, like one that died at once."""
        life.born = now
        try:
            life.process = self._born(life.child)
        except OSError as error:
            log.warning("%s cannot be started: %s", life.child.name, error)
            self._mourn(life, now)
        return life.process is not None

    def _born(self, child: Child) -> subprocess.Popen[bytes]:
        self._log.mkdir(parents=True, exist_ok=True)
        with self._file(child).open("ab") as out:
            return subprocess.Popen(
                child.argv,
                env=dict(self._environ),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,  # a Ctrl-C reaches the supervisor alone, which ends them in order
                preexec_fn=_end_with_parent,  # noqa: PLW1509  no thread of ours runs beside
            )

    def _file(self, child: Child) -> Path:
        return self._log / f"{child.name}.log"

    def failing(self) -> Child | None:
        """One that died again and again right after its birth."""
        return next((life.child for life in self._lives if life.deaths >= GIVE_UP_STARTING), None)

    def last_words(self, child: Child) -> str:
        lines = self._file(child).read_text("utf-8", "replace").strip().splitlines()
        return f"{lines[-1] if lines else 'it said nothing'} ({self._file(child)})"

    def end(self, hurry: threading.Event) -> None:
        """SIGTERM to each, GRACE seconds for all unless hurried, SIGKILL for the rest and what they left."""
        processes = [life.process for life in self._lives if life.process]
        for process in processes:
            process.terminate()
        deadline = time.monotonic() + GRACE
        while any(process.poll() is None for process in processes) and time.monotonic() < deadline:
            if hurry.wait(0.02):
                break
        for process in processes:
            _kill_group(process.pid)
            process.wait()
        self._lives = []
        self._notes.unlink(missing_ok=True)

    def end_left_over(self) -> None:
        """Those of a killed supervisor: they would hold the port. Only processes of this very Python."""
        try:
            noted = {int(line) for line in self._notes.read_text("utf-8").split()}
        except (FileNotFoundError, ValueError):
            return
        left = [pid for pid in _members(noted) if command(pid).startswith(sys.executable)]
        for sign, seconds in ((signal.SIGTERM, 3.0), (signal.SIGKILL, 5.0)):
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, sign)
            _wait_gone(left, seconds)
        self._notes.unlink(missing_ok=True)


def _end_with_parent() -> None:
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def _kill_group(leader: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _members(leaders: set[int]) -> list[int]:
    """The processes of these groups; without /proc the leaders that live."""
    everyone = [int(folder.name) for folder in Path("/proc").glob("[0-9]*")] or sorted(leaders)
    found = []
    for pid in everyone:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.getpgid(pid) in leaders:
                found.append(pid)
    return found


def _wait_gone(pids: Sequence[int], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while any(alive(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
