"""Who has a case: given to a colleague, taken, put back; or handed out by the rules that a centre made for itself."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework import cases, handling
from casework.access import SEES_FULL, Actor, NotAllowed
from casework.handling import Seen, Stale
from casework.notices_staff import notify
from store import assigning, triaging
from store.cases import Assignment
from store.ids import new_id
from store.staff import Role

GIVEN = (Role.CLERK, Role.FIELD, Role.SECRETARY, Role.HEAD, Role.ADMIN)
"""Roles that may be given a case."""
TURNS = (Role.CLERK,)
"""Roles that take turns where a rule names nobody."""
AT_ONCE = 50


def colleagues(session: Session, seen: Seen) -> list[Any]:
    """(id, name) of everybody who could have this case: they work where it may be read in full."""
    orgs = [each.org for each in seen.stands if each.relation.value in SEES_FULL]
    found = {row.id: row for row in assigning.workers(session, orgs, [role.value for role in GIVEN])}
    return list(found.values())


def assign(session: Session, actor: Actor, reference: str, to: UUID, *, version: int, now: datetime) -> None:
    """Give the case to a colleague, who is told. NotAllowed for somebody who could not read it."""
    seen = handling.allowed(session, actor, reference, "assign")
    if to not in {row.id for row in colleagues(session, seen)}:
        raise NotAllowed("assign")
    if seen.row.assignee == to:
        return
    handling.change(session, seen, version, now, assignee=to)
    assigning.end(session, seen.row.id, now)
    _put(session, seen.row.id, to, actor.id, now)
    handling.tell(session, seen, "assigned", actor, now, to=str(to))
    notify(session, [to], "assigned", seen.row.id, now, by=actor.id)


def take(session: Session, actor: Actor, reference: str, *, had: UUID | None, now: datetime) -> None:
    """Take the case as its page showed it: had is who had it there. Stale if somebody else has it by now."""
    seen = handling.allowed(session, actor, reference, "assign")
    if seen.row.assignee not in {had, actor.id}:
        raise Stale(reference)
    handling.take(session, actor, reference, now=now)


def put_back(session: Session, actor: Actor, reference: str, *, version: int, now: datetime) -> None:
    """Nobody has it any more; it waits in the queue of its centre."""
    seen = handling.allowed(session, actor, reference, "assign")
    if seen.row.assignee is None:
        return
    handling.change(session, seen, version, now, assignee=None)
    assigning.end(session, seen.row.id, now)
    handling.tell(session, seen, "put_back", actor, now)
    notify(session, [seen.row.assignee], "changed", seen.row.id, now, by=actor.id)


def by_rules(session: Session, here: Collection[UUID], *, now: datetime) -> int:
    """Hand out what waits by the rules in force; how many. here: who has a page open now.

    By urgency, the oldest waiting first; of those a rule names, whoever's turn is next and has room. One clock at
    a time. A case that no rule fits, or for which nobody is there, goes on waiting in the queue.
    """
    rules = assigning.rules(session)
    if not rules or not assigning.alone(session):
        return 0
    turns = _Turns(session, rules, here)
    count = 0
    for case in assigning.waiting(session, sorted({rule.org for rule in rules}), limit=AT_ONCE):
        rule = next((rule for rule in rules if fits(rule, case)), None)
        to = turns.next(rule) if rule else None
        if rule is None or to is None or not assigning.hand_out(session, case.id, to, now=now):
            continue
        turns.had(rule, to)
        _put(session, case.id, to, None, now)
        event = cases.event_row(case.id, "assigned", now=now, to=str(to), rule=str(rule.id))
        triaging.put_cases(session, cases=[], access=[], events=[event])
        notify(session, [to], "assigned", case.id, now)
        count += 1
    turns.keep()
    return count


def fits(rule: Any, case: Any) -> bool:
    """Whether a rule speaks of this case; pure."""
    return bool(
        rule.org == case.owner
        and (not rule.category or rule.category in case.category)
        and rule.tambon_code in {"", case.tambon_code}
        and rule.moo in {"", case.moo}
    )


def turn(people: Sequence[UUID], last: UUID | None) -> list[UUID]:
    """The order in which these are asked, the one after the last first; pure."""
    at = people.index(last) + 1 if last in people else 0
    return [*people[at:], *people[:at]]


class _Turns:
    """Whose turn it is by each rule, and how many cases everybody has, in one pass of by_rules."""

    def __init__(self, session: Session, rules: Sequence[Any], here: Collection[UUID]) -> None:
        self.session = session
        self.here = here
        rows = assigning.workers(
            session, sorted({rule.org for rule in rules}), [role.value for role in GIVEN]
        )
        clerks = assigning.workers(
            session, sorted({rule.org for rule in rules}), [role.value for role in TURNS]
        )
        self._works = {(row.org, row.id) for row in rows}
        self._clerks = [(row.org, row.id) for row in clerks]
        self._loads = assigning.loads(session, {row.id for row in rows})
        self._last = {rule.id: rule.last for rule in rules}
        self._moved: set[UUID] = set()

    def next(self, rule: Any) -> UUID | None:
        named = [staff for staff in rule.staff if (rule.org, staff) in self._works]
        pool = named if rule.staff else [staff for org, staff in self._clerks if org == rule.org]
        for staff in turn(pool, self._last[rule.id]):
            if self._loads.get(staff, 0) < rule.most and (staff in self.here or not rule.only_here):
                return staff
        return None

    def had(self, rule: Any, staff: UUID) -> None:
        self._loads[staff] = self._loads.get(staff, 0) + 1
        self._last[rule.id] = staff
        self._moved.add(rule.id)

    def keep(self) -> None:
        for rule in self._moved:
            assigning.had_turn(self.session, rule, self._last[rule])


def _put(session: Session, case: UUID, to: UUID, by: UUID | None, now: datetime) -> None:
    session.add(Assignment(id=new_id(now), case_id=case, staff_id=to, by_staff_id=by, from_at=now))
