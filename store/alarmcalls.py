"""Who waits to be called for which alarms, what a call was about, and whether there are too many of them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from store.alarms import CASE


def waiting_calls(session: Session) -> list[Any]:
    """(contact, way, organisations of the alarms, last call) of everybody who has something to be rung for."""
    return list(
        session.execute(
            text(
                "select r.contact_id, r.way, array_agg(distinct o.org) as orgs,"
                " (select max(b.called_at) from alarm_ring b where b.contact_id = r.contact_id and b.way = r.way)"
                " as last from alarm_ring r join alarm a on a.id = r.alarm_id, unnest(a.orgs || r.org) as o(org)"
                " where r.called_at is null and r.contact_id is not null and (r.why = 'flood' or"
                " (a.acknowledged_at is null and a.ended_at is null)) group by r.contact_id, r.way"
            )
        )
    )


def covered(session: Session, contact: UUID) -> list[Any]:
    """Every alarm that still rings and for which this contact point was or is to be rung, oldest first."""
    return list(
        session.execute(
            text(
                f'select {CASE} from alarm a join "case" c on c.id = a.case_id where a.acknowledged_at is null'
                " and a.ended_at is null and exists (select from alarm_ring r where r.alarm_id = a.id"
                " and r.contact_id = :contact and r.why <> 'flood') order by a.opened_at, a.id"
            ),
            {"contact": contact},
        )
    )


def mark_called(session: Session, contact: UUID, way: str, message: UUID, now: datetime) -> None:
    session.execute(
        text(
            "update alarm_ring set called_at = :now, message_id = :message where contact_id = :contact"
            " and way = :way and called_at is null"
        ),
        {"now": now, "message": message, "contact": contact, "way": way},
    )


def rung_lately(session: Session, contacts: Collection[UUID], since: datetime) -> list[Any]:
    """Alarms for which these contact points were rung since then: (id, reference, acknowledged_at, ended_at)."""
    return list(
        session.execute(
            text(
                "select a.id, c.reference, a.acknowledged_at, a.ended_at, s.name as acknowledged_name,"
                " max(r.called_at) as called_at from alarm_ring r"
                ' join alarm a on a.id = r.alarm_id join "case" c on c.id = a.case_id'
                " left join staff s on s.id = a.acknowledged_by"
                " where r.contact_id = any(:contacts) and r.called_at > :since and r.why <> 'flood'"
                " group by a.id, c.reference, s.name order by called_at desc"
            ),
            {"contacts": list(contacts), "since": since},
        )
    )


def last_rung(session: Session, contacts: Collection[UUID]) -> UUID | None:
    """Which of these contact points was rung last."""
    return session.execute(
        text(
            "select contact_id from alarm_ring where contact_id = any(:contacts) and called_at is not null"
            " order by called_at desc limit 1"
        ),
        {"contacts": list(contacts)},
    ).scalar()


def of_message(session: Session, message: UUID) -> Any:
    """What a duty call was about: its contact point, its owner, and the alarms it covered; None if it is none."""
    return session.execute(
        text(
            "select m.id, c.contact_id, p.staff_id, m.facts from message m"
            " join conversation c on c.id = m.conversation_id join staff_contact p on p.id = c.contact_id"
            " where m.id = :id and m.purpose = 'duty' and m.direction = 'out'"
        ),
        {"id": message},
    ).first()


def flooded(session: Session, *, since: datetime, limit: int) -> dict[str, int]:
    """Organisation → alarms opened since, where there are more than `limit`."""
    rows = session.execute(
        text(
            "select org, count(*) as n from alarm a, unnest(a.orgs) as org where a.opened_at > :since"
            " group by org having count(*) > :limit"
        ),
        {"since": since, "limit": limit},
    )
    return {row.org: row.n for row in rows}


def flood_told(session: Session, org: str, since: datetime) -> bool:
    row = session.execute(
        text("select 1 from alarm_ring where why = 'flood' and org = :org and at > :since limit 1"),
        {"org": org, "since": since},
    ).first()
    return row is not None


def newest(session: Session, org: str) -> UUID | None:
    return session.execute(
        text("select id from alarm where :org = any(orgs) order by opened_at desc limit 1"), {"org": org}
    ).scalar()
