"""From messages to features, and heads that have or have not seen a message."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training import embed
from training.data import Row, heads, intents
from training.descent import Heads, descend
from training.tables import Sparse, Table, sparse
from triage.reading.glance import Glance, Letters
from triage.reading.model import GRAM_SCALE, RULE_SCALE, rule_rows
from triage.reading.ngrams import grams
from triage.reading.rulebook import Evidence, evidence, features, with_letters

FOLDS = 5

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Blocks:
    """Features of the same messages by kind of feature, scaled as the model scales them."""

    gram: Sparse
    dense: Array
    rule: Array
    names: tuple[str, ...]
    known: list[Evidence]


def seen_by(
    glance: Glance, known: Sequence[Evidence], letters: Sequence[Letters] | None = None
) -> list[Evidence]:
    """As this second look sees the messages. letters: their scores by weights that never saw them; else its own."""
    heard = [glance.heard(one.central) for one in known] if letters is None else letters
    return [with_letters(one, each, glance) for one, each in zip(known, heard, strict=True)]


def blocks(known: list[Evidence], names: tuple[str, ...] | None = None, *, compare: bool = False) -> Blocks:
    """names: the rules' features, when they are known from training. Embeddings only to compare, where the wheel is."""
    named = [features(one) for one in known]
    names = names or tuple(sorted({name for each in named for name in each}))
    dense = embed.embed([one.central for one in known]) if compare else np.zeros((len(known), 0))
    return Blocks(
        gram=sparse([grams(one.words, one.central) for one in known], GRAM_SCALE),
        dense=dense.astype(np.float32) * np.float32(embed.SCALE),
        rule=rule_rows(named, names) * np.float32(RULE_SCALE),
        names=names,
        known=known,
    )


def evidences(given: Sequence[Row]) -> list[Evidence]:
    return [evidence(row["text"]) for row in given]


def together(data: Blocks, parts: str) -> Table:
    """parts: g n-grams, e embeddings, r rules."""
    none = data.rule[:, :0]
    dense = [data.dense if "e" in parts else none, data.rule if "r" in parts else none]
    return Table(
        data.gram if "g" in parts else None,
        np.concatenate(dense, axis=1),
        len(data.names) if "r" in parts else 0,
    )


def fit(table: Table, given: Sequence[Row], used: Array | None = None) -> Heads:
    """used: indices of the messages to learn from; all of them when None."""
    if used is None:
        return descend(table, given)
    return descend(table.take(used), [given[place] for place in used])


def folds(given: Sequence[Row]) -> Array:
    """The fold of each message; those of one situation stand in one."""
    return np.array([sha256(intent.encode()).digest()[0] % FOLDS for intent in intents(given)])


def out_of_fold(table: Table, given: Sequence[Row], say: Callable[[str], None]) -> Array:
    """Logits of each message by heads that never saw its intent."""
    logits = np.zeros((len(given), len(heads())), dtype=np.float32)
    fold = folds(given)
    for number in range(FOLDS):
        hold = np.flatnonzero(fold == number)
        logits[hold] = fit(table, given, np.flatnonzero(fold != number)).logits(table.take(hold))
        say(f"fold {number + 1} of {FOLDS}")
    return logits
