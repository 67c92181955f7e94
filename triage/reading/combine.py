"""Rules and model put together: either may raise the urgency, neither lowers what the other raised.

What the door doubts it has not raised yet (danger.py): there the model decides.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from triage.reading.cry import PIECE, brief
from triage.reading.cues import rules
from triage.reading.danger import CRY, UNCLEAR, Danger, certain, numbers_of
from triage.reading.marks import marks
from triage.reading.rulebook import Evidence

RISKS = ("elder", "child", "infant", "disabled", "pregnant", "ill", "bedridden")
UNDECIDED = ""
"""Stands among the fields for a plea whose need cannot be told from the words."""
_FURTHER = 0.5
_FAR = 2.0
"""How much worse an urgency that is off by two steps is than what one step costs already."""
LISTED = 1 / 3
"""A person whom the word lists name too needs only this part of the chance."""
_WORD = re.compile(r"[^\W\d_]{2}")
"""Without two letters together (an emoji, a number) there is nothing the model could see danger in."""
_PLAIN = 0.4
"""Danger that the model alone sees in a few letters must be this likely: answers, places and buttons are as short."""
_LEAST = 1e-3
"""Of a chance that multiplies others, so that none is ruled out."""
_AS = {"sea": "drowning"}
"""A sign that only the model tells apart, and the one whose field of help it shares."""
_HEARD = 3.0
"""The listed kind of danger is so many times as likely."""
_PRESSED = 8.0
"""A topic pressed on the phone makes its fields so many times as likely."""

Chances = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Decided:
    """raised: the model saw danger, and nothing else did for sure. chance: that kind and first field hold, before it is set right."""

    kind: str
    category: tuple[str, ...]
    urgency: str
    numbers: tuple[str, ...]
    sign: str
    vulnerable: tuple[str, ...]
    raised: bool
    chance: float


def decide(
    known: Evidence, chances: Chances, *, cut: float, at_risk: Mapping[str, float], choice: str = ""
) -> Decided:
    """cut: from this chance of danger on the message is urgent. at_risk: the same for each kind of person at risk."""
    danger = known.danger
    sure = certain(danger)
    raised = not sure and chances["danger"]["now"] >= _least(known, cut)
    urgent = sure or raised
    kind = "plea" if urgent else _kind(known.words, chances["kind"])
    fields = _fields(chances, choice, urgent=urgent)
    sign = _sign(danger, chances["sign"]) if urgent else ""
    alone = sign == "help" and not choice
    category = _category(fields, chances["second"], known) if kind == "plea" and not alone else ()
    return Decided(
        kind=kind,
        category=category,
        urgency="U0" if sign else _waiting(kind, chances),
        numbers=_numbers(danger, sign) if sign else (),
        sign=sign,
        vulnerable=_at_risk(chances, known, at_risk) if kind == "plea" else (),
        raised=raised,
        chance=_chance(kind, category, chances, fields, urgent=bool(sign)),
    )


def _sign(danger: Danger | None, signs: Mapping[str, float]) -> str:
    """The kind of danger: what the lists say weighs beside the whole of the words; a bare cry for help stays one."""
    listed = danger.sign if danger else ""
    if listed == CRY:
        return listed
    return max(signs, key=lambda sign: signs[sign] * (_HEARD if sign == listed else 1))


def _numbers(danger: Danger | None, sign: str) -> tuple[str, ...]:
    """Most useful first; those of the lists follow where the kind turned out to be another."""
    if danger is None or danger.sign == UNCLEAR:
        return numbers_of(sign)
    known = danger.numbers if danger.sign == sign else (*numbers_of(sign), *danger.numbers)
    return tuple(dict.fromkeys(known))[:3]


def _least(known: Evidence, cut: float) -> float:
    """The chance from which the model raises; alone it needs words for it."""
    if known.danger:
        return cut
    if not _WORD.search(known.words) or PIECE.fullmatch(known.words):
        return math.inf
    return max(cut, _PLAIN) if brief(known.words) else cut


def _kind(words: str, chances: Mapping[str, float]) -> str:
    """A telephone number without words answers a question; digits of another sort may be the number of a case."""
    return "update" if not _WORD.search(words) and marks(words).phone else _best(chances)


def _best(chances: Mapping[str, float]) -> str:
    return max(chances, key=lambda label: chances[label])


def _fields(chances: Chances, choice: str, *, urgent: bool) -> dict[str, float]:
    hinted = rules("categories")["topic"].get(choice, ())
    told = _by_sign(chances["sign"]) if urgent else {}
    weighed = {
        field: chance * (_PRESSED if field in hinted else 1) * told.get(field, _LEAST if told else 1)
        for field, chance in chances["category"].items()
    }
    whole = sum(weighed.values())
    return {field: chance / whole for field, chance in weighed.items()}


def _by_sign(signs: Mapping[str, float]) -> dict[str, float]:
    """What the kind of danger says of the field: the chances of its signs (rules/categories.toml)."""
    table, told = rules("categories")["sign"], dict[str, float]()
    for sign, chance in signs.items():
        field = table.get(_AS.get(sign, sign), UNDECIDED)
        told[field] = told.get(field, _LEAST) + chance
    return told


def _category(fields: Mapping[str, float], further: Mapping[str, float], known: Evidence) -> tuple[str, ...]:
    first = _best(fields)
    if first == UNDECIDED:
        return ()
    listed = known.verdict.category
    others = [
        field
        for field, chance in further.items()
        if field != first and (chance >= _FURTHER or field in listed)
    ]
    return (first, *sorted(others, key=lambda field: -fields[field]))


def _waiting(kind: str, chances: Chances) -> str:
    """Urgency of what is no danger to life."""
    if kind != "plea":
        return "U3"
    plea, today = chances["kind"]["plea"], chances["today"]["today"]
    # whoever may want nothing but an answer is put in the middle: U2 is at most one step off
    return "U1" if plea * today > plea * (1 - today) + _FAR * (1 - plea) else "U2"


def _at_risk(chances: Chances, known: Evidence, least: Mapping[str, float]) -> tuple[str, ...]:
    persons = chances["vulnerable"]
    return tuple(
        risk for risk in RISKS if persons[risk] >= least[risk] * (LISTED if risk in known.about else 1)
    )


def _chance(
    kind: str, category: tuple[str, ...], chances: Chances, fields: Mapping[str, float], *, urgent: bool
) -> float:
    if kind != "plea":
        return chances["kind"][kind]
    plea = max(chances["danger"]["now"], chances["kind"]["plea"]) if urgent else chances["kind"]["plea"]
    return plea * fields[category[0] if category else UNDECIDED]


def set_right(chance: float, sure: tuple[float, float]) -> float:
    """The chance as it turned out on labelled messages: a line over its log-odds."""
    inside = min(max(chance, 1e-4), 1 - 1e-4)
    slope, offset = sure
    return 1 / (1 + math.exp(-(slope * math.log(inside / (1 - inside)) + offset)))
