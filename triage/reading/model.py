"""The learned part: linear heads over n-grams, embeddings and the rules' evidence, exported as one small file.

Made by `python -m training.reading`; numpy is all it needs. Weights load with the first message.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from triage.reading import embed
from triage.reading.combine import RISKS
from triage.reading.ngrams import Grams, grams, placed
from triage.reading.rulebook import Evidence, features

FOLDER = Path(__file__).parent.parent / "weights"
GROUPS = ("kind", "category", "second", "sign", "vulnerable", "danger", "today")
EMBED_SCALE, RULE_SCALE, GRAM_SCALE = 2.0, 0.5, 2.0
"""How much each block of features weighs beside the others; the weights were fitted with these."""

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """labels: head names "group:label" by column. The n-gram block is bytes with a scale per head.

    rule, dense: straight from the features; into, bias, out: by way of the hidden units.

    temperature: group → divisor of its scores. cut: the chance from which a message is urgent. at_risk: risk → the chance from which it is named.
    sure: slope and offset that turn the product of chances into the chance that kind and first field hold.
    """

    version: str
    labels: tuple[str, ...]
    names: tuple[str, ...]
    gram: NDArray[np.int8]
    gram_scale: Array
    rule: Array
    dense: Array
    into: Array
    bias: Array
    out: Array
    offset: Array
    temperature: Mapping[str, float]
    cut: float
    at_risk: Mapping[str, float]
    sure: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scores:
    """Chances by group: kind, category and sign add up to 1 each, the others stand alone. rows: n-gram weights at hand."""

    chance: Mapping[str, Mapping[str, float]]
    grams: Grams


def score(known: Sequence[Evidence], weights: Weights | None = None) -> list[Scores]:
    """One Scores per message; many at once cost less each."""
    weights = weights or load(with_embeddings=embed.available())
    cut = [grams(one.words, one.central) for one in known]
    raw = np.stack([_gram_part(one, weights) for one in cut]) + weights.offset
    dense = _dense(known, weights)
    raw += dense @ np.concatenate([weights.dense, weights.rule])
    raw += np.maximum(dense @ weights.into + weights.bias, 0) @ weights.out
    return [Scores(_chances(row, weights), one) for row, one in zip(raw, cut, strict=True)]


def _dense(known: Sequence[Evidence], weights: Weights) -> Array:
    """Embeddings where these weights use them, then the rules' evidence."""
    rules = rule_rows([features(one) for one in known], weights.names) * np.float32(RULE_SCALE)
    if not len(weights.dense):
        return rules
    embedded = embed.embed([one.central for one in known]) * np.float32(EMBED_SCALE)
    return np.concatenate([embedded, rules], axis=1)


def _gram_part(one: Grams, weights: Weights) -> Array:
    part: Array = one.values @ weights.gram[_places(one.columns, weights)].astype(np.float32)
    return part * weights.gram_scale * GRAM_SCALE


def _places(columns: NDArray[np.int64], weights: Weights) -> NDArray[np.int64]:
    """Versions that an installation learned before have fewer columns, always a power of two: the lower bits count."""
    return columns & (len(weights.gram) - 1)


def rule_rows(named: Sequence[Mapping[str, float]], names: Sequence[str]) -> Array:
    place = {name: column for column, name in enumerate(names)}
    rows = np.zeros((len(named), len(names)), dtype=np.float32)
    for row, each in zip(rows, named, strict=True):
        for name, value in each.items():
            if name in place:
                row[place[name]] = value
    return rows


def _chances(row: Array, weights: Weights) -> dict[str, dict[str, float]]:
    by_group: dict[str, dict[str, float]] = {}
    for group, columns in _columns(weights.labels).items():
        chances = to_chances(group, row[list(columns.values())] / np.float32(weights.temperature[group]))
        by_group[group] = dict(zip(columns, chances.tolist(), strict=True))
    return by_group


def to_chances(group: str, logits: Array) -> Array:
    """Kinds, first fields and signs exclude each other; persons at risk do not."""
    if group in {"kind", "category", "sign"}:
        powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float32)
    return (1 / (1 + np.exp(-np.clip(logits, -30, 30)))).astype(np.float32)


@cache
def _columns(labels: tuple[str, ...]) -> dict[str, dict[str, int]]:
    by_group: dict[str, dict[str, int]] = {}
    for column, name in enumerate(labels):
        group, _, label = name.partition(":")
        by_group.setdefault(group, {})[label] = column
    return by_group


def spotlight(words: str, group: str, label: str, weights: Weights) -> Array:
    """For each letter of the text how much its n-grams speak for that label."""
    column = _columns(weights.labels)[group][label]
    letters = np.zeros(len(words) + 2, dtype=np.float32)
    for columns, length in placed(words):
        worth = weights.gram[_places(columns, weights), column].astype(np.float32) / length
        for offset in range(length):
            letters[offset : offset + len(worth)] += worth
    inside: Array = letters[1:-1] * weights.gram_scale[column]
    return inside


@cache
def load(*, with_embeddings: bool, folder: Path = FOLDER) -> Weights:
    """The weights of the repository: with embeddings, or the smaller set for where the wheel is missing."""
    return unpack(folder / ("reading_full.npz" if with_embeddings else "reading_plain.npz"))


def unpack(path: Path) -> Weights:
    with np.load(path, allow_pickle=False) as file:
        return Weights(
            version=str(file["version"]),
            labels=tuple(file["labels"].tolist()),
            names=tuple(file["names"].tolist()),
            gram=file["gram"],
            gram_scale=file["gram_scale"],
            rule=file["rule"].astype(np.float32),
            dense=file["dense"].astype(np.float32),
            into=file["into"].astype(np.float32),
            bias=file["bias"],
            out=file["out"].astype(np.float32),
            offset=file["offset"],
            temperature=dict(zip(GROUPS, file["temperature"].tolist(), strict=True)),
            cut=float(file["cut"]),
            at_risk=dict(zip(RISKS, np.broadcast_to(file["at_risk"], len(RISKS)).tolist(), strict=True)),
            sure=(float(file["sure"][0]), float(file["sure"][1])),
        )
