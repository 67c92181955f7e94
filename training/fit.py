"""Fitting the linear heads: one against the rest, on sparse features, always with the same outcome."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from training.data import Row, heads, intents
from triage.reading import embed
from triage.reading.model import EMBED_SCALE, GRAM_SCALE, RULE_SCALE, rule_rows
from triage.reading.ngrams import WIDTH, grams
from triage.reading.rulebook import Evidence, evidence, features

FOLDS = 5
STRENGTH = 3.0
"""Inverse of the regularisation, chosen in the folds of the training part."""
BLIND_WEIGHT = 0.5
"""Of a message learned without the rules beside the same with them."""
_PERSONS_STRENGTH = 12.0
"""Persons at risk hang on few words: their heads may lean on the lists."""
_RARE = frozenset({"danger:now"})
"""Heads whose rare side weighs as much as the frequent one."""

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Blocks:
    """Features of the same messages by kind of feature."""

    gram: Any
    dense: Array
    rule: Array
    names: tuple[str, ...]
    known: list[Evidence]


def blocks(given: Sequence[Row], names: tuple[str, ...] | None = None) -> Blocks:
    """names: the rules' features, when they are known from training."""
    known = [evidence(row["text"]) for row in given]
    named = [features(one) for one in known]
    names = names or tuple(sorted({name for each in named for name in each}))
    return Blocks(
        gram=_sparse([one.words for one in known]),
        dense=embed.embed([one.words for one in known]),
        rule=rule_rows(named, names),
        names=names,
        known=known,
    )


def _sparse(words: Sequence[str]) -> Any:
    cut = [grams(each) for each in words]
    starts = np.cumsum([0, *(len(one.columns) for one in cut)])
    values, columns = (
        np.concatenate([one.values for one in cut]),
        np.concatenate([one.columns for one in cut]),
    )
    return sp.csr_matrix((values, columns, starts), shape=(len(words), WIDTH))


def together(data: Blocks, parts: str) -> Any:
    """parts: g n-grams, e embeddings, r rules."""
    chosen = {"g": data.gram * GRAM_SCALE, "e": data.dense * EMBED_SCALE, "r": data.rule * RULE_SCALE}
    return sp.hstack([sp.csr_matrix(chosen[part]) for part in parts]).tocsr()


def blind(table: Any, rules: int) -> Any:
    """The same features without the rules' evidence, which stands in the last columns."""
    kept = table.shape[1] - rules
    return sp.hstack([table[:, :kept], sp.csr_matrix((table.shape[0], rules))]).tocsr()


@dataclass(frozen=True, slots=True)
class Heads:
    """labels by column; weights has one row per feature."""

    labels: tuple[str, ...]
    weights: Array
    offset: Array

    def logits(self, table: Any) -> Array:
        return np.asarray(table @ self.weights) + self.offset


def fit(table: Any, given: Sequence[Row], rules: int, used: Array | None = None) -> Heads:
    """used: indices of the messages to learn from; all of them when None. rules: columns of the rules' evidence.

    The lists were widened with these very messages and catch more of them than of others: each message is learned
    a second time without the rules, so that the heads do not lean on them alone.
    """
    kept = np.arange(len(given)) if used is None else used
    without = blind(table, rules) if rules else None
    weights, offset = [], []
    for name, (applies, is_own) in heads().items():
        mine = np.array([i for i in kept if applies(given[i])])
        model = LogisticRegression(
            C=_PERSONS_STRENGTH if name.startswith("vulnerable:") else STRENGTH,
            solver="liblinear",
            random_state=0,
            class_weight="balanced" if name in _RARE else None,
        )
        model.fit(*_learned(table, without, mine, np.array([is_own(given[i]) for i in mine])))
        weights.append(model.coef_[0])
        offset.append(model.intercept_[0])
    return Heads(tuple(heads()), np.array(weights).T.astype(np.float32), np.array(offset, dtype=np.float32))


def _learned(table: Any, without: Any | None, mine: Array, own: Array) -> tuple[Any, Array, Array]:
    """Features, answers and weights of the messages."""
    if without is None:
        return table[mine], own, np.ones(len(mine))
    both = sp.vstack([table[mine], without[mine]]).tocsr()
    weights = np.repeat([1.0, BLIND_WEIGHT], len(mine))
    return both, np.concatenate([own, own]), weights


def out_of_fold(table: Any, given: Sequence[Row], rules: int, say: Callable[[str], None]) -> Array:
    """Logits of each message by heads that never saw its intent."""
    logits = np.zeros((len(given), len(heads())), dtype=np.float32)
    folds = GroupKFold(FOLDS).split(table, groups=intents(given))
    for number, (learn, hold) in enumerate(folds, 1):
        logits[hold] = fit(table, given, rules, learn).logits(table[hold])
        say(f"fold {number} of {FOLDS}")
    return logits
