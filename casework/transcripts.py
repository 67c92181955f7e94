"""A recording in writing: staff type what they heard, and the message is read and routed anew (decisions.md 10)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework.access import Actor, NotAllowed
from casework.handling import Stale, allowed, tell
from store import calls

LONGEST = 5000


def transcribe(
    session: Session, actor: Actor, reference: str, message: UUID, words: str, *, before: str, now: datetime
) -> bool:
    """Keep the words with who typed them and when; earlier ones stay beside them. False if nothing was changed.

    before: the words the writer saw; Stale if somebody has typed others since. The worker does the reading.
    """
    seen = allowed(session, actor, reference, "correct")
    row = calls.recording(session, message)
    if row is None or row.case_id != seen.row.id:
        raise NotAllowed("correct")
    if row.text == words:
        return False
    if row.text != before:
        raise Stale(reference)
    calls.put_transcript(session, message, words=words, facts=_facts(row, actor, now))
    tell(session, seen, "transcribed", actor, now, message=str(message))
    return True


def _facts(row: Any, actor: Actor, now: datetime) -> dict[str, Any]:
    """The message's facts with who typed it; what was typed before is kept with its own writer."""
    mine = {"by": str(actor.id), "name": actor.name, "at": now.isoformat()}
    earlier = list(row.facts.get("earlier", []))
    if row.text and "transcript" in row.facts:
        earlier.append({**row.facts["transcript"], "words": row.text})
    return {**row.facts, "transcript": mine, "earlier": earlier}
