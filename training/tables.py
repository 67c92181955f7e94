"""Features of many messages as tables: n-grams thinly filled, all else full."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from triage.reading.ngrams import WIDTH, Grams

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Sparse:
    """Rows of columns and values, one after the other; row i stands at starts[i] to starts[i + 1]."""

    columns: Array
    values: Array
    starts: Array

    def take(self, rows: Array) -> "Sparse":
        lengths = self.starts[rows + 1] - self.starts[rows]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        places = np.repeat(self.starts[rows] - starts[:-1], lengths) + np.arange(starts[-1])
        return Sparse(self.columns[places], self.values[places], starts)

    def times(self, weights: Array) -> Array:
        """No row is empty: even a blank text has one n-gram."""
        each = weights[self.columns] * self.values[:, None]
        return np.asarray(np.add.reduceat(each, self.starts[:-1], axis=0))

    def spread(self) -> tuple[Array, Array]:
        """The columns that occur, and one full row for each message over those alone: twice as fast as adding up."""
        known = np.zeros(WIDTH, dtype=bool)
        known[self.columns] = True
        place = np.cumsum(known) - 1
        full = np.zeros((len(self.starts) - 1, int(place[-1]) + 1), dtype=np.float32)
        full[np.repeat(np.arange(len(full)), np.diff(self.starts)), place[self.columns]] = self.values
        return np.flatnonzero(known), full


def sparse(cut: Sequence[Grams], scale: float) -> Sparse:
    starts = np.cumsum([0, *(len(one.columns) for one in cut)])
    values = np.concatenate([one.values for one in cut]).astype(np.float32) * np.float32(scale)
    return Sparse(np.concatenate([one.columns for one in cut]), values, starts)


@dataclass(frozen=True, slots=True)
class Table:
    """Features of messages. dense: embeddings, then the rules' evidence in its last columns, rules many."""

    gram: Sparse | None
    dense: Array
    rules: int

    def take(self, rows: Array) -> "Table":
        return Table(self.gram.take(rows) if self.gram else None, self.dense[rows], self.rules)

    def __add__(self, other: "Table") -> "Table":
        gram = None
        if self.gram and other.gram:
            gram = Sparse(
                np.concatenate([self.gram.columns, other.gram.columns]),
                np.concatenate([self.gram.values, other.gram.values]),
                np.concatenate([self.gram.starts, self.gram.starts[-1] + other.gram.starts[1:]]),
            )
        return Table(gram, np.concatenate([self.dense, other.dense]), self.rules)
