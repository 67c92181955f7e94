"""What a whole message asks of the robot: a word, a button, a reference, an answer to the question we wait for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from casework.phones import plain
from store.ids import damm
from triage.reading.cues import rules
from triage.reading.normalise import normalise

LONGEST = 60
"""Letters of a message that may be a wish; a longer one tells something."""

_REFERENCE = re.compile(r"(?<![\d-])\d(?:[ .-]{0,3}\d){11}(?![\d-])")
_CODE = re.compile(r"\d{6}")
_STARS = re.compile(r"[1-5]")
_EDGES = " .,!?ๆ\"'()-–:"
_BY = {"by_sms": "sms", "by_line": "line", "by_web": "web"}


@dataclass(frozen=True, slots=True)
class Wish:
    """name: as in triage/rules/wishes.toml, or wrong (a number that cannot be a reference), rate, code, old.
    reference: twelve digits that check. value: stars, a code, a way to be answered."""

    name: str
    reference: str = ""
    value: str = ""


def wish(text: str, choice: str = "", *, waits: str = "") -> Wish | None:
    """None: the message tells something and is to be read. waits: what we wait for (triage/states.py)."""
    if choice and not text:
        return _pressed(choice, waits)
    if not text or len(text) > LONGEST:
        return None
    typed = plain(text)
    if named := _with_reference(typed):
        return named
    words = _bare(typed)
    return _answer(words, waits) or _rated(words, waits) or _by_words(words)


def reference_in(text: str) -> str:
    """A reference that stands anywhere in a text, "" if none does."""
    found = _digits(plain(text))
    return found if found and damm(found) == 0 else ""


def says_arrived(text: str) -> bool:
    """Whether words of thanks also say that help has come."""
    words = normalise(text)
    came, not_yet = (_TABLES["arrival"][name] for name in ("came", "not_yet"))
    return any(cue in words for cue in came) and not any(cue in words for cue in not_yet)


def _digits(typed: str) -> str:
    found = _REFERENCE.search(typed)
    return re.sub(r"\D", "", found[0]) if found else ""


def _pressed(choice: str, waits: str) -> Wish | None:
    """A button's data: name, then what it is about ("rate:691100000173:4"). An old one asks how things stand."""
    name, _, rest = choice.partition(":")
    reference, _, value = rest.partition(":")
    if name == "rate" and _STARS.fullmatch(value):
        return Wish("rate", reference, value)
    if name in _PRESSED_LATER and reference:
        return Wish(name, reference)
    if name in _TABLES["anytime"] or (name in _TABLES["answer"] and waits):
        return _as_wish(name, reference)
    return Wish("old", reference)


def _as_wish(name: str, reference: str = "") -> Wish:
    return Wish("by", reference, _BY[name]) if name in _BY else Wish(name, reference)


def _with_reference(typed: str) -> Wish | None:
    """ "6911-0000-0173", "สถานะ 6911…", "ยกเลิก 6911…"; a number that cannot be one is answered politely."""
    digits = _digits(typed)
    if not digits:
        return None
    words = _bare(_REFERENCE.sub(" ", typed))
    name = "status" if not words or words in _beside("status") else _lookup("anytime").get(words, "")
    if not name:
        return None
    return _as_wish(name, digits) if damm(digits) == 0 else Wish("wrong")


def _answer(words: str, waits: str) -> Wish | None:
    """Only what fits the question we wait for; "0" always means a person."""
    if waits == "code" and _CODE.fullmatch(words):
        return Wish("code", value=words)
    for name in _ANSWERS.get(waits, ()):
        if words in _accepted(name):
            return Wish({"danger": "pressed_danger", "no_danger": "skip"}.get(name, name))
    return None


def _rated(words: str, waits: str) -> Wish | None:
    stars = words
    for lead in sorted(_beside("rate"), key=len, reverse=True):
        stars = stars.removeprefix(lead).removesuffix(lead).strip()
    if not _STARS.fullmatch(stars) or (waits != "rate" and stars == words):
        return None
    return Wish("rate", value=stars)


def _by_words(words: str) -> Wish | None:
    name = _lookup("anytime").get(words)
    return _as_wish(name) if name else None


_ANSWERS: Mapping[str, tuple[str, ...]] = {
    "danger": ("danger", "no_danger", "skip"),
    "place": ("skip",),
    "phone": ("known_phone", "skip"),
    "photo": ("skip",),
    "what": ("skip",),
    "cancel": ("yes", "no"),
    "arrived": ("missing", "arrived"),
}
_PRESSED_LATER = frozenset({"arrived", "missing"})
"""Answers whose button says what it is about, so that it may be pressed at any time."""
_TABLES = rules("wishes")


@cache
def _accepted(name: str) -> frozenset[str]:
    return frozenset(_bare(phrase) for phrase in _TABLES["answer"][name])


@cache
def _beside(name: str) -> frozenset[str]:
    return frozenset(_bare(phrase) for phrase in _TABLES["beside"][name])


@cache
def _lookup(table: str) -> Mapping[str, str]:
    return {_bare(phrase): name for name, phrases in _TABLES[table].items() for phrase in phrases}


def _bare(words: str) -> str:
    """Normalised, without the politeness around it; "?" alone stays."""
    bare = normalise(words)
    core = bare.strip(_EDGES)
    while core and (shorter := _shorter(core)) != core:
        core = shorter
    return core or bare.strip()


def _shorter(words: str) -> str:
    for polite in _TABLES["polite"]:
        if words.endswith(polite) and len(words) > len(polite):
            return words.removesuffix(polite).strip(_EDGES)
    return words
