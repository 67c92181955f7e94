"""One step of one need: who may, whether it is open, written once, told in the story, with the clock of what is next.

Every part of casework moves needs through step() alone, so that no page can forget a guard.
"""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlmodel import Session

from casework import clocks, deadlines, handling, lifecycle, notices, replies
from casework.access import Action, Actor, NotAllowed
from casework.answering import addressee
from casework.handling import Seen, Stale
from casework.lifecycle import Locked
from store import merged, triaging
from store import needs as rows
from store.cases import Case, CaseState, NeedState, Track
from store.ids import grouped
from store.needs import Decision
from wording import say, sentences

N = NeedState

DOES: dict[NeedState, Action] = {
    N.CONFIRMED: "correct",
    N.SURVEYING: "survey",
    N.READY: "survey",
    N.DECIDED: "decide",
    N.AWAITING_GOVERNOR: "consent",
    N.CONSENTED: "consent",
    N.DECLINED: "consent",
    N.BEYOND_CAPACITY: "refer",
    N.REFERRED: "refer",
    N.HELPING: "help",
    N.HELPED: "help",
    N.WITHDRAWN: "correct",
}
"""The action of casework/access.py that brings a need into a state."""
RETURNS: dict[tuple[NeedState, NeedState], Action] = {
    (before, after): "refer" for before in (N.BEYOND_CAPACITY, N.REFERRED) for after in (N.CONFIRMED, N.READY)
}
"""Given back by whoever it was referred to."""
Happening = Literal["now", "just_now"]


def action(before: str, after: NeedState) -> Action:
    """What a staff member must be allowed for this step."""
    return RETURNS.get((NeedState(before), after)) or DOES[after]


def step(
    session: Session,
    actor: Actor,
    reference: str,
    code: str,
    after: NeedState,
    *,
    version: int,
    now: datetime,
    tell: bool = True,
    **facts: Any,
) -> None:
    """Move one need of a case. version: the one of the need that the page showed.

    facts: decision (a Decision) and reason for DECIDED; reason for BEYOND_CAPACITY and DECLINED; number (of the letter) for CONSENTED; by (who helps: code or
    id) where it is referred; evidence (receipt, photo, citizen, answer) for HELPED; note for the next person. Further
    ones are kept in the story: codes and ids only. tell: the citizen hears of it where NEWS has a sentence.
    NotAllowed, Stale, IllegalMove, Locked (with why).
    """
    seen = handling.glance(session, actor, reference)
    need = found(session, seen, code)
    handling.allowed(session, actor, reference, action(need.state, after))
    apply(session, seen.row, need, after, version=version, staff=actor.id, now=now, tell=tell, **facts)
    handling.tell(session, seen, "need_moved", actor, now, **_told(need, after, facts))


def apply(
    session: Session,
    case: Any,
    need: Any,
    after: NeedState,
    *,
    version: int,
    staff: UUID | None,
    now: datetime,
    tell: bool = False,
    **facts: Any,
) -> None:
    """The step itself without asking who: for step(), and for the word of a citizen (casework/following.py)."""
    if not lifecycle.is_open(case.state):
        raise Locked(need.state, after.value, "ended")
    lifecycle.move_need(need, after, **facts)
    clock = _clock(session, case, need, after, now, **facts)
    columns = {"state": after.value, "since": now, **_decision(after, facts), **clock}
    if not rows.move(session, need.id, version, **columns):
        raise Stale(case.reference)
    settle_case(session, case.id, now=now)
    if tell:
        _tell_citizen(session, case, need, after, staff, now, **facts)


def set_track(
    session: Session,
    actor: Actor,
    reference: str,
    code: str,
    track: Track,
    *,
    version: int,
    now: datetime,
    happening: Happening | None = None,
) -> None:
    """Only a person sets it. happening: their word that a disaster is on or has just been, without which nothing is
    immediate (domain.md 1.5). NotAllowed, Stale, Locked."""
    seen = handling.allowed(session, actor, reference, "track")
    need = found(session, seen, code)
    if need.state not in lifecycle.UNDECIDED:
        raise Locked(need.state, track.value, "track")
    if track == Track.IMMEDIATE and not (
        happening and code.partition(":")[0] in clocks.rules(seen.row.owner).immediate_fields
    ):
        raise Locked(need.state, track.value, "happening")
    clock = clocks.rules(seen.row.owner).of(need.state, track.value)
    columns = _laid(session, seen.row, clock, need.since, now)
    if not rows.move(session, need.id, version, track=track.value, track_set_by=actor.id, **columns):
        raise Stale(reference)
    settle_case(session, seen.row.id, now=now)
    facts = {"need": code, "before": need.track, "track": track.value, "happening": happening or ""}
    handling.tell(session, seen, "track_set", actor, now, **facts)


