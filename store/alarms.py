"""Alarms: a life is in danger and somebody must say that they go. Rows of the ladder and of everyone who was rung."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Column, Index, Text, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel, col

from store.db import changed, checked, instant, one_of

TURN = 7312
"""Advisory lock of the clock whose turn it is; it ends with the transaction, also when the process is killed."""


class Cause(StrEnum):
    """opened: danger from the first word. raised: found later. again: new danger after an earlier alarm ended."""

    OPENED = "opened"
    RAISED = "raised"
    AGAIN = "again"


class Way(StrEnum):
    """shown: in the inbox, for want of a roster. none: nobody could be rung."""

    LINE = "line"
    SMS = "sms"
    VOICE = "voice"
    SHOWN = "shown"
    NONE = "none"


class Why(StrEnum):
    """Which part of the ladder rang them; flood: told that there are too many alarms."""

    DUTY = "duty"
    HEAD = "head"
    OPERATOR = "operator"
    FLOOD = "flood"


class Alarm(SQLModel, table=True):
    """One alarm of one case; at most one is not ended. orgs: whose rosters are rung. step: next rung of the ladder.

    next_at: when it falls due, null once somebody acknowledged. nobody: not a single contact point could be rung.
    """

    __tablename__ = "alarm"
    __table_args__ = (
        checked("alarm", "cause", Cause),
        Index("alarm_one_open", "case_id", unique=True, postgresql_where=text("ended_at is null")),
        Index("alarm_due", "next_at", postgresql_where=text("ended_at is null")),
        Index("alarm_of_case", "case_id", "opened_at"),
        Index("alarm_ended", "ended_at", postgresql_where=text("ended_at is not null")),
    )
    id: UUID = Field(primary_key=True)
    case_id: UUID = Field(foreign_key="case.id")
    cause: str = Field(sa_column=one_of(Cause))
    orgs: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    step: int = 0
    nobody: bool = False
    opened_at: datetime = Field(sa_column=instant())
    next_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    acknowledged_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    acknowledged_by: UUID | None = Field(default=None, foreign_key="staff.id")
    acknowledged_how: str = ""
    ended_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    ended_by: UUID | None = Field(default=None, foreign_key="staff.id")
    end_reason: str = ""
    end_words: str = ""


class AlarmRing(SQLModel, table=True):
    """One way in which one person is rung for one alarm. called_at, message_id: once it is in the outbox.

    Until then it waits for the next call to that person, which covers everything that waits for them.
    """

    __tablename__ = "alarm_ring"
    __table_args__ = (
        checked("alarm_ring", "way", Way),
        checked("alarm_ring", "why", Why),
        Index("alarm_ring_of_alarm", "alarm_id", "at"),
        Index("alarm_ring_waiting", "contact_id", postgresql_where=text("called_at is null and contact_id is not null")),
        Index("alarm_ring_called", "contact_id", "called_at", postgresql_where=text("called_at is not null")),
    )  # fmt: skip
    id: UUID = Field(primary_key=True)
    alarm_id: UUID = Field(foreign_key="alarm.id")
    at: datetime = Field(sa_column=instant())
    step: int
    why: str = Field(sa_column=one_of(Why))
    org: str
    staff_id: UUID | None = Field(default=None, foreign_key="staff.id")
    contact_id: UUID | None = Field(default=None, foreign_key="staff_contact.id")
    way: str = Field(sa_column=one_of(Way))
    called_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    message_id: UUID | None = Field(default=None, foreign_key="message.id")


def my_turn(session: Session) -> bool:
    """Whether no other clock is at it; holds until the transaction ends."""
    return bool(session.execute(text("select pg_try_advisory_xact_lock(:key)"), {"key": TURN}).scalar_one())


# a case in danger without an alarm, or with new words of danger (or a person's word) since its last one ended
_WANTING = text("""
select c.id, 'opened' as cause from "case" c
where c.urgency = 'U0' and c.state not in ('closed', 'cancelled', 'merged')
    and not exists (select from alarm a where a.case_id = c.id)
    and exists (select from case_event e where e.case_id = c.id and e.verb = 'opened' and e.facts->>'urgency' = 'U0')
union all
select c.id, 'raised' from "case" c
where c.urgency = 'U0' and c.state not in ('closed', 'cancelled', 'merged')
    and not exists (select from alarm a where a.case_id = c.id)
    and not exists (select from case_event e where e.case_id = c.id and e.verb = 'opened' and e.facts->>'urgency' = 'U0')
union all
select c.id, 'again' from "case" c
join lateral (select max(coalesce(a.ended_at, 'infinity')) as at from alarm a where a.case_id = c.id) last on last.at is not null
where c.urgency = 'U0' and c.state not in ('closed', 'cancelled', 'merged')
    and exists (select from case_event e where e.case_id = c.id and e.at > last.at
        and (e.verb = 'danger' or (e.verb = 'corrected' and e.facts->'after'->>'urgency' = 'U0')))
