"""Cases that may belong together, offered beside a case and on the page of an incident; a person decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from casework.access import Actor, Sight, most
from gateway.pages.listing import LISTED
from gateway.pages.shown import channel_kind, name_of
from store import pairs
from store.db import Session
from store.pairs import Verdict
from triage import duplicates
from triage.duplicates import LOOKS_BACK, Likeness

SEEDS = 3
"""So many of an incident's newest cases are compared with those around."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another case as this staff member may see it. words, who: "" below a full view."""

    reference: str
    urgency: str
    state: str
    words: str
    who: str
    place: str
    channel: str
    at: datetime
    full: bool
    version: int
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Together:
    """incident: the one the case is part of. persons, events: offered. linked: of the same person, related: to do with it,
    as somebody said."""

    incident: Any
    persons: Sequence[Neighbour]
    events: Sequence[Neighbour]
    linked: Sequence[Neighbour]
    related: Sequence[Neighbour] = ()


def together(
    session: Session, actor: Actor, row: Any, known: Mapping[UUID, str], incident: Any, *, now: datetime
) -> Together:
    """known: the other case → what was said of the two. incident: the row of the case's own, or None."""
    named_so = [other for other, verdict in known.items() if verdict != Verdict.APART]
    named, others = pairs.beside(
        session, row, named_so, orgs=actor.orgs(), relations=LISTED, since=now - LOOKS_BACK
    )
    case = next((each for each in named if each.id == row.id), None)
    persons = duplicates.apart(duplicates.same_person(case, others), known) if case else []
    taken = [*known, *(each.case.id for each in persons)]
    events = duplicates.apart(duplicates.same_event(case, others), taken) if case else []
    return Together(
        incident=incident,
        persons=[neighbour(each.case, each) for each in persons],
        events=[
            neighbour(each.case, each)
            for each in events
            if each.case.incident_id is None or each.case.incident_id != row.incident_id
        ],
        linked=[neighbour(each) for each in named if known.get(each.id) == Verdict.SAME_PERSON],
        related=[neighbour(each) for each in named if known.get(each.id) == Verdict.LINKED],
    )


def members(session: Session, actor: Actor, incident: UUID) -> list[Any]:
    return pairs.of(session, incident=incident, orgs=actor.orgs(), relations=LISTED)


def further(session: Session, actor: Actor, inside: Sequence[Any], *, now: datetime) -> list[Neighbour]:
    """Cases around that look like one of the incident's, and with which of them they were compared."""
    best: dict[UUID, Likeness] = {}
    # what somebody said to be apart from one of them is not offered because it looks like another
    settled = {other for row in inside[:SEEDS] for other in pairs.known(session, row.id)}
    for row in inside[:SEEDS]:
        others = pairs.nearby(session, row, since=now - LOOKS_BACK, orgs=actor.orgs(), relations=LISTED)
        for each in duplicates.apart(duplicates.same_event(row, others), settled):
            if each.case.incident_id != row.incident_id and (
                each.case.id not in best or each.score > best[each.case.id].score
            ):
                best[each.case.id] = each
    return [neighbour(each.case, each) for each in sorted(best.values(), key=lambda one: -one.score)]


def neighbour(row: Any, likeness: Likeness | None = None) -> Neighbour:
    full = most(row.relation) == Sight.FULL
    return Neighbour(
        reference=row.reference,
        urgency=row.urgency,
        state=row.state,
        words=row.text[:160] if full else "",
        who=row.who if full else "",
        place=row.place_text,
        channel=channel_kind(row.account),
        at=row.last_in_at,
        full=full,
        version=row.version,
        signs=likeness.signs if likeness else (),
    )


def title_of(row: Any) -> str:
    """ "สาธารณภัย หมู่ 3 ต.ควนลัง อ.หาดใหญ่": what a new incident is called until somebody names it."""
    field = name_of("category", row.category[0]) if row.category else name_of("kind", row.kind)
    return f"{field} {row.place_text}".strip()
