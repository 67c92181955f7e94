"""The lists of cases: one range of one index for each organisation, however many cases there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from store.cases import ENDED_FROM, URGENCY_STEP
from store.paging import cursor, cursor_of
from store.search import find

View = Literal["open", "mine", "unassigned", "alarms", "waiting", "closed", "all"]

_RANGES: dict[View, tuple[int, int]] = {
    "alarms": (0, URGENCY_STEP),
    "closed": (ENDED_FROM, 2 * ENDED_FROM),
    "all": (0, 2 * ENDED_FROM),
}
"""Ranks that a view holds; every other view holds the open cases."""
_FILTERS: dict[View, str] = {
    "mine": "and a.assignee = :me",
    "unassigned": "and a.assignee is null",
    "waiting": "and a.state = 'waiting_citizen'",
}
CAPPED = 100
"""Counts stop here ("99+"): exact counts grow with the number of cases, lists do not (engines.md section 5)."""


@dataclass(frozen=True, slots=True)
class Page:
    """rows: by urgency, newest word first. after: cursor for the next page, "" at the end.

    close: the search found nothing as it was written; these are the likeliest slips of it.
    """

    rows: tuple[Any, ...]
    after: str
    close: bool = False


_ORG_RANGE = """
a.org = o.org and a.relation = any(:relations) and a.rank >= :low and a.rank < :high {filter}
"""
_KEYS = """
select distinct rank, case_id from unnest(cast(:orgs as text[])) as o(org) cross join lateral (
    select a.rank, a.case_id from case_access a
    where {range} and (a.rank, a.case_id) > (:rank, cast(:key as uuid))
    order by a.rank, a.case_id limit :limit) found
order by rank, case_id limit :limit
"""
_ROWS = text("""
select c.id, c.reference, c.state, c.kind, c.category, c.urgency, c.owner, c.place_text, c.text, c.account, c.unread,
    c.assignee, c.opened_at, c.last_in_at, c.message_count, c.asks_place, c.vulnerable, c.wants_person_at, t.name as who,
    s.name as assignee_name, stands.rank, stands.relation
from unnest(cast(:keys as uuid[])) with ordinality as k(id, place) join "case" c on c.id = k.id
    join conversation t on t.id = c.conversation_id left join staff s on s.id = c.assignee
    cross join lateral (select array_agg(a.relation) as relation, min(a.rank) as rank from case_access a
        where a.case_id = c.id and a.org = any(:orgs)) stands
order by k.place
""")
_COUNT = """
(select least(count(distinct case_id), :cap) from unnest(cast(:orgs as text[])) as o(org) cross join lateral (
    select a.case_id from case_access a where {range} limit :cap) found) as {view}
"""
COUNTED: tuple[View, ...] = ("alarms", "open", "mine", "unassigned", "waiting")


def page(
    session: Session,
    view: View,
    *,
    orgs: Sequence[str],
    relations: Sequence[str],
    me: UUID,
    after: str = "",
    search: str = "",
    limit: int = 50,
) -> Page:
    """Cases these organisations stand to in one of the relations; keyset paging, stable while new ones arrive.

    A search looks through every case, whatever the view.
    """
    rank, key = cursor(after)
    close = False
    if search:
        hits = find(session, search, orgs=orgs, relations=relations, limit=limit + 1, after=(rank, key))
        keys, close = hits.keys, hits.close
    else:
        low, high = _RANGES.get(view, (0, ENDED_FROM))
        facts = {
            "orgs": list(orgs), "relations": list(relations), "me": me, "low": low, "high": high, "rank": rank,
            "key": key, "limit": limit + 1,
        }  # fmt: skip
        found = session.execute(text(_KEYS.format(range=_range(view))), facts)
        keys = tuple(row.case_id for row in found)
    kept = keys[:limit]
    rows = tuple(session.execute(_ROWS, {"keys": list(kept), "orgs": list(orgs)})) if kept else ()
    more = len(keys) > limit and not close
    return Page(rows, cursor_of(rows[-1]) if rows and more else "", close)


def _range(view: View) -> str:
    return _ORG_RANGE.format(filter=_FILTERS.get(view, ""))


def counts(session: Session, *, orgs: Sequence[str], relations: Sequence[str], me: UUID) -> dict[View, int]:
    """How many cases each view holds, counted up to CAPPED."""
    facts = {"orgs": list(orgs), "relations": list(relations), "me": me, "cap": CAPPED}
    parts = []
    for view in COUNTED:
        low, high = _RANGES.get(view, (0, ENDED_FROM))
        counted = _range(view).replace(":low", str(low)).replace(":high", str(high))
        parts.append(_COUNT.format(range=counted, view=view))
    row = session.execute(text(f"select {', '.join(parts)}"), facts).one()
    return {view: int(getattr(row, view)) for view in COUNTED}


def said(session: Session, cases: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Case -> what was said in it, newest first and at most some hundred texts in all: where a hit may stand."""
    found: dict[UUID, list[str]] = {}
    rows = session.execute(
        text(
            "select m.case_id, m.text from unnest(cast(:cases as uuid[])) as k(id) cross join lateral ("
            " select case_id, text from message where case_id = k.id and text <> ''"
            " order by sent_at desc limit 20) m"
        ),
        {"cases": list(cases)},
    )
    for row in rows:
        found.setdefault(row.case_id, []).append(row.text)
    return found
