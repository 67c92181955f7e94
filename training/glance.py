"""Learning the second look: one weight per letter group, danger or none, by Newton's steps in numpy."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.data import Row, intents
from triage.reading.glance import SCALE, Edges, Glance, Letters, groups, made
from triage.reading.rulebook import Evidence

KEPT = 20_000
"""Groups that are shipped: the heaviest."""
LEAST = 3
"""Messages that must have a group."""
SHARP = 1.0
"""How much a message counts against the smallness of the weights."""
FOLDS, STEPS = 5, 8
LOST, DOUBTED, SURE = 0.02, 0.15, 0.85
"""Of the lives in danger that the lists see, the share the letters may deny, and the share up to which they deny or doubt; how often they must be right
where they alone raise. All in the folds. Nobody denied at the door is given up: the worker reads the message a moment later, by the model too."""

_OPEN = Edges(0.0, 0.0, 0.0)

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Bag:
    """Which groups stand in which message: entry i says that message rows[i] has group columns[i]."""

    rows: Array
    columns: Array
    count: int
    width: int

    def scaled(self) -> Array:
        """The value of each entry: SCALE over the root of the number of known groups of its message."""
        sizes = np.bincount(self.rows, minlength=self.count)
        return np.asarray(SCALE / np.sqrt(np.maximum(sizes, 1)))[self.rows]

    def only(self, columns: Array) -> "Bag":
        """The same with some of the groups."""
        place = np.full(self.width, -1)
        place[columns] = np.arange(len(columns))
        kept = place[self.columns] >= 0
        return Bag(self.rows[kept], place[self.columns[kept]], self.count, len(columns))


def bag(texts: Sequence[str]) -> tuple[Bag, list[str]]:
    """texts: as glance.score wants them. And the groups by column, in the order of their letters."""
    cut = [groups(text) for text in texts]
    counts: dict[str, int] = {}
    for one in cut:
        for group in one:
            counts[group] = counts.get(group, 0) + 1
    known = sorted(group for group, count in counts.items() if count >= LEAST)
    column = {group: place for place, group in enumerate(known)}
    own = [sorted(column[group] for group in one if group in column) for one in cut]
    rows = np.repeat(np.arange(len(texts)), [len(one) for one in own])
    return Bag(
        rows, np.array([place for one in own for place in one], dtype=np.int64), len(texts), len(known)
    ), known


def fitted(data: Bag, urgent: Array, counted: Array) -> tuple[Array, float]:
    """Weights and offset under which the counted messages are most likely, small weights preferred."""
    value = data.scaled()
    rows, columns, width = data.rows, data.columns, data.width

    def times(weights: Array) -> Array:
        return np.asarray(np.bincount(rows, value * weights[columns], data.count) + weights[-1])

    def back(each: Array) -> Array:
        return np.append(np.bincount(columns, value * each[rows], width), each.sum())

    def bent(step: Array, bend: Array) -> Array:
        return np.asarray(small * step + back(bend * times(step)))

    small = np.append(np.ones(width), 1e-3)
    weights = np.zeros(width + 1)
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(times(weights), -30, 30)))
        slope = small * weights + SHARP * back(counted * (chance - urgent))
        bend = SHARP * counted * chance * (1 - chance)
        weights = weights - _solved(partial(bent, bend=bend), slope)
    return weights[:-1], float(weights[-1])


def _solved(bent: Any, slope: Array) -> Array:
    """The step under which the bent plane meets the slope: conjugate gradients."""
    step = np.zeros_like(slope)
    left = slope.copy()
    way, size = left.copy(), float(left @ left)
    for _ in range(25):
        along = bent(way)
        far = size / float(way @ along)
        step += far * way
        left -= far * along
        size, before = float(left @ left), size
        if size < 1e-6 * float(slope @ slope):
            break
        way = left + size / before * way
    return step


def learned(given: Sequence[Row], known: Sequence[Evidence]) -> tuple[Glance, list[Letters]]:
    """The second look, and what each message says to weights that never saw its intent."""
    urgent = np.array([row["urgency"] == "U0" for row in given], dtype=float)
    data, names = bag([one.central for one in known])
    fold = np.array([sha256(intent.encode()).digest()[0] % FOLDS for intent in intents(given)])
    heard: list[Letters] = [Letters(0, 0, 0)] * len(given)
    for number in range(FOLDS):
        one = _made(data, names, urgent, (fold != number).astype(float))
        for place in np.flatnonzero(fold == number).tolist():
            heard[place] = one.heard(known[place].central)
    whole = np.array([each.whole for each in heard])
    listed = np.array([one.seen.listed is not None for one in known])
    edges = edges_of(whole, urgent > 0, listed)
    return _made(data, names, urgent, np.ones(len(given)), edges), heard


def _made(data: Bag, names: Sequence[str], urgent: Array, counted: Array, edges: Edges = _OPEN) -> Glance:
    kept, weights, offset = _kept(data, urgent, counted)
    shown = {names[place]: round(float(weight), 2) for place, weight in zip(kept, weights, strict=True)}
    offset = round(offset, 3)
    return made(_version(shown, offset, edges), shown, offset, edges)


def _kept(data: Bag, urgent: Array, counted: Array) -> tuple[Array, Array, float]:
    """The heaviest groups, and their weights where they are alone."""
    weights, _ = fitted(data, urgent, counted)
    kept = np.sort(np.argsort(-np.abs(weights), kind="stable")[:KEPT])
    return kept, *fitted(data.only(kept), urgent, counted)


def edges_of(unseen: Array, urgent: Array, listed: Array) -> Edges:
    """unseen: scores by weights that had not learned from the message. listed: whether the lists see danger in it."""
    told = np.sort(unseen[urgent & listed])
    low, firm = (round(float(told[int(share * len(told))]), 3) for share in (LOST, DOUBTED))
    others = ~listed
    for high in np.sort(unseen[others & urgent]):
        raised = others & (unseen >= high)
        if (raised & urgent).sum() >= SURE * raised.sum():
            break
    return Edges(low, firm, round(float(high), 3))


def _version(shown: dict[str, float], offset: float, edges: Edges) -> str:
    whole = json.dumps([sorted(shown.items()), offset, *astuple(edges)])
    return f"glance-{sha256(whole.encode()).hexdigest()[:10]}"


def save(one: Glance, path: Path) -> None:
    by_weight: dict[str, list[str]] = {}
    for group, weight in sorted(one.groups.items(), key=lambda each: (each[1], each[0])):
        by_weight.setdefault(str(round(weight * 100)), []).append(group)
    told = {
        "version": one.version,
        "offset": one.offset,
        **asdict(one.edges),
        "groups": by_weight,
    }
    path.write_bytes(gzip.compress(json.dumps(told, ensure_ascii=False).encode(), mtime=0))
