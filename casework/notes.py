"""Notes between colleagues beside a case, and who is named in them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework.access import SEES_FULL, WORKING, Actor
from casework.handling import allowed, tell
from casework.notices_staff import notify
from store import notes, reply_drafts
from store.ids import new_id
from store.notes import CaseNote

LONGEST = 4000


def write(session: Session, actor: Actor, reference: str, words: str, *, now: datetime) -> UUID:
    """Keep the note; whoever it names with @ is told of the case. It is never said to the citizen."""
    seen = allowed(session, actor, reference, "correct")
    note = CaseNote(id=new_id(now), case_id=seen.row.id, staff_id=actor.id, at=now, words=words)
    known = notes.mentionable(session, seen.row.id, full=SEES_FULL, working=tuple(WORKING))
    mentioned = [each.id for each in named(words, known)]
    notes.put(session, note, mentioned)
    notify(session, mentioned, "mentioned", seen.row.id, now, by=actor.id)
    reply_drafts.keep(session, seen.row.id, actor.id, now=now, note="")
    tell(session, seen, "noted", actor, now)
    return note.id


def named(words: str, staff: Sequence[Any]) -> list[Any]:
    """Whom "@ชื่อ นามสกุล" names: the longest name that stands there; somebody who may not read the case is nobody."""
    found, left = [], words
    for each in sorted(staff, key=lambda one: -len(one.name)):
        if f"@{each.name}" in left:
            found.append(each)
            left = left.replace(f"@{each.name}", "")
    return found
