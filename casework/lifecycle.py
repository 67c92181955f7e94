"""The only table of legal moves of a case (states: decisions.md 8)."""

from store.cases import ENDED, CaseState

S = CaseState

MOVES: dict[CaseState, frozenset[CaseState]] = {
    S.NEW: frozenset({S.ACTIVE, S.WAITING_CITIZEN, S.REFERRED, S.HELPED, S.CLOSED, S.CANCELLED, S.MERGED}),
    S.ACTIVE: frozenset(
        {S.WAITING_CITIZEN, S.REFERRED, S.AWAITING_GOVERNOR, S.HELPED, S.CLOSED, S.CANCELLED, S.MERGED}
    ),
    S.WAITING_CITIZEN: frozenset({S.ACTIVE, S.REFERRED, S.HELPED, S.CLOSED, S.CANCELLED, S.MERGED}),
    S.REFERRED: frozenset({S.ACTIVE, S.WAITING_CITIZEN, S.HELPED, S.CLOSED, S.CANCELLED, S.MERGED}),
    S.AWAITING_GOVERNOR: frozenset({S.ACTIVE, S.CLOSED, S.CANCELLED, S.MERGED}),
    S.HELPED: frozenset({S.ACTIVE, S.CLOSED}),
    S.CLOSED: frozenset({S.ACTIVE}),
    S.CANCELLED: frozenset({S.ACTIVE}),
    S.MERGED: frozenset({S.ACTIVE}),
}


class IllegalMove(Exception):
    """A state that cannot follow the present one."""

    def __init__(self, before: str, after: str) -> None:
        super().__init__(f"{before} -> {after}")
        self.before = before
        self.after = after


def move(before: str, after: CaseState) -> CaseState:
    """The new state, if it may follow; a case that stays where it is has not moved."""
    if after.value == before or after in MOVES[CaseState(before)]:
        return after
    raise IllegalMove(before, after.value)


def is_open(state: str) -> bool:
    return CaseState(state) not in ENDED
