"""Whom the ladder reaches: an organisation's rosters, then its hub's, the hub's head, the operator."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework import roster
from store import duty
from store.alarms import Way, Why
from store.duty import Kind
from store.staff import Role


class Book:
    """What one tick looks up, each thing once."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.session = session
        self.now = now
        self._duty: dict[str, tuple[tuple[UUID, ...], ...]] = {}
        self._members: dict[tuple[str, ...], tuple[UUID, ...]] = {}
        self._ways: dict[UUID, list[tuple[UUID, Way]]] = {}

    def duty(self, org: str) -> tuple[tuple[UUID, ...], ...]:
        """People on duty now, rung by rung."""
        if org not in self._duty:
            found = roster.on_duty(duty.shifts(self.session, [org]), self.now)
            self._duty[org] = tuple(people for _, people in found)
        return self._duty[org]

    def members(self, org: str, *roles: Role) -> tuple[UUID, ...]:
        key = (org, *roles)
        if key not in self._members:
            self._members[key] = tuple(row.id for row in duty.members(self.session, org, list(roles)))
        return self._members[key]

    def operators(self) -> tuple[UUID, ...]:
        return self.members("", Role.OPERATOR)

    def ways(self, person: UUID) -> list[tuple[UUID, Way]]:
        """(contact point, way): a push for LINE, a text message and a call for a phone."""
        if person not in self._ways:
            self._ways[person] = [
                (contact.id, way)
                for contact in duty.proven(self.session, [person])
                for way in ((Way.LINE,) if contact.kind == Kind.LINE else (Way.SMS, Way.VOICE))
            ]
        return self._ways[person]


@dataclass(frozen=True, slots=True)
class Rung:
    """People rung together. shown: they see it in the inbox and are not called. org: "" for the operator."""

    why: Why
    org: str
    people: tuple[UUID, ...] = ()
    shown: bool = field(default=False)

    def people_reached(self, book: Book) -> bool:
        return not self.shown and any(book.ways(person) for person in self.people)


def hub_of(alarm: Any) -> str:
    """The hub of the place, else the desk at home to the account; "" where the case is with it already."""
    return alarm.hub or alarm.home or ""


def chain(alarm: Any, org: str, book: Book) -> list[Rung]:
    """The rungs that can be reached, the organisation's own first, then its hub's where that is not rung by itself."""
    bodies = [org]
    if (hub := hub_of(alarm)) and hub not in {org, *alarm.orgs}:
        bodies.append(hub)
    found = [Rung(Why.DUTY, body, people) for body in bodies for people in book.duty(body)]
    return [rung for rung in found if rung.people_reached(book)]


def next_duty(alarm: Any, org: str, step: int, book: Book) -> list[Rung]:
    """Rung number `step` (from 0) of this organisation; the last one again where there is no further one.

    At first it is also said who could not be rung, and without a roster it is shown to clerks and heads.
    """
    known = chain(alarm, org, book)
    found = [known[min(step, len(known) - 1)]] if known else []
    if step == 0:
        own = [Rung(Why.DUTY, org, people) for people in book.duty(org)]
        found += [rung for rung in own if not rung.people_reached(book)]
        if not own:
            clerks = book.members(org, Role.CLERK, Role.HEAD)
            found.append(Rung(Why.DUTY, org, clerks, shown=True))
    return found


def heads(alarm: Any, book: Book) -> list[Rung]:
    """The head of the hub, or of the organisation itself where no hub is known."""
    org = hub_of(alarm) or alarm.owner
    return [Rung(Why.HEAD, org, book.members(org, Role.HEAD))]
