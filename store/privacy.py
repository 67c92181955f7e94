"""Requests about personal data: which right, of which case, until when an answer is due."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel

from store.db import instant

RIGHTS = ("copy", "erase", "correct", "object")
"""PDPA s.30, 33, 36, 32; "" when the words alone say what is asked for."""


class DataRequest(SQLModel, table=True):
    """One per case of kind pdpa, opened with it whatever channel it came by. wanted: one of RIGHTS or ""."""

    __tablename__ = "data_request"
    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    wanted: str = ""
    received_at: datetime = Field(sa_column=instant())
    due_at: datetime = Field(sa_column=instant(index=True))
    answered_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


def put_requests(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(DataRequest).on_conflict_do_nothing(), rows)
