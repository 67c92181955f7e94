"""The conversation with a citizen as a table: state + event -> new state + what to say and to do. Pure.

The same for every channel (channels.md section 6, decisions.md 6, 7, 18-20). The first message is the plea and has
its number before any question; only what is missing is asked for, at most three times a case, the same never twice,
each answer may be skipped; in danger nothing but the pin. From any state a person can be reached.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from triage.granting import grant
from triage.states import (
    MOST,
    NOTICE,
    PERSON,
    QUIET,
    SILENCE,
    SLOTS,
    Do,
    Due,
    Event,
    Filled,
    Heard,
    Known,
    Narrowed,
    Opened,
    Paused,
    Raised,
    Say,
    State,
    Step,
    Wished,
)

__all__ = [
    "MOST",
    "NOTICE",
    "PERSON",
    "QUIET",
    "SILENCE",
    "SLOTS",
    "Do",
    "Due",
    "Event",
    "Filled",
    "Heard",
    "Known",
    "Narrowed",
    "Opened",
    "Paused",
    "Raised",
    "Say",
    "State",
    "Step",
    "Wished",
    "step",
]


def step(state: State, event: Event) -> Step:
    return _ON[type(event)](state, event)


def _opened(state: State, event: Opened) -> Step:
    # in danger the canned words have asked for the pin already
    asked = ("place",) if event.urgent else ()
    fresh = replace(
        state, case=event.case, missing=event.missing, asked=asked, waits="", about=None, due=None,
        ready=event.plain,
    )  # fmt: skip
    if event.urgent:
        pin = tuple(slot for slot in event.missing if slot == "place")
        return Step(replace(fresh, missing=pin, waits="place" if pin else "", ready=False))
    if event.beside:
        return Step(replace(fresh, waits="which", about=event.beside), (Say("which", event.case),))
    return Step(fresh)


def _filled(state: State, event: Filled) -> Step:
    missing = tuple(slot for slot in state.missing if slot not in event.slots)
    answered = state.waits in event.slots
    return Step(
        replace(state, missing=missing, waits="" if answered else state.waits, ready=state.ready or answered)
    )


def _heard(state: State, _event: Heard) -> Step:
    """A slot stays open for a later answer; anything else we waited for is over when the talk goes on."""
    return Step(state if state.waits in SLOTS or not state.waits else replace(state, waits="", about=None))


def _narrowed(state: State, _event: Narrowed) -> Step:
    asked = state.asked if "place" in state.asked else (*state.asked, "place")
    return Step(replace(state, asked=asked, waits="place", ready=False))


def _raised(state: State, _event: Raised) -> Step:
    pin = tuple(slot for slot in state.missing if slot == "place")
    waits = "place" if pin else ""
    return Step(replace(state, missing=pin, asked=("place",), waits=waits, ready=False))


def _paused(state: State, event: Paused) -> Step:
    done = replace(state, ready=False)
    if state.with_person(event.at) or state.case is None:
        return Step(replace(done, due=None))
    if state.waits in SLOTS:
        return Step(replace(done, due=event.at + SILENCE))
    if not state.next or state.waits:
        # the last thing asked for was answered or skipped: what is known is read back, once
        over = state.ready and state.asked and not state.waits
        return Step(replace(done, due=None), (Say("summary", state.case),) if over else ())
    if state.ready:
        return _ask(done, event.at)
    return Step(replace(done, due=event.at + QUIET))


def _due(state: State, event: Due) -> Step:
    """The quiet window is over, or nobody answered: then the case goes on with what there is."""
    if state.waits in SLOTS:
        done = replace(state, waits="", missing=(), due=None)
        return Step(done, does=(Do("went_on", state.case, state.waits),))
    if state.next and not state.waits and not state.with_person(event.at):
        return _ask(state, event.at)
    return Step(replace(state, due=None))


def _ask(state: State, at: datetime) -> Step:
    slot = state.next
    asked = replace(state, asked=(*state.asked, slot), waits=slot, due=at + SILENCE)
    return Step(asked, (Say("ask", state.case, slot),))


_ON: dict[type, Callable[[State, Any], Step]] = {
    Opened: _opened,
    Filled: _filled,
    Heard: _heard,
    Narrowed: _narrowed,
    Raised: _raised,
    Paused: _paused,
    Due: _due,
    Wished: grant,
}
