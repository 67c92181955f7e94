"""By the clock, once a week: what a LAO's week was, for its own centre and for the hub (domain.md HUB 3)."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session

from store import digests, heat
from store.cases import Relation
from store.ids import BANGKOK

FROM = time(7)
"""On Monday, before the offices open."""
AT_ONCE = 50


def week_due(now: datetime) -> date:
    """The Monday that ends the newest week which is over and may be told."""
    local = now.astimezone(BANGKOK)
    monday = local.date() - timedelta(days=local.weekday())
    return monday if local >= datetime.combine(monday, FROM, BANGKOK) else monday - timedelta(days=7)


def make(session: Session, now: datetime) -> int:
    """Some digests that are missing; how many, so that the clock knows whether there are more."""
    monday = week_due(now)
    found = digests.without(session, monday, AT_ONCE)
    for org in found:
        digests.put(session, org, monday, _facts(session, org, monday, now), now)
    return len(found)


def _facts(session: Session, org: str, monday: date, now: datetime) -> dict[str, Any]:
    until = datetime.combine(monday, time(), BANGKOK)
    rows = heat.of_week(session, org, since=until - timedelta(days=7), until=until)
    counts = heat.by_body(session, [org], relations=[Relation.OWNER.value]).get(org)
    return {
        "rows": [[row.tambon_code, row.category, row.n, row.urgent, row.ended] for row in rows],
        "open": counts.open if counts else 0,
        "urgent": counts.urgent if counts else 0,
        "late": digests.late_of(session, org, now),
    }
