"""Word lists as data: a cue is a few words in order, written "น้ำ .. ถึง|เท่า + คอ|อก".

".." lets up to GAP letters stand between, "+" nothing, "&" the whole text in any order; | separates
spellings; {name} is a list of [words]. Words after ".." do not count when a "not" stands right before.
One automaton finds in one pass which first words stand in a text, so that it is compared only with the
cues that begin with them: thousands of cues cost a few hundredths of a millisecond.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import ahocorasick

from triage.reading.overlay import laid_over

GAP = 24
_RULES = Path(__file__).parent.parent / "rules"
_JOINT = re.compile(r" (\.\.|\+) ")
_NOT_DENIED = "(?<!ไม่)(?<!บ่)(?<!ไม่ได้)(?<!หม้าย)(?<!ไม)"
_NAME = re.compile(r"\{(\w+)\}")
SWALLOWS = "swallows"
_MARKS = re.compile("[็-์]")
_THAI = re.compile("[ก-ฮ]")


Step = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """first: the word it begins with. needed: for each further step, spellings of which one must be in the text."""

    label: str
    weight: float
    first: str
    needed: tuple[Step, ...]
    pattern: str


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a cue stands in the text; words is what was found there."""

    label: str
    weight: float
    start: int
    end: int
    words: str


class Lexicon:
    """Cues by the word they begin with; all those words in one automaton."""

    def __init__(self, beginning: Mapping[str, list[Cue]]) -> None:
        self.words = automaton({word: tuple(cues) for word, cues in beginning.items()})

    def met(self, text: str) -> Iterable[tuple[Cue, ...]]:
        """The cues whose first word stands somewhere in the text, each once."""
        return {id(cues): cues for _, cues in self.words.iter(text)}.values()


def automaton(words: Mapping[str, Any]) -> ahocorasick.Automaton:
    """Finds any of the words (at least one) in one pass over a text; iter gives (last position, value)."""
    found = ahocorasick.Automaton()
    for word, value in words.items():
        found.add_word(word, value)
    found.make_automaton()
    return found


@cache
def rules(name: str) -> Mapping[str, Any]:
    """The tables of triage/rules/<name>.toml, with what this installation has changed in them."""
    return laid_over(name, tomllib.loads((_RULES / f"{name}.toml").read_text("utf-8")))


def lexicon(cues: Iterable[tuple[str, float, str]], *, toneless: bool = False) -> Lexicon:
    """Compile (label, weight, words as written) rows; toneless: for text typed without tone marks."""
    index: dict[str, list[Cue]] = {}
    for label, weight, words in cues:
        for cue in _compile(label, weight, strip_tones(words) if toneless else words):
            index.setdefault(cue.first, []).append(cue)
    return Lexicon(index)


def _compile(label: str, weight: float, written: str) -> list[Cue]:
    words, *elsewhere = expand(written).lower().split(" & ")
    first, *rest = _JOINT.split(words)
    joints, steps = rest[::2], [_step(words) for words in rest[1::2]]
    needed = (*steps, *(_step(words) for words in elsewhere))
    return [Cue(label, weight, word, needed, _pattern(word, joints, steps)) for word in first.split("|")]


@cache
def _step(words: str) -> Step:
    """One object for equal steps: what is known of a step in a text is kept by its identity."""
    return tuple(words.split("|"))


def expand(written: str) -> str:
    """Put the lists of rules/words.toml in place of their {names}."""
    return _NAME.sub(lambda name: "|".join(rules("words")[name[1]]), written)


def _pattern(first: str, joints: list[str], steps: list[Step]) -> str:
    pattern = _spelling(first)
    for joint, step in zip(joints, steps, strict=True):
        gap = f".{{0,{GAP}}}?{_NOT_DENIED}" if joint == ".." else ""
        pattern += f"{gap}(?:{'|'.join(map(_spelling, step))})"
    return pattern


def _spelling(word: str) -> str:
    """Latin words whole ("api" is not in "rapid"); Thai words not cut in a syllable ("หมู" is not in "หมู่")."""
    if word.isascii():
        return rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])"
    return rf"(?<![เ-ไ]){re.escape(word)}(?![ะ-ฺ็-๎])"


def find(cues: Lexicon, text: str) -> list[Hit]:
    """Every cue that stands in the text, at each place it stands."""
    present: dict[int, bool] = {}
    hits = [
        _hit(cue, found)
        for met in cues.met(text)
        for cue in met
        if _all_present(cue.needed, text, present)
        for found in _compiled(cue.pattern).finditer(text)
    ]
    swallowed = [hit for hit in hits if hit.label == SWALLOWS]
    return [
        hit for hit in hits if hit.label != SWALLOWS and not any(_inside(hit, other) for other in swallowed)
    ]


# thousands of patterns are written, few ever meet their words: compiled when first met
_compiled = cache(re.compile)


def _all_present(steps: tuple[Step, ...], text: str, present: dict[int, bool]) -> bool:
    """Whether each step has a spelling in the text; present remembers, many cues share their steps."""
    for step in steps:
        known = present.get(id(step))
        if known is None:
            known = present[id(step)] = any(word in text for word in step)
        if not known:
            return False
    return True


def _hit(cue: Cue, found: re.Match[str]) -> Hit:
    return Hit(cue.label, cue.weight, found.start(), found.end(), found[0])


def _inside(hit: Hit, other: Hit) -> bool:
    return other.start <= hit.start and hit.end <= other.end and hit.end - hit.start < other.end - other.start


def swallows() -> list[tuple[str, float, str]]:
    """Rows of longer words in which a shorter cue hides ("ย่า" in "อย่า"), for every lexicon."""
    return [(SWALLOWS, 0.0, word) for word in rules("words")["swallows"]]


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
