"""Passkeys of staff: a key that their own device or security key keeps and that opens only our own address."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, text
from sqlmodel import Column, Field, Session, SQLModel

from store.db import changed, instant


class Passkey(SQLModel, table=True):
    """id: the credential's own, base64url. sign_count: the highest seen, so that a copied key is noticed."""

    __tablename__ = "passkey"
    id: str = Field(primary_key=True)
    staff_id: UUID = Field(foreign_key="staff.id", index=True)
    public_key: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sign_count: int = 0
    name: str
    made_at: datetime = Field(sa_column=instant())
    used_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


def of(session: Session, staff: UUID) -> list[Any]:
    """(id, name, made_at, used_at), the oldest first."""
    return list(
        session.execute(
            text(
                "select id, name, made_at, used_at from passkey where staff_id = :staff order by made_at, id"
            ),
            {"staff": staff},
        )
    )


def one(session: Session, key: str) -> Passkey | None:
    """Held until the transaction ends, so that one signature counts once."""
    return session.get(Passkey, key, with_for_update=True)


def drop(session: Session, staff: UUID, key: str = "") -> int:
    """One of them, or all; how many there were."""
    done = session.execute(
        text("delete from passkey where staff_id = :staff and (:key = '' or id = :key)"),
        {"staff": staff, "key": key},
    )
    return changed(done)
