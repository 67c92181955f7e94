"""The rapid unit: a job is sent to it or to one of it, accepted, under way, on site, done; each press has its time."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework import alarms, calling, handling, replies, roster
from casework.access import Actor, NotAllowed
from casework.handling import Seen, Stale
from casework.lifecycle import IllegalMove
from store import alarmlists, duty, jobs
from store.duty import DutyKind, Kind
from store.ids import grouped, new_id
from store.jobs import Job, JobState
from store.staff import Role
from wording import say

J = JobState

JOB_MOVES: dict[JobState, frozenset[JobState]] = {
    J.SENT: frozenset({J.ACCEPTED, J.RECALLED}),
    J.ACCEPTED: frozenset({J.UNDER_WAY, J.ON_SITE, J.RECALLED}),
    J.UNDER_WAY: frozenset({J.ON_SITE, J.RECALLED}),
    J.ON_SITE: frozenset({J.DONE, J.RECALLED}),
    J.DONE: frozenset(),
    J.RECALLED: frozenset(),
}
"""The only table of moves of a job. Whoever forgot a press on the way may still say that they are there."""
_TIMES = {J.ACCEPTED: "accepted_at", J.UNDER_WAY: "under_way_at", J.ON_SITE: "on_site_at", J.DONE: "done_at"}
LONGEST = 1000


def unit(session: Session, org: str, now: datetime) -> list[Any]:
    """(id, name) of the rapid unit: who is on its roster now, else everybody of the field role there."""
    on_duty = roster.on_duty(duty.shifts(session, [org], DutyKind.UNIT), now)
    people = {person for _, each in on_duty for person in each}
    members = duty.members(session, org, [Role.FIELD.value, Role.CLERK.value, Role.HEAD.value])
    return [row for row in members if row.id in people] or duty.members(session, org, [Role.FIELD.value])


def send(
    session: Session,
    actor: Actor,
    reference: str,
    *,
    staff: UUID | None,
    orders: str,
    version: int,
    now: datetime,
    public_url: str = "",
    texts_by: str = "sms",
) -> UUID:
    """A new job for one of the unit, or for whoever of it takes it (staff None); they are told at once. NotAllowed, Stale."""
    seen = handling.allowed(session, actor, reference, "dispatch")
    org = _sends_for(actor, seen)
    people = unit(session, org, now)
    if staff is not None:
        people = [row for row in duty.members(session, org, [role.value for role in Role]) if row.id == staff]
        if not people:
            raise NotAllowed("dispatch")
    alarm = next((row.id for row in alarmlists.of_case(session, seen.row.id) if row.ended_at is None), None)
    job = Job(
        id=new_id(now), case_id=seen.row.id, alarm_id=alarm, org=org, state=J.SENT.value, staff_id=staff,
        sent_by=actor.id, sent_at=now, orders=orders.strip()[:LONGEST],
    )  # fmt: skip
    handling.change(session, seen, version, now)
    jobs.put(session, job)
    handling.tell(session, seen, "job_sent", actor, now, job=str(job.id))
    _call(session, seen, job.id, [row.id for row in people], public_url, texts_by, now)
    return job.id


def press(
    session: Session,
    actor: Actor,
    job: UUID,
    after: JobState,
    *,
    version: int,
    now: datetime,
    position: tuple[float, float] | None = None,
    found: str = "",
) -> Any:
    """The next step of a job, by whoever has it (or takes it); returns the job as it was. Stale, IllegalMove.

    Accepting acknowledges the case's alarm. position: where the phone is, kept on site only.
    """
    row = jobs.one(session, job)
    if row is None:
        raise NotAllowed("go")
    seen = handling.allowed(session, actor, row.reference, "dispatch" if after == J.RECALLED else "go")
    if row.staff_id not in {None, actor.id} and after != J.RECALLED:
        raise NotAllowed("go")
    if after not in JOB_MOVES[JobState(row.state)]:
        raise IllegalMove(row.state, after.value)
    columns: dict[str, Any] = {"state": after.value}
    if after in _TIMES:
        columns |= {_TIMES[after]: now, "staff_id": actor.id}
    if after == J.ON_SITE and position:
        columns |= {"latitude": position[0], "longitude": position[1]}
    if after == J.DONE:
        columns["found"] = found.strip()[:LONGEST]
    if not jobs.move(session, job, version, **columns):
        raise Stale(row.reference)
    handling.tell(session, seen, f"job_{after.value}", actor, now, job=str(job))
    if after == J.ACCEPTED and row.alarm_id:
        alarms.acknowledge(session, [row.alarm_id], staff=actor.id, how="inbox", now=now)
    return row


def _sends_for(actor: Actor, seen: Seen) -> str:
    """Whose unit goes: that of the sender's own body that stands to the case."""
    mine = set(actor.orgs())
    own = [stand.org for stand in seen.stands if stand.org in mine]
    return seen.row.owner if seen.row.owner in own else own[0]


def _call(
    session: Session,
    seen: Seen,
    job: UUID,
    people: Iterable[UUID],
    public_url: str,
    texts_by: str,
    now: datetime,
) -> None:
    """In writing to every proven contact point; never a citizen's words."""
    row = seen.row
    place = row.place_text or say("case.no_place")
    link = f"{public_url}/field/jobs/{job}"
    words = replies.Words(
        text=say("field.call", reference=grouped(row.reference), place=place, url=link),
        short=say("field.call_sms", reference=row.reference),
    )
    for contact in duty.proven(session, list(people)):
        account = contact.account if contact.kind == Kind.LINE else texts_by
        calling.say_to(session, contact, account, "duty", words, now=now)
