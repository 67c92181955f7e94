"""Read side of alarms: the lists of staff, the panel of a case, counts for operators."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from store.alarms import CASE

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


def of_case(session: Session, case: UUID) -> list[Any]:
    """Every alarm of a case, newest first, with who acknowledged and who ended it."""
    return list(
        session.execute(
            text(
                "select a.*, s.name as acknowledged_name, e.name as ended_name from alarm a"
                " left join staff s on s.id = a.acknowledged_by left join staff e on e.id = a.ended_by"
                " where a.case_id = :case order by a.opened_at desc"
            ),
            {"case": case},
        )
    )


def one(session: Session, alarm: UUID) -> Any:
    return session.execute(
        text(f'select {CASE} from alarm a join "case" c on c.id = a.case_id where a.id = :id'), {"id": alarm}
    ).first()


def rings(session: Session, alarms: Collection[UUID]) -> dict[UUID, list[Any]]:
    """Alarm → who was rung, in order, with the fate of the call or message."""
    rows = session.execute(
        text(
            "select r.alarm_id, r.at, r.step, r.why, r.org, r.way, r.called_at, s.name as staff_name,"
            " m.state as fate, m.id as message_id from alarm_ring r left join staff s on s.id = r.staff_id"
            " left join message m on m.id = r.message_id where r.alarm_id = any(:alarms) order by r.at, r.id"
        ),
        {"alarms": list(alarms)},
    )
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
