"""What an installation changes in the rules of the reading: drafts, what is in use, what was taken back. Never removed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Column, Index, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, Session, SQLModel

from store import orgs
from store.db import instant

META = "rules"
"""Changes with every change that is put in use or taken back, also of the rules of casework (store/standards.py), so that
a process knows when to look again."""


class RuleChange(SQLModel, table=True):
    """One word more, or less, in one list. tried: what the preview counted. Dated by whom it was made, used, taken back."""

    __tablename__ = "rule_change"
    __table_args__ = (
        Index(
            "rule_change_used", "used_at", postgresql_where=text("used_at is not null and back_at is null")
        ),
    )
    id: UUID = Field(primary_key=True)
    file: str
    path: str
    add: bool
    word: str
    reason: str
    made_at: datetime = Field(sa_column=instant())
    made_by: UUID = Field(foreign_key="staff.id")
    tried: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    tried_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    used_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    used_by: UUID | None = Field(default=None, foreign_key="staff.id")
    back_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    back_by: UUID | None = Field(default=None, foreign_key="staff.id")


_LISTED = text("""
select r.*, coalesce(nullif(m.name, ''), m.email) as maker, coalesce(nullif(u.name, ''), u.email) as user,
    coalesce(nullif(b.name, ''), b.email) as back
from rule_change r join staff m on m.id = r.made_by left join staff u on u.id = r.used_by left join staff b on b.id = r.back_by
order by coalesce(r.back_at, r.used_at, r.made_at) desc limit :limit
""")
_LAST = text("""
select m.id, m.text, m.account, c.reference, exists (select from case_access a where a.case_id = m.case_id
    and a.org = any(:orgs) and a.relation = any(:relations)) as seen
from message m left join "case" c on c.id = m.case_id
where m.direction = 'in' and m.text <> '' and m.state = 'triaged' order by m.id desc limit :limit
""")


def version(session: Session) -> str:
    """Changes with every change, and at midnight, when what was dated ahead comes into force."""
    return f"{orgs.meta(session, META)}@{session.scalar(select(orgs.TODAY))}"


def touch(session: Session) -> None:
    orgs.put_meta(session, META, str(uuid4()))


def in_use(session: Session) -> list[Any]:
    """(file, path, add, word) in the order in which they were put in use."""
    return list(
        session.execute(
            text(
                "select id, file, path, add, word from rule_change where used_at is not null and back_at is null"
                " order by used_at, id"
            )
        )
    )


def listed(session: Session, limit: int = 200) -> list[Any]:
    return list(session.execute(_LISTED, {"limit": limit}))


def one(session: Session, key: UUID) -> RuleChange | None:
    return session.get(RuleChange, key, with_for_update=True)


def last_messages(
    session: Session, limit: int, *, orgs: Sequence[str], relations: Sequence[str]
) -> list[Any]:
    """The newest messages that were read: text for the machine alone; seen: these organisations may see their case."""
    facts = {"limit": limit, "orgs": list(orgs), "relations": list(relations)}
    return list(session.execute(_LAST, facts))
