"""Who may be given a case, the rules by which a centre's cases are handed out, and what waits to be."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Column, Uuid, text
from sqlmodel import Field, Session, SQLModel

from store.cases import ENDED_FROM, URGENCY_STEP
from store.db import changed, instant

MOST = 20
"""Open cases of one person beyond which a rule gives them no more, unless the rule says otherwise."""


class AssignRule(SQLModel, table=True):
    """A rule of one centre, tried in the order of position; the first that fits a case hands it out.

    category, tambon_code, moo: "" fits every one. staff: who takes turns; empty: every clerk of the centre.
    only_here: only who has a page open. most: open cases of one person. last: who had the last turn.
    """

    __tablename__ = "assign_rule"
    id: UUID = Field(primary_key=True)
    org: str = Field(foreign_key="org.code", index=True)
    position: int = 1
    category: str = ""
    tambon_code: str = ""
    moo: str = ""
    staff: list[UUID] = Field(default_factory=list, sa_column=Column(ARRAY(Uuid), nullable=False))
    only_here: bool = True
    most: int = MOST
    active: bool = False
    last: UUID | None = Field(default=None, foreign_key="staff.id")
    by_staff_id: UUID = Field(foreign_key="staff.id")
    updated_at: datetime = Field(sa_column=instant())


def end(session: Session, case: UUID, now: datetime) -> None:
    """Whoever has the case has it no longer."""
    session.execute(
        text("update assignment set to_at = :now where case_id = :case and to_at is null"),
        {"now": now, "case": case},
    )


def workers(session: Session, orgs: Sequence[str], roles: Collection[str]) -> list[Any]:
    """(org, id, name) of everybody active who has one of these roles there, by name."""
    return list(
        session.execute(
            text(
                "select distinct m.org, p.id, coalesce(nullif(p.name, ''), p.email) as name from membership m"
                " join staff p on p.id = m.staff_id and p.active where m.org = any(:orgs) and m.role = any(:roles)"
                " order by name, p.id"
            ),
            {"orgs": list(orgs), "roles": list(roles)},
        )
    )


def rules(session: Session, orgs: Sequence[str] | None = None) -> list[Any]:
    """Rules in the order they are tried: of these centres, or all that are in force anywhere."""
    return list(
        session.execute(
            text(
                "select * from assign_rule where (cast(:orgs as text[]) is null and active) or org = any(:orgs)"
                " order by org, position, id"
            ),
            {"orgs": None if orgs is None else list(orgs)},
        )
    )


# the newest word stands first in a rank: its end is who has waited longest
_WAITING = text("""
select c.id, c.reference, c.owner, c.category, c.tambon_code, c.moo
from unnest(cast(:orgs as text[])) as o(org) cross join generate_series(0, 3) as band cross join lateral (
    select a.case_id, a.rank from case_access a
    where a.org = o.org and a.relation = 'owner' and a.assignee is null and a.state in ('new', 'active')
        and a.rank >= band * cast(:step as bigint) and a.rank < (band + 1) * cast(:step as bigint)
    order by a.rank desc limit :limit) w
join "case" c on c.id = w.case_id
order by band, w.rank desc
""")


def waiting(session: Session, orgs: Sequence[str], *, limit: int) -> list[Any]:
    """Open cases of these centres that nobody has: by urgency, the oldest waiting first; some of each urgency."""
    facts = {"orgs": list(orgs), "step": URGENCY_STEP, "limit": limit}
    return list(session.execute(_WAITING, facts))


def loads(session: Session, staff: Collection[UUID]) -> dict[UUID, int]:
    """How many open cases each of them has."""
    rows = session.execute(
        text(
            "select assignee, count(*) as n from case_access where assignee = any(:staff) and rank < :ended"
            " and relation = 'owner' group by assignee"
        ),
        {"staff": list(staff), "ended": ENDED_FROM},
    )
    return {row.assignee: row.n for row in rows}


def hand_out(session: Session, case: UUID, staff: UUID, *, now: datetime) -> bool:
    """Give a case that nobody has to this person; False if somebody has it by now."""
    done = session.execute(
        text(
            'update "case" set assignee = :staff, version = version + 1, updated_at = :now'
            " where id = :case and assignee is null and state in ('new', 'active')"
        ),
        {"case": case, "staff": staff, "now": now},
    )
    return changed(done) == 1


def had_turn(session: Session, rule: UUID, staff: UUID) -> None:
    session.execute(text("update assign_rule set last = :staff where id = :id"), {"id": rule, "staff": staff})


def alone(session: Session) -> bool:
    """One clock at a time hands out; the lock ends with the transaction."""
    return bool(session.execute(text("select pg_try_advisory_xact_lock(7312)")).scalar_one())
