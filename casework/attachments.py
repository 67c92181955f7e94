"""Fetch what a citizen sent from where the provider keeps it, before it is deleted there."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from casework import pictures
from channels.contract import Attachment, Channel, FetchesMedia, MediaGone, MediaNotReady, SendFailed
from store import attachments, files, takeback
from store.db import Database

log = logging.getLogger("saitrong.attachments")

LIMIT = 25_000_000
"""Bytes of one file; a phone's minute of video is well below it."""
TRIES = 10


def claim(database: Database, *, now: datetime, limit: int) -> list[Any]:
    """Files that are due, taken for this process."""
    with database.session() as session:
        return attachments.claim(session, now=now, limit=limit)


def fetch(database: Database, channels: Mapping[str, Channel], folder: Path, row: Any, now: datetime) -> str:
    """Fetch one claimed attachment; returns its new state. A plea never waits for its photo."""
    channel: object = channels.get(row.account)
    if not isinstance(channel, FetchesMedia):
        return _record(database, row, now, state="gone", error="this channel holds no files")
    wanted = Attachment(kind=row.kind, provider_id=row.provider_id, url=row.url, name=row.name)
    try:
        data, declared = channel.fetch(wanted, limit=LIMIT)
    except MediaNotReady:
        return _later(database, row, now, "still prepared by the provider")
    except MediaGone as error:
        return _record(database, row, now, state="gone", error=str(error))
    except SendFailed as error:
        return _later(database, row, now, str(error))
    return _keep(database, folder, row, now, data, declared)


def _keep(database: Database, folder: Path, row: Any, now: datetime, data: bytes, declared: str) -> str:
    """Typed by content: a PDF named image is a PDF. What shows no type keeps a harmless one."""
    shown = files.media_type(data)
    if not data:
        return _record(database, row, now, state="gone", error="empty file")
    if (
        shown == "application/octet-stream"
        and row.kind in {"audio", "video"}
        and declared.startswith(row.kind)
    ):
        shown = declared.partition(";")[0].strip()
    tidy = pictures.tidied(data, shown)
    try:
        stored = files.put(folder, tidy.data)
        thumb = files.put(folder, tidy.thumb) if tidy.thumb else ""
    except OSError as error:
        return _later(database, row, now, f"disk: {error.strerror}")
    latitude, longitude = tidy.place or (None, None)
    state = _record(
        database,
        row,
        now,
        state="stored",
        stored=stored,
        thumb=thumb,
        media_type=shown,
        size=len(tidy.data),
        latitude=latitude,
        longitude=longitude,
    )
    if state == "gone":  # taken back by its sender while it was on its way
        forget(database, folder, [name for name in (stored, thumb) if name])
    return state


def forget(database: Database, folder: Path, names: list[str]) -> None:
    """Take stored files off the disk that nothing names any more."""
    with database.session() as session:
        for name in takeback.unshared(session, names):
            files.remove(folder, name)


def _later(database: Database, row: Any, now: datetime, error: str) -> str:
    if row.attempts >= TRIES:
        return _record(database, row, now, state="gone", error=f"given up: {error}")
    wait = timedelta(seconds=min(2 ** (row.attempts - 1), 120))
    return _record(database, row, now, state="pending", error=error, not_before=now + wait)


def _record(database: Database, row: Any, now: datetime, *, state: str, **facts: Any) -> str:
    with database.session() as session:
        if not attachments.record(session, row.id, state=state, **facts):
            state = "gone"
    log.info("attachment=%s account=%s state=%s at=%s", row.id, row.account, state, now.isoformat())
    return state
