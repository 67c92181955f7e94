"""A message in central Thai, word for word: for Isan, Northern, Southern, Patani Malay and Thai in Latin letters.

No translation that anybody reads: the learned part knows central Thai best, and a rare spelling reaches it this way
under its common name (rules/central.toml). Text without listed words stays as it is.
"""

import re
from collections.abc import Mapping
from functools import cache

import ahocorasick

from triage.reading.cues import automaton, rules
from triage.reading.romanised import rough

_THAI = re.compile("[ก-ฮ]")
_LONGEST = 4
"""Words that one entry may have."""
_ENGLISH = frozenset(
    [
        "the",
        "is",
        "my",
        "and",
        "to",
        "of",
        "in",
        "are",
        "we",
        "you",
        "please",
        "help",
        "i",
        "a",
        "for",
        "on",
        "at",
        "with",
        "no",
        "not",
        "need",
        "has",
        "it",
        "this",
        "was",
        "there",
    ]
)
_LEAST = 0.5
"""Share of the words that must be listed before a text is taken for that language."""


def central(words: str) -> str:
    """words: a normalised text."""
    if _THAI.search(words):
        if next(_dialect_words().iter(words), None) is None:
            return words  # as most are: one pass tells it
        return _dialect().sub(lambda found: _names("dialect").get(found[0], found[0]), words)
    told = re.findall("[a-z']+", words)
    if not told or not _ENGLISH.isdisjoint(told):
        return words
    found = {name: _replaced(words, name) for name in ("romanised", "malay")}
    name = max(found, key=lambda each: found[each][1])
    text, share = found[name]
    return text if share >= _LEAST else words


def _replaced(words: str, name: str) -> tuple[str, float]:
    """The text with listed words replaced, and the share of words that were."""
    by_sound = name == "romanised"
    table = _names(name)
    pieces = words.split()
    keys = [rough(piece) if by_sound else piece.strip(".,!?") for piece in pieces]
    out: list[str] = []
    place = known = 0
    while place < len(pieces):
        for length in range(min(_LONGEST, len(pieces) - place), 0, -1):
            thai = table.get(" ".join(keys[place : place + length]))
            if thai:
                out.append(thai)
                known += length
                place += length
                break
        else:
            out.append(f" {pieces[place]} ")
            place += 1
    return " ".join("".join(out).split()), known / len(pieces)


@cache
def _names(name: str) -> Mapping[str, str]:
    """Spelling → central Thai. Of two with one sound the first listed holds."""
    table: dict[str, str] = {}
    for thai, spellings in rules("central")[name].items():
        for spelling in str(spellings).split(", "):
            key = " ".join(map(rough, spelling.split())) if name == "romanised" else spelling
            table.setdefault(key, thai)
    return table


@cache
def _dialect() -> re.Pattern[str]:
    left = rules("central")["left"]["words"].split(", ")
    words = sorted({*_names("dialect"), *left}, key=len, reverse=True)
    first = "".join(sorted({word[0] for word in words}))
    return re.compile(rf"(?=[{first}])(?<![เ-ไ])(?:{'|'.join(map(re.escape, words))})(?![ะ-ฺ็-๎])")


@cache
def _dialect_words() -> ahocorasick.Automaton:
    return automaton(dict.fromkeys(_names("dialect"), True))
