"""The search over cases: one row of folded words for each, kept a second behind the rows it is made of.

Triggers (migration 0004) note every case whose words or readers change, whoever changed them; the worker's sweep
makes those rows anew. What was unsent or erased is thereby gone from the search as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rapidfuzz.fuzz import partial_ratio
from sqlalchemy import ARRAY, BigInteger, Column, Identity, Index, Text, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field, Session, SQLModel

from store.db import clause
from store.folding import LONGEST, fold, grams, misheard, needed, pieces, terms


class SearchDue(SQLModel, table=True):
    """Cases whose search row must be made anew; a log without unique keys, so that no writer waits for another."""

    __tablename__ = "search_due"
    id: int = Field(sa_column=Column(BigInteger, Identity(), primary_key=True))
    case_id: UUID


class CaseSearch(SQLModel, table=True):
    """orgs: those that may read the case in full, to narrow the search; case_access decides in the end."""

    __tablename__ = "case_search"
    __table_args__ = (Index("case_search_grams", "orgs", "grams", postgresql_using="gin"),)
    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    orgs: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    folded: str = Field(sa_column=Column(Text, nullable=False))
    grams: str = Field(sa_column=Column(TSVECTOR, nullable=False))


BATCH = 200
"""Notes taken in one transaction; a triage in full swing leaves some thousand a second."""
_TAKE = text("""
delete from search_due where id in (select id from search_due order by id limit :limit for update skip locked)
returning case_id
""")
_SOURCE = text("""
select c.id, c.reference, c.place_text, c.registered_text, c.phone, c.text, t.name,
    array(select a.org from case_access a where a.case_id = c.id and a.relation = any(:full)) as orgs,
    array(select m.text from message m where m.case_id = c.id and m.text <> '' order by m.sent_at desc limit 200)
        as said
from "case" c join conversation t on t.id = c.conversation_id where c.id = any(:cases)
""")
_PUT = text("""
insert into case_search (case_id, orgs, folded, grams)
values (:case_id, :orgs, :folded, array_to_tsvector(cast(:grams as text[])))
on conflict (case_id) do update set orgs = excluded.orgs, folded = excluded.folded, grams = excluded.grams
where (case_search.orgs, case_search.folded) is distinct from (excluded.orgs, excluded.folded)
""")


def reindex(session: Session, *, full: Sequence[str], limit: int = BATCH) -> int:
    """Make the rows of cases that changed anew; how many notes were taken. full: relations that read everything."""
    taken = [row.case_id for row in session.execute(_TAKE, {"limit": limit})]
    if taken:
        found = session.execute(_SOURCE, {"cases": list(set(taken)), "full": list(full)})
        rows = [searched(row) for row in found]
        if rows:
            session.execute(_PUT, rows)
    return len(taken)


def searched(row: Any) -> dict[str, Any]:
    """The row of case_search: case_id, orgs, folded words, grams; from columns of _SOURCE."""
    parts = (row.reference, row.name, row.place_text, row.registered_text, row.phone, row.text, *row.said)
    folded = "\n".join(dict.fromkeys(fold(part) for part in parts if part))[:LONGEST]
    return {"case_id": row.id, "orgs": row.orgs, "folded": folded, "grams": grams(folded)}


@dataclass(frozen=True, slots=True)
class Hits:
    """keys: case ids in the order of the list. close: nothing was written so; these are the likeliest slips of it."""

    keys: tuple[UUID, ...]
    close: bool = False


WALKED = 2000
"""Rows of a list that are looked through first: a word that is not rare is found there at once, and whoever has
fewer cases needs no index."""
# in the order of the list, so that a word that is not rare is found after a few rows
_WALK = """
select near.case_id, near.rank from (
    select distinct rank, case_id from unnest(cast(:orgs as text[])) as o(org) cross join lateral (
        select a.case_id, a.rank from case_access a where a.org = o.org and a.relation = any(:relations)
        and (a.rank, a.case_id) > (:rank, cast(:key as uuid)) order by a.rank, a.case_id limit :walked) each
    order by rank, case_id limit :walked) near
