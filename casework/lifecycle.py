"""The only tables of legal moves, of a case and of each of its needs (states: decisions.md 8). Pure."""

from collections.abc import Iterable
from typing import Any, Protocol

from store.cases import ENDED, CaseState, NeedState, Track
from store.needs import Decision

S = CaseState
N = NeedState

MOVES: dict[CaseState, frozenset[CaseState]] = {
    S.NEW: frozenset({S.ACTIVE, S.WAITING_CITIZEN, S.REFERRED, S.HELPED, S.CLOSED, S.CANCELLED, S.MERGED}),
    S.ACTIVE: frozenset(
        {S.WAITING_CITIZEN, S.REFERRED, S.AWAITING_GOVERNOR, S.HELPED, S.CLOSED, S.CANCELLED, S.MERGED}
    ),
    S.WAITING_CITIZEN: frozenset(
        {S.ACTIVE, S.REFERRED, S.AWAITING_GOVERNOR, S.HELPED, S.CLOSED, S.CANCELLED, S.MERGED}
    ),
    S.REFERRED: frozenset(
        {S.ACTIVE, S.WAITING_CITIZEN, S.AWAITING_GOVERNOR, S.HELPED, S.CLOSED, S.CANCELLED, S.MERGED}
    ),
    S.AWAITING_GOVERNOR: frozenset({S.ACTIVE, S.REFERRED, S.HELPED, S.CLOSED, S.CANCELLED, S.MERGED}),
    S.HELPED: frozenset({S.ACTIVE, S.REFERRED, S.AWAITING_GOVERNOR, S.CLOSED}),
    S.CLOSED: frozenset({S.ACTIVE}),
    S.CANCELLED: frozenset({S.ACTIVE}),
    S.MERGED: frozenset({S.ACTIVE}),
}

NEED_MOVES: dict[NeedState, frozenset[NeedState]] = {
    N.PROPOSED: frozenset({N.CONFIRMED, N.WITHDRAWN}),
    N.CONFIRMED: frozenset({N.SURVEYING, N.READY, N.HELPING, N.BEYOND_CAPACITY, N.WITHDRAWN}),
    N.SURVEYING: frozenset({N.CONFIRMED, N.READY, N.HELPING, N.BEYOND_CAPACITY, N.WITHDRAWN}),
    N.READY: frozenset({N.SURVEYING, N.DECIDED, N.HELPING, N.BEYOND_CAPACITY, N.WITHDRAWN}),
    N.DECIDED: frozenset(
        {N.SURVEYING, N.READY, N.AWAITING_GOVERNOR, N.HELPING, N.BEYOND_CAPACITY, N.WITHDRAWN}
    ),
    N.AWAITING_GOVERNOR: frozenset({N.CONSENTED, N.DECLINED, N.READY, N.WITHDRAWN}),
    N.CONSENTED: frozenset({N.HELPING, N.BEYOND_CAPACITY, N.WITHDRAWN}),
    N.DECLINED: frozenset({N.READY, N.BEYOND_CAPACITY, N.WITHDRAWN}),
    N.BEYOND_CAPACITY: frozenset({N.REFERRED, N.CONFIRMED, N.READY, N.WITHDRAWN}),
    N.REFERRED: frozenset({N.CONFIRMED, N.READY, N.HELPING, N.HELPED, N.WITHDRAWN}),
    N.HELPING: frozenset({N.HELPED, N.BEYOND_CAPACITY, N.WITHDRAWN}),
    N.HELPED: frozenset({N.HELPING}),
    N.WITHDRAWN: frozenset({N.CONFIRMED}),
}

GRANTED = frozenset({Decision.APPROVED, Decision.AMENDED})
REASONED = frozenset({Decision.REFUSED, Decision.AMENDED, Decision.MORE_FACTS, Decision.OUTSIDE_CRITERIA})
"""Decisions that are nothing without the committee's reason."""
UNDECIDED = frozenset({N.PROPOSED, N.CONFIRMED, N.SURVEYING, N.READY})
"""A person may still set another track."""
ELSEWHERE = frozenset({N.AWAITING_GOVERNOR, N.REFERRED})


