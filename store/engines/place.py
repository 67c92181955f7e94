"""Where the engines of one DATA_DIR lie: data, programs, sockets, log; and the locks that keep peace."""

import contextlib
import errno
import fcntl
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from store.engines.processes import Account, EngineError, account_for, disk_full

# As root, when the way to DATA_DIR is closed to the engines' account (a closed home, say).
OPEN_FOLDERS = (Path("/var/lib/saitrong"), Path("/srv/saitrong"), Path("/opt/saitrong"))
LONGEST_SOCKET = 100  # PostgreSQL and the kernel stop at 107 bytes


@dataclass(frozen=True, slots=True)
class Place:
    """home: data of the engines. run: their sockets. account: None means ourselves."""

    data_dir: Path
    home: Path
    run: Path
    account: Account | None

    @property
    def log(self) -> Path:
        return self.data_dir / "log"


@contextmanager
def plain_errors(data_dir: Path) -> Iterator[None]:
    """Turn what the disk refuses into one line."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise disk_full(data_dir) from error
        path = error.filename or data_dir
        raise EngineError(
            f"{path} cannot be used: {error.strerror}; make it writable for this user or set DATA_DIR to another folder"
        ) from error


def find(data_dir: Path) -> Place:
    """The place of a DATA_DIR, made on first use, the same ever after. Call it while `starting`."""
    (data_dir / "log").mkdir(exist_ok=True)
    data_dir = data_dir.resolve()
    home = _home(data_dir)
    account = account_for(home / "pg")
    if account and not enterable(home, account):
        raise EngineError(
            f"{account.name}, whom PostgreSQL runs as, cannot enter {home}: chmod o+x it and its parents"
        )
    return Place(data_dir, home, _run(data_dir, account), account)


def known(data_dir: Path) -> bool:
    """True if engines were ever started for this folder."""
    return (data_dir / "engines.home").exists()


def _home(data_dir: Path) -> Path:
    """engines.home names the folder: relative when it lies inside, so that DATA_DIR can be moved."""
    pointer = data_dir / "engines.home"
    if pointer.exists():
        home = data_dir / pointer.read_text("utf-8").strip()
        if not home.is_dir():
            raise EngineError(
                f"{pointer} names {home}, which is gone: bring it back from a backup, or delete {pointer} to start empty"
            )
        return _ours(home, data_dir)
    home = _choose_home(data_dir)
    (home / "belongs-to").write_text(str(data_dir), "utf-8")
    inside = home.is_relative_to(data_dir)
    pointer.write_text(str(home.relative_to(data_dir) if inside else home), "utf-8")
    return home


def _ours(home: Path, data_dir: Path) -> Path:
    """Guard against a copied DATA_DIR whose pointer still names the first one's data."""
    note = home / "belongs-to"
    owner = Path(note.read_text("utf-8"))
    if owner == data_dir:
        return home
    if not home.is_relative_to(data_dir) and (owner / "engines.home").exists():
        raise EngineError(
            f"{home} belongs to {owner}: delete {data_dir / 'engines.home'} to let {data_dir} start with data of its own"
        )
    note.write_text(str(data_dir), "utf-8")
    return home


def _choose_home(data_dir: Path) -> Path:
    inside = data_dir / "engines"
    account = account_for(inside / "pg")
    if account is None or enterable(data_dir, account):
        _make(inside)
        return inside
    for folder in OPEN_FOLDERS:
        with contextlib.suppress(OSError):
            _make(folder)
            if enterable(folder, account):
                home = folder / _mark(data_dir)
                _make(home)
                return home
    raise EngineError(
        f"{account.name}, whom PostgreSQL runs as, cannot enter {data_dir}: set DATA_DIR to a folder outside of closed homes"
    )


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)  # to be passed through by the account, whatever our umask is


def _mark(data_dir: Path) -> str:
    return hashlib.sha256(f"{os.geteuid()}:{data_dir}".encode()).hexdigest()[:12]


def enterable(path: Path, account: Account) -> bool:
    """Whether the account may pass through every folder down to and including path."""
    return all(_passes(folder.stat(), account) for folder in (path, *path.parents))


def _passes(status: os.stat_result, account: Account) -> bool:
    if status.st_uid == account.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def _run(data_dir: Path, account: Account | None) -> Path:
    """The folder of the sockets: short, ours alone, and the same for every later command."""
    noted = data_dir / "engines.run"
    if noted.exists():
        run = Path(noted.read_text("utf-8").strip())
        with contextlib.suppress(OSError):
            return _private(run, account)
    for base in _bases():
        run = base / f"saitrong-{_mark(data_dir)}"
        if len(os.fsencode(run / ".s.PGSQL.5432.lock")) > LONGEST_SOCKET:
            continue
        with contextlib.suppress(OSError):
            _private(run, account)
            noted.write_text(str(run), "utf-8")
            return run
    raise EngineError("no folder for the engines' sockets: make /tmp writable or set XDG_RUNTIME_DIR")


def _bases() -> list[Path]:
    if os.geteuid() == 0:  # root's XDG_RUNTIME_DIR is closed to the account
        return [Path("/run"), Path("/tmp")]  # noqa: S108  the folder inside is made 700, its owner checked
    named = os.environ.get("XDG_RUNTIME_DIR")
    return [*([Path(named)] if named else []), Path(f"/run/user/{os.geteuid()}"), Path("/tmp")]  # noqa: S108


def _private(run: Path, account: Account | None) -> Path:
    uid = account.uid if account else os.geteuid()
    with contextlib.suppress(FileExistsError):
        run.mkdir(mode=0o700)
    if account and run.lstat().st_uid == 0:
        os.chown(run, account.uid, account.gid, follow_symlinks=False)
    status = run.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != uid or status.st_mode & 0o077:
        raise EngineError(f"{run} is not a folder of ours alone: remove it, then start again")
    return run


@contextmanager
def starting(data_dir: Path) -> Iterator[None]:
    """One process at a time starts or stops the engines of a DATA_DIR."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "engines.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def take_part(data_dir: Path) -> int:
    """Note that this process uses the engines, until `leave` or its end, however it ends."""
    handle = os.open(data_dir / "engines.users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle


def leave(handle: int) -> bool:
    """Stop taking part; True if nobody else does."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        return True
    finally:
        os.close(handle)
