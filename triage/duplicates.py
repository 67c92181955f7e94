"""Cases that may belong together: one event told by several people, or one person on several channels.

Pure, and only ever an offer: a person says whether they do. Weights were set by hand on invented floods, fires and
neighbours (tests/triage/test_duplicates.py), on the side of offering too much: a wrong offer costs one press.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

from triage.reading.normalise import normalise

SIGNS = ("phone", "name", "pin", "village", "tambon", "amphoe", "time", "needs", "words")
"""What two cases may have alike; said to staff in wording's table `alike`."""
LOOKS_BACK = timedelta(days=14)
"""How old a case may be to be the same person's."""
EVENT_WITHIN = timedelta(hours=72)
LIKELY = 0.6
_NEAR_KM = 0.5
_SAME_WORDS = 0.35
_CLOSE = 0.6
"""Nearness of two villages of one tambon."""
_OFFERED = 5
_SHARED = frozenset({"disaster", "disease_control"})
"""Fields whose events strike many at once; in others only like words speak for one event."""
_PHONE = re.compile(r"(?<!\d)(?:\+?66|0)[ -]?[2-9](?:[ -]?\d){7,8}(?!\d)")


@dataclass(frozen=True, slots=True)
class Likeness:
    """case: the other row. score: 0 to 1. signs: what is alike, weightiest first."""

    case: Any
    score: float
    signs: tuple[str, ...]


def same_event(case: Any, others: Iterable[Any]) -> list[Likeness]:
    """Cases of other people that may tell of the same event, likeliest first."""
    mine = trigrams(case.text)
    found = [_event(case, other, mine) for other in others if other.conversation_id != case.conversation_id]
    return _best(each for each in found if each.score >= LIKELY)


def same_person(case: Any, others: Iterable[Any]) -> list[Likeness]:
    """Cases that one person may have told on another channel: the same phone, or name and place and words."""
    phones, mine = phones_of(case), trigrams(case.text)
    return _best(each for other in others if (each := _person(case, other, phones, mine)))


def _best(found: Iterable[Likeness]) -> list[Likeness]:
    return sorted(found, key=lambda each: -each.score)[:_OFFERED]


def _event(case: Any, other: Any, mine: frozenset[str]) -> Likeness:
    """What costs least is looked at first: a case is compared with some hundred."""
    unlike = Likeness(other, 0.0, ())
    gap = abs(case.last_in_at - other.last_in_at)
    if gap > EVENT_WITHIN:
        return unlike
    near, place = _place(case, other)
    if near == 0:
        return unlike
    soon = math.exp(-gap / timedelta(hours=24))
    asked = _asked(case, other)
    without_words = 0.4 * near + 0.15 * soon + 0.25 * asked
    if without_words + 0.2 < LIKELY:
        return unlike
    said = alike(mine, trigrams(other.text))
    shared = bool(_SHARED & set(case.category) & set(other.category))
    if not shared and said < _SAME_WORDS:
        return unlike
    signs = (
        *place,
        *(["time"] if soon > 0.6 else []),
        *(["needs"] if asked >= 0.5 else []),
        *(["words"] if said >= _SAME_WORDS else []),
    )
    return Likeness(other, without_words + 0.2 * min(1.0, said / 0.5), signs)


def _person(case: Any, other: Any, phones: frozenset[str], mine: frozenset[str]) -> Likeness | None:
    if other.conversation_id == case.conversation_id:
        return None
    called = bool(phones) and bool(phones & phones_of(other))
    named = bool(case.who) and case.who.strip() == other.who.strip()
    elsewhere = other.account != case.account
    if not (called or named or elsewhere):
        return None
    near, place = _place(case, other)
    if not (called or named or near >= _CLOSE):
        return None
    said = alike(mine, trigrams(other.text))
    signs = (*(["phone"] * called), *(["name"] * named), *place, *(["words"] if said >= _SAME_WORDS else []))
    if called:
        return Likeness(other, 1.0, signs)
    if named and (near >= _CLOSE or said >= _SAME_WORDS):
        return Likeness(other, 0.8, signs)
    return Likeness(other, 0.7, signs) if near >= _CLOSE and said >= 2 * _SAME_WORDS else None


def _place(case: Any, other: Any) -> tuple[float, list[str]]:
    """How near two places are, from 0 to 1, and by what."""
    if case.latitude is not None and other.latitude is not None and _kilometres(case, other) <= _NEAR_KM:
        return 1.0, ["pin"]
    if case.tambon_code and case.tambon_code == other.tambon_code:
        if case.moo and other.moo:
            return (1.0, ["village"]) if case.moo == other.moo else (_CLOSE, ["tambon"])
        return 0.8, ["tambon"]
    if case.amphoe_code and case.amphoe_code == other.amphoe_code:
        return 0.3, ["amphoe"]
    return 0.0, []


def _asked(case: Any, other: Any) -> float:
    """Needs in common, or fields where a case has none."""
    ours, theirs = set(case.needs), set(other.needs)
    if not ours or not theirs:
        ours, theirs = set(case.category), set(other.category)
    return len(ours & theirs) / min(len(ours), len(theirs)) if ours and theirs else 0.0


def phones_of(case: Any) -> frozenset[str]:
    """Last nine digits of every number that is the case's or stands in its words."""
    told = [case.phone, *_numbers(case.text)]
    digits = ("".join(c for c in each if c.isdigit())[-9:] for each in told)
    return frozenset(each for each in digits if len(each) >= 8)


@lru_cache(maxsize=4096)
def _numbers(words: str) -> tuple[str, ...]:
    """Kept: the same neighbours are compared with each case that is opened."""
    return tuple(found[0] for found in _PHONE.finditer(normalise(words)))


@lru_cache(maxsize=4096)
def trigrams(text: str) -> frozenset[str]:
    words = "".join(normalise(text).split())
    return frozenset(words[i : i + 3] for i in range(len(words) - 2))


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of trigrams in common (Dice): a longer text may tell the same in more words."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def apart(found: Sequence[Likeness], known: Iterable[Any]) -> list[Likeness]:
    """Without those on which a person has spoken."""
    settled = set(known)
    return [each for each in found if each.case.id not in settled]


def _kilometres(case: Any, other: Any) -> float:
    """Flat is good enough for a kilometre."""
    north = (case.latitude - other.latitude) * 111.2
    east = (case.longitude - other.longitude) * 111.2 * math.cos(math.radians(case.latitude))
    return math.hypot(north, east)
