"""Everything the page of one case reads of it, in one exchange: one part for each kind of thing (store/bundle.py)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from store import (
    agencies,
    alarmlists,
    calls,
    caselists,
    checks,
    corrections,
    dialogues,
    duty,
    jobs,
    merged,
    needs,
    orgs,
    pairs,
    persons,
    proposals,
    referrals,
    tasks,
    visits,
)
from store import help as handouts
from store import templates as ready
from store.bundle import bundle

_PREFERRED = """
select c.id, c.account from person p join conversation c on c.id = p.answers_to where p.id = :person and c.reachable
"""
_PARTS = {
    "register": orgs.REGISTER_VERSION,
    "preferred": _PREFERRED,
    "messages": caselists.THREAD,
    "files": caselists.FILES,
    "story": caselists.STORY,
    "steps": calls.STEPS,
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
}
"""Whoever adds something to the page adds a part here rather than a statement."""
_THREAD = {name: _PARTS[name] for name in ("messages", "files")}


def gather(
    session: Session, row: Any, *, orgs: Sequence[str], full: Sequence[str], now: datetime
) -> dict[str, list[Any]]:
    """The rows of each part. orgs: of whoever looks; full: relations through which a case is seen in full."""
    facts = {
        "case": row.id, "conversation": row.conversation_id, "person": row.person_id, "incident": row.incident_id,
        "category": list(row.category), "orgs": list(orgs), "full": list(full), "now": now,
        "amphoe": row.amphoe_code or "",
    }  # fmt: skip
    return bundle(session, _PARTS, facts)


def thread(session: Session, case: UUID) -> tuple[list[Any], dict[UUID, list[Any]]]:
    """The messages of a case as they were said, and message id → its files in the order they were sent."""
    found = bundle(session, _THREAD, {"case": case})
    return found["messages"], by_message(found["files"])


def by_message(files: Sequence[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for file in files:
        found.setdefault(file.message_id, []).append(file)
    return found
