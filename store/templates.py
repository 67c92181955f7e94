"""Sentences that a centre says often, kept by the centre itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Field, Session, SQLModel

from store.db import instant


class ReplyTemplate(SQLModel, table=True):
    """words may hold the fields of casework/templates.py; category "" fits every case."""

    __tablename__ = "reply_template"
    id: UUID = Field(primary_key=True)
    org: str = Field(foreign_key="org.code", index=True)
    title: str
    words: str
    category: str = ""
    by_staff_id: UUID = Field(foreign_key="staff.id")
    updated_at: datetime = Field(sa_column=instant())


OF_ORGS = """
select id, org, title, words, category, updated_at from reply_template where org = any(:orgs)
order by category = any(:category) desc, title, id
"""
"""Templates of these organisations, those of the category first, then by title."""


def of_orgs(session: Session, orgs: Sequence[str]) -> list[Any]:
    return list(session.execute(text(OF_ORGS), {"orgs": list(orgs), "category": []}))


def one(session: Session, key: UUID) -> ReplyTemplate | None:
    return session.get(ReplyTemplate, key)
