"""A visit to the place, as the phone sends it, perhaps hours later and perhaps twice; what had changed meanwhile is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework import handling, needs
from casework.access import Actor
from store import needs as need_rows
from store import visits
from store.cases import NeedState, Relation

LONGEST = 4000
MOST_ROWS = 40
AGREES = ("as_told", "worse", "less", "not_there")
"""What was found, beside what had been told."""
ITEMS = (
    "house",
    "roof",
    "walls",
    "goods",
    "vehicle",
    "tools",
    "crops",
    "animals",
    "road",
    "water",
    "power",
    "other",
)
_AHEAD = timedelta(minutes=10)
"""A phone's clock may be wrong by this much; what is later is taken as now."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the form holds. damage, household: as store.visits.Visit keeps them. photos: rows of visit_photo without the
    visit. position: latitude, longitude, metres of accuracy."""

    id: UUID
    begun_at: datetime
    ended_at: datetime
    found: str
    agrees: str
    case_version: int
    position: tuple[float, float, float] | None = None
    damage: Sequence[Mapping[str, Any]] = ()
    household: Sequence[Mapping[str, Any]] = ()
    help_elsewhere: str = ""
    ready: bool = False
    photos: Sequence[Mapping[str, Any]] = ()


def record(session: Session, actor: Actor, reference: str, sheet: Sheet, *, now: datetime) -> list[str]:
    """Keep it once; returns the conflicts it has with what happened meanwhile. NotAllowed.

    ready: the surveyor holds that everything is known: needs that are being surveyed go on to the committee.
    """
    seen = handling.allowed(session, actor, reference, "survey")
    known = visits.known(session, sheet.id)
    if known is not None:
        return list(known.conflicts)
    conflicts = _conflicts(session, seen, sheet)
    row = _row(actor, seen, sheet, conflicts, now)
    photos = [{"visit_id": sheet.id, "position": n, **photo} for n, photo in enumerate(sheet.photos)]
    if not visits.put(session, row, photos):
        return conflicts
    handling.tell(session, seen, "visited", actor, now, visit=str(sheet.id), conflicts=",".join(conflicts))
    if sheet.ready and not conflicts:
        _go_on(session, actor, reference, seen.row.id, now)
    needs.settle_case(session, seen.row.id, now=now)
    return conflicts


def _conflicts(session: Session, seen: handling.Seen, sheet: Sheet) -> list[str]:
    """Codes: visited (somebody else was there since), changed (the case moved on), ended, moved (another owner)."""
    found = []
    if visits.since(session, seen.row.id, sheet.begun_at, but=sheet.id):
        found.append("visited")
    if seen.row.version != sheet.case_version:
        found.append("changed")
    if seen.row.closed_at is not None:
        found.append("ended")
    if not any(stand.relation == Relation.OWNER and stand.org == seen.row.owner for stand in seen.stands):
        found.append("moved")
    return found


def _go_on(session: Session, actor: Actor, reference: str, case: UUID, now: datetime) -> None:
    for need in need_rows.of_case(session, case):
        if need.state == NeedState.SURVEYING:
            needs.step(session, actor, reference, need.code, NeedState.READY, version=need.version, now=now)


def _row(
    actor: Actor, seen: handling.Seen, sheet: Sheet, conflicts: list[str], now: datetime
) -> dict[str, Any]:
    latitude, longitude, accuracy = sheet.position or (None, None, None)
    ended = min(sheet.ended_at, now + _AHEAD)
    mine = set(actor.orgs())
    return {
        "id": sheet.id, "case_id": seen.row.id, "staff_id": actor.id,
        "by_org": next((stand.org for stand in seen.stands if stand.org in mine), seen.row.owner),
        "begun_at": min(sheet.begun_at, ended), "ended_at": ended, "received_at": now, "latitude": latitude,
        "longitude": longitude, "accuracy": accuracy, "found": sheet.found, "damage": list(sheet.damage),
        "household": list(sheet.household), "help_elsewhere": sheet.help_elsewhere, "agrees": sheet.agrees,
        "case_version": sheet.case_version, "conflicts": conflicts,
    }  # fmt: skip
