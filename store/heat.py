"""How many cases lie where and with whom: counts without a name, for the hub, the province and the weekly digest."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from store.cases import ENDED_FROM, URGENCY_STEP

_OPEN = "state not in ('closed', 'cancelled', 'merged')"


def by_tambon(session: Session, amphoe: str, *, others: Sequence[str] = ()) -> list[Any]:
    """Open cases of a district without those of its other hubs: (tambon_code, category or "", urgent, n); the first
    category of each case."""
    return list(
        session.execute(
            text(
                "select coalesce(tambon_code, '') as tambon_code, coalesce(category[1], '') as category,"
                " count(*) filter (where urgency in ('U0', 'U1')) as urgent, count(*) as n"
                f' from "case" where amphoe_code = :amphoe and {_OPEN}'
                " and coalesce(hub, '') <> all(:others) group by 1, 2"
            ),
            {"amphoe": amphoe, "others": list(others)},
        )
    )


def by_body(session: Session, orgs: Sequence[str], *, relations: Sequence[str]) -> dict[str, Any]:
    """Body -> counts of what it stands to in one of these ways: open, urgent, referred, governor, helped, ended.

    By the index of case_access alone.
    """
    rows = session.execute(
        text(
            "select org, count(*) filter (where rank < :ended) as open,"
            " count(*) filter (where rank < :urgent) as urgent,"
            " count(*) filter (where state = 'referred') as referred,"
            " count(*) filter (where state = 'awaiting_governor') as governor,"
            " count(*) filter (where state = 'helped') as helped, count(*) filter (where rank >= :ended) as ended"
            " from case_access where org = any(:orgs) and relation = any(:relations) group by org"
        ),
        {
            "orgs": list(orgs),
            "relations": list(relations),
            "ended": ENDED_FROM,
            "urgent": 2 * URGENCY_STEP,
        },
    )
    return {row.org: row for row in rows}


def of_week(session: Session, org: str, *, since: datetime, until: datetime) -> list[Any]:
    """What an owner's cases of these days were: (tambon_code, category or "", urgent, n, ended)."""
    return list(
        session.execute(
            text(
                "select coalesce(c.tambon_code, '') as tambon_code, coalesce(c.category[1], '') as category,"
                " count(*) filter (where c.urgency in ('U0', 'U1')) as urgent, count(*) as n,"
                f" count(*) filter (where not (c.{_OPEN})) as ended"
                " from case_access a join \"case\" c on c.id = a.case_id where a.org = :org and a.relation = 'owner'"
                " and c.opened_at >= :since and c.opened_at < :until group by 1, 2 order by 1, 2"
            ),
            {"org": org, "since": since, "until": until},
        )
    )