join case_search s on s.case_id = near.case_id and {written} order by near.rank, near.case_id limit :limit
"""
# nothing more is looked for where the walk has seen every case
_THROUGH = """
with hit as materialized (
    select case_id from case_search s where orgs && cast(:orgs as text[]) and grams @@ cast(:grams as tsquery)
    and {written} and :walked = (select count(*) from (select 1 from unnest(cast(:orgs as text[])) as o(org)
        join case_access a on a.org = o.org and (a.rank, a.case_id) > (:rank, cast(:key as uuid)) limit :walked) seen)
)
select distinct a.rank, a.case_id from hit join case_access a using (case_id)
where a.org = any(:orgs) and a.relation = any(:relations) and (a.rank, a.case_id) > (:rank, cast(:key as uuid))
order by a.rank, a.case_id limit :limit
"""
_LIKELY = """
with hit as materialized (
    select case_id, folded from case_search where orgs && cast(:orgs as text[]) and grams @@ cast(:grams as tsquery)
    limit :compared
)
select distinct on (case_id) hit.case_id, folded, rank from hit join case_access a using (case_id)
where a.org = any(:orgs) and a.relation = any(:relations)
"""
TELLING = 4
"""Letters from which a second word spares more than its pieces cost: two names halve the time of the longer one."""
PIECED, HEARD = 5, 8
"""Letters from which a word is cut into pieces; up to which one slip leaves no piece whole, so that sounds are tried."""
COMPARED = 400
"""Rows compared letter by letter for a slip, some 20 µs each."""
ALIKE = 75
"""rapidfuzz's partial ratio from which a stretch of a row counts as the word with a slip (tests/pages/test_search.py)."""


def find(
    session: Session,
    words: str,
    *,
    orgs: Sequence[str],
    relations: Sequence[str],
    limit: int,
    after: tuple[int, UUID],
) -> Hits:
    """Cases whose words hold every part of the query, in the order of lists; else those that come close to it."""
    parts = terms(words)
    if not parts or not orgs:
        return Hits(())
    facts = {
        "orgs": list(orgs), "relations": list(relations), "limit": limit, "rank": after[0], "key": after[1],
        "walked": WALKED, "grams": _sought(parts),
        **{f"w{n}": f"%{part}%" for n, part in enumerate(parts)},
    }  # fmt: skip
    # the planner thinks reading the table through is cheaper than it is
    session.execute(text("set local enable_seqscan = off"))
    written = " and ".join(f"s.folded like :w{n}" for n in range(len(parts)))
    rows = session.execute(clause(_WALK.format(written=written)), facts).all()
    if len(rows) < limit:
        rows = session.execute(clause(_THROUGH.format(written=written)), facts).all() or rows
    if rows or after[0]:
        return Hits(tuple(row.case_id for row in rows))
    return _close(session, max(parts, key=len), facts)


def _sought(parts: Sequence[str]) -> str:
    """What rows must hold to be looked at: pieces of the two longest words; those of short ones stand in every row."""
    longest = sorted(parts, key=len, reverse=True)[:2]
    return " & ".join(needed(part) for n, part in enumerate(longest) if n == 0 or len(part) >= TELLING)


def _close(session: Session, part: str, facts: dict[str, Any]) -> Hits:
    """The first of the list that hold the longest part as it sounds, then rows that hold one piece of it as it is and
    something much like the whole."""
    if len(part) < 4 or part.isdigit():
        return Hits(())
    heard = misheard(part) if len(part) < HEARD else []
    near = _heard(session, heard, facts) if heard else []
    cut = (pieces(part) if len(part) >= PIECED else []) + heard
    if len(near) < facts["limit"] and cut:
        near += _alike(session, part, cut, facts)
    return Hits(tuple(dict.fromkeys(near))[: facts["limit"]], close=True)


def _heard(session: Session, heard: Sequence[str], facts: dict[str, Any]) -> list[UUID]:
    sounding = facts | {"heard": [f"%{each}%" for each in heard], "walked": COMPARED}
    return [
        row.case_id
        for row in session.execute(clause(_WALK.format(written="s.folded like any(:heard)")), sounding)
    ]


def _alike(session: Session, part: str, cut: Sequence[str], facts: dict[str, Any]) -> list[UUID]:
    """Of the rows that hold one of these pieces those in which something is much like the whole, likeliest first."""
    likely = " | ".join(f"({needed(piece)})" for piece in cut)
    found = [
        (partial_ratio(part, row.folded, score_cutoff=ALIKE), row)
        for row in session.execute(clause(_LIKELY), facts | {"grams": likely, "compared": COMPARED})
    ]
    return [case for _, _, case in sorted((-score, row.rank, row.case_id) for score, row in found if score)]
