"""The table of legal moves: nothing unreachable, nothing a case cannot come back from."""

import itertools

import pytest

from casework.lifecycle import MOVES, IllegalMove, is_open, move
from store.cases import ENDED, CaseState


def reachable(start: CaseState) -> set[CaseState]:
    found, ahead = {start}, [start]
    while ahead:
        for state in MOVES[ahead.pop()] - found:
            found.add(state)
            ahead.append(state)
    return found


def test_every_state_has_its_moves_and_can_be_reached_from_a_new_case() -> None:
    assert MOVES.keys() == set(CaseState)
    assert reachable(CaseState.NEW) == set(CaseState)


@pytest.mark.parametrize("ended", ENDED)
def test_every_end_can_be_opened_again_and_leads_nowhere_else(ended: CaseState) -> None:
    assert MOVES[ended] == {CaseState.ACTIVE}


@pytest.mark.parametrize("state", sorted(set(CaseState) - {CaseState.CLOSED}))
def test_every_case_can_be_closed_from_where_it_is_or_is_ended(state: CaseState) -> None:
    assert CaseState.CLOSED in MOVES[state] or state in ENDED


def test_nothing_becomes_new_again() -> None:
    assert not [before for before, after in MOVES.items() if CaseState.NEW in after]


@pytest.mark.parametrize(("before", "after"), list(itertools.product(CaseState, CaseState)))
def test_a_move_is_made_as_the_table_says_and_refused_otherwise(before: CaseState, after: CaseState) -> None:
    if after == before or after in MOVES[before]:
        assert move(before.value, after) is after
    else:
        with pytest.raises(IllegalMove, match=f"{before.value} -> {after.value}"):
            move(before.value, after)


def test_a_state_nobody_knows_is_no_state() -> None:
    with pytest.raises(ValueError, match="lost"):
        move("lost", CaseState.ACTIVE)


def test_open_is_what_is_not_ended() -> None:
    assert {state for state in CaseState if not is_open(state.value)} == set(ENDED)
