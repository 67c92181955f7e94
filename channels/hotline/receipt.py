"""A case read out: the number of a new one as soon as it has one, and how an older one stands."""

from dataclasses import replace
from xml.etree import ElementTree as ET

from channels import twiml
from channels.contract import CaseBrief
from channels.hotline.asking import goodbye
from channels.hotline.speech import number, office, said
from channels.hotline.turn import Line, Turn

Verbs = list[ET.Element]

TRIES = 5
PAUSE = 2
LONGEST_ANSWER = 600
"""Characters of a staff member's answer that are read out; about a minute."""


def receipt(line: Line, turn: Turn) -> Verbs:
    """The worker needs a moment to open the case: ask a few times, then promise the number by SMS."""
    if isinstance(turn.brief, CaseBrief):
        return _number_twice(line, turn, turn.brief)
    if turn.tries >= TRIES:
        return goodbye(line, turn, "receipt_by_sms" if turn.reachable else "receipt_by_staff")
    again = line.url("receipt", turn, n=turn.tries + 1)
    wait = said(line, turn, "wait") if turn.tries == 0 else []
    return [*wait, twiml.pause(PAUSE), twiml.redirect(again)]


def _number_twice(line: Line, turn: Turn, brief: CaseBrief) -> Verbs:
    """A second of silence before the number; twice, for who looks for a pencil (look.md)."""
    digits = number(line, turn, brief.reference)
    twice = [*said(line, turn, "receipt"), twiml.pause(1), *digits, twiml.pause(1), *digits]
    return [*twice, *said(line, turn, "held_by"), office(brief.org_name), *goodbye(line, turn, "goodbye")]


def standing(line: Line, turn: Turn, brief: CaseBrief) -> Verbs:
    """How a case stands; what staff answered only to the number it was told from (decisions.md 19)."""
    digits = number(line, turn, brief.reference)
    told = [twiml.pause(1), *said(line, turn, "track_found"), *digits, twiml.pause(1), *digits]
    told += said(line, turn, "track_state", f"state_{brief.state}", "held_by")
    told.append(office(brief.org_name))
    if brief.answer:
        told += [*said(line, turn, "track_answer"), twiml.say(brief.answer[:LONGEST_ANSWER], "th")]
    return [*told, *goodbye(line, replace(turn, tries=0), "goodbye")]
