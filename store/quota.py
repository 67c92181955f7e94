"""What the providers said of this month's messages, asked once an hour, and what a month has cost."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel

from store.db import instant

FRESH = timedelta(hours=6)
"""An older answer is not believed: a new month may have begun since."""


class Quota(SQLModel, table=True):
    """allowed: pushes this month, None for no limit. used: as the provider counts, its own chat included."""

    __tablename__ = "quota"
    account: str = Field(primary_key=True)
    allowed: int | None = None
    used: int
    asked_at: datetime = Field(sa_column=instant())

    @property
    def share(self) -> float:
        return self.used / self.allowed if self.allowed else 1.0 if self.allowed == 0 else 0.0


def put(session: Session, account: str, allowed: int | None, used: int, *, now: datetime) -> Quota | None:
    """Keep the newest answer; returns the one before it."""
    before = session.get(Quota, account)
    kept = Quota(**before.model_dump()) if before else None
    statement = insert(Quota).values(account=account, allowed=allowed, used=used, asked_at=now)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["account"], set_={"allowed": allowed, "used": used, "asked_at": now}
        )
    )
    return kept


def shares(session: Session, *, now: datetime) -> Mapping[str, float]:
    """Account -> used share of the month, 0 to 1 and above, of fresh answers with a limit."""
    rows = session.execute(
        text("select account, allowed, used from quota where allowed is not null and asked_at > :since"),
        {"since": now - FRESH},
    )
    return {row.account: row.used / row.allowed if row.allowed else 1.0 for row in rows}


STANDINGS = "select account, allowed, used, asked_at from quota where asked_at > :since order by account"


def standings(session: Session, *, now: datetime) -> list[Quota]:
    return [
        Quota(account=row.account, allowed=row.allowed, used=row.used, asked_at=row.asked_at)
        for row in session.execute(text(STANDINGS), {"since": now - FRESH})
    ]


# one call is one push however many bubbles or rows it carries (sent_with); a reply costs nothing
_COSTS = text("""
select m.account, coalesce(c.owner, '') as org,
    count(*) filter (where m.sent_how = 'reply') as replies,
    count(*) filter (where m.sent_how = 'push' and m.sent_with is null and m.segments = 0) as pushes,
    coalesce(sum(m.segments), 0) as segments
from message m left join "case" c on c.id = m.case_id
where m.direction = 'out' and m.sent_how <> '' and m.sent_at >= :since and m.sent_at < :until
    and m.state in ('sent', 'delivered', 'read', 'unsure')
    and (cast(:orgs as text[]) is null or c.owner = any(:orgs))
group by 1, 2 order by 1, 2
""")


def costs(session: Session, *, since: datetime, until: datetime, orgs: Sequence[str] | None) -> list[Any]:
    """Per account and organisation: replies (free), pushes, segments of text messages. orgs: None for all."""
    return list(
        session.execute(
            _COSTS, {"since": since, "until": until, "orgs": list(orgs) if orgs is not None else None}
        )
    )
