"""Starting, recognising and ending the engines' processes; nothing here knows which engine it is."""

import contextlib
import os
import pwd
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path


class EngineError(Exception):
    """An engine cannot be used; the text is one line that says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Account:
    """The unprivileged system account the engines run under when we are root."""

    name: str
    uid: int
    gid: int


# Children we started ourselves: polled, so that a dead one is reaped and never taken for a living one.
_ours: dict[int, subprocess.Popen[bytes]] = {}


def account_for(folder: Path) -> Account | None:
    """Who the engines run as: ourselves (None), or as root the folder's owner, else saitrong, else nobody."""
    if os.geteuid() != 0:
        return None
    if folder.exists() and folder.stat().st_uid != 0:
        return _account(folder.stat().st_uid)
    for name in ("saitrong", "nobody"):
        with contextlib.suppress(KeyError):
            return _account(pwd.getpwnam(name).pw_uid)
    raise EngineError("PostgreSQL does not run as root: create an account for it (useradd --system saitrong)")


def _account(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise EngineError(
            f"the engines' data belong to uid {uid}, which has no account here: useradd --uid {uid} saitrong"
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _options(account: Account | None) -> dict[str, object]:
    plain: dict[str, object] = {
        # a folder every account can stand in, and no variable of ours that would change an engine's ways
        "cwd": "/",
        "env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
        "stdin": subprocess.DEVNULL,
        "umask": 0o077,
    }
    if account:
        plain |= {"user": account.uid, "group": account.gid, "extra_groups": []}
    return plain


def run(argv: list[str], account: Account | None, *, stdin: bytes | None = None) -> tuple[int, str]:
    """Run to the end; exit code and everything it said."""
    options = _options(account)
    if stdin is not None:
        del options["stdin"]
        options["input"] = stdin
    try:
        done = subprocess.run(  # type: ignore[call-overload]  # options put together above
            argv, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise _cannot_start(argv[0], account, error) from error
    return done.returncode, done.stdout.decode("utf-8", "replace")


def spawn(argv: list[str], account: Account | None, log: Path) -> int:
    """Start in a session of its own, so that a Ctrl-C at the terminal does not reach it; the pid."""
    _keep_short(log)
    with log.open("ab") as out:
        try:
            child: subprocess.Popen[bytes] = subprocess.Popen(  # type: ignore[call-overload]  # as above
                argv, stdout=out, stderr=out, start_new_session=True, **_options(account)
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise _cannot_start(argv[0], account, error) from error
    _ours[child.pid] = child
    return child.pid


def _cannot_start(program: str, account: Account | None, error: Exception) -> EngineError:
    who = f" as {account.name}" if account else ""
    return EngineError(f"{program} cannot be started{who}: {error}; or set DATABASE_URL and REDIS_URL")


def _keep_short(log: Path) -> None:
    if log.exists() and log.stat().st_size > 10_000_000:
        log.replace(log.with_suffix(".log.1"))


def alive(pid: int) -> bool:
    if pid in _ours:
        if _ours[pid].poll() is None:
            return True
        del _ours[pid]
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _zombie(pid)


def _zombie(pid: int) -> bool:
    """A dead engine whose parent has not asked for its end yet (a container without an init)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] == "Z"


def command(pid: int) -> str:
    """The command line of a process, "" if it is gone: tells a left-over from a pid used anew."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        if Path("/proc/self").exists():
            return ""
    done = subprocess.run(
        ["ps", "-ww", "-p", str(pid), "-o", "command="], check=False, capture_output=True, text=True
    )
    return done.stdout


def is_running(pid: int, mark: str) -> bool:
    """Whether pid lives and is the process whose command line carries the mark."""
    for _ in range(100):
        if not alive(pid):
            return False
        if told := command(pid):
            return mark in told
        time.sleep(0.02)  # just killed: no command line any more, but not gone yet
    return False


def end(pid: int, *signals: tuple[signal.Signals, float]) -> bool:
    """Send the signals in turn, each with the seconds to wait for it; True once the process is gone."""
    for sign, seconds in signals:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sign)
        if _gone(pid, seconds):
            return True
    return not alive(pid)


def _gone(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while alive(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def size(log: Path) -> int:
    """Where the next `spawn` will begin to write."""
    _keep_short(log)
    return log.stat().st_size if log.exists() else 0


def said_since(log: Path, offset: int) -> str:
    with log.open("rb") as lines:
        lines.seek(offset)
        return lines.read().decode("utf-8", "replace")


def explain(engine: str, said: str, where: Path) -> EngineError:
    """One line out of what a failed engine printed."""
    if "No space left on device" in said or "Disk quota exceeded" in said:
        return disk_full(where)
    telling = [line for line in said.splitlines() if any(word in line for word in ("FATAL", "rror", "anic"))]
    last = (telling or said.splitlines() or ["it said nothing"])[-1].strip()
    return EngineError(f"{engine} does not start: {last} (data in {where})")


def disk_full(where: Path) -> EngineError:
    return EngineError(f"the disk that holds {where} is full: free some space there, then start again")
