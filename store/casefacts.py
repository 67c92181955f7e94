"""Everything the page of one case reads of it, in one exchange: one part for each kind of thing (store/bundle.py)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from store import (
    agencies,
    alarmlists,
    call_backs,
    calls,
    caselists,
    checks,
    corrections,
    dialogues,
    duty,
    earlier,
    identities,
    jobs,
    merged,
    needs,
    notes,
    orgs,
    pairs,
    persons,
    proposals,
    reaching,
    referrals,
    reply_drafts,
    tasks,
    visits,
)
from store import help as handouts
from store import templates as ready
from store.bundle import bundle

_PARTS = {
    "register": orgs.REGISTER_VERSION,
    **reaching.PARTS,
    "messages": earlier.THREAD,
    "files": earlier.FILES,
    "earlier": earlier.CASES,
    "begun": earlier.SINCE,
    "story": caselists.STORY,
    "steps": calls.STEPS,
    "calls_back": call_backs.OF_CASE,
    "corrections": corrections.OF_CASE,
    "needs": proposals.NEEDS,
    "pairs": pairs.KNOWN,
    "incident": pairs.INCIDENT,
    "duties": tasks.OF_CASE,
    "same_phone": persons.SAME_PHONE,
    "silent": dialogues.PERSON_UNTIL,
    "alarms": alarmlists.OF_CASE,
    "rings": alarmlists.NEWEST_RUNG,
    "templates": ready.OF_ORGS,
    "referrals": referrals.OF_CASE,
    "referral_files": referrals.FILES_OF_CASE,
    "agencies": agencies.OF_PLACE,
    "steps_of_needs": needs.STEPS,
    "checks": checks.CHECKS,
    "papers": checks.PAPERS,
    "came": checks.CAME,
    "given": handouts.GIVEN,
    "jobs": jobs.OF_CASE,
    "visits": visits.OF_CASE,
    "unit": duty.UNIT,
    "reporters": merged.SEEN,
    "kept": merged.KEPT,
    "identity": identities.OF_CASE,
    "draft": reply_drafts.OF_CASE,
    "notes": notes.OF_CASE,
    "mentionable": notes.MENTIONABLE,
}
"""Whoever adds something to the page adds a part here rather than a statement."""
_COMPOSER = {**reaching.PARTS, "draft": reply_drafts.OF_CASE}
_THREAD = {name: _PARTS[name] for name in ("messages", "files", "notes")}


def gather(
    session: Session,
    row: Any,
    *,
    staff: UUID,
    orgs: Sequence[str],
    full: Sequence[str],
    anyhow: Sequence[str],
    working: Sequence[str],
    whole: bool = False,
    now: datetime,
) -> dict[str, list[Any]]:
    """The rows of each part. staff, orgs: who looks. full: relations through which a case is seen in full, by people of
    the roles `working`; anyhow: through which at all. whole: the conversation with what was said in other cases."""
    facts = _of(row, now) | {
        "any": list(anyhow), "whole": whole,
        "incident": row.incident_id, "category": list(row.category), "staff": staff, "orgs": list(orgs),
        "full": list(full), "working": list(working),
        "amphoe": row.amphoe_code or "",
    }  # fmt: skip
    return bundle(session, _PARTS, facts)


def thread(
    session: Session,
    row: Any,
    *,
    orgs: Sequence[str] = (),
    full: Sequence[str] = (),
    whole: bool = False,
    now: datetime,
) -> dict[str, list[Any]]:
    """What is said in a case, to its citizen and between colleagues: messages, files, notes. The rest as in gather()."""
    facts = _of(row, now) | {"orgs": list(orgs), "full": list(full), "whole": whole}
    return bundle(session, _THREAD, facts)


def photos(session: Session, row: Any, *, now: datetime) -> list[Any]:
    """The stored files that the citizen sent, in the order they came."""
    found = thread(session, row, now=now)
    theirs = {each.id for each in found["messages"] if each.direction == "in"}
    return [file for file in found["files"] if file.message_id in theirs and file.state == "stored"]


def composer(session: Session, row: Any, *, staff: UUID, now: datetime) -> dict[str, list[Any]]:
    """The ways to the person and what was typed so far."""
    return bundle(session, _COMPOSER, _of(row, now) | {"staff": staff})


def _of(row: Any, now: datetime) -> dict[str, Any]:
    return {"case": row.id, "conversation": row.conversation_id, "person": row.person_id, "now": now}


def by_message(files: Sequence[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for file in files:
        found.setdefault(file.message_id, []).append(file)
    return found
