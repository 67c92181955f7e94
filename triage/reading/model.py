"""The learned part: heads over n-grams and the rules' evidence, and beside them the encoder (encoder.py).

Made by `python -m training.reading`; numpy is all it needs. Weights load with the first message.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from triage.reading import encoder
from triage.reading.combine import RISKS
from triage.reading.ngrams import Grams, grams, placed
from triage.reading.rulebook import Evidence, features

FOLDER = Path(__file__).parent.parent / "weights"
FILE = "reading_plain.npz"
GROUPS = ("kind", "category", "second", "sign", "vulnerable", "danger", "today")
RULE_SCALE, GRAM_SCALE = 0.5, 2.0
"""How much each block of features weighs beside the others; the weights were fitted with these."""
SURE, SAFE = 0.9, 0.03
"""From this chance of a kind on, and up to this one of danger, the heads' word is enough."""

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """labels: head names "group:label" by column. The n-gram block is bytes with a scale per head.

    rule: straight from the rules' evidence; into, bias, out: by way of the hidden units.

    temperature: group → divisor of its scores. cut: the chance from which a message is urgent. at_risk: risk → the chance from which it is named.
    sure: slope and offset that turn the product of chances into the chance that kind and first field hold.
    share: how much of each score is the encoder's; temperature, cut, at_risk and sure are then those of the mixture, and
    alone is the divisor of the heads' own scores.
    """

    version: str
    labels: tuple[str, ...]
    names: tuple[str, ...]
    gram: NDArray[np.int8]
    gram_scale: Array
    rule: Array
    into: Array
    bias: Array
    out: Array
    offset: Array
    temperature: Mapping[str, float]
    cut: float
    at_risk: Mapping[str, float]
    sure: tuple[float, float]
    share: float = 0.0
    alone: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scores:
    """Chances by group: kind, category and sign add up to 1 each, the others stand alone. rows: n-gram weights at hand."""

    chance: Mapping[str, Mapping[str, float]]
    grams: Grams


def score(known: Sequence[Evidence], weights: Weights | None = None) -> list[Scores]:
    """One Scores per message; many at once cost less each."""
    weights = weights or load()
    cut = [grams(one.words, one.central) for one in known]
    raw = np.stack([_gram_part(one, weights) for one in cut]) + weights.offset
    rules = rule_rows([features(one) for one in known], weights.names) * np.float32(RULE_SCALE)
    raw += rules @ weights.rule
    raw += np.maximum(rules @ weights.into + weights.bias, 0) @ weights.out
    if weights.share:
        asked = np.flatnonzero(in_doubt(raw, known, weights.labels, weights.alone)).tolist()
        encoded = encoder.scores([known[place].central for place in asked])
        raw[asked] = mixed(raw[asked], encoded, weights.share)
    return [Scores(_chances(row, weights), one) for row, one in zip(raw, cut, strict=True)]


def in_doubt(
    heads: Array, known: Sequence[Evidence], labels: tuple[str, ...], temperature: Mapping[str, float]
) -> NDArray[np.bool_]:
    """Of which messages the encoder is asked: of all but those that the heads alone are sure of, and sure to be no danger.

    Sure of a plea: of its field, of whether it is one of today, and of each person at risk.
    """
    kinds, fields, danger = (
        _said(group, heads, labels, temperature) for group in ("kind", "category", "danger")
    )
    plea = kinds.argmax(axis=1) == list(_columns(labels)["kind"]).index("plea")
    either = np.hstack([_said(group, heads, labels, temperature) for group in ("today", "vulnerable")])
    left_open = ((either > 1 - SURE) & (either < SURE)).any(axis=1) | (fields.max(axis=1) < SURE)
    urgent = np.array([one.danger is not None for one in known])
    return np.asarray(urgent | (danger[:, 0] > SAFE) | (kinds.max(axis=1) < SURE) | (plea & left_open))


def _said(group: str, heads: Array, labels: tuple[str, ...], temperature: Mapping[str, float]) -> Array:
    columns = list(_columns(labels)[group].values())
    return to_chances(group, heads[:, columns] / np.float32(temperature[group]))


def mixed(grams: Array, encoded: Array, share: float) -> Array:
    """Scores by both; share: of the encoder."""
    return np.asarray(grams * np.float32(1 - share) + encoded * np.float32(share))


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
def load(folder: Path = FOLDER, *, alone: bool = False) -> Weights:
    """The weights of the repository or of a version's folder. alone: without the encoder, as a version reads that was
    learned beside another one."""
    return unpack(folder / FILE, alone=alone)


def unpack(path: Path, *, alone: bool = False) -> Weights:
    with np.load(path, allow_pickle=False) as file:
        weights = Weights(
            version=str(file["version"]),
            labels=tuple(file["labels"].tolist()),
            names=tuple(file["names"].tolist()),
            gram=file["gram"],
            gram_scale=file["gram_scale"],
            rule=file["rule"].astype(np.float32),
            into=file["into"].astype(np.float32),
            bias=file["bias"],
            out=file["out"].astype(np.float32),
            offset=file["offset"],
            **_set_right(file, ""),
        )
        if alone or "both_encoder" not in file or str(file["both_encoder"]) != encoder.version():
            return weights
        share = float(file["both_share"])
        name = weights.version.replace("plain-", "full-")
        alone_at = weights.temperature
        return replace(weights, version=name, share=share, alone=alone_at, **_set_right(file, "both_"))


def _set_right(file: Mapping[str, Any], of: str) -> dict[str, Any]:
    risks = np.broadcast_to(file[f"{of}at_risk"], len(RISKS)).tolist()
    slope, offset = file[f"{of}sure"].tolist()
    return {
        "temperature": dict(zip(GROUPS, file[f"{of}temperature"].tolist(), strict=True)),
        "cut": float(file[f"{of}cut"]),
        "at_risk": dict(zip(RISKS, risks, strict=True)),
        "sure": (slope, offset),
    }
