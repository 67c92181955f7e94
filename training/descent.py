"""Fitting all heads together by small steps (Adam): numpy alone, and always with the same outcome.

Linear in everything, and one layer of HIDDEN units over the dense features beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.data import Row, heads
from training.tables import Table
from triage.reading.model import GROUPS, to_chances
from triage.reading.ngrams import WIDTH

ROUNDS, BATCH, STEP, HIDDEN = 12, 256, 7e-3, 2048
"""Chosen in the folds of the training part, as everything here."""
SHRINK = 5e-4
"""Part of each weight that is taken away with every full step."""
BLIND = 0.3
"""The lists were widened with these very messages: in this share of them, each time others, the heads see no rules."""
DROPPED = 0.4
"""Share of the hidden units that sleep, each time others."""
SMOOTH = 0.03
"""Of each answer: a label is now and then wrong."""
EXCLUSIVE = frozenset({"kind", "category", "sign"})
WORTH = {
    "kind": 1.0,
    "category": 1.0,
    "sign": 0.5,
    "second": 0.3,
    "vulnerable": 1.0,
    "danger": 2.0,
    "today": 1.0,
}
_SHRUNK = frozenset({"gram", "dense", "into", "out"})
_FIRST, _SECOND = 0.9, 0.99
_WARM = 50

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Heads:
    """One row per feature and one column per label; into, bias and out go by the hidden units."""

    labels: tuple[str, ...]
    gram: Array
    dense: Array
    into: Array
    bias: Array
    out: Array
    offset: Array

    def logits(self, table: Table) -> Array:
        hidden = np.maximum(table.dense @ self.into + self.bias, 0)
        found = table.dense @ self.dense + hidden @ self.out + self.offset
        return found + table.gram.times(self.gram) if table.gram else found


@dataclass(slots=True)
class _Moments:
    """What Adam remembers of one block of weights."""

    first: Array
    second: Array


def descend(table: Table, given: Sequence[Row]) -> Heads:
    """All heads of data.heads(); a head learns from those messages that say something of its label."""
    wanted, counted = answers(given)
    middle = table.dense.mean(axis=0)
    middle[table.dense.shape[1] - table.rules :] = 0
    inner = Table(table.gram, table.dense - middle, table.rules)
    chance = np.random.default_rng(20261126)
    weights = _begun(WIDTH if table.gram else 0, table.dense.shape[1], wanted.shape[1], chance)
    _run(inner, wanted, counted, weights, chance)
    return Heads(
        tuple(heads()),
        weights["gram"],
        weights["dense"],
        weights["into"],
        weights["bias"][0] - middle @ weights["into"],
        weights["out"],
        weights["offset"][0] - middle @ weights["dense"],
    )


def _begun(grams: int, dense: int, labels: int, chance: np.random.Generator) -> dict[str, Array]:
    weights = {
        "gram": np.zeros((grams, labels)),
        "dense": np.zeros((dense, labels)),
        "into": chance.standard_normal((dense, HIDDEN)) * 0.1,
        "bias": np.zeros((1, HIDDEN)),
        "out": chance.standard_normal((HIDDEN, labels)) / np.sqrt(HIDDEN),
        "offset": np.zeros((1, labels)),
    }
    return {name: block.astype(np.float32) for name, block in weights.items()}


def _run(
    table: Table, wanted: Array, counted: Array, weights: dict[str, Array], chance: np.random.Generator
) -> None:
    moments = {name: _Moments(np.zeros_like(block), np.zeros_like(block)) for name, block in weights.items()}
    number, steps = 0, ROUNDS * -(-len(wanted) // BATCH)
    for _ in range(ROUNDS):
        order = chance.permutation(len(wanted))
        for begin in range(0, len(order), BATCH):
            rows, number = order[begin : begin + BATCH], number + 1
            batch = _blinded(table.take(rows), chance)
            awake = (chance.random((len(rows), HIDDEN)) >= DROPPED).astype(np.float32) / np.float32(
                1 - DROPPED
            )
            hidden = np.maximum(batch.dense @ weights["into"] + weights["bias"], 0) * awake
            found = batch.dense @ weights["dense"] + hidden @ weights["out"] + weights["offset"]
            met = batch.gram.spread() if batch.gram else None
            if met:
                found = found + met[1] @ weights["gram"][met[0]]
            slopes = _slopes(found, wanted[rows], counted[rows]) / np.float32(len(rows))
            back = (slopes @ weights["out"].T) * (hidden > 0) * awake
            moved = _downhill(batch, hidden, slopes, back, met)
            size = STEP * min(1.0, number / _WARM) * max(0.02, 1 - number / steps)
            for name, (where, slope) in moved.items():
                shrink = SHRINK if name in _SHRUNK else 0.0
                _move(weights[name], moments[name], where, slope, number, np.float32(size), shrink)


def _blinded(batch: Table, chance: np.random.Generator) -> Table:
    if not batch.rules:
        return batch
    dense = batch.dense.copy()
    dense[chance.random(len(dense)) < BLIND, -batch.rules :] = 0
    return Table(batch.gram, dense, batch.rules)


def _downhill(
    batch: Table, hidden: Array, slopes: Array, back: Array, met: tuple[Array, Array] | None
) -> dict[str, tuple[Any, Array]]:
    """Block → which of its rows move, and their slopes. Of the n-grams only those move that were met in this batch."""
    whole = slice(None)
    moved: dict[str, tuple[Any, Array]] = {
        "offset": (whole, slopes.sum(axis=0, keepdims=True)),
        "dense": (whole, batch.dense.T @ slopes),
        "out": (whole, hidden.T @ slopes),
        "into": (whole, batch.dense.T @ back),
        "bias": (whole, back.sum(axis=0, keepdims=True)),
    }
    return moved | ({"gram": (met[0], met[1].T @ slopes)} if met else {})


def _move(
    block: Array, held: _Moments, where: Any, slope: Array, number: int, size: np.float32, shrink: float
) -> None:
    held.first[where] = _FIRST * held.first[where] + (1 - _FIRST) * slope
    held.second[where] = _SECOND * held.second[where] + (1 - _SECOND) * slope * slope
    first = held.first[where] / (1 - _FIRST**number)
    second = np.sqrt(held.second[where] / (1 - _SECOND**number)) + np.float32(1e-7)
    block[where] -= size * (first / second + np.float32(shrink) * block[where])


def columns() -> dict[str, list[int]]:
    """Group → the columns of its heads."""
    names = list(heads())
    return {
        group: [place for place, name in enumerate(names) if name.startswith(f"{group}:")] for group in GROUPS
    }


def answers(given: Sequence[Row]) -> tuple[Array, Array]:
    """1 where a label holds, smoothed; and 1 where the message says something of it."""
    wanted = np.zeros((len(given), len(heads())), dtype=np.float32)
    counted = np.zeros_like(wanted)
    for column, (applies, is_own) in enumerate(heads().values()):
        counted[:, column] = [applies(row) for row in given]
        wanted[:, column] = [
            bool(counts) and is_own(row) for counts, row in zip(counted[:, column], given, strict=True)
        ]
    for group, own in columns().items():
        wanted[:, own] = wanted[:, own] * (1 - SMOOTH) + SMOOTH / (len(own) if group in EXCLUSIVE else 2)
    return wanted, counted


def _slopes(found: Array, wanted: Array, counted: Array) -> Array:
    slopes = np.empty_like(found)
    for group, own in columns().items():
        slopes[:, own] = WORTH[group] * (to_chances(group, found[:, own]) - wanted[:, own])
    return np.asarray(slopes * counted)