class IllegalMove(Exception):
    """A state that cannot follow the present one."""

    def __init__(self, before: str, after: str) -> None:
        super().__init__(f"{before} -> {after}")
        self.before = before
        self.after = after


class Locked(IllegalMove):
    """A step that exists and is not open yet. why: committee, decision, reason, consent, evidence, helper, track, ended."""

    def __init__(self, before: str, after: str, why: str) -> None:
        super().__init__(before, after)
        self.why = why


class Standing(Protocol):
    """What is asked of a row of the needs."""

    @property
    def state(self) -> str: ...
    @property
    def track(self) -> str: ...
    @property
    def decision(self) -> str: ...


def move(before: str, after: CaseState) -> CaseState:
    """The new state, if it may follow; a case that stays where it is has not moved."""
    if after.value == before or after in MOVES[CaseState(before)]:
        return after
    raise IllegalMove(before, after.value)


def is_open(state: str) -> bool:
    return CaseState(state) not in ENDED


def move_need(need: Standing, after: NeedState, **facts: Any) -> NeedState:
    """The new state of a need, if it may follow and is open; IllegalMove, Locked. facts: as casework.needs.step takes them."""
    if after not in NEED_MOVES[NeedState(need.state)]:
        raise IllegalMove(need.state, after.value)
    if why := locked(need, after, **facts):
        raise Locked(need.state, after.value, why)
    return after


def locked(need: Standing, after: NeedState, **facts: Any) -> str:
    """What is still missing for this step, "" when it is open. Help goes out only after the committee's decision or
    the governor's consent, or on the immediate track; an own service and advice are no help out of the regulation's
    money (docs/decisions/0018). What somebody else helps with is theirs to decide."""
    match after:
        case N.HELPING:
            return _help_locked(need, **facts)
        case N.HELPED if not facts.get("evidence"):
            return "evidence"
        case N.DECIDED if need.track != Track.COMMITTEE:
            return "track"
        case N.DECIDED if facts.get("decision") not in set(Decision):
            return "decision"
        case N.DECIDED if facts["decision"] in REASONED and not facts.get("reason"):
            return "reason"
        case N.AWAITING_GOVERNOR if need.decision != Decision.OUTSIDE_CRITERIA:
            return "decision"
        case N.CONSENTED if not facts.get("number"):
            return "consent"  # a consent is a letter with a number, or it is none
        case N.BEYOND_CAPACITY | N.DECLINED if not facts.get("reason"):
            return "reason"
        case N.HELPED | N.REFERRED if need.state in {N.REFERRED, N.BEYOND_CAPACITY} and not facts.get("by"):
            return "helper"
    return ""


def _help_locked(need: Standing, **facts: Any) -> str:
    if need.state == N.REFERRED:
        return "" if facts.get("by") else "helper"
    if need.state in {N.CONSENTED, N.HELPED}:
        return ""
    if need.state == N.DECIDED:
        outside = need.decision == Decision.OUTSIDE_CRITERIA
        return "" if need.decision in GRANTED else "consent" if outside else "decision"
    return "committee" if need.track == Track.COMMITTEE else ""


def settled(need: Standing) -> bool:
    """Nothing more happens to it by itself; a person may still take it up again."""
    refused = need.state == N.DECIDED and need.decision == Decision.REFUSED
    return refused or need.state in {N.HELPED, N.DECLINED, N.WITHDRAWN}


def derived(needs: Iterable[Standing]) -> CaseState | None:
    """The state of a case by its needs; None where they do not say (none is confirmed, or all were withdrawn)."""
    standing = [need for need in needs if need.state not in {N.PROPOSED, N.WITHDRAWN}]
    ahead = [need.state for need in standing if not settled(need)]
    if not standing:
        return None
    if not ahead:
        return S.HELPED if any(need.state == N.HELPED for need in standing) else S.ACTIVE
    if set(ahead) <= ELSEWHERE:
        return S.AWAITING_GOVERNOR if N.AWAITING_GOVERNOR in ahead else S.REFERRED
    return S.ACTIVE
