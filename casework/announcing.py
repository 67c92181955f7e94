"""The public announcement of a meeting's results: name and village only, for at least so many days, then taken down."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from casework import clocks
from casework.access import Actor
from casework.committee import LONGEST, BadEntry, rules
from casework.handling import Stale
from casework.meetings import Sitting
from store import announcements, audit
from store.db import Session
from store.gazetteer import tambon_name
from store.ids import BANGKOK, new_id

_TITLES = ("นางสาว", "น.ส.", "นาย", "นาง", "ด.ช.", "ด.ญ.", "เด็กชาย", "เด็กหญิง")


@dataclass(frozen=True, slots=True)
class Line:
    """One person on the notice board."""

    name: str
    village: str


@dataclass(frozen=True, slots=True)
class Posted:
    """An announcement as the public sees it; the seam for the page of published results."""

    org: str
    meeting: str
    posted_on: date
    down_on: date
    lines: Sequence[Line]


def post(
    session: Session, actor: Actor, sitting: Sitting, *, posted_on: date, down_on: date | None, places: Sequence[str],
    now: datetime,
) -> None:  # fmt: skip
    """Hang it up. down_on: not before the whole of its days have passed (casework/rules/clocks.toml). BadEntry, Stale."""
    if sitting.open:
        raise Stale(str(sitting.row.id))
    earliest = clocks.posted_until(posted_on)
    kept = [place[:LONGEST] for place in places if place]
    lines = list_of(session, sitting.row.id)
    if not kept:
        raise BadEntry("places")
    if not lines:
        raise BadEntry("places", "nobody_granted")
    if not all(line.name for line in lines):
        raise BadEntry("places", "nameless")
    if (down_on or earliest) < earliest:
        raise BadEntry("down_on")
    row = {
        "id": new_id(now), "org": sitting.row.org, "meeting_id": sitting.row.id, "posted_on": posted_on,
        "down_on": down_on or earliest, "places": kept, "names": len(lines), "posted_by": actor.id, "created_at": now,
    }  # fmt: skip
    if not announcements.post(session, row):
        raise Stale(str(sitting.row.id))
    audit.note(
        session, "announcement.posted", now=now, staff_id=actor.id, org=sitting.row.org, detail=str(row["id"])
    )


def list_of(session: Session, meeting: UUID) -> list[Line]:
    """Who was granted help, by village: what is printed and nothing else."""
    return [
        Line(public_name(row.who), village(row.moo, row.tambon_code))
        for row in announcements.granted(session, meeting)
    ]


def hanging(session: Session, now: datetime, orgs: Sequence[str] | None = None) -> list[Posted]:
    """What hangs today, with its names: for the public page. Nothing of what was taken down."""
    today = now.astimezone(BANGKOK).date()
    return [
        Posted(
            row.org, f"{row.number}/{row.year}", row.posted_on, row.down_on, list_of(session, row.meeting_id)
        )
        for row in announcements.hanging(session, today, orgs)
    ]


def take_down(session: Session, now: datetime) -> list[Any]:
    """By the clock, each day: what has hung its days. The row stays as the record that it hung."""
    gone = announcements.take_down(session, day=now.astimezone(BANGKOK).date(), now=now)
    for row in gone:
        audit.note(session, "announcement.taken_down", now=now, org=row.org, detail=str(row.id))
    return gone


def public_name(shown: str) -> str:
    """As rules/committee.toml has it: "นางสมศรี ท." or the whole name. Titles stay, numbers and marks go."""
    words = re.sub(r"[^\w\s.\u0e00-\u0e7f]|[\d_๐-๙]", "", shown).split()
    if not words:
        return ""
    first = words[0]
    if first in _TITLES and len(words) > 1:
        first, words = first + words[1], words[1:]
    last = words[-1] if len(words) > 1 else ""
    return f"{first} {last if rules().whole_names else last[:1] + '.'}" if last else first


def village(moo: str | None, tambon: str | None) -> str:
    return " ".join(filter(None, (f"หมู่ที่ {moo}" if moo else "", f"ต.{tambon_name(tambon)}" if tambon else "")))
