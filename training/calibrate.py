"""Setting chances right on messages the heads have not seen, and the cut from which a message is urgent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.data import Row, heads
from training.measure import right
from triage.reading.combine import LISTED, RISKS, Decided, decide
from triage.reading.danger import certain
from triage.reading.model import GROUPS, to_chances
from triage.reading.rulebook import Evidence

RECALL, RECALL_WITHOUT = 0.98, 0.97
"""Of the messages in danger, the share whose chance must reach the cut among those it had not seen; with the encoder, without.

Not less than what keeps 0.99 of test and fresh together, nor under 0.97: the folds are harder than they are, and the
heads that are shipped learn from a fifth more. Each half of a hundredth is a false alarm in a hundred (docs/reading.md): people may decide again.
"""

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """A decision with its confidence, as measure.py wants it."""

    kind: str
    category: tuple[str, ...]
    urgency: str
    vulnerable: tuple[str, ...]
    confidence: float


def temperatures(logits: Array, given: Sequence[Row]) -> dict[str, float]:
    """Group → the divisor under which the labels are most likely."""
    return {group: _temperature(*_of_group(group, logits, given)) for group in GROUPS}


def _of_group(group: str, logits: Array, given: Sequence[Row]) -> tuple[str, Array, Array]:
    mine = [
        (column, *test) for column, (name, test) in enumerate(heads().items()) if name.startswith(f"{group}:")
    ]
    applies = mine[0][1]
    kept = [place for place, row in enumerate(given) if applies(row)]
    own = [[is_own(given[place]) for _, _, is_own in mine] for place in kept]
    return group, logits[kept][:, [column for column, _, _ in mine]], np.array(own)


def _temperature(group: str, logits: Array, own: Array) -> float:
    def loss(log_divisor: float) -> float:
        chances = np.clip(to_chances(group, logits / np.exp(log_divisor)), 1e-6, 1 - 1e-6)
        if group in {"kind", "category", "sign"}:
            return float(-np.log(chances[own]).mean())
        return float(-np.where(own, np.log(chances), np.log(1 - chances)).mean())

    return float(np.exp(_lowest(loss, -2.5, 1.5)))


def _lowest(loss: Callable[[float], float], low: float, high: float) -> float:
    """Where a function with one valley is lowest: golden section."""
    part = (5**0.5 - 1) / 2
    for _ in range(40):
        left, right = high - part * (high - low), low + part * (high - low)
        if loss(left) < loss(right):
            high = right
        else:
            low = left
    return (low + high) / 2


def chances(row: Array, temperature: Mapping[str, float]) -> dict[str, dict[str, float]]:
    names = [name.partition(":") for name in heads()]
    table: dict[str, dict[str, float]] = {}
    for group in GROUPS:
        columns = [column for column, name in enumerate(names) if name[0] == group]
        found = to_chances(group, row[columns] / temperature[group]).tolist()
        table[group] = {names[column][2]: chance for column, chance in zip(columns, found, strict=True)}
    return table


def cut(
    danger: Sequence[float], known: Sequence[Evidence], given: Sequence[Row], recall: float = RECALL
) -> float:
    """The highest chance of danger that still finds this share of them, together with the rules."""
    urgent = [
        (1.0 if certain(one.danger) else chance)
        for chance, one, row in zip(danger, known, given, strict=True)
        if row["urgency"] == "U0"
    ]
    return sorted(urgent)[int((1 - recall) * len(urgent))]


def sure(decided: Sequence[Decided], given: Sequence[Row]) -> tuple[float, float]:
    """Slope and offset over the log-odds of a decision's chance."""
    inside = np.clip([one.chance for one in decided], 1e-4, 1 - 1e-4)
    odds = np.log(inside / (1 - inside))
    holds = np.array([right(row, _plain(one)) for row, one in zip(given, decided, strict=True)])

    told = np.stack([odds, np.ones_like(odds)], axis=1)
    line = np.array([1.0, 0.0])
    for _ in range(30):  # Newton's steps: two unknowns, one valley
        found = 1 / (1 + np.exp(-np.clip(told @ line, -30, 30)))
        bend = (told * (found * (1 - found))[:, None]).T @ told + 1e-6 * np.eye(2)
        line = line - np.linalg.solve(bend, told.T @ (found - holds))
    return float(line[0]), float(line[1])


def _plain(one: Decided) -> Judged:
    return Judged(one.kind, one.category, one.urgency, one.vulnerable, one.chance)


def at_risk(
    logits: Array, temperature: Mapping[str, float], known: Sequence[Evidence], given: Sequence[Row]
) -> dict[str, float]:
    """Person at risk → the chance from which naming them gives the best F1, lists included."""
    rows = [chances(row, temperature)["vulnerable"] for row in logits]
    return {risk: _best_line(risk, rows, known, given) for risk in RISKS}


def _best_line(
    risk: str, rows: Sequence[Mapping[str, float]], known: Sequence[Evidence], given: Sequence[Row]
) -> float:
    applies, is_own = heads()[f"vulnerable:{risk}"]
    kept = [place for place, row in enumerate(given) if applies(row)]
    true = np.array([is_own(given[place]) for place in kept])
    # a person that the lists name too needs only a part of the chance (combine.py)
    chance = np.array([rows[place][risk] / (LISTED if risk in known[place].about else 1) for place in kept])

    def f1(least: float) -> float:
        found = chance >= least
        return float(2 * (true & found).sum() / max(1, true.sum() + found.sum()))

    return max((step / 20 for step in range(2, 18)), key=f1)


def decisions(
    logits: Array,
    temperature: Mapping[str, float],
    known: Sequence[Evidence],
    *,
    cut_at: float,
    at_risk_from: Mapping[str, float],
) -> list[Decided]:
    rows = [chances(row, temperature) for row in logits]
    return [decide(one, row, cut=cut_at, at_risk=at_risk_from) for one, row in zip(known, rows, strict=True)]