def lay_clocks(session: Session, case: Any, *, now: datetime) -> None:
    """After a person confirmed or withdrew needs on the page of the reading: their first clock, the case's state."""
    for need in rows.without_clock(session, case.id):
        clock = clocks.rules(case.owner).of(need.state, need.track)
        rows.lay_clock(session, need.id, **_laid(session, case, clock, now, now))
    settle_case(session, case.id, now=now)


def settle_case(session: Session, case: UUID, *, now: datetime) -> None:
    """The case's state as its needs say. A case that waits for its citizen goes on waiting; an ended one stays."""
    row = session.get(Case, case, with_for_update=True, populate_existing=True)
    if row is None or not lifecycle.is_open(row.state):
        return
    state = lifecycle.derived(rows.of_case(session, case))
    waits = row.state == CaseState.WAITING_CITIZEN and state == CaseState.ACTIVE
    if state is not None and not waits:
        row.state = lifecycle.move(row.state, state).value
    row.version += 1
    row.updated_at = now
    session.flush()
    rows.follow_wait(session, [case], now=now)


def found(session: Session, seen: Seen, code: str) -> Any:
    """The need of that code; NotAllowed when the case has none such."""
    need = rows.one(session, seen.row.id, code)
    if need is None:
        raise NotAllowed("read")
    return need


def _decision(after: NeedState, facts: dict[str, Any]) -> dict[str, Any]:
    """What stays with the need: the newest decision and the newest reason or note."""
    found: dict[str, Any] = {}
    if after == N.DECIDED:
        found = {"decision": str(facts["decision"]), "decision_reason": facts.get("reason") or ""}
    if after in {N.READY, N.CONFIRMED}:
        found = {"decision": "", "decision_reason": ""}  # it is to be decided anew; the story keeps what was
    note = facts.get("note") or (facts.get("reason") if after != N.DECIDED else "")
    return found | ({"note": note} if note else {})


def _clock(
    session: Session, case: Any, need: Any, after: NeedState, now: datetime, **facts: Any
) -> dict[str, Any]:
    """What is refused waits for nothing; everything else gets the clock of its step."""
    over = facts.get("decision") == Decision.REFUSED
    clock = None if over else clocks.rules(case.owner).of(after.value, need.track)
    return _laid(session, case, clock, now, now)


def _laid(
    session: Session, case: Any, clock: clocks.Clock | None, since: datetime, now: datetime
) -> dict[str, Any]:
    if clock is None:
        return {"due_at": None, "stops": False, "paused_at": None}
    due = clock.due(since, case.owner, deadlines.load(session, min(since, now)))
    return {"due_at": due, "stops": clock.stops, "paused_at": None}


NEWS = frozenset(
    {"surveying", "ready", "approved", "amended", "refused", "awaiting_governor", "consented", "declined"}
)
"""Steps of which the citizen hears; none of the sentences promises help or money."""


def _tell_citizen(
    session: Session, case: Any, need: Any, after: NeedState, staff: UUID | None, now: datetime, **facts: Any
) -> None:
    """Everybody who reported it, under their own number."""
    what = str(facts.get("decision") or after) if after == N.DECIDED else after.value
    if what not in NEWS:
        return
    for each in (case, *merged.reporters(session, case.id)):
        _tell_one(session, each, need, what, staff, now)


def _tell_one(session: Session, case: Any, need: Any, what: str, staff: UUID | None, now: datetime) -> None:
    language = case.language
    told = {"reference": grouped(case.reference), "need": need_name(need.code, language)}
    words = replies.Words(
        text=say(f"need_news.{what}", language, **told),
        short=say(f"need_sms.{what}", language, reference=case.reference),
        spoken=say(f"need_news.{what}", language, **told),
    )
    to = addressee(session, case)
    row = replies.outbound(to, "news", words, now=now, staff=staff, hold=replies.COMPANY)
    triaging.put_messages(session, [row, *notices.by_text(session, case, now, account=to.account)])


def need_name(code: str, language: str = "th") -> str:
    """ "disaster:food" in words; a newer code than our words as it is."""
    key = f"need.{code.partition(':')[2]}"
    return say(key, language) if key in sentences("th") else code.partition(":")[2]


def _told(need: Any, after: NeedState, facts: dict[str, Any]) -> dict[str, Any]:
    """The line of the story: codes and ids; the words of a reason stand with the need."""
    kept = {name: str(value) for name, value in facts.items() if name not in {"reason", "note"}}
    return {"need": need.code, "before": need.state, "after": after.value, **kept}
