"""The words to a person in danger that wait for nobody: the number first, then what we ask for."""

from collections.abc import Sequence
from typing import Any

from triage.reading import Danger
from triage.reading.danger import numbers_of
from wording import say

HELP = Danger(numbers_of("help"), ("กด 1",), "pressed")
"""Somebody pressed the key for danger and said nothing yet."""


def canned_words(numbers: Sequence[str], language: str, *, silent: bool = False) -> str:
    """silent: to somebody who cannot speak; they are told that nobody rings back."""
    return say(
        "danger.call_silent" if silent else "danger.call",
        language,
        numbers=" ".join(numbers[:3] or HELP.numbers),
    )


def canned_parts(
    numbers: Sequence[str], language: str, *, silent: bool = False, doubted: bool = False
) -> dict[str, Any]:
    """The card's first line is the number to call, with a button that dials it (domain.md section 7).

    doubted: whether it is a life in danger is still to be read; nobody is said to have been alarmed.
    """
    words = canned_words(numbers, language, silent=silent)
    if silent:
        note = "danger.note_doubted_silent" if doubted else "danger.note_silent"
    else:
        note = "danger.note_doubted" if doubted else "danger.note"
    buttons = [
        {"label": say("danger.button", language, number=number), "action": "tel", "value": number}
        for number in numbers[:3] or HELP.numbers
    ]
    card = {
        "title": say("danger.title_silent" if silent else "danger.title", language),
        "lines": [],
        "note": say(note, language),
        "tone": "danger",
        "buttons": buttons,
    }
    pin = {"label": say("danger.pin", language), "action": "location", "value": ""}
    return {"short": words, "spoken": words, "card": card, "buttons": [pin]}
