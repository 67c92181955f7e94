"""Photos that were sent together are one album, in the order they were chosen, whatever order they arrived in."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

Files = Mapping[UUID, Sequence[Any]]


def gathered(messages: Sequence[Any], files: Files) -> tuple[Sequence[Any], Files]:
    """The thread with each set under its first message. A set whose rest never comes is shown as far as it is there."""
    sets: dict[str, list[Any]] = {}
    for message in messages:
        if name := _set_of(message):
            sets.setdefault(name, []).append(message)
    if not sets:
        return messages, files
    first = {name: members[0].id for name, members in sets.items()}
    kept = [message for message in messages if not _set_of(message) or message.id == first[_set_of(message)]]
    albums = {first[name]: _in_order(members, files) for name, members in sets.items()}
    return kept, {**files, **albums}


def _set_of(message: Any) -> str:
    """What was taken back stays as a line of its own."""
    return "" if message.facts.get("unsent") else str(message.facts.get("image_set_id", ""))


def _in_order(members: Sequence[Any], files: Files) -> list[Any]:
    """By index where the phone told one; old phones do not: then as they were said."""
    placed = sorted(enumerate(members), key=lambda at: (_index(at[1], at[0]), at[0]))
    return [file for _, message in placed for file in files.get(message.id, ())]


def _index(message: Any, otherwise: int) -> int:
    told = str(message.facts.get("image_set_index", ""))
    return int(told) if told.isdecimal() else otherwise
