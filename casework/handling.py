"""What staff do with a case: take, reply, hand to another body, close. Each checks access, keeps the story."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework import cases, replies
from casework.access import WORKING, Action, Actor, NotAllowed, Sight, Stands, require, sight
from casework.notices_staff import notify
from casework.replies import Addressee
from store import assigning, audit, caselists, errands, merged, needs, referrals, standing, triaging
from store.cases import Assignment, Case, CaseState, Relation
from store.ids import new_id

PERSON = timedelta(hours=24)
"""How long the robot stays silent after the last word of a person (triage/states.py says the same)."""


MOVED_FOR = ("outside_area", "not_its_power", "citizen_asked", "mistake")
"""Why a case goes to another body for good; beyond capacity is another button (casework/referring.py)."""


class Stale(Exception):
    """Somebody else changed the case since it was read; the page shows what is there now and keeps what was typed."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A case as this staff member may see it."""

    row: Any
    sight: Sight
    stands: tuple[Stands, ...]


def see(session: Session, actor: Actor, reference: str, *, now: datetime) -> Seen:
    """The case, and the reading of it recorded; NotAllowed also when there is no such case."""
    seen = _find(session, actor, reference)
    if seen.sight == Sight.FULL:
        audit.note(session, "case.read", now=now, staff_id=actor.id, case_id=seen.row.id)
    return seen


def read_too(session: Session, actor: Actor, cases: Sequence[UUID], *, now: datetime) -> None:
    """Words of these cases were shown beside those of another: each of them was read."""
    for case in cases:
        audit.note(session, "case.read", now=now, staff_id=actor.id, case_id=case)


def glance(session: Session, actor: Actor, reference: str) -> Seen:
    """The case for an answer that shows nothing of it (a poll without news, a refusal): no reading is recorded."""
    return _find(session, actor, reference)


def _find(session: Session, actor: Actor, reference: str) -> Seen:
    row = caselists.by_reference(session, reference)
    if row is None:
        raise NotAllowed("read")
    stands = tuple(Stands(org, Relation(relation)) for org, relation in row.stands or ())
    much = sight(actor, stands)
    if much == Sight.NOTHING:
        raise NotAllowed("read")
    return Seen(row, much, stands)


def open_page(session: Session, actor: Actor, reference: str, *, now: datetime) -> Seen:
    """The case for its page: the reading recorded, the case no longer unread, the person shown that it was opened."""
    seen = _find(session, actor, reference)
    if seen.sight == Sight.FULL:
        errands.opened(session, seen.row.id, staff=actor.id, unread=seen.row.unread, now=now)
    return seen


def hand_over(
    session: Session,
    actor: Actor,
    reference: str,
    *,
    org: str,
    org_name: str,
    version: int,
    now: datetime,
    reason: str = "",
    hub: str | None = None,
) -> None:
    """Give the case to another body of the register; the former owner keeps a stub, the citizen is told.

    reason: of MOVED_FOR, kept in the story. hub: of the new owner's district, when the case leaves the area.
    """
    seen = allowed(session, actor, reference, "route")
    if org == seen.row.owner:
        return
    if Stands(org, Relation.ACCUSED) in seen.stands:
        raise NotAllowed("route")  # a complaint never becomes the accused body's own (decisions.md 7)
    decided = cases.with_decided(seen.row.decided, cases.OWNER)
    moved = {"hub": hub} if hub and reason == MOVED_FOR[0] else {}
    change(session, seen, version, now, owner=org, asks_place=False, assignee=None, decided=decided, **moved)
    give(session, actor, seen, org, org_name, now, **moved, **({"reason": reason} if reason else {}))


def give(
    session: Session, actor: Actor, seen: Seen, org: str, org_name: str, now: datetime, **facts: str
) -> None:
    """Who sees it from now on, the line in its story, and a word to the citizen; the owner is changed already."""
    assigning.end(session, seen.row.id, now)
    of_place = facts.get("hub") or seen.row.hub
    hub = [{"case_id": seen.row.id, "org": of_place, "relation": "hub"}] if of_place else []
    if seen.row.hub and of_place != seen.row.hub:
        standing.leave(session, seen.row.id, seen.row.hub)
    owner = {"case_id": seen.row.id, "org": org, "relation": Relation.OWNER.value}
    triaging.move_access(session, [*(row for row in hub if row["org"] != org), owner])
    referrals.follow_owner(session, seen.row.id, seen.row.owner, org, now)
    staff = [row.id for row in assigning.workers(session, [org], [role.value for role in WORKING])]
    notify(session, staff, "handed", seen.row.id, now, by=actor.id)
    tell(session, seen, "routed", actor, now, before=seen.row.owner, owner=org, **facts)
    for row in (seen.row, *merged.reporters(session, seen.row.id)):
        to = Addressee(row.account, row.conversation_id, row.id, row.language)
        words = replies.moved(row.reference, org_name, row.language)
        triaging.put_messages(session, [replies.outbound(to, "moved", words, now=now, hold=replies.COMPANY)])


def take(session: Session, actor: Actor, reference: str, *, now: datetime) -> None:
    """The actor takes the case; whoever had it is noted in its history."""
    seen = allowed(session, actor, reference, "assign")
    if seen.row.assignee == actor.id:
        return
    assigning.end(session, seen.row.id, now)
    session.add(
        Assignment(id=new_id(now), case_id=seen.row.id, staff_id=actor.id, by_staff_id=actor.id, from_at=now)
    )
    state = CaseState.ACTIVE.value if seen.row.state == CaseState.NEW else seen.row.state
    change(session, seen, seen.row.version, now, assignee=actor.id, state=state)
    tell(session, seen, "taken", actor, now)


def allowed(session: Session, actor: Actor, reference: str, action: Action) -> Seen:
    """The case, if the actor may do this to it; NotAllowed otherwise."""
    seen = _find(session, actor, reference)
    require(actor, action, seen.stands)
    return seen


def move(session: Session, seen: Seen, state: CaseState, now: datetime, **more: Any) -> None:
    """To that state, where the case's state is still the staff's to set."""
    if seen.row.state in {CaseState.NEW, CaseState.ACTIVE, CaseState.WAITING_CITIZEN}:
        more["state"] = state.value
    change(session, seen, seen.row.version, now, **more)


def change(session: Session, seen: Seen, version: int, now: datetime, **columns: Any) -> None:
    """Compare-and-set on the version the page showed."""
    row = session.get(Case, seen.row.id, with_for_update=True)
    if row is None or row.version != version:
        raise Stale(seen.row.reference)
    for name, value in columns.items():
        setattr(row, name, value)
    row.version = version + 1
    row.updated_at = now
    session.flush()
    if "state" in columns:
        needs.follow_wait(session, [row.id], now=now)


def tell(session: Session, seen: Seen, verb: str, actor: Actor, now: datetime, **facts: Any) -> None:
    event = cases.event_row(seen.row.id, verb, now=now, staff=actor.id, **facts)
    triaging.put_cases(session, cases=[], access=[], events=[event])
    audit.note(session, f"case.{verb}", now=now, staff_id=actor.id, case_id=seen.row.id)
