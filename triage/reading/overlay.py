"""What an installation has changed in the word lists of triage/rules: words added or taken out, list by list.

The files stay as they are shipped; what is changed lies over them (store/ruling.py keeps it) and goes away the same way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """file: of triage/rules without ".toml". path: where the list stands in it, dotted ("medical.grave")."""

    file: str
    path: str
    add: bool
    word: str


@dataclass(slots=True)
class _Held:
    changes: tuple[Change, ...] = ()


_held = _Held()
_MADE_FROM_FILES = tuple(
    f"triage.reading.{name}" for name in ("cues", "danger", "needs", "rulebook", "silence")
)


def laid_over(name: str, table: Mapping[str, Any]) -> Mapping[str, Any]:
    """The tables of one file with this installation's changes; a list that is no longer there is left alone."""
    for change in _held.changes:
        if change.file == name:
            table = _changed(table, change.path.split("."), change)
    return table


def added(name: str) -> tuple[str, ...]:
    """Words that this installation has added to any list of one file."""
    return tuple(change.word for change in _held.changes if change.file == name and change.add)


def take_up(changes: Sequence[Change]) -> bool:
    """From now on this process reads with these; whether that is anything new. Lists are compiled again when asked for."""
    if tuple(changes) == _held.changes:
        return False
    _held.changes = tuple(changes)
    _forget()
    return True


def _changed(table: Mapping[str, Any], path: Sequence[str], change: Change) -> Mapping[str, Any]:
    first, *rest = path
    inside = table.get(first)
    if rest and isinstance(inside, dict):
        return {**table, first: _changed(inside, rest, change)}
    if rest or not isinstance(inside, list):
        return table
    kept = [word for word in inside if word != change.word]
    return {**table, first: [*kept, change.word] if change.add else kept}


def _forget() -> None:
    """Everything that was made from the files and kept for the life of the process."""
    for name in _MADE_FROM_FILES:
        for kept in list(vars(import_module(name)).values()):
            if hasattr(kept, "cache_clear") and getattr(kept, "__module__", "") == name:
                kept.cache_clear()
