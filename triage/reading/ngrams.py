"""Character n-grams of a message as hashed columns: with tone marks and without, so that slips cost little.

Rolling hashes over code points in numpy: a message of 80 letters takes about 0.1 ms.
"""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage.reading.cues import strip_tones

WIDTH = 1 << 16
"""Columns, a power of two. Twice as many again would bring a point and two megabytes more (docs/reading.md)."""
_WITH_TONES, _TONELESS = (2, 3, 4), (3, 4, 5)
_PRIME, _MIX = np.uint64(1_000_003), np.uint64(0x85EBCA6B)
_BITS = np.uint64(0xFFFFFFFF)
_DIGIT = re.compile(r"\d")

Columns = NDArray[np.int64]
Values = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Grams:
    """One entry per distinct column."""

    columns: Columns
    values: Values


def grams(words: str, common: str = "") -> Grams:
    """words: a normalised text. common: the same in central Thai, counted too where it differs. Digits count as one sign; values have length 1 together."""
    cut = _all(words) + (_all(common) if common not in ("", words) else [])
    columns, counts = np.unique(np.concatenate([found for found, _, _ in cut]), return_counts=True)
    values = np.log1p(counts).astype(np.float32)
    return Grams(columns, values / max(float(np.linalg.norm(values)), 1e-9))


def placed(words: str) -> list[tuple[Columns, int]]:
    """The n-grams cut with tone marks, by length: the n-gram at place i of " words " has column [i]."""
    return [(found, length) for found, length, toneless in _all(words) if not toneless]


def _all(words: str) -> list[tuple[Columns, int, bool]]:
    plain = f" {_DIGIT.sub('0', words)} "
    bare = strip_tones(plain)
    cut = [(_hashed(plain, length, salt=length), length, False) for length in _WITH_TONES]
    return cut + [(_hashed(bare, length, salt=100 + length), length, True) for length in _TONELESS]


def _hashed(text: str, length: int, *, salt: int) -> Columns:
    points = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    count = max(0, len(points) - length + 1)
    state = np.full(count, salt, dtype=np.uint64)
    for offset in range(length):
        state = (state * _PRIME ^ points[offset : offset + count]) & _BITS
    state = (state ^ state >> np.uint64(15)) * _MIX & _BITS
    return ((state ^ state >> np.uint64(13)) & np.uint64(WIDTH - 1)).astype(np.int64)
