"""Why: the words that decided, in the rules' terms or, where the model decided, those its n-grams point to."""

import re
from collections.abc import Iterator, Mapping

from triage.reading.combine import Decided
from triage.reading.cues import Weight
from triage.reading.model import Weights, spotlight
from triage.reading.rulebook import Evidence

_SHOWN = 4
_SPAN = 12
"""Letters of a span the model points to, before it is widened to whole words."""
_SPANS = 2
_LATIN_WORD = re.compile(r"[a-z0-9']+")
_CLUSTER = re.compile(r"[เ-ไ]?[ก-ฮ](?:[ะ-ฺๅ-๎]*(?:[ก-ฮ]์)?)|.", re.DOTALL)
"""A Thai consonant with what is written around it: never cut in two."""


def reasons(known: Evidence, decided: Decided, danger: float, weights: Weights) -> Iterator[str]:
    """Short texts "what: words", weightiest first. danger: the model's chance of it."""
    heard = known.danger
    if decided.raised:
        words = heard.words if heard else _seen(known.words, "danger", "now", weights)
        yield _line(f"danger {danger:.2f}, {decided.sign}", words)
    elif heard and decided.sign:
        yield _line(f"danger, {decided.sign}", heard.words)
    else:
        yield _line(decided.kind, _words(known.kinds, decided.kind, known.words, "kind", weights))
        if heard:
            yield _line(f"doubted, {heard.sign}", heard.words)
    for field in decided.category:
        yield _line(field, _words(known.needs, field, known.words, "second", weights))


def _line(what: str, words: tuple[str, ...]) -> str:
    return f"{what}: {', '.join(words[:_SHOWN])}" if words else what


def _words(
    listed: Mapping[str, Weight], label: str, words: str, group: str, weights: Weights
) -> tuple[str, ...]:
    return listed[label].words if label in listed else _seen(words, group, label, weights)


def _seen(words: str, group: str, label: str, weights: Weights) -> tuple[str, ...]:
    """The spans that speak most for a label, in the order of their weight."""
    if not words:
        return ()
    letters = spotlight(words, group, label, weights).tolist()
    found: list[tuple[int, int]] = []
    for _ in range(_SPANS):
        start, worth = _heaviest(letters)
        if worth <= 0:
            break
        span = widened(words, start, min(start + _SPAN, len(words)))
        found.append(span)
        letters[span[0] : span[1]] = [-1.0] * (span[1] - span[0])
    return tuple(dict.fromkeys(word for start, end in found if (word := words[start:end].strip())))


def _heaviest(letters: list[float]) -> tuple[int, float]:
    sums = [sum(letters[start : start + _SPAN]) for start in range(max(1, len(letters) - _SPAN + 1))]
    best = max(range(len(sums)), key=sums.__getitem__)
    return best, sums[best]


def widened(words: str, start: int, end: int) -> tuple[int, int]:
    """Out to the ends of Latin words and Thai letter clusters."""
    for pattern in (_LATIN_WORD, _CLUSTER):
        for piece in pattern.finditer(words):
            if piece.start() < start < piece.end():
                start = piece.start()
            if piece.start() < end < piece.end():
                end = piece.end()
    return start, end
