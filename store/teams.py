"""Teams: named groups of a centre's people, to whom its cases may be given."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint, text
from sqlmodel import Field, Session, SQLModel

from store.cases import ENDED_FROM
from store.db import changed, instant


class Team(SQLModel, table=True):
    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("org", "name"),)
    id: UUID = Field(primary_key=True)
    org: str = Field(foreign_key="org.code", index=True)
    name: str
    made_at: datetime = Field(sa_column=instant())


class TeamMember(SQLModel, table=True):
    __tablename__ = "team_member"
    team_id: UUID = Field(primary_key=True, foreign_key="team.id", ondelete="CASCADE")
    staff_id: UUID = Field(primary_key=True, foreign_key="staff.id", index=True)


class CaseTeam(SQLModel, table=True):
    """To which team the owner of a case gave it; holds only while the team is the owner's."""

    __tablename__ = "case_team"
    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    team_id: UUID = Field(foreign_key="team.id", ondelete="CASCADE", index=True)
    given_at: datetime = Field(sa_column=instant())
    by_staff_id: UUID = Field(foreign_key="staff.id")


_TEAMS = text("""
select t.id, t.org, t.name, coalesce(array_agg(m.staff_id) filter (where p.id is not null), '{}') as members,
    coalesce(array_agg(coalesce(nullif(p.name, ''), p.email) order by p.name) filter (where p.id is not null), '{}') as names,
    (select count(*) from case_team g join case_access a on a.case_id = g.case_id and a.org = t.org
        and a.relation = 'owner' and a.rank < :ended where g.team_id = t.id) as cases
from team t left join team_member m on m.team_id = t.id left join staff p on p.id = m.staff_id and p.active
where t.org = any(:orgs) group by t.id order by t.org, t.name
""")
_CASES = text("""
select c.reference, c.urgency, c.place_text, c.text, c.account, c.opened_at, c.last_in_at, c.kind,
    coalesce(nullif(s.name, ''), s.email) as assignee_name
from case_team g join team t on t.id = g.team_id join case_access a on a.case_id = g.case_id and a.org = t.org
    and a.relation = 'owner' and a.rank < :ended
join "case" c on c.id = g.case_id left join staff s on s.id = c.assignee
where g.team_id = :team order by a.rank, a.case_id limit :limit
""")


def of_orgs(session: Session, orgs: Sequence[str]) -> list[Any]:
    """Teams with their active members and how many open cases they have."""
    return list(session.execute(_TEAMS, {"orgs": list(orgs), "ended": ENDED_FROM}))


def one(session: Session, team: UUID) -> Team | None:
    return session.get(Team, team)


def drop(session: Session, team: UUID) -> None:
    session.execute(text("delete from team where id = :team"), {"team": team})


def set_members(session: Session, team: UUID, members: Sequence[UUID]) -> None:
    session.execute(text("delete from team_member where team_id = :team"), {"team": team})
    session.execute(
        text("insert into team_member (team_id, staff_id) select :team, unnest(cast(:members as uuid[]))"),
        {"team": team, "members": list(members)},
    )


def cases(session: Session, team: UUID, limit: int = 100) -> list[Any]:
    """Its open cases in the order of lists."""
    return list(session.execute(_CASES, {"team": team, "ended": ENDED_FROM, "limit": limit}))


def of_case(session: Session, case: UUID, org: str) -> Any:
    """(id, name) of the team of that organisation that has the case, or None."""
    return session.execute(
        text(
            "select t.id, t.name from case_team g join team t on t.id = g.team_id"
            " where g.case_id = :case and t.org = :org"
        ),
        {"case": case, "org": org},
    ).first()


def give(session: Session, case: UUID, team: UUID, *, by: UUID, now: datetime) -> None:
    session.execute(
        text(
            "insert into case_team (case_id, team_id, given_at, by_staff_id) values (:case, :team, :now, :by)"
            " on conflict (case_id) do update set team_id = excluded.team_id, given_at = excluded.given_at,"
            " by_staff_id = excluded.by_staff_id"
        ),
        {"case": case, "team": team, "now": now, "by": by},
    )


def take(session: Session, case: UUID) -> bool:
    done = session.execute(text("delete from case_team where case_id = :case"), {"case": case})
    return changed(done) > 0
