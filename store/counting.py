"""Counts for operators, from partial indexes only."""

from typing import Any

from sqlalchemy import text
from sqlmodel import Session

WAITING = ("received", "pending", "sending", "unsure", "withheld", "failed", "parked")


def waiting(session: Session) -> list[Any]:
    return list(
        session.execute(
            text(
                "select account, state, count(*) as n from message"
                " where state in ('received') group by 1, 2 union all"
                " select account, state, count(*) from message where state in ('pending', 'sending') group by 1, 2"
                " union all select account, state, count(*) from message"
                " where state in ('unsure', 'withheld', 'failed', 'parked') group by 1, 2"
            )
        )
    )


def oldest(session: Session) -> dict[str, float]:
    """State -> age in seconds of the oldest row that waits to be read or sent."""
    rows = session.execute(
        text(
            "select 'received' as state, extract(epoch from now() - min(received_at)) as age from message"
            " where state = 'received' union all"
            " select 'pending', extract(epoch from now() - min(sent_at)) from message where state = 'pending'"
            " and (hold_until is null or hold_until <= now())"
        )
    )
    return {row.state: float(row.age or 0) for row in rows}
