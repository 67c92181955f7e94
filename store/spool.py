"""The disk as the last resort: a request that the database cannot take is kept in a file, synced, before we say 200."""

import base64
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson


@dataclass(frozen=True, slots=True)
class Spooled:
    """verified: the signature was checked before spooling. answered: event ids already given the canned words."""

    account: str
    url: str
    step: str
    headers: dict[str, str]
    body: bytes
    form: tuple[tuple[str, str], ...]
    query: tuple[tuple[str, str], ...]
    received_at: datetime
    verified: bool
    answered: bool


class SpoolFull(Exception):
    """The disk does not take the request either; only now may the provider be told 503."""


def save(folder: Path, name: str, item: Spooled) -> None:
    """Write and sync; raises SpoolFull. The file appears under its name only when it is whole."""
    data = orjson.dumps(_plain(item))
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = folder / f".{name}"
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            _write_all(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        temporary.rename(folder / f"{name}.json")
        _sync_folder(folder)
    except OSError as error:
        with suppress(OSError):  # the folder itself may be what is missing or read-only
            (folder / f".{name}").unlink()
        raise SpoolFull(f"spool: {error.strerror}") from error


def _write_all(descriptor: int, data: bytes) -> None:
    """os.write may take only a part, as on a disk that fills up; the next call then says why."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def waiting(folder: Path) -> list[Path]:
    """Oldest first (names begin with the time)."""
    return sorted(folder.glob("*.json")) if folder.is_dir() else []


def load(path: Path) -> Spooled:
    plain = orjson.loads(path.read_bytes())
    return Spooled(
        **{
            **plain,
            "body": base64.b64decode(plain["body"]),
            "form": tuple((k, v) for k, v in plain["form"]),
            "query": tuple((k, v) for k, v in plain["query"]),
            "received_at": datetime.fromisoformat(plain["received_at"]),
        }
    )


def _plain(item: Spooled) -> dict[str, Any]:
    return {
        "account": item.account,
        "url": item.url,
        "step": item.step,
        "headers": item.headers,
        "body": base64.b64encode(item.body).decode(),
        "form": item.form,
        "query": item.query,
        "received_at": item.received_at.isoformat(),
        "verified": item.verified,
        "answered": item.answered,
    }


def drain(folder: Path, take: Callable[[Spooled], bool]) -> int:
    """Hand each spooled request to `take`; a file goes only after take returned True. How many went.

    take returns False for a request to be set aside (its signature does not hold). One process drains.
    """
    if not waiting(folder):
        return 0
    done = 0
    with _alone(folder) as mine:
        for path in waiting(folder) if mine else ():
            if _taken(path, take):
                path.unlink()
            else:
                path.rename(path.with_suffix(".refused"))
            done += 1
    return done


def _taken(path: Path, take: Callable[[Spooled], bool]) -> bool:
    """A file that a broken disk left unreadable is set aside too: it must not hold up those behind it."""
    try:
        item = load(path)
    except (ValueError, KeyError, TypeError):
        return False
    return take(item)


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
