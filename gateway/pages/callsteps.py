"""What a caller did, in words a clerk understands: which key meant what, silence, recordings, the end of the call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gateway.pages.shown import said
from store.ids import grouped
from store.register import Directory
from wording import sentences

_ENDED_WELL = frozenset({"completed", "answered"})
_TYPED = frozenset({"postcode", "track"})


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    words: str


def lines(steps: Sequence[Any], directory: Directory) -> list[Line]:
    """One line a step. steps: rows of store/calls.py."""
    return [Line(each.received_at, _words(each.facts, directory)) for each in steps]


def _words(facts: dict[str, str], directory: Directory) -> str:
    step, key, detail = (facts.get(name, "") for name in ("step", "key", "detail"))
    match step:
        case "record":
            name = "recorded" if detail else "not_recorded"
            hung_up = f" {said('step.hung_up')}" if key == "hangup" else ""
            return said(f"step.{name}", seconds=detail) + hung_up
        case "dialled":
            return said("step.talked" if detail in _ENDED_WELL else "step.not_answered")
        case "status":
            return said("step.ended")
        case "body" if detail:
            return said("step.body", org=directory.name(detail))
        case _ if step in _TYPED and len(key) > 1 and key.isdecimal():
            return said(f"step.{step}", typed=grouped(key) if len(key) == 12 else key)
        case _:
            return _pressed(step, key)


def _pressed(step: str, key: str) -> str:
    """By the key's meaning at this step; a key without one is named as it is."""
    for name in (f"step.{step}_{key}", f"step.{step}"):
        if key != "" and name in sentences("th"):
            return said(name)
    if step in {"begun", "staff", "fallback"}:
        return said(f"step.{step}")
    if not key:
        return said("step.silent")
    return said("step.again") if "*" in key else said("step.wrong", typed=key)


def choice(pressed: str) -> str:
    """A key that stands in the conversation as a message of its own ("topic:1", "postcode:90230")."""
    name, _, value = pressed.partition(":")
    if name == "postcode":
        return said("step.postcode", typed=value)
    known = {"danger": "menu_1", "phone": "phone_number", "talked": "talked"}.get(name, f"{name}_{value}")
    return (
        said(f"step.{known}") if f"step.{known}" in sentences("th") else said("case.pressed", choice=pressed)
    )
