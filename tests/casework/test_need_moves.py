"""The tables of moves of needs and cases, walked at random: a way out of everything, no help before its hour."""

import itertools
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.clocks import rules
from casework.dispatching import JOB_MOVES
from casework.lifecycle import GRANTED, MOVES, NEED_MOVES, IllegalMove, Locked, derived, move_need, settled
from casework.needs import DOES, action
from store.cases import CaseState, NeedState, Track
from store.jobs import JobState
from store.needs import Decision

N = NeedState


@dataclass(frozen=True)
class Row:
    state: str = "confirmed"
    track: str = "committee"
    decision: str = ""


FACTS = st.fixed_dictionaries(
    {},
    optional={
        "decision": st.sampled_from([*Decision, "perhaps"]),
        "reason": st.sampled_from(["", "เพราะ"]),
        "by": st.sampled_from(["", "agency-police"]),
        "number": st.sampled_from(["", "สข 9/2569"]),
        "evidence": st.sampled_from(["", "receipt"]),
    },
)
STEPS = st.lists(st.tuples(st.sampled_from(N), FACTS), max_size=25)
ROWS = st.builds(Row, st.sampled_from(N), st.sampled_from(Track), st.sampled_from([""]))


def walk(
    track: Track, steps: list[tuple[NeedState, dict[str, Any]]]
) -> list[tuple[Row, Row, dict[str, Any]]]:
    """What really happened to a need that people tried to move like that."""
    row, made = Row("proposed", track.value), []
    for after, facts in steps:
        try:
            move_need(row, after, **facts)
        except IllegalMove:
            continue
        decision = (
            facts["decision"]
            if after == N.DECIDED
            else ""
            if after in {N.READY, N.CONFIRMED}
            else row.decision
        )
        made.append((row, replace(row, state=after.value, decision=decision), facts))
        row = made[-1][1]
    return made


@given(st.sampled_from(Track), STEPS)
def test_nobody_is_helped_before_a_decision_or_the_governors_consent_except_at_once(
    track: Track, steps: list[Any]
) -> None:
    granted = False
    for before, after, facts in walk(track, steps):
        if after.state == N.DECIDED:
            granted = after.decision in GRANTED
        granted = granted or after.state == N.CONSENTED
        if after.state in {N.READY, N.CONFIRMED, N.SURVEYING}:
            granted = False
        if after.state == N.HELPING and track == Track.COMMITTEE and before.state != N.HELPED:
            assert granted or (before.state == N.REFERRED and facts.get("by"))


@given(st.sampled_from(Track), STEPS)
def test_no_consent_of_the_governor_is_without_the_number_of_its_letter(
    track: Track, steps: list[Any]
) -> None:
    for _, after, facts in walk(track, steps):
        assert after.state != N.CONSENTED or facts.get("number")


@given(st.sampled_from(Track), STEPS)
def test_nothing_counts_as_helped_without_evidence(track: Track, steps: list[Any]) -> None:
    for _, after, facts in walk(track, steps):
        assert after.state != N.HELPED or facts.get("evidence")


@given(st.sampled_from(Track), STEPS)
def test_only_the_committees_track_is_decided_and_only_what_lies_outside_waits_for_the_governor(
    track: Track, steps: list[Any]
) -> None:
    for before, after, _ in walk(track, steps):
        if after.state == N.DECIDED:
            assert track == Track.COMMITTEE
        if after.state == N.AWAITING_GOVERNOR:
            assert before.decision == Decision.OUTSIDE_CRITERIA


ALL = {"decision": Decision.APPROVED, "reason": "เพราะ", "by": "agency-police", "evidence": "photo"}


def ways(row: Row) -> set[NeedState]:
    """Where a need can go when people know everything they must."""
    found = set()
    for after, decision in itertools.product(N, Decision):
        try:
            found.add(move_need(row, after, **ALL | {"decision": decision}))
        except IllegalMove:
            continue
    return found


@pytest.mark.parametrize("track", Track)
def test_every_state_that_can_be_reached_has_a_way_out_and_leads_to_help_or_an_end(track: Track) -> None:
    seen, ahead = set[Row](), [Row("proposed", track.value)]
    while ahead:
        row = ahead.pop()
        if row in seen:
            continue
        seen.add(row)
        for after in ways(row):
            decisions = (
                [each.value for each in Decision]
                if after == N.DECIDED
                else ["" if after in {N.READY, N.CONFIRMED} else row.decision]
            )
            ahead += [replace(row, state=after.value, decision=each) for each in decisions]
    for row in seen:
        assert ways(row), f"{row} is a trap"
        assert row.state in {N.HELPED, N.WITHDRAWN} or N.WITHDRAWN in ways(row)
    assert {row.state for row in seen} >= {N.HELPING, N.HELPED, N.WITHDRAWN, N.REFERRED}


