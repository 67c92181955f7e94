"""After the recording: the number for calling back, the postcode, whose area it is; each may be left unanswered."""

from dataclasses import replace
from xml.etree import ElementTree as ET

from channels.contract import AreaBrief
from channels.hotline.asking import ask, ask_again, keys, starred, wrong
from channels.hotline.receipt import receipt
from channels.hotline.speech import number, office, said
from channels.hotline.turn import REPEATS, Line, Turn

Verbs = list[ET.Element]
PHONE_GROUPS = (3, 3, 4)


def after_recording(line: Line, turn: Turn) -> Verbs:
    """Who pressed danger is asked nothing more; nobody has listened yet, so everyone else is (decisions.md 18)."""
    if turn.danger:
        return receipt(line, turn)
    return ask(line, turn, "callback" if turn.reachable else "phone")


def after_callback(line: Line, turn: Turn) -> Verbs:
    fresh = replace(turn, tries=0)
    if turn.digits == "1":
        return _where(line, fresh)
    if turn.digits == "2":
        return ask(line, fresh, "phone")
    return ask_again(line, turn, "callback") or _where(line, fresh)


def after_phone(line: Line, turn: Turn) -> Verbs:
    """A number that can be one is read back before it is believed."""
    fresh = replace(turn, tries=0)
    if turn.keyed:
        return _read_back(line, fresh)
    return ask_again(line, turn, "phone") or _where(line, fresh)


def _read_back(line: Line, turn: Turn, *first: str) -> Verbs:
    spoken = [*said(line, turn, *first, "number"), *number(line, turn, turn.keyed, PHONE_GROUPS)]
    return keys(line, turn, "confirm", *spoken, *said(line, turn, "confirm"))


def after_confirm(line: Line, turn: Turn) -> Verbs:
    fresh = replace(turn, tries=0)
    if turn.digits == "2":
        return ask(line, fresh, "phone")
    if turn.digits == "1" or not turn.keyed or (turn.tries > REPEATS and not starred(turn)):
        return _where(line, fresh)
    return _read_back(line, fresh) if starred(turn) else _read_back(line, turn, wrong(turn, "confirm"))


def _where(line: Line, turn: Turn) -> Verbs:
    return ask(line, turn, "postcode")


def after_postcode(line: Line, turn: Turn) -> Verbs:
    """Few bodies are read out; many, none or silence leave it to the hub."""
    fresh = replace(turn, tries=0)
    if isinstance(turn.brief, AreaBrief):
        return _bodies(line, fresh, turn.brief) if turn.brief.bodies else receipt(line, fresh)
    if turn.digits == "0" or (not turn.digits and turn.tries > 1):
        return receipt(line, fresh)
    return ask_again(line, turn, "postcode") or receipt(line, fresh)


def _bodies(line: Line, turn: Turn, area: AreaBrief, *first: str) -> Verbs:
    spoken = said(line, turn, *first, "body")
    for key, (_, name) in enumerate(area.bodies, 1):
        spoken += [office(name), *said(line, turn, "press"), *number(line, turn, str(key))]
    codes = ".".join(code for code, _ in area.bodies)
    return keys(line, turn, "body", *spoken, *said(line, turn, "body_unsure"), pc=turn.postcode, orgs=codes)


def after_body(line: Line, turn: Turn) -> Verbs:
    area = turn.brief
    if turn.chosen is None and isinstance(area, AreaBrief) and area.bodies:
        if starred(turn):
            return _bodies(line, replace(turn, tries=0), area)
        if turn.tries <= REPEATS:
            return _bodies(line, turn, area, wrong(turn, "body"))
    return receipt(line, replace(turn, tries=0))
