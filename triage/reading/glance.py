"""A second look: how far the letters of a message, all together, speak of a life in danger.

Lists see single words; what stands around them ("เมื่อปีก่อน", "ขอบคุณ", "กล่องละ 590") is in the letters. One weight
per letter group, learned from the labelled messages (training/glance.py), in plain Python: a gateway has no numpy.
"""

import gzip
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import ahocorasick

from triage.reading.cues import automaton

FILE = Path(__file__).parent.parent / "weights" / "glance.json.gz"
LENGTHS = (3, 4, 5, 6, 8)
"""Letters of a group."""
SCALE = 4.0
_LOUD = 1.0
"""From this score on a single piece of a text is not denied for the thanks or curses around it."""
_PIECE = 4
"""Letters that a piece of its own, or a place that is shown, has at least."""
_DIGIT = re.compile(r"\d")
_SHOWN, _LOOKED_AT = 2, 8
_CLUSTER = re.compile(r"[a-z0-9']+|[เ-ไ]?[ก-ฮ](?:[ะ-ฺๅ-๎]*(?:[ก-ฮ]์)?)|.", re.DOTALL)
"""A Latin word, or a Thai consonant with what is written around it: never cut in two."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Scores at which the word of the lists changes its weight.

    low: under it a listed cue is not believed. firm: under it a listed cue is doubted. high: from it on the letters
    raise alone, doubted.
    """

    low: float
    firm: float
    high: float


@dataclass(frozen=True, slots=True)
class Letters:
    """Scores of a message: as a whole, of the piece between blanks that speaks most for danger, of the last piece."""

    whole: float
    loudest: float
    last: float


@dataclass(frozen=True, slots=True)
class Glance:
    """groups: letters → weight."""

    version: str
    groups: Mapping[str, float]
    offset: float
    edges: Edges
    met: ahocorasick.Automaton = field(repr=False, compare=False)

    def score(self, words: str) -> float:
        """words: a normalised text in central Thai. Log-odds of a life in danger."""
        known = self._known(words)
        if not known:
            return self.offset
        return self.offset + SCALE * sum(map(self.groups.__getitem__, known)) / math.sqrt(len(known))

    def loud(self, words: str) -> bool:
        """Whether a piece of the text, alone, speaks for danger: thanks or abuse around it say nothing then."""
        return any(self.score(piece) >= _LOUD for piece in words.split())

    def heard(self, words: str) -> "Letters":
        """The score of the whole, of its loudest and of its last piece."""
        pieces = [self.score(piece) for piece in words.split() if len(piece) >= _PIECE]
        whole = self.score(words)
        return Letters(whole, max(pieces, default=whole), pieces[-1] if pieces else whole)

    def pointing(self, words: str) -> tuple[str, ...]:
        """The places that speak most for danger, in whole letter clusters."""
        plain = prepared(words)
        heavy = sorted(self._known(words), key=lambda group: (-self.groups[group], group))
        chosen: list[str] = []
        for group in heavy[:_LOOKED_AT]:
            place = widened(plain, plain.index(group), len(group)).strip()
            new = not any(place in one or one in place for one in chosen)
            if len(chosen) < _SHOWN and len(place) >= _PIECE and new:
                chosen.append(place)
        return tuple(chosen)

    def _known(self, words: str) -> set[str]:
        if not self.groups:
            return set()
        return {group for _, group in self.met.iter(prepared(words))}


def made(version: str, groups: Mapping[str, float], offset: float, edges: Edges) -> Glance:
    return Glance(version, groups, offset, edges, automaton({group: group for group in groups}))


def prepared(words: str) -> str:
    """Digits count as one sign; a blank stands before and behind."""
    return f" {_DIGIT.sub('0', words)} "


def groups(words: str) -> set[str]:
    """Every letter group of the text."""
    plain = prepared(words)
    return {plain[at : at + length] for length in LENGTHS for at in range(len(plain) - length + 1)}


def widened(words: str, start: int, length: int) -> str:
    """The part of the text out to the edges of its letter clusters."""
    return "".join(
        piece[0]
        for piece in _CLUSTER.finditer(words)
        if piece.end() > start and piece.start() < start + length
    )


@cache
def glance() -> Glance:
    """The repository's; without the file the lists decide alone."""
    return opened(FILE) if FILE.exists() else made("none", {}, 0.0, Edges(-math.inf, -math.inf, math.inf))


def opened(path: Path) -> Glance:
    """The file lists the groups by their weight in hundredths."""
    told = json.loads(gzip.decompress(path.read_bytes()))
    weights = {group: int(weight) / 100 for weight, listed in told["groups"].items() for group in listed}
    edges = Edges(told["low"], told["firm"], told["high"])
    return made(told["version"], weights, told["offset"], edges)
