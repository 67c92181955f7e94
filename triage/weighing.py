"""What a further message of an open case weighs: whether it raises, turns, places or takes back something. Pure."""

from dataclasses import replace
from typing import Any

from casework.cases import Findings
from casework.phones import phones_in
from triage.judge import SPARED, Judged, certain
from triage.plan import OpenCase
from triage.turn import Turn

SURE_DANGER = 0.5
"""The model's chance of danger from which on even an answer to our question raises the urgency."""


def calm(turn: Turn, message: Any, judged: Judged, current: OpenCase, *, weighed: bool = False) -> Judged:
    """A bare answer to our question is no plea: what the model guesses of an address alone raises nothing.

    Danger that the door is sure of, or a strong guess, stands whatever was asked. weighed: the burst that opened the case held
    this piece, and was read as the whole it is.
    """
    reading, asked_phone = judged.reading, turn.state.waits == "phone"
    answers = weighed or places(judged.findings, current) or (asked_phone and bool(phones_in(message.text)))
    if not answers or reading is None or certain(message) or reading.danger >= SURE_DANGER:
        return judged
    urgency = max(judged.findings.urgency, current.urgency)
    found = replace(judged.findings, urgency=urgency, category=current.category, needs=())
    return replace(judged, findings=found)


def places(found: Findings, current: OpenCase) -> bool:
    """The case waits for its place, and now it is known, or near enough for the one question with its choices."""
    if not current.asks_place:
        return False
    if not found.asks_place:
        return found.amphoe_code is not None
    return bool(found.ask) and not current.ask


def better(found: Findings, whole: Judged | None) -> Findings:
    """The place that the whole burst tells, where it tells a tambon, else that of the message alone."""
    if whole and whole.findings.tambon_code and not whole.findings.asks_place:
        return whole.findings
    return found


def turned(whole: Judged, current: OpenCase) -> bool:
    """The whole is another kind of matter, which another body answers for; never over a person's word."""
    if "kind" in current.decided:
        return False
    return whole.kind != current.kind and whole.findings.owner != current.owner


def taken_back(judged: Judged, current: OpenCase, *, announced: bool) -> bool:
    """A correction that names another place than the case has; who answers for some kinds does not hang on a place.

    announced: the citizen pressed that something is wrong.
    """
    found = judged.findings
    if not (announced or judged.corrects) or current.asks_place or not found.amphoe_code:
        return False
    if current.kind in SPARED:
        return False
    return (found.amphoe_code, found.tambon_code, found.moo) != (
        current.amphoe_code, current.tambon_code, current.moo,
    )  # fmt: skip
