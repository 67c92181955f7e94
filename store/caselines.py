"""The lists of cases: one range of one index for each organisation, however many cases there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from store.db import clause
from store.paging import cursor, cursor_of
from store.search import find
from store.sieves import Sieve, conditions, facts_of

CAPPED = 100
"""Counts stop here ("99+"): exact counts grow with the number of cases, lists do not (engines.md section 5)."""
WALKED = 2000
"""Rows of a list that are looked through for a facet: one that is not rare is found there at once; what is rare, and
only that, goes through the index of facets, where few rows are left to be put in order."""


@dataclass(frozen=True, slots=True)
class Page:
    """rows: by urgency, newest word first. after: cursor for the next page, "" at the end.

    close: the search found nothing as it was written; these are the likeliest slips of it.
    """

    rows: tuple[Any, ...]
    after: str
    close: bool = False


_AFTER = "(a.rank, a.case_id) > (:rank, cast(:key as uuid))"
_EACH = """
select {columns} from unnest(cast(:orgs as text[])) as o(org) cross join lateral (
    select a.* from case_access a
    where a.org = o.org and {range} and {after} order by a.rank, a.case_id limit :{limit}) found
"""
_KEYS = f"""
{_EACH.replace("{columns}", "rank, case_id, array_agg(relation) as relation").replace("{after}", _AFTER).replace("{limit}", "limit")}
group by rank, case_id order by rank, case_id limit :limit
"""
_WALK = f"""
with near as materialized (
    {_EACH.replace("{columns}", "rank, case_id, facets @> cast(:facets as text[]) as fits").replace("{after}", _AFTER).replace("{limit}", "walked")}
)
select distinct rank, case_id, (select count(*) from near) as seen from near where fits order by rank, case_id limit :limit
"""
_WALKED_THROUGH = f"""
select count(*) = :walked from (
    {_EACH.replace("{columns}", "1").replace("{after}", _AFTER).replace("{limit}", "walked")} limit :walked) near
"""
# the facets and the organisation in one index, so that only the rows of this body are fetched; all else is asked of
# those rows alone, or the planner reads a whole list beside it
_THROUGH = """
with hit as materialized (
    select a.* from unnest(cast(:orgs as text[])) as o(org) join case_access a
        on (a.facets || a.org::text) @> (cast(:facets as text[]) || o.org)
)
select distinct a.rank, a.case_id from hit a where a.org = any(:orgs) and {range} and {after} order by a.rank, a.case_id limit :limit
""".replace("{after}", _AFTER)
_SHOWN = """
c.id, c.reference, c.state, c.kind, c.category, c.urgency, c.place_text, {words} as text, c.account, c.unread,
    c.assignee, c.last_in_at, c.version, c.wants_person_at, t.name as who, s.name as assignee_name, {stands}
"""
_BESIDE = """
join "case" c on c.id = k.case_id
    join conversation t on t.id = c.conversation_id left join staff s on s.id = c.assignee
"""
_STANDS = """
    cross join lateral (select array_agg(a.relation) as relation, min(a.rank) as rank from case_access a
        where a.case_id = c.id and a.org = any(:orgs)) stands
"""
_FIRST_WORDS = "left(c.text, 400)"
# newest first: where a hit of a search may stand
_SAID = """array(select m.text from message m where m.case_id = c.id and m.text <> '' order by m.sent_at desc limit 20) as said"""
_PAGE = f"""
with k as materialized ({_KEYS})
select {_SHOWN.replace("{words}", _FIRST_WORDS).replace("{stands}", "k.rank, k.relation")} from k {_BESIDE}
order by k.rank, k.case_id
"""
_ROWS = f"""
select {_SHOWN.replace("{stands}", "stands.rank, stands.relation")}
from unnest(cast(:keys as uuid[])) with ordinality as k(case_id, place) {_BESIDE} {_STANDS} order by k.place
"""
_COUNT_SIFTED = f"""
(select case when fits >= :cap or seen < :walked then least(fits, :cap) else (
    select count(*) from (select distinct a.case_id from unnest(cast(:orgs as text[])) as o(org) join case_access a
        on (a.facets || a.org::text) @> (cast(:{{facets}} as text[]) || o.org)
        where a.org = o.org and {{range}} limit :cap) through) end
from (select count(distinct case_id) filter (where facets @> cast(:{{facets}} as text[])) as fits, count(*) as seen from (
    {_EACH.replace("{columns}", "case_id, facets").replace("{after}", "true").replace("{limit}", "walked")}) near) walk) as {{name}}
"""
_COUNT = """
(select count(distinct case_id) from (select case_id from unnest(cast(:orgs as text[])) as o(org) cross join lateral (
    select a.case_id from case_access a where a.org = o.org and {range} limit :cap) each limit :cap) counted) as {name}
