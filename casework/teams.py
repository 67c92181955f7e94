"""Teams of a centre: made by its administrator or head; a case is given to one by whoever may assign it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from casework import handling
from casework.access import Actor, NotAllowed, keeps_hours
from store import audit, entry, teams
from store.ids import new_id
from store.teams import Team

LONGEST = 60


class BadTeam(Exception):
    """Without a name, or with one that another team of the centre has."""


def make(
    session: Session, actor: Actor, org: str, name: str, members: Sequence[UUID], *, now: datetime
) -> UUID:
    _must(actor, org)
    name = _name(session, org, name)
    row = Team(id=new_id(now), org=org, name=name, made_at=now)
    session.add(row)
    session.flush()
    _members(session, row, members)
    audit.note(session, "team.made", now=now, staff_id=actor.id, org=org, detail=str(row.id))
    return row.id


def change(
    session: Session, actor: Actor, team: UUID, name: str, members: Sequence[UUID], *, now: datetime
) -> None:
    row = _mine(session, actor, team)
    row.name = _name(session, row.org, name, but=team)
    session.flush()
    _members(session, row, members)
    audit.note(session, "team.changed", now=now, staff_id=actor.id, org=row.org, detail=str(team))


def drop(session: Session, actor: Actor, team: UUID, *, now: datetime) -> None:
    """Its cases stay with the centre, given to nobody in particular."""
    row = _mine(session, actor, team)
    teams.drop(session, team)
    audit.note(session, "team.dropped", now=now, staff_id=actor.id, org=row.org, detail=str(team))


def give(
    session: Session, actor: Actor, reference: str, team: UUID | None, *, version: int, now: datetime
) -> None:
    """To a team of the case's owner, or (None) to none. Stale."""
    seen = handling.allowed(session, actor, reference, "assign")
    if team is None:
        if teams.take(session, seen.row.id):
            handling.change(session, seen, version, now)
            handling.tell(session, seen, "team_taken", actor, now)
        return
    row = teams.one(session, team)
    if row is None or row.org != seen.row.owner:
        raise NotAllowed("team")
    before = teams.of_case(session, seen.row.id, row.org)
    if before is None or before.id != team:
        handling.change(session, seen, version, now)
        teams.give(session, seen.row.id, team, by=actor.id, now=now)
        handling.tell(session, seen, "team_given", actor, now, team=str(team))


def _name(session: Session, org: str, name: str, but: UUID | None = None) -> str:
    name = " ".join(name.split())[:LONGEST]
    taken = {row.name for row in teams.of_orgs(session, [org]) if row.id != but}
    if not name or name in taken:
        raise BadTeam(name)
    return name


def _members(session: Session, team: Team, members: Sequence[UUID]) -> None:
    """Only people of that centre."""
    working = {row.id for row in entry.staff_of(session, [team.org])}
    teams.set_members(session, team.id, [each for each in members if each in working])


def _mine(session: Session, actor: Actor, team: UUID) -> Team:
    row = teams.one(session, team)
    if row is None:
        raise NotAllowed("team")
    _must(actor, row.org)
    return row


def _must(actor: Actor, org: str) -> None:
    if not org or not keeps_hours(actor, org):
        raise NotAllowed("team")
