"""Messages cut into pieces of words, the likeliest way (unigram segmentation: Kudo 2018, arXiv:1804.10959).

Pieces and how likely each is come with the weights of the encoder (encoder.py), which reads nothing else.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

BEGIN, END, UNKNOWN = 0, 1, 2
"""Places of the three that are no words."""
BLANK = "▁"
LONGEST = 160
"""Pieces: what follows adds time, hardly sense."""
_RARE = 10.0
"""By so much worse than the rarest piece is a letter that no piece has."""
_NEVER = -1e30


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """place: piece → (row of its vector, logarithm of its chance). longest: letters of the longest."""

    place: Mapping[str, tuple[int, float]]
    longest: int
    unknown: float


def vocabulary(pieces: list[str], chances: list[float]) -> Vocabulary:
    """The first three are BEGIN, END and UNKNOWN and stand for no letters."""
    place = {piece: (row, chances[row]) for row, piece in enumerate(pieces) if row > UNKNOWN}
    return Vocabulary(place, max(map(len, place)), min(chances[UNKNOWN + 1 :]) - _RARE)


def cut(words: str, known: Vocabulary) -> list[int]:
    """Rows of the pieces, between BEGIN and END."""
    # sara am and its like are two signs in the pieces
    told = BLANK + unicodedata.normalize("NFKC", words).strip().replace(" ", BLANK)
    return [BEGIN, *_likeliest(told, known)[: LONGEST - 2], END]


def _likeliest(told: str, known: Vocabulary) -> list[int]:
    """Viterbi: for each letter the best way to come there."""
    best = [0.0] + [_NEVER] * len(told)
    came: list[tuple[int, int]] = [(0, UNKNOWN)] * len(best)
    for start in range(len(told)):
        sofar = best[start]
        if sofar + known.unknown > best[start + 1]:
            best[start + 1], came[start + 1] = sofar + known.unknown, (start, UNKNOWN)
        for end in range(start + 1, min(start + known.longest, len(told)) + 1):
            found = known.place.get(told[start:end])
            if found and sofar + found[1] > best[end]:
                best[end], came[end] = sofar + found[1], (start, found[0])
    pieces, place = list[int](), len(told)
    while place:
        place, piece = came[place]
        pieces.append(piece)
    return pieces[::-1]
