"""Calls out: an officer's answer spoken to a citizen, repeated by the star, acknowledged by 1."""

from dataclasses import replace
from xml.etree import ElementTree as ET

from channels import twiml
from channels.contract import AnswerBrief
from channels.hotline.asking import goodbye, starred
from channels.hotline.speech import said
from channels.hotline.turn import Line, Turn

Verbs = list[ET.Element]

TIMES = 2
"""How often it is said to somebody who presses nothing; a machine that answered hears it as often."""
SPOKEN_CHARACTERS = 2500
"""Of one answer: with its frame the first document stays under the 4,000 characters Twilio takes with a call."""


def spoken(line: Line, turn: Turn, words: str) -> str:
    """The document a call out begins with."""
    return twiml.document(twiml.pause(1), *_say(line, turn, words))


def answered(line: Line, turn: Turn) -> Verbs:
    """After a key, or none: again, or an end. Words that cannot be looked up now cannot be repeated."""
    if turn.digits == "1":
        return goodbye(line, turn, "answer_thanks", "goodbye")
    if not isinstance(turn.brief, AnswerBrief) or turn.gone:
        return goodbye(line, turn, "goodbye")
    if starred(turn):
        return _say(line, replace(turn, tries=0), turn.brief.words)
    return _say(line, turn, turn.brief.words) if turn.tries < TIMES else goodbye(line, turn, "goodbye")


def _say(line: Line, turn: Turn, words: str) -> Verbs:
    """The frame is in the citizen's language; the words in the one they are written in."""
    thai = any("\u0e00" <= letter <= "\u0e7f" for letter in words)
    told = twiml.say(words[:SPOKEN_CHARACTERS], "th" if thai else turn.language)
    frame = [*said(line, turn, "answer_intro"), told, *said(line, turn, "answer_keys")]
    url = line.url("answer", turn, n=turn.tries + 1, m=turn.message)
    return [twiml.gather(*frame, action=url, digits=1), twiml.redirect(url)]
