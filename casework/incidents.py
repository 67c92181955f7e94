"""What staff say of cases that may belong together: one incident, one person, or nothing. No case is ever merged here."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from casework.access import Actor, NotAllowed, Sight
from casework.handling import Seen, Stale, allowed, change, glance, tell
from store import pairs
from store.pairs import Verdict

LONGEST_TITLE = 120


def together(
    session: Session, actor: Actor, reference: str, other: str, *, title: str, version: int, now: datetime
) -> UUID:
    """Both cases belong to one incident: that of either, else a new one of this title. Its id. Stale."""
    mine, theirs = _both(session, actor, reference, other)
    if mine.row.version != version:
        raise Stale(reference)
    found: UUID | None = mine.row.incident_id or theirs.row.incident_id
    began = min(mine.row.opened_at, theirs.row.opened_at)
    incident = found or pairs.new_incident(session, title[:LONGEST_TITLE], opened_at=began, now=now)
    for seen in (mine, theirs):
        if seen.row.incident_id != incident:
            change(session, seen, seen.row.version, now, incident_id=incident)
            tell(session, seen, "grouped", actor, now, incident=str(incident))
    return incident


def put_in(
    session: Session, actor: Actor, reference: str, incident: UUID, *, version: int, now: datetime
) -> None:
    """One more case for an incident that the actor can see; a case of another incident changes over."""
    seen = allowed(session, actor, reference, "correct")
    if not pairs.may_join(session, incident, orgs=actor.orgs()):
        raise NotAllowed("correct")
    if seen.row.incident_id != incident:
        change(session, seen, version, now, incident_id=incident)
        tell(session, seen, "grouped", actor, now, incident=str(incident))


def same_person(
    session: Session, actor: Actor, reference: str, other: str, *, version: int, now: datetime
) -> None:
    """Two contacts of one person. Each keeps its number, channel and thread. Stale."""
    _pair(session, actor, reference, other, Verdict.SAME_PERSON, "linked", version, now)


def set_apart(
    session: Session, actor: Actor, reference: str, other: str, *, version: int, now: datetime
) -> None:
    """The two have nothing to do with each other; they are not offered again. Stale."""
    _pair(session, actor, reference, other, Verdict.APART, "set_apart", version, now)


def take_out(session: Session, actor: Actor, reference: str, *, version: int, now: datetime) -> UUID | None:
    """The case is no part of its incident after all; the incident it left. Stale."""
    seen = allowed(session, actor, reference, "correct")
    left: UUID | None = seen.row.incident_id
    if left:
        change(session, seen, version, now, incident_id=None)
        tell(session, seen, "ungrouped", actor, now, incident=str(left))
    return left


def rename(
    session: Session, actor: Actor, incident: UUID, references: Sequence[str], title: str, *, now: datetime
) -> None:
    """references: cases of the incident; whoever may correct one of them may name it."""
    for reference in references:
        try:
            seen = allowed(session, actor, reference, "correct")
        except NotAllowed:
            continue
        pairs.rename(session, incident, title[:LONGEST_TITLE])
        tell(session, seen, "named_incident", actor, now, incident=str(incident))
        return
    raise NotAllowed("correct")


def _pair(
    session: Session,
    actor: Actor,
    reference: str,
    other: str,
    verdict: Verdict,
    verb: str,
    version: int,
    now: datetime,
) -> None:
    mine, theirs = _both(session, actor, reference, other)
    change(session, mine, version, now)
    pairs.say(session, mine.row.id, theirs.row.id, verdict, staff=actor.id, now=now)
    for seen, its_other in ((mine, theirs), (theirs, mine)):
        tell(session, seen, verb, actor, now, other=str(its_other.row.id))


def _both(session: Session, actor: Actor, reference: str, other: str) -> tuple[Seen, Seen]:
    """The case one works on, and one of which one sees at least the summary."""
    mine, theirs = allowed(session, actor, reference, "correct"), glance(session, actor, other)
    if theirs.sight < Sight.SUMMARY or mine.row.id == theirs.row.id:
        raise NotAllowed("correct")
    return mine, theirs