order by 1 limit :limit
""")


def wanting(session: Session, limit: int = 500) -> list[Any]:
    """Cases that want an alarm: (id, cause)."""
    return list(session.execute(_WANTING, {"limit": limit}))


def put_alarm(session: Session, row: dict[str, Any]) -> bool:
    """False when the case has an open alarm already."""
    done = session.execute(insert(Alarm).values(row).on_conflict_do_nothing().returning(col(Alarm.id)))
    return done.first() is not None


def put_rings(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(AlarmRing), rows)


_CASE = """
a.id, a.case_id, a.cause, a.orgs, a.step, a.nobody, a.opened_at, a.next_at, a.acknowledged_at, a.acknowledged_by,
    a.acknowledged_how, a.ended_at, a.end_reason, a.end_words, c.reference, c.owner, c.hub, c.kind, c.category,
    c.place_text, c.reasons, c.silent, c.account, c.tambon_code,
    (select home_org from account where account.code = c.account) as home
"""


def due(session: Session, now: datetime, limit: int = 500) -> list[Any]:
    """Alarms whose next rung is due, or whose case has moved to a body that was not rung yet; oldest first."""
    return list(
        session.execute(
            text(
                f'select {_CASE} from alarm a join "case" c on c.id = a.case_id where a.ended_at is null'
                " and a.acknowledged_at is null and (a.next_at <= :now or not c.owner = any(a.orgs))"
                " order by a.opened_at, a.id limit :limit for update of a skip locked"
            ),
            {"now": now, "limit": limit},
        )
    )


def advance(session: Session, alarm: Any, *, step: int, next_at: datetime | None, **facts: Any) -> bool:
    """The compare-and-set of the ladder: False when somebody else has taken this step, or acknowledged."""
    done = session.execute(
        text(
            "update alarm set step = :step, next_at = :next_at, nobody = :nobody, orgs = cast(:orgs as text[])"
            " where id = :id and step = :was and acknowledged_at is null and ended_at is null"
        ),
        {"id": alarm.id, "was": alarm.step, "step": step, "next_at": next_at, "nobody": alarm.nobody, "orgs": alarm.orgs}
        | facts,
    )  # fmt: skip
    return changed(done) > 0


def put_off(session: Session, alarm: UUID, until: datetime) -> None:
    session.execute(text("update alarm set next_at = :at where id = :id"), {"id": alarm, "at": until})


def standing(session: Session, case: UUID) -> list[tuple[str, str]]:
    rows = session.execute(
        text(
            "select org, relation from case_access where case_id = :case and relation in ('owner', 'candidate', 'hub')"
            " order by relation = 'owner' desc, org"
        ),
        {"case": case},
    )
    return [(row.org, row.relation) for row in rows]


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
                f'select {_CASE} from alarm a join "case" c on c.id = a.case_id where a.acknowledged_at is null'
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


def acknowledge(
    session: Session, alarms: Collection[UUID], *, staff: UUID, how: str, now: datetime
) -> list[Any]:
    """The alarms that nobody had acknowledged before: (id, case_id, reference, orgs)."""
    return list(
        session.execute(
            text(
                "update alarm a set acknowledged_at = :now, acknowledged_by = :staff, acknowledged_how = :how,"
                ' next_at = null from "case" c where c.id = a.case_id and a.id = any(:ids)'
                " and a.acknowledged_at is null and a.ended_at is null"
                " returning a.id, a.case_id, c.reference, a.orgs"
            ),
            {"ids": list(alarms), "staff": staff, "how": how, "now": now},
        )
    )


def end(session: Session, alarm: UUID, *, staff: UUID, reason: str, words: str, now: datetime) -> bool:
    done = session.execute(
        text(
            "update alarm set ended_at = :now, ended_by = :staff, end_reason = :reason, end_words = :words,"
            " next_at = null where id = :id and ended_at is null"
        ),
        {"id": alarm, "now": now, "staff": staff, "reason": reason, "words": words},
    )
    return changed(done) > 0


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


# -- for pages, metrics and the doctor -------------------------------------------------------------------------------

DAY = timedelta(days=1)


def listed(session: Session, *, orgs: Sequence[str], everything: bool, since: datetime) -> list[Any]:
    """Open alarms and those ended since, of these organisations (or all, for an operator); ringing ones first."""
    return list(
        session.execute(
            text(
                f"select {_CASE}, s.name as acknowledged_name, e.name as ended_name, a.ended_by, c.text,"
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
        text(f'select {_CASE} from alarm a join "case" c on c.id = a.case_id where a.id = :id'), {"id": alarm}
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
