"""Word lists as data: a cue is a few words in order, written "น้ำ .. ถึง|เท่า + คอ|อก".

".." lets up to GAP letters stand between, "+" nothing; | separates spellings. Words after ".."
do not count when a "not" stands right before them. Cues are indexed by their first two letters, so that a text is compared only with those that can
begin in it: thousands of cues cost a fraction of a millisecond.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

GAP = 24
_RULES = Path(__file__).parent.parent / "rules"
_JOINT = re.compile(r" (\.\.|\+) ")
_NOT_DENIED = "(?<!ไม่)(?<!บ่)(?<!ไม่ได้)(?<!หม้าย)(?<!ไม)"
_MARKS = re.compile("[็-์]")
_THAI = re.compile("[ก-ฮ]")


@dataclass(frozen=True, slots=True)
class Cue:
    label: str
    weight: float
    first: str
    later: tuple[tuple[str, ...], ...]
    pattern: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a cue stands in the text; words is what was found there."""

    label: str
    weight: float
    start: int
    end: int
    words: str


Lexicon = Mapping[str, tuple[Cue, ...]]


@cache
def rules(name: str) -> Mapping[str, Any]:
    """The tables of triage/rules/<name>.toml."""
    return tomllib.loads((_RULES / f"{name}.toml").read_text("utf-8"))


def lexicon(cues: Iterable[tuple[str, float, str]], *, toneless: bool = False) -> Lexicon:
    """Compile (label, weight, words as written) rows; toneless: for text typed without tone marks."""
    index: dict[str, list[Cue]] = {}
    for label, weight, words in cues:
        for cue in _compile(label, weight, strip_tones(words) if toneless else words):
            index.setdefault(cue.first[:2], []).append(cue)
    return {key: tuple(found) for key, found in index.items()}


def _compile(label: str, weight: float, words: str) -> list[Cue]:
    first, *rest = _JOINT.split(words.lower())
    joints, steps = rest[::2], [tuple(step.split("|")) for step in rest[1::2]]
    later = tuple(steps)
    return [
        Cue(label, weight, word, later, _pattern(word, joints, later)) for word in first.strip().split("|")
    ]


def _pattern(first: str, joints: list[str], later: tuple[tuple[str, ...], ...]) -> re.Pattern[str] | None:
    if not later and not first.isascii():
        return None
    pattern = _spelling(first)
    for joint, step in zip(joints, later, strict=True):
        gap = f".{{0,{GAP}}}?{_NOT_DENIED}" if joint == ".." else ""
        pattern += f"{gap}(?:{'|'.join(map(_spelling, step))})"
    return re.compile(pattern)


def _spelling(word: str) -> str:
    # Latin words are matched whole: "fire" must not be found in "fired", nor "api" in "rapid"
    return rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])" if word.isascii() else re.escape(word)


def find(cues: Lexicon, text: str) -> list[Hit]:
    """Every cue that stands in the text, at each place it stands."""
    pairs = {text[i : i + 2] for i in range(len(text))}
    hits: list[Hit] = []
    for pair in pairs & cues.keys():
        for cue in cues[pair]:
            if cue.first in text and all(any(word in text for word in step) for step in cue.later):
                hits += _hits(cue, text)
    return hits


def _hits(cue: Cue, text: str) -> list[Hit]:
    if cue.pattern:
        spans = [found.span() for found in cue.pattern.finditer(text)]
    else:
        spans = _spans(cue.first, text)
    return [Hit(cue.label, cue.weight, start, end, text[start:end]) for start, end in spans]


def _spans(word: str, text: str) -> list[tuple[int, int]]:
    spans = []
    start = text.find(word)
    while start >= 0:
        spans.append((start, start + len(word)))
        start = text.find(word, start + len(word))
    return spans


def strip_tones(text: str) -> str:
    return _MARKS.sub("", text)


def is_toneless(text: str) -> bool:
    """Typed without tone marks altogether; a short text may simply have none."""
    return not _MARKS.search(text) and len(_THAI.findall(text)) >= 8


WEIGHTS: Mapping[str, float] = {"strong": 3.0, "medium": 2.0, "weak": 1.0}


@dataclass(frozen=True, slots=True)
class Weight:
    """How much of the text speaks for a label, and the words that do."""

    score: float
    words: tuple[str, ...]


def weigh(hits: Iterable[Hit]) -> dict[str, Weight]:
    """Label → weight of its cues; where cues of one label overlap, the heaviest counts."""
    kept: dict[str, list[Hit]] = {}
    for hit in sorted(hits, key=lambda hit: (-hit.weight, hit.start, -hit.end)):
        same = kept.setdefault(hit.label, [])
        if all(hit.end <= other.start or other.end <= hit.start for other in same):
            same.append(hit)
    return {label: Weight(sum(hit.weight for hit in same), _words(same)) for label, same in kept.items()}


def _words(hits: list[Hit]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hit.words for hit in hits))
