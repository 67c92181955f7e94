"""Files of messages: which are still to be fetched, and what became of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from store.db import changed
from store.messages import MessageFile

HELD_FOR = timedelta(seconds=60)
"""A claim pushes not_before ahead by this; a crash in the middle of a fetch costs a minute, nothing else."""


def claim(session: Session, *, now: datetime, limit: int) -> list[Any]:
    return list(
        session.execute(
            text(
                # materialized, so that no plan runs it again per row and passes the limit
                "with due as materialized ("
                " select id from attachment where state = 'pending' and (not_before is null or not_before <= :now)"
                " order by id limit :limit for update skip locked)"
                " update attachment a set attempts = attempts + 1, not_before = :later from due where a.id = due.id"
                " returning a.id, a.message_id, a.account, a.kind, a.provider_id, a.url, a.name, a.attempts"
            ),
            {"now": now, "later": now + HELD_FOR, "limit": limit},
        )
    )


def put(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Files of what we say, stored already."""
    session.add_all(MessageFile(**row) for row in rows)
    session.flush()


def record(session: Session, attachment: UUID, *, state: str, **facts: Any) -> bool:
    """What became of a claimed file; False when it was taken back meanwhile."""
    done = session.execute(
        text(
            "update attachment set state = :state, stored = :stored, media_type = :media_type, size = :size,"
            " thumb = :thumb, latitude = :latitude, longitude = :longitude,"
            " error = :error, not_before = :not_before where id = :id and state = 'pending'"
        ),
        {
            "id": attachment,
            "state": state,
            "stored": facts.get("stored", ""),
            "media_type": facts.get("media_type", ""),
            "size": facts.get("size", 0),
            "thumb": facts.get("thumb", ""),
            "latitude": facts.get("latitude"),
            "longitude": facts.get("longitude"),
            "error": facts.get("error", "")[:300],
            "not_before": facts.get("not_before"),
        },
    )
    return changed(done) > 0