def test_every_need_state_has_its_moves_and_an_action_that_leads_to_it() -> None:
    assert NEED_MOVES.keys() == set(N)
    assert DOES.keys() == set(N) - {N.PROPOSED}
    assert all(action(before, after) for before, moves in NEED_MOVES.items() for after in moves)
    assert not [before for before, after in NEED_MOVES.items() if N.PROPOSED in after]


@pytest.mark.parametrize(("state", "track"), list(itertools.product(N, Track)))
def test_a_clock_runs_exactly_where_something_is_to_be_done(state: NeedState, track: Track) -> None:
    rests = {N.PROPOSED, N.HELPED, N.WITHDRAWN, N.DECLINED}
    assert (rules().of(state, track) is None) == (state in rests)


def test_every_clock_has_a_source_a_length_and_is_not_taken_for_verified() -> None:
    clocks = [*rules().steps.values(), rules().answer, rules().posting, rules().after_report]
    for clock in clocks:
        assert clock.source
        assert clock.within > 0
        assert clock.unit in {"minutes", "days", "working_days"}
        assert not clock.verified, "nobody in charge has agreed to it yet"
    for (state, track), clock in rules().steps.items():
        general = rules().steps.get((state, ""))
        if track and general:
            assert clock.unit == "minutes" or clock.within <= general.within, f"{state} at once is slower"


@given(st.lists(ROWS, max_size=5), st.lists(ROWS, max_size=5))
def test_a_case_may_always_follow_its_needs(before: list[Row], after: list[Row]) -> None:
    first, then = derived(before), derived(after)
    if first and then and first != then:
        assert then in MOVES[first]


@pytest.mark.parametrize("state", [CaseState.NEW, CaseState.WAITING_CITIZEN])
def test_whatever_open_state_a_case_has_its_needs_may_lead_it_on(state: CaseState) -> None:
    reached = {derived([Row(each.value)]) for each in N} - {None}
    missing = reached - MOVES[state]
    assert missing <= ({CaseState.AWAITING_GOVERNOR} if state == CaseState.NEW else set())


def test_the_state_of_a_case_is_that_of_what_is_left_to_do() -> None:
    helped, refused = Row("helped"), Row("decided", decision="refused")
    assert derived([]) is None
    assert derived([Row("proposed"), Row("withdrawn")]) is None
    assert derived([helped, refused]) == CaseState.HELPED
    assert derived([refused]) == CaseState.ACTIVE, "helped and merely refused are not the same"
    assert derived([helped, Row("surveying")]) == CaseState.ACTIVE
    assert derived([helped, Row("awaiting_governor"), Row("referred")]) == CaseState.AWAITING_GOVERNOR
    assert derived([Row("referred"), helped]) == CaseState.REFERRED
    assert derived([Row("beyond_capacity")]) == CaseState.ACTIVE, "until the hub takes it the LAO has it"
    assert settled(refused)
    assert not settled(Row("decided", decision="approved"))


@pytest.mark.parametrize(
    ("row", "after", "facts", "why"),
    [
        (Row("ready"), N.HELPING, {}, "committee"),
        (Row("decided", decision="refused"), N.HELPING, {}, "decision"),
        (Row("decided", decision="outside_criteria"), N.HELPING, {}, "consent"),
        (Row("decided", decision="approved"), N.AWAITING_GOVERNOR, {}, "decision"),
        (Row("ready", track="immediate"), N.DECIDED, {"decision": "approved"}, "track"),
        (Row("ready"), N.DECIDED, {"decision": "refused"}, "reason"),
        (Row("ready"), N.DECIDED, {"decision": "maybe"}, "decision"),
        (Row("helping"), N.HELPED, {}, "evidence"),
        (Row("confirmed"), N.BEYOND_CAPACITY, {}, "reason"),
        (Row("referred"), N.HELPING, {}, "helper"),
        (Row("referred"), N.HELPED, {"evidence": "answer"}, "helper"),
        (Row("beyond_capacity"), N.REFERRED, {}, "helper"),
    ],
)
def test_a_step_that_is_not_open_says_why(
    row: Row, after: NeedState, facts: dict[str, Any], why: str
) -> None:
    with pytest.raises(Locked) as refused:
        move_need(row, after, **facts)
    assert refused.value.why == why


def test_every_job_ends_and_can_be_called_back_until_it_does() -> None:
    ends = {state for state, moves in JOB_MOVES.items() if not moves}
    assert JOB_MOVES.keys() == set(JobState)
    assert ends == {JobState.DONE, JobState.RECALLED}
    assert all(JobState.RECALLED in moves for state, moves in JOB_MOVES.items() if state not in ends)
    assert {after for moves in JOB_MOVES.values() for after in moves} == set(JobState) - {JobState.SENT}
