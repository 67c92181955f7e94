"""The search over cases: one row of folded words for each, kept a second behind the rows it is made of.

Triggers (migration 0004) note every case whose words or readers change, whoever changed them; the worker's sweep
makes those rows anew. What was unsent or erased is thereby gone from the search as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Column, Identity, Index, Text, text
from sqlmodel import Field, Session, SQLModel

from store.folding import LONGEST, fold, terms


class SearchDue(SQLModel, table=True):
    """Cases whose search row must be made anew; a log without unique keys, so that no writer waits for another."""

    __tablename__ = "search_due"
    id: int = Field(sa_column=Column(BigInteger, Identity(), primary_key=True))
    case_id: UUID


class CaseSearch(SQLModel, table=True):
    """orgs: those that may read the case in full, to narrow the search; case_access decides in the end."""

    __tablename__ = "case_search"
    __table_args__ = (
        Index(
            "case_search_words",
            "orgs",
            "folded",
            postgresql_using="gin",
            postgresql_ops={"folded": "gin_trgm_ops"},
        ),
    )
    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    orgs: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    folded: str = Field(sa_column=Column(Text, nullable=False))


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
insert into case_search (case_id, orgs, folded)
values (:case_id, :orgs, :folded)
on conflict (case_id) do update set orgs = excluded.orgs, folded = excluded.folded
where (case_search.orgs, case_search.folded) is distinct from (excluded.orgs, excluded.folded)
""")


def reindex(session: Session, *, full: Sequence[str], limit: int = BATCH) -> int:
    """Make the rows of cases that changed anew; how many notes were taken. full: relations that read everything."""
    taken = [row.case_id for row in session.execute(_TAKE, {"limit": limit})]
    if taken:
        found = session.execute(_SOURCE, {"cases": list(set(taken)), "full": list(full)})
        rows = [{"case_id": row.id, "orgs": row.orgs, "folded": _words(row)} for row in found]
        if rows:
            session.execute(_PUT, rows)
    return len(taken)


def _words(row: Any) -> str:
    parts = (row.reference, row.name, row.place_text, row.registered_text, row.phone, row.text, *row.said)
    return "\n".join(dict.fromkeys(fold(part) for part in parts if part))[:LONGEST]


@dataclass(frozen=True, slots=True)
class Hits:
    """keys: case ids in the order of the list. close: nothing was written so; these are the likeliest slips of it."""

    keys: tuple[UUID, ...]
    close: bool = False


COMMON = 1000
"""More hits than this are found along the list instead of through the words."""
_RARE = """
with hit as materialized (
    select case_id from case_search where orgs && cast(:orgs as text[]) and {words} limit :common
), seen as (
    select distinct on (a.case_id) a.case_id, a.rank from hit join case_access a using (case_id)
    where a.org = any(:orgs) and a.relation = any(:relations)
)
select case_id, rank, (select count(*) from hit) as hits from seen
where (rank, case_id) > (:rank, cast(:key as uuid)) order by rank, case_id limit :limit
"""
_COMMON = """
select distinct case_id, rank, 0 as hits from unnest(cast(:orgs as text[])) as o(org) cross join lateral (
    select a.case_id, a.rank from case_access a join case_search s using (case_id)
    where a.org = o.org and a.relation = any(:relations) and (a.rank, a.case_id) > (:rank, cast(:key as uuid))
    and {words} order by a.rank, a.case_id limit :limit) found
order by rank, case_id limit :limit
"""
_CLOSE = """
with hit as materialized (
    select case_id, word_similarity(:words, folded) as near from case_search
    where orgs && cast(:orgs as text[]) and cast(:words as text) <% folded limit :common
)
select distinct on (near, case_id) case_id from hit join case_access a using (case_id)
where a.org = any(:orgs) and a.relation = any(:relations) order by near desc, case_id limit :limit
"""
SIMILAR = 0.45
"""How much of a word's trigrams must be there for a slip of it; lower finds noise (tests/store/test_search.py)."""


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
        "orgs": list(orgs),
        "relations": list(relations),
        "limit": limit,
        "rank": after[0],
        "key": after[1],
        "common": COMMON + 1,
        **{f"w{n}": f"%{_literal(part)}%" for n, part in enumerate(parts)},
    }
    condition = " and ".join(f"folded like :w{n}" for n in range(len(parts)))
    rows = list(session.execute(text(_RARE.format(words=condition)), facts))
    if rows and rows[0].hits > COMMON:
        rows = list(session.execute(text(_COMMON.format(words=condition)), facts))
    if rows or after[0]:
        return Hits(tuple(row.case_id for row in rows))
    return _close(session, parts, facts)


def _close(session: Session, parts: list[str], facts: dict[str, Any]) -> Hits:
    """One slip or two in a word of at least four letters."""
    words = max(parts, key=len)
    if len(words) < 4 or words.isdigit():
        return Hits(())
    session.execute(text(f"set local pg_trgm.word_similarity_threshold = {SIMILAR}"))
    rows = session.execute(text(_CLOSE), facts | {"words": words})
    return Hits(tuple(row.case_id for row in rows), close=True)


def _literal(part: str) -> str:
    return part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
