"""Other requests for the same help: by the same person, the same proven phone, or near enough to compare names and houses."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from store.agendas import SAID_PLACE

_OTHER = (
    "n.id as need_id, n.code, n.state, n.decision, n.created_at as asked_at, c.id as case_id, c.reference, c.owner,"
    " c.incident_id, c.tambon_code, c.moo, c.place_text, c.text, c.person_id,"
    f" coalesce(nullif(p.name, ''), t.name, '') as who, {SAID_PLACE}"
)
_JOINS = (
    'join "case" c on c.id = n.case_id join conversation t on t.id = c.conversation_id'
    " left join person p on p.id = c.person_id"
)
_STANDS = "n.state not in ('proposed', 'withdrawn') and c.state not in ('merged', 'cancelled')"


def by_person(session: Session, needs: Collection[UUID]) -> list[Any]:
    """(mine, sign person or phone, …): other cases of the person, or of a person with the same proven phone."""
    return list(
        session.execute(
            text(
                "with mine as (select n.id, n.code, n.case_id, c.person_id from need n"
                ' join "case" c on c.id = n.case_id where n.id = any(:needs) and c.person_id is not null),'
                " same as (select id, code, case_id, person_id, 'person' as sign from mine union"
                " select m.id, m.code, m.case_id, o.person_id, 'phone' from mine m"
                " join contact_point g on g.person_id = m.person_id and g.kind = 'phone' and g.proven"
                " join contact_point o on o.kind = 'phone' and o.proven and o.value = g.value"
                " and o.person_id <> m.person_id)"
                f' select s.id as mine, s.sign, {_OTHER} from same s join "case" k on k.person_id = s.person_id'
                " and k.id <> s.case_id join need n on n.case_id = k.id and n.code = s.code"
                f" {_JOINS} where {_STANDS}"
            ),
            {"needs": list(needs)},
        )
    )


def by_identity(session: Session, needs: Collection[UUID]) -> list[Any]:
    """(mine, …): other cases whose applicant has the same ID number, whoever reported them."""
    return list(
        session.execute(
            text(
                f"select m.id as mine, {_OTHER} from need m join case_identity i on i.case_id = m.case_id"
                " join case_identity j on j.mark = i.mark and j.case_id <> i.case_id"
                " join need n on n.case_id = j.case_id and n.code = m.code"
                f" {_JOINS} where m.id = any(:needs) and {_STANDS}"
            ),
            {"needs": list(needs)},
        )
    )


def nearby(
    session: Session, codes: Sequence[str], tambons: Sequence[str], since: datetime, until: datetime
) -> list[Any]:
    """Every request for one of these helps in these tambons in that time; names and houses are compared above."""
    return list(
        session.execute(
            text(
                f"select {_OTHER} from need n {_JOINS} where n.code = any(:codes) and n.created_at >= :since"
                f" and n.created_at < :until and c.tambon_code = any(:tambons) and {_STANDS} limit 50000"
            ),
            {"codes": list(codes), "tambons": list(tambons), "since": since, "until": until},
        )
    )


def standing(session: Session, cases: Collection[UUID]) -> dict[UUID, list[tuple[str, str]]]:
    """Case → (org, relation) of everyone who stands to it."""
    found: dict[UUID, list[tuple[str, str]]] = {}
    rows = session.execute(
        text("select case_id, org, relation from case_access where case_id = any(:cases)"),
        {"cases": list(cases)},
    )
    for row in rows:
        found.setdefault(row.case_id, []).append((row.org, row.relation))
    return found
