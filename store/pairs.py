"""What people said about two cases: one person's same matter, two that have to do with each other, or nothing."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, Session, SQLModel

from store.cases import URGENCY_STEP, Incident
from store.db import checked, clause, instant, one_of
from store.ids import new_id


class Verdict(StrEnum):
    SAME_PERSON = "same_person"
    APART = "apart"
    LINKED = "linked"


class CasePair(SQLModel, table=True):
    """one < other, so that each pair stands once."""

    __tablename__ = "case_pair"
    __table_args__ = (checked("case_pair", "verdict", Verdict), Index("case_pair_other", "other"))
    one: UUID = Field(primary_key=True, foreign_key="case.id")
    other: UUID = Field(primary_key=True, foreign_key="case.id")
    verdict: str = Field(sa_column=one_of(Verdict))
    staff_id: UUID = Field(foreign_key="staff.id")
    at: datetime = Field(sa_column=instant())


def say(session: Session, first: UUID, second: UUID, verdict: Verdict, *, staff: UUID, now: datetime) -> None:
    """The last word of a person on this pair counts."""
    one, other = sorted((first, second))
    session.execute(
        text(
            "insert into case_pair (one, other, verdict, staff_id, at) values (:one, :other, :verdict, :staff, :now)"
            " on conflict (one, other) do update set verdict = excluded.verdict, staff_id = excluded.staff_id,"
            " at = excluded.at"
        ),
        {"one": one, "other": other, "verdict": verdict.value, "staff": staff, "now": now},
    )


KNOWN = """
select case when one = :case then other else one end as other_id, verdict from case_pair
where one = :case or other = :case
"""


def known(session: Session, case: UUID) -> dict[UUID, str]:
    """The other case → what was said about the two."""
    return {row.other_id: row.verdict for row in session.execute(text(KNOWN), {"case": case})}


_LIKE = """
select c.id, c.reference, c.version, c.conversation_id, c.kind, c.category, c.urgency, c.state, c.text, c.phone, c.tambon_code,
    c.amphoe_code, c.moo, c.place_text, c.latitude, c.longitude, c.last_in_at, c.opened_at, c.incident_id,
    c.account, t.name as who, a.relation,
    array(select n.code from need n where n.case_id = c.id and n.state <> 'withdrawn') as needs
from "case" c join conversation t on t.id = c.conversation_id
join lateral (select array_agg(a.relation) as relation from case_access a where a.case_id = c.id
    and a.org = any(:orgs) and a.relation = any(:relations)) a on a.relation is not null
"""


def nearby(
    session: Session,
    row: Any,
    *,
    orgs: Sequence[str],
    relations: Sequence[str],
    since: datetime,
    limit: int = 400,
) -> list[Any]:
    """Of the newest open cases that these bodies may see those that may belong with this one, newest first.

    From the same amphoe, or with a phone number or without a place, which may be the same person's.
    """
    return list(session.execute(clause(_NEARBY), _around(row, orgs, relations, since, limit)))


def beside(
    session: Session,
    row: Any,
    linked: Sequence[UUID],
    *,
    orgs: Sequence[str],
    relations: Sequence[str],
    since: datetime,
    limit: int = 400,
) -> tuple[list[Any], list[Any]]:
    """In one exchange: the case itself with those it is linked with, and those nearby."""
    facts = _around(row, orgs, relations, since, limit) | {"cases": [row.id, *linked]}
    found = session.execute(clause(_BESIDE), facts).all()
    return [each for each in found if each.named], [each for each in found if not each.named]


# open cases of each urgency lie newest first in the index of lists (case_rank of migration 0004)
_NEWEST = """(
    select distinct a.case_id, (u.urgency + 1) * :step - a.rank as told
    from unnest(cast(:orgs as text[])) as o(org) cross join generate_series(0, 3) as u(urgency) cross join lateral (
        select x.case_id, x.rank from case_access x where x.org = o.org and x.relation = any(:relations)
        and x.rank >= u.urgency * :step and x.rank < (u.urgency + 1) * :step - :since order by x.rank limit :limit) a
    order by told desc limit :limit
)"""
_NEARBY = f"""
{_LIKE.replace('from "case" c', f'from {_NEWEST} newest join "case" c on c.id = newest.case_id')}
where c.id <> :id and (c.amphoe_code = :amphoe or c.phone <> '' or c.amphoe_code is null) order by c.last_in_at desc
"""
_BESIDE = f"""
(select true as named, x.* from ({_LIKE} where c.id = any(:cases) order by c.last_in_at desc) x)
union all (select false, x.* from ({_NEARBY}) x)
"""


def _around(
    row: Any, orgs: Sequence[str], relations: Sequence[str], since: datetime, limit: int
) -> dict[str, Any]:
    return {
        "orgs": list(orgs), "relations": list(relations), "id": row.id, "amphoe": row.amphoe_code, "limit": limit,
        "since": int(since.timestamp() * 1_000_000), "step": URGENCY_STEP,
    }  # fmt: skip


def of(
    session: Session,
    *,
    orgs: Sequence[str],
    relations: Sequence[str],
    cases: Sequence[UUID] = (),
    incident: UUID | None = None,
) -> list[Any]:
    """The same of these cases, and of those of an incident, as far as these bodies may see them, newest first."""
    return list(
        session.execute(
            text(
                f"{_LIKE} where c.id = any(:cases) or c.incident_id = :incident order by c.last_in_at desc limit 500"
            ),
            {"orgs": list(orgs), "relations": list(relations), "cases": list(cases), "incident": incident},
        )
    )


INCIDENT = """
select i.id, i.title, i.opened_at, (select count(*) from "case" c where c.incident_id = i.id) as cases
from incident i where i.id = :incident
"""


def incident(session: Session, key: UUID) -> Any:
    """title, opened_at, and how many cases it has in all; None when there is none."""
    return session.execute(text(INCIDENT), {"incident": key}).first()


def incidents(session: Session, *, orgs: Sequence[str], limit: int = 50) -> list[Any]:
    """id, title of the newest that hold a case these bodies may list."""
    return list(
        session.execute(
            text(
                'select i.id, i.title from incident i where exists (select from "case" c join case_access a'
                " on a.case_id = c.id where c.incident_id = i.id and a.org = any(:orgs)"
                " and a.relation in ('owner', 'candidate', 'referred', 'hub')) order by i.opened_at desc limit :limit"
            ),
            {"orgs": list(orgs), "limit": limit},
        )
    )


def may_join(session: Session, key: UUID, *, orgs: Sequence[str]) -> bool:
    """Whether there is such an incident, and it is empty or holds a case that these bodies may list."""
    return bool(
        session.execute(
            text(
                'select exists (select from incident where id = :id) and (not exists (select from "case"'
                ' where incident_id = :id) or exists (select from "case" c join case_access a on a.case_id = c.id'
                " where c.incident_id = :id and a.org = any(:orgs)"
                " and a.relation in ('owner', 'candidate', 'referred', 'hub')))"
            ),
            {"id": key, "orgs": list(orgs)},
        ).scalar()
    )


def new_incident(session: Session, title: str, *, opened_at: datetime, now: datetime) -> UUID:
    row = Incident(id=new_id(now), title=title, opened_at=opened_at)
    session.add(row)
    session.flush()
    return row.id


def rename(session: Session, key: UUID, title: str) -> None:
    session.execute(text("update incident set title = :title where id = :id"), {"title": title, "id": key})
