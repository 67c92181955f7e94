"""One answer to everybody in an incident: whom it is for, how far it is. Rows are laid out in slices by the clock."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Text, text
from sqlmodel import Field, Session, SQLModel

from store.db import changed, checked, instant
from store.ids import new_id


class Laid(StrEnum):
    """What became of one case of a round."""

    PENDING = "pending"
    LAID = "laid"
    ENDED = "ended"
    NOT_ALLOWED = "not_allowed"


class Round(SQLModel, table=True):
    """At most one of an incident is under way."""

    __tablename__ = "round"
    __table_args__ = (
        Index(
            "round_one_at_a_time",
            "incident_id",
            unique=True,
            postgresql_where=text("stopped_at is null and done_at is null"),
        ),
    )
    id: UUID = Field(primary_key=True)
    incident_id: UUID = Field(foreign_key="incident.id", index=True)
    staff_id: UUID = Field(foreign_key="staff.id")
    words: str
    made_at: datetime = Field(sa_column=instant())
    stopped_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    done_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class RoundCase(SQLModel, table=True):
    """message_id: what was laid into the outbox; its fate is the message's."""

    __tablename__ = "round_case"
    __table_args__ = (
        checked("round_case", "state", Laid),
        Index("round_case_pending", "round_id", postgresql_where=text("state = 'pending'")),
    )
    round_id: UUID = Field(primary_key=True, foreign_key="round.id")
    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    state: str = Field(sa_column=Column(Text, nullable=False))
    message_id: UUID | None = Field(default=None, foreign_key="message.id")


_OF_INCIDENT = text("""
select c.id, c.reference, c.conversation_id, c.person_id, c.language, coalesce(k.reference, c.reference) as whole,
    coalesce(p.account, c.account) as account, coalesce(p.reachable, t.reachable) as reachable,
    array(select a.org from case_access a where a.case_id = coalesce(k.id, c.id) and a.org = any(:orgs) order by a.org) as orgs,
    array(select a.relation from case_access a where a.case_id = coalesce(k.id, c.id) and a.org = any(:orgs) order by a.org) as relations
from "case" c left join "case" k on k.id = c.merged_into join conversation t on t.id = c.conversation_id
    left join person q on q.id = c.person_id left join conversation p on p.id = q.answers_to and p.reachable
where (c.incident_id = :incident and c.merged_into is null and c.state not in ('closed', 'cancelled', 'merged'))
    or (k.incident_id = :incident and k.state not in ('closed', 'cancelled', 'merged'))
order by c.urgency, c.opened_at, c.id
""")


def of_incident(session: Session, incident: UUID, *, orgs: Sequence[str]) -> list[Any]:
    """Every reporter of an open case of it, merged ones with the case they go on in (whole), and how these
    organisations stand to that one: orgs and relations, pair by pair. account: where they are answered."""
    return list(session.execute(_OF_INCIDENT, {"incident": incident, "orgs": list(orgs)}))


def begin(
    session: Session, incident: UUID, words: str, cases: Sequence[UUID], *, staff: UUID, now: datetime
) -> UUID | None:
    """None when another round of this incident is under way."""
    key = new_id(now)
    made = session.execute(
        text(
            "insert into round (id, incident_id, staff_id, words, made_at) values (:id, :incident, :staff, :words, :now)"
            " on conflict (incident_id) where stopped_at is null and done_at is null do nothing"
        ),
        {"id": key, "incident": incident, "staff": staff, "words": words, "now": now},
    )
    if not changed(made):
        return None
    session.execute(
        text(
            "insert into round_case (round_id, case_id, state) select :id, unnest(cast(:cases as uuid[])), 'pending'"
        ),
        {"id": key, "cases": list(cases)},
    )
    return key


def under_way(session: Session) -> list[Any]:
    """Rounds that are neither done nor stopped, locked; one that another clock holds is left to it."""
    return list(
        session.execute(
            text(
                "select id, incident_id, staff_id, words from round where stopped_at is null and done_at is null"
                " order by made_at for update skip locked"
            )
        )
    )


def pending(session: Session, key: UUID, limit: int) -> list[Any]:
    """The next cases of a round, the urgent first: id, reference, merged_into and the number of the whole."""
    return list(
        session.execute(
            text(
                "select c.id, c.reference, c.account, c.conversation_id, c.person_id, c.language, c.merged_into,"
                ' coalesce(k.reference, c.reference) as whole from round_case r join "case" c on c.id = r.case_id'
                " left join \"case\" k on k.id = c.merged_into where r.round_id = :id and r.state = 'pending'"
                " order by c.urgency, c.opened_at, c.id limit :limit"
            ),
            {"id": key, "limit": limit},
        )
    )


def note(session: Session, key: UUID, case: UUID, state: Laid, message: UUID | None = None) -> None:
    session.execute(
        text(
            "update round_case set state = :state, message_id = :message where round_id = :id and case_id = :case"
        ),
        {"id": key, "case": case, "state": state.value, "message": message},
    )


def finish(session: Session, key: UUID, *, now: datetime) -> None:
    session.execute(text("update round set done_at = :now where id = :id"), {"id": key, "now": now})


def stop(session: Session, incident: UUID, *, now: datetime) -> bool:
    """What is not laid out yet stays unsaid; False when nothing was under way."""
    done = session.execute(
        text(
            "update round set stopped_at = :now where incident_id = :incident and stopped_at is null and done_at is null"
        ),
        {"incident": incident, "now": now},
    )
    return changed(done) > 0


def newest(session: Session, incident: UUID) -> Any:
    """The last round of an incident with its counts, or None: all, laid, left (pending), skipped, out (gone to the
    provider), failed."""
    return session.execute(
        text(
            "select r.id, r.words, r.made_at, r.stopped_at, r.done_at, s.name as staff_name, count(*) as all,"
            " count(*) filter (where c.state = 'laid') as laid, count(*) filter (where c.state = 'pending') as left,"
            " count(*) filter (where c.state in ('ended', 'not_allowed')) as skipped,"
            " count(*) filter (where m.state in ('sent', 'delivered', 'read')) as out,"
            " count(*) filter (where m.state in ('failed', 'unsure', 'withheld')) as failed"
            " from round r join staff s on s.id = r.staff_id join round_case c on c.round_id = r.id"
            " left join message m on m.id = c.message_id where r.incident_id = :incident"
            " group by r.id, s.id order by r.made_at desc limit 1"
        ),
        {"incident": incident},
    ).first()
