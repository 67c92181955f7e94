"""The committee's register: who sits on it, whether it is whole by the rule, and when it may decide (rules/committee.toml)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import Any
from uuid import UUID

from casework import rulefile
from casework.access import Actor, NotAllowed, keeps_committee
from store import audit, committee
from store.committee import Attends, CommitteeMember, Seat
from store.db import Session
from store.ids import new_id

LONGEST = 120


class BadEntry(Exception):
    """field: the input that cannot be kept as it was typed; why: the end of the key of its sentence."""

    def __init__(self, field: str, why: str = "") -> None:
        super().__init__(field)
        self.field = field
        self.why = why or field


@dataclass(frozen=True, slots=True)
class SeatRule:
    """at_most 0: no limit is known. verified: a person has compared it with the regulation."""

    at_least: int
    at_most: int
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """regulations: (in force from, name), the newest first. share: of the members who count, for a quorum."""

    regulations: tuple[tuple[date, str], ...]
    seats: Mapping[str, SeatRule]
    share: float
    uncounted: frozenset[str]
    places: tuple[str, ...]
    whole_names: bool
    remind_after_days: int
    checked_on: date
    verified: bool

    def regulation(self, day: date) -> str:
        """The name of the one in force on that day."""
        return next((name for begins, name in self.regulations if begins <= day), self.regulations[-1][1])


@dataclass(frozen=True, slots=True)
class Gap:
    """A seat with fewer (count below zero) or more members than the rule has; count: how many."""

    seat: str
    count: int


@dataclass(frozen=True, slots=True)
class Quorum:
    present: int
    needed: int
    members: int

    @property
    def holds(self) -> bool:
        return 0 < self.needed <= self.present


def gaps(members: Sequence[Any]) -> list[Gap]:
    """Where the committee is not as the rule has it; members: those in office."""
    sits = Counter(member.seat for member in members)
    found = []
    for seat, rule in rules().seats.items():
        over = sits[seat] - rule.at_most if rule.at_most else 0
        short = min(0, sits[seat] - rule.at_least)
        if short or over > 0:
            found.append(Gap(seat, short or over))
    return found


def quorum(members: Sequence[Any], attendance: Mapping[UUID, Any]) -> Quorum:
    counted = [member for member in members if member.seat not in rules().uncounted]
    came = {Attends.PRESENT, Attends.STAND_IN}
    present = sum(1 for each in counted if each.id in attendance and attendance[each.id].how in came)
    return Quorum(present, ceil(len(counted) * rules().share), len(counted))


def must_keep(actor: Actor, org: str) -> None:
    if org not in keeps_committee(actor):
        raise NotAllowed("committee")


def appoint(
    session: Session,
    actor: Actor,
    org: str,
    *,
    name: str,
    position: str,
    seat: str,
    order_number: str,
    from_day: date,
    to_day: date | None,
    now: datetime,
) -> None:
    """A new member. BadEntry names the field that cannot stand."""
    must_keep(actor, org)
    if not name:
        raise BadEntry("name")
    if seat not in set(Seat):
        raise BadEntry("seat")
    if to_day and to_day < from_day:
        raise BadEntry("to_day")
    row = CommitteeMember(
        id=new_id(now), org=org, name=name[:LONGEST], position=position[:LONGEST], seat=seat,
        order_number=order_number[:LONGEST], from_day=from_day, to_day=to_day, created_by=actor.id, created_at=now,
    )  # fmt: skip
    session.add(row)
    audit.note(session, "committee.appointed", now=now, staff_id=actor.id, org=org, detail=str(row.id))


def end_term(session: Session, actor: Actor, org: str, member: UUID, last: date, *, now: datetime) -> None:
    """The last day in office; the row stays for the meetings of its time."""
    must_keep(actor, org)
    if not committee.end_term(session, org, member, last):
        raise BadEntry("last")
    audit.note(session, "committee.ended", now=now, staff_id=actor.id, org=org, detail=str(member))


@rulefile.kept
def rules() -> Rules:
    """What is in force."""
    table = rulefile.table("committee")
    parts = (*table["seat"], *table["regulation"], table["quorum"], table["announcement"], table["consent"])
    return Rules(
        regulations=tuple(
            sorted(((row["in_force"], row["name"]) for row in table["regulation"]), reverse=True)
        ),
        seats={
            row["seat"]: SeatRule(row["at_least"], row["at_most"], row["source"], row["verified"])
            for row in table["seat"]
        },
        share=table["quorum"]["share"],
        uncounted=frozenset(table["quorum"]["without"]),
        places=tuple(table["announcement"]["places"]),
        whole_names=table["announcement"]["last_name"] == "full",
        remind_after_days=table["consent"]["remind_after_days"],
        checked_on=table["checked_on"],
        verified=all(part["verified"] for part in parts),
    )
