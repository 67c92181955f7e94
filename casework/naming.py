"""The name of who asks, as papers need it: LINE tells nicknames, a committee decides on people."""

from datetime import datetime

from sqlmodel import Session

from casework.access import Actor
from casework.committee import BadEntry
from casework.handling import allowed, change, tell
from store import persons

LONGEST = 120


def name_applicant(
    session: Session, actor: Actor, reference: str, name: str, *, version: int, now: datetime
) -> None:
    """First and last name as on the ID card, for sheets, minutes and the notice; the story says that it was written,
    never what. BadEntry when it is empty or nobody is known who could bear it. Stale, NotAllowed."""
    seen = allowed(session, actor, reference, "correct")
    kept = " ".join(name.split())[:LONGEST]
    if not kept or seen.row.person_id is None:
        raise BadEntry("applicant", "name")
    change(session, seen, version, now)
    persons.set_name(session, seen.row.person_id, kept)
    tell(session, seen, "named", actor, now)
