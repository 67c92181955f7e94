"""Scores of a fifth of the learned messages by an encoder that saw none of their situations (training/encoder.py).

They stand in the repository, so that everything but the encoder can be trained anew with numpy alone.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.data import ROOT, Row
from training.fit import folds

FOLD = 0
PATH = ROOT / "data" / "reading" / "encoder.unseen.npz"

Array = NDArray[Any]


def save(rows: Sequence[Row], scores: Array) -> None:
    """rows: all that are learned from; scores: of those in FOLD."""
    np.savez_compressed(
        PATH, digest=np.array(_digest(rows)), count=np.array(len(rows)), scores=scores.astype(np.float16)
    )


def load(rows: Sequence[Row]) -> tuple[Array, Array] | None:
    """Places of those, and their scores. Messages may follow that the encoder did not learn from; None: others come first."""
    with np.load(PATH, allow_pickle=False) as file:
        digest, count, scores = str(file["digest"]), int(file["count"]), file["scores"].astype(np.float32)
    if digest != _digest(rows[:count]):
        return None
    return np.flatnonzero(folds(rows[:count]) == FOLD), scores


def _digest(rows: Sequence[Row]) -> str:
    return sha256("\n".join(row["text"] for row in rows).encode()).hexdigest()
