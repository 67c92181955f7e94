"""Asking by keypad: a prompt that may be spoken over, said again at most twice, then left."""

from dataclasses import replace
from xml.etree import ElementTree as ET

from channels import twiml
from channels.hotline.speech import said
from channels.hotline.turn import REPEATS, Line, Turn

LENGTHS = {
    "menu": 1,
    "topic": 1,
    "callback": 1,
    "confirm": 1,
    "body": 1,
    "phone": 10,
    "postcode": 5,
    "track": 12,
}
"""Step → how many keys its answer has."""


def ask(line: Line, turn: Turn, step: str, *first: str) -> list[ET.Element]:
    return keys(line, turn, step, *said(line, turn, *first, step))


def ask_again(line: Line, turn: Turn, step: str) -> list[ET.Element]:
    """Nothing once it was repeated often enough. The star only repeats; it is no mistake."""
    if starred(turn):
        return ask(line, replace(turn, tries=0), step)
    if turn.tries > REPEATS:
        return []
    return ask(line, turn, step, wrong(turn, step))


def wrong(turn: Turn, step: str) -> str:
    """The sentence before the repetition: what was wrong with the keys, or that there were none."""
    if not turn.digits:
        return "again"
    return f"{step}_wrong" if LENGTHS[step] > 1 else "wrong"


def starred(turn: Turn) -> bool:
    return "*" in turn.digits


def keys(line: Line, turn: Turn, step: str, *spoken: ET.Element, **facts: object) -> list[ET.Element]:
    url = line.url(step, turn, n=turn.tries + 1, **facts)
    return [twiml.gather(*spoken, action=url, digits=LENGTHS[step]), twiml.redirect(url)]


def goodbye(line: Line, turn: Turn, *sentences: str) -> list[ET.Element]:
    return [*said(line, turn, *sentences), twiml.hang_up()]
