"""Read side of alarms: the lists of staff, the panel of a case, counts for operators."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from store.alarms import CASE
from store.bundle import bundle

DAY = timedelta(days=1)


def listed(session: Session, *, orgs: Sequence[str], everything: bool, since: datetime) -> list[Any]:
    """Open alarms and those ended since, of these organisations (or all, for an operator); ringing ones first."""
    return list(
        session.execute(
            text(
                f"select {CASE}, s.name as acknowledged_name, e.name as ended_name, a.ended_by, c.text,"
                " (select array_agg(distinct x.relation) from case_access x where x.case_id = c.id"
                " and x.org = any(:orgs)) as relation"
                ' from alarm a join "case" c on c.id = a.case_id left join staff s on s.id = a.acknowledged_by'
                " left join staff e on e.id = a.ended_by"
                " where (a.ended_at is null or a.ended_at > :since) and (:everything or a.orgs && cast(:orgs as text[])"
                " or exists (select from case_access x where x.case_id = c.id and x.org = any(:orgs)"
                " and x.relation in ('owner', 'candidate', 'hub', 'referred')))"
                " order by a.ended_at is not null, a.acknowledged_at is not null, a.opened_at limit 200"
            ),
            {"orgs": list(orgs), "everything": everything, "since": since},
        )
    )


OF_CASE = """
select a.*, s.name as acknowledged_name, e.name as ended_name from alarm a
left join staff s on s.id = a.acknowledged_by left join staff e on e.id = a.ended_by
where a.case_id = :case order by a.opened_at desc
"""
_RUNG = """
select r.alarm_id, r.at, r.step, r.why, r.org, r.way, r.called_at, s.name as staff_name,
    m.state as fate, m.id as message_id from alarm_ring r left join staff s on s.id = r.staff_id
left join message m on m.id = r.message_id where {which} order by r.at, r.id
"""
NEWEST_RUNG = _RUNG.format(
    which="r.alarm_id = (select id from alarm where case_id = :case order by opened_at desc limit 1)"
)


def of_case(session: Session, case: UUID) -> list[Any]:
    """Every alarm of a case, newest first, with who acknowledged and who ended it."""
    return list(session.execute(text(OF_CASE), {"case": case}))


def newest(session: Session, case: UUID) -> tuple[list[Any], list[Any]]:
    """The alarms of a case, newest first, and who was rung for the newest."""
    found = bundle(session, {"alarms": OF_CASE, "rings": NEWEST_RUNG}, {"case": case})
    return found["alarms"], found["rings"]


def one(session: Session, alarm: UUID) -> Any:
    return session.execute(
        text(f'select {CASE} from alarm a join "case" c on c.id = a.case_id where a.id = :id'), {"id": alarm}
    ).first()


def rings(session: Session, alarms: Collection[UUID]) -> dict[UUID, list[Any]]:
    """Alarm → who was rung, in order, with the fate of the call or message."""
    rows = session.execute(text(_RUNG.format(which="r.alarm_id = any(:alarms)")), {"alarms": list(alarms)})
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.alarm_id, []).append(row)
    return found


def counts(session: Session) -> Any:
    """(ringing, acknowledged, nobody, age in seconds of the oldest that nobody acknowledged) of all open alarms."""
    return session.execute(
        text(
            "select count(*) filter (where acknowledged_at is null) as ringing,"
            " count(*) filter (where acknowledged_at is not null) as acknowledged,"
            " count(*) filter (where nobody and acknowledged_at is null) as nobody,"
            " coalesce(extract(epoch from now() - min(opened_at) filter (where acknowledged_at is null)), 0) as oldest"
            " from alarm where ended_at is null"
        )
    ).one()