"""


def page(
    session: Session,
    sieve: Sieve,
    *,
    orgs: Sequence[str],
    relations: Sequence[str],
    after: str = "",
    limit: int = 50,
) -> Page:
    """Cases these organisations stand to in one of the relations; keyset paging, stable while new ones arrive."""
    facts = _facts(sieve, orgs, relations, after, limit)
    if not sieve.facets:
        rows = tuple(session.execute(clause(_PAGE.replace("{range}", conditions(sieve))), facts).all())
    else:
        rows = rows_of(session, _sifted(session, sieve, facts), orgs=orgs)
    kept = rows[:limit]
    return Page(kept, cursor_of(kept[-1]) if len(rows) > limit else "")


def searched(
    session: Session,
    words: str,
    *,
    orgs: Sequence[str],
    relations: Sequence[str],
    after: str = "",
    limit: int = 50,
) -> Page:
    """What a search finds, in the order of lists; it looks through every case, whatever the view."""
    hits = find(session, words, orgs=orgs, relations=relations, limit=limit + 1, after=cursor(after))
    rows = rows_of(session, hits.keys[:limit], orgs=orgs, whole=True)
    more = len(hits.keys) > limit and not hits.close
    return Page(rows, cursor_of(rows[-1]) if rows and more else "", hits.close)


def rows_of(
    session: Session, keys: Sequence[UUID], *, orgs: Sequence[str], whole: bool = False
) -> tuple[Any, ...]:
    """The rows of these cases in this order. whole: all that was said first, not its beginning alone, and with it, newest
    first, what was said since (`said`)."""
    if not keys:
        return ()
    words = f"{_SAID}, c.text" if whole else _FIRST_WORDS
    shown = clause(_ROWS.replace("{words}", words))
    return tuple(session.execute(shown, {"keys": list(keys), "orgs": list(orgs)}).all())


def by_references(
    session: Session, references: Sequence[str], *, orgs: Sequence[str], relations: Sequence[str]
) -> tuple[Any, ...]:
    """The rows of these of them that these organisations may list, in the order of lists."""
    found = session.execute(
        text(
            'select distinct a.rank, a.case_id from "case" c join case_access a on a.case_id = c.id'
            " where c.reference = any(:references) and a.org = any(:orgs) and a.relation = any(:relations)"
            " order by a.rank, a.case_id"
        ),
        {"references": list(references), "orgs": list(orgs), "relations": list(relations)},
    )
    return rows_of(session, [row.case_id for row in found], orgs=orgs)


def _facts(
    sieve: Sieve, orgs: Sequence[str], relations: Sequence[str], after: str, limit: int
) -> dict[str, Any]:
    rank, key = cursor(after)
    found = facts_of(sieve, relations)
    return found | {"orgs": list(orgs), "rank": rank, "key": key, "limit": limit + 1}


def _sifted(session: Session, sieve: Sieve, facts: dict[str, Any]) -> list[UUID]:
    """Keys of a page of a filtered list."""
    given, within = {**facts, "walked": WALKED, "facets": list(sieve.facets)}, conditions(sieve)
    rows = list(session.execute(clause(_WALK.replace("{range}", within)), given))
    if len(rows) < facts["limit"] and _more(session, rows, within, given):
        # the planner thinks reading the table through is cheaper than it is
        session.execute(text("set local enable_seqscan = off"))
        rows = list(session.execute(clause(_THROUGH.replace("{range}", within)), given))
    return [row.case_id for row in rows]


def _more(session: Session, rows: Sequence[Any], within: str, given: dict[str, Any]) -> bool:
    """Whether the list goes on behind what was looked through."""
    if rows:
        return bool(rows[0].seen >= WALKED)
    return bool(session.execute(clause(_WALKED_THROUGH.replace("{range}", within)), given).scalar_one())


# facets lie in the table, all else in the index
_ONE_PASS = f"""
with near as materialized ({_EACH.replace("{columns}", "case_id, rank, relation, state, assignee, opened_at, due_at{facets}").replace("{after}", "true").replace("{limit}", "walked")})
select count(*) as seen, {{counts}} from near a
"""


def counting(
    sieves: Mapping[str, Sieve], *, orgs: Sequence[str], relations: Sequence[str]
) -> tuple[str, dict[str, Any]]:
    """A select of one row: seen, and c0, c1 … in the order of the lists, all of open cases, from one pass over the
    first WALKED rows. What is counted beyond them: `exactly`."""
    # a case stands once for each organisation
    each = "distinct case_id" if len(orgs) > 1 else "*"
    parts, facts = [], {"orgs": list(orgs), "walked": WALKED, **facts_of(Sieve(), relations)}
    for n, sieve in enumerate(sieves.values()):
        fits = conditions(sieve, str(n))
        if sieve.facets:
            fits += f" and a.facets @> cast(:facets{n} as text[])"
        parts.append(f"count({each}) filter (where {fits}) as c{n}")
        facts |= facts_of(sieve, relations, str(n))
        facts |= {f"facets{n}": list(sieve.facets)} if sieve.facets else {}
    looked = ", facets" if any(sieve.facets for sieve in sieves.values()) else ""
    pass_over = _ONE_PASS.replace("{range}", conditions(Sieve())).replace("{counts}", ", ".join(parts))
    pass_over = pass_over.replace("{facets}", looked)
    return pass_over, facts


def exactly(
    session: Session, sieves: Mapping[str, Sieve], *, orgs: Sequence[str], relations: Sequence[str]
) -> dict[str, int]:
    """How many each of these lists holds, up to CAPPED, however many cases are open."""
    parts: list[str] = []
    facts: dict[str, Any] = {"orgs": list(orgs), "cap": CAPPED, "walked": WALKED}
    for n, sieve in enumerate(sieves.values()):
        counted = _COUNT_SIFTED if sieve.facets else _COUNT
        counted = counted.replace("{range}", conditions(sieve, str(n))).replace("{facets}", f"facets{n}")
        parts.append(counted.replace("{name}", f"c{n}"))
        facts |= facts_of(sieve, relations, str(n)) | {f"facets{n}": list(sieve.facets)}
    row = session.execute(clause(f"select {', '.join(parts)}"), facts).one()
    return dict(zip(sieves, map(int, row), strict=True))
