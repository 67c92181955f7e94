"""The hotline's conversation by keypad: one turn in, the next document out. Pure; it remembers nothing.

Where a caller stands travels in the address of the next step. Silence or a wrong key repeats a prompt twice at
most, the star repeats it at will; but no call asks more than MOST_QUESTIONS times before the recorder, nor after it.
tests/channels/test_voice_walk.py walks every path there is.
"""

from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as ET

from channels import twiml
from channels.contract import CaseBrief, DeskBrief
from channels.hotline import place
from channels.hotline.asking import ask, ask_again, goodbye, keys, starred, wrong
from channels.hotline.outgoing import answered
from channels.hotline.receipt import receipt, standing
from channels.hotline.recorder import after_record, record
from channels.hotline.speech import said, speak
from channels.hotline.turn import MOST_QUESTIONS, REPEATS, Line, Turn
from channels.prompts import Prompts

Verbs = list[ET.Element]

LANGUAGES = {"8": "ms", "9": "en"}
TOPICS = frozenset("1234")
TALKED = frozenset({"completed", "answered"})
_STAFF_BY_0 = frozenset({"menu", "topic", "track", "callback", "phone", "confirm"})
"""Steps at which 0 reaches a person; where it happened, 0 is "I do not know"."""


def document(line: Line, turn: Turn) -> str:
    # whatever address is called, a caller is never met with an error: "fallback" and any other record
    step = _STEPS.get(turn.step, _fallback)
    if turn.digits == "0" and turn.step in _STAFF_BY_0:
        step = _to_staff
    verbs = step(line, turn)
    if turn.asked >= MOST_QUESTIONS and any(verb.tag == "Gather" for verb in verbs):
        verbs = _enough(line, replace(turn, tries=0))
    return twiml.document(*verbs)


def _enough(line: Line, turn: Turn) -> Verbs:
    if turn.step == "answer":
        return goodbye(line, turn, "goodbye")
    return receipt(line, turn) if turn.recording else record(line, turn, "no_key")


def _fallback(line: Line, turn: Turn) -> Verbs:
    return record(line, turn, "fallback")


# the menu


def _greet(line: Line, turn: Turn) -> Verbs:
    return [*said(line, turn, "greeting"), *_menu(line, turn)]


def _menu(line: Line, turn: Turn, *first: str) -> Verbs:
    offers = ("offer_ms", "offer_en") if turn.language == "th" else ()
    return keys(line, turn, "menu", *said(line, turn, *first, "menu", *offers))


def _after_menu(line: Line, turn: Turn) -> Verbs:
    fresh = replace(turn, tries=0, language=LANGUAGES.get(turn.digits, turn.language))
    chosen: dict[str, Callable[[Line, Turn], Verbs]] = {"1": _danger, "2": _plea, "3": _question}
    if turn.digits in chosen:
        return chosen[turn.digits](line, fresh)
    if turn.digits in LANGUAGES or starred(turn):
        return _menu(line, fresh)
    return record(line, fresh, "no_key") if turn.tries > REPEATS else _menu(line, turn, wrong(turn, "menu"))


def _plea(line: Line, turn: Turn) -> Verbs:
    return ask(line, turn, "topic")


def _question(line: Line, turn: Turn) -> Verbs:
    return ask(line, turn, "track")


def _after_topic(line: Line, turn: Turn) -> Verbs:
    fresh = replace(turn, tries=0)
    if turn.digits in TOPICS:
        return record(line, replace(fresh, topic=turn.digits))
    return ask_again(line, turn, "topic") or record(line, fresh, "no_key")


def _after_track(line: Line, turn: Turn) -> Verbs:
    if isinstance(turn.brief, CaseBrief):
        return standing(line, turn, turn.brief)
    return ask_again(line, turn, "track") or _to_staff(line, turn)


# people


def _danger(line: Line, turn: Turn) -> Verbs:
    """The numbers to call come first; then whoever is on duty is rung, at any hour, else the caller is recorded."""
    pressing = replace(turn, danger=True)
    duty = turn.brief.duty if isinstance(turn.brief, DeskBrief) else ""
    ringing = duty or line.staff_number
    if not ringing:
        return [*said(line, turn, "danger"), *record(line, pressing)]
    return [*said(line, turn, "danger", "staff"), *_dial(line, pressing, ringing)]


def _to_staff(line: Line, turn: Turn) -> Verbs:
    """By way of a step of its own, at which the house is asked whether the office is open."""
    return [twiml.redirect(line.url("staff", replace(turn, tries=0)))]


def _staff(line: Line, turn: Turn) -> Verbs:
    if isinstance(turn.brief, DeskBrief) and not turn.brief.open:
        return _nobody(line, turn, "after_hours")
    if not line.staff_number:
        return _nobody(line, turn, "staff_away")
    return [*said(line, turn, "staff"), *_dial(line, turn, line.staff_number)]


def _dial(line: Line, turn: Turn, ringing: str) -> Verbs:
    return [twiml.dial(ringing, action=line.url("dialled", turn))]


def _after_staff(line: Line, turn: Turn) -> Verbs:
    """Busy, silent or unreachable: the caller is recorded, or hears the number of what is recorded already."""
    if turn.gone:
        return []
    if turn.dial_status in TALKED:
        return receipt(line, turn) if turn.danger or turn.recording else goodbye(line, turn, "goodbye")
    return _nobody(line, turn, "staff_away")


def _nobody(line: Line, turn: Turn, why: str) -> Verbs:
    if turn.recording:
        return [*said(line, turn, why), *receipt(line, turn)]
    return record(line, turn, why)


_STEPS: dict[str, Callable[[Line, Turn], Verbs]] = {
    "": _greet,
    "menu": _after_menu,
    "topic": _after_topic,
    "record": after_record,
    "callback": place.after_callback,
    "phone": place.after_phone,
    "confirm": place.after_confirm,
    "postcode": place.after_postcode,
    "body": place.after_body,
    "receipt": receipt,
    "track": _after_track,
    "staff": _staff,
    "dialled": _after_staff,
    "answer": answered,
}
STEPS = tuple(_STEPS)


def static_document(language: str = "th") -> str:
    """What an exchange plays when our server does not answer at all: words and a recorder, no address of ours.

    It is laid down at the exchange itself; what it records is found by the clock (triage/recordings.py).
    """
    line = Line("", Prompts(None))
    before, after = speak(line, language, "fallback", "record"), speak(line, language, "goodbye")
    return twiml.document(*before, twiml.record_alone(), *after, twiml.hang_up())
