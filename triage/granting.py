"""The part of the dialogue's table for what people ask for by word or button: state + wish -> step. Pure."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from triage.states import NOTICE, PERSON, Do, Say, State, Step, Wished


def grant(state: State, event: Wished) -> Step:
    known = _WISHES.get(event.name)
    return known(state, event) if known else Step(state, (Say(event.name, _id(event), event.value),))


def _id(event: Wished) -> UUID | None:
    return event.case.id if event.case else None


def _staff(state: State, event: Wished) -> Step:
    """A person takes over: the robot is silent, what it asked is withdrawn."""
    silent = replace(state, waits="", about=None, due=None, person_until=event.at + PERSON, ready=False)
    return Step(silent, (Say("staff", _id(event)),), (Do("call_person", _id(event)),))


def _cancel(state: State, event: Wished) -> Step:
    case = event.case
    if case is None or not case.mine:
        return Step(state, (Say("cancel.none"),))
    if case.ended:
        return Step(state, (Say("cancel.ended", case.id),))
    if case.urgent:  # only a person ends what was life in danger
        return Step(state, (Say("cancel.urgent", case.id),), (Do("flag_person", case.id),))
    return Step(replace(state, waits="cancel", about=case.id, ready=False), (Say("cancel.sure", case.id),))


def _yes(state: State, _event: Wished) -> Step:
    over = replace(state, waits="", about=None, due=None, missing=())
    return Step(over, (Say("cancel.done", state.about),), (Do("cancel", state.about),))


def _no(state: State, _event: Wished) -> Step:
    return Step(replace(state, waits="", about=None), (Say("cancel.kept", state.about),))


def _open_for(name: str) -> Callable[[State, Wished], Step]:
    """ "I want to add" (or to correct): the next words belong to that case, whatever they say."""

    def begin(state: State, event: Wished) -> Step:
        case = event.case
        if case is None or not case.mine:
            return Step(state, (Say("add.none"),))
        if case.ended:
            return Step(state, (Say("old", case.id),))
        return Step(replace(state, waits=name, about=case.id, ready=False), (Say(name, case.id),))

    return begin


def _fresh(state: State, event: Wished) -> Step:
    """ "A new matter": as the answer to our question it keeps the case apart, else the next words open one."""
    if state.waits == "which":
        kept = replace(state, waits="", about=None, ready=True)
        return Step(kept, (Say("which.kept", state.case),))
    return Step(replace(state, waits="fresh", about=_id(event), ready=False), (Say("fresh"),))


def _same(state: State, event: Wished) -> Step:
    if state.waits != "which":
        return _open_for("add")(state, event)
    joined = replace(state, case=state.about, waits="", about=None, missing=(), due=None)
    merge = Do("merge", state.case, str(state.about))
    return Step(joined, (Say("which.joined", state.about),), (merge,))


def _rate(state: State, event: Wished) -> Step:
    about = _id(event) or state.about
    if about is None or (event.case and not event.case.mine):
        return Step(state, (Say("status"),))
    waits = "" if state.waits == "rate" else state.waits
    return Step(replace(state, waits=waits), (Say("rated", about),), (Do("rate", about, event.value),))


def _arrived_is(name: str) -> Callable[[State, Wished], Step]:
    """ "It came", "it has not": about the case of the button, else the one we asked about."""

    def answer(state: State, event: Wished) -> Step:
        about = state.about if state.waits == "arrived" and state.about else _id(event)
        if about is None or (event.case and event.case.id == about and not event.case.mine):
            return Step(state, (Say("status"),))
        waits = "" if state.waits == "arrived" else state.waits
        return Step(
            replace(state, waits=waits), (Say(f"arrived.{name}", about),), (Do("arrived", about, name),)
        )

    return answer


def _skip(state: State, _event: Wished) -> Step:
    """The place stays open in the case: a later word about it still counts."""
    does = (Do("no_danger", state.case),) if state.waits == "danger" else ()
    missing = tuple(slot for slot in state.missing if slot != state.waits)
    return Step(replace(state, waits="", missing=missing, ready=bool(state.waits)), does=does)


def _erase(state: State, event: Wished) -> Step:
    return Step(state, does=(Do("request_data", _id(event), event.value or "erase"),))


def _privacy(state: State, event: Wished) -> Step:
    return Step(replace(state, notice=NOTICE, noticed_at=event.at), (Say("privacy"),))


def _waits_for(name: str) -> Callable[[State, Wished], Step]:
    def begin(state: State, event: Wished) -> Step:
        return Step(
            replace(state, waits=name, about=None, ready=False), does=(Do(event.name, value=event.value),)
        )

    return begin


def _code(state: State, event: Wished) -> Step:
    return Step(replace(state, waits=""), does=(Do("check_code", value=event.value),))


_WISHES: dict[str, Callable[[State, Wished], Step]] = {
    "staff": _staff,
    "cancel": _cancel,
    "yes": _yes,
    "no": _no,
    "add": _open_for("add"),
    "correct": _open_for("correct"),
    "new": _fresh,
    "same": _same,
    "rate": _rate,
    "skip": _skip,
    "arrived": _arrived_is("yes"),
    "missing": _arrived_is("not_yet"),
    "erase": _erase,
    "privacy": _privacy,
    "prove": _waits_for("code"),
    "code": _code,
}
