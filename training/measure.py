"""Quality of readings against labels: the figures of docs/reading.md and of the test suite."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

FIELDS = ("disaster", "quality_of_life", "disease_control", "low_income_farmer", "other")
RISKS = ("elder", "child", "infant", "disabled", "pregnant", "ill", "bedridden")
BINS = 10

Row = dict[str, Any]


class Read(Protocol):
    """What is measured of a reading."""

    @property
    def kind(self) -> str: ...
    @property
    def category(self) -> tuple[str, ...]: ...
    @property
    def urgency(self) -> str: ...
    @property
    def vulnerable(self) -> tuple[str, ...]: ...
    @property
    def confidence(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares from 0 to 1; far: urgency off by more than one step. calibration: expected error in ten bins."""

    count: int
    danger_recall: float
    danger_precision: float
    kind: float
    field_listed: float
    field_first: float
    field_f1: float
    urgency: float
    far: float
    vulnerable_f1: float
    calibration: float


def quality(given: Sequence[Row], read: Sequence[Read]) -> Quality:
    pairs = list(zip(given, read, strict=True))
    pleas = [(row, one) for row, one in pairs if row["kind"] == "plea" and row["category"]]
    urgent = [(row["urgency"] == "U0", one.urgency == "U0") for row, one in pairs]
    both = sum(true and found for true, found in urgent)
    return Quality(
        count=len(pairs),
        danger_recall=_share(both, sum(true for true, _ in urgent)),
        danger_precision=_share(both, sum(found for _, found in urgent)),
        kind=_part(pairs, lambda row, one: row["kind"] == one.kind),
        field_listed=_part(pleas, lambda row, one: bool(one.category) and one.category[0] in row["category"]),
        field_first=_part(pleas, lambda row, one: row["category"][:1] == list(one.category[:1])),
        field_f1=sum(_field_f1(pleas, field) for field in FIELDS) / len(FIELDS),
        urgency=_part(pairs, lambda row, one: row["urgency"] == one.urgency),
        far=_part(pairs, lambda row, one: abs(int(row["urgency"][1]) - int(one.urgency[1])) > 1),
        vulnerable_f1=_vulnerable_f1(pairs),
        calibration=_calibration(pairs),
    )


def by_trait(given: Sequence[Row], read: Sequence[Read]) -> dict[str, Quality]:
    """Figures for each trait that at least five messages have."""
    traits = sorted({trait for row in given for trait in row["traits"]})
    chosen = {
        trait: [(row, one) for row, one in zip(given, read, strict=True) if trait in row["traits"]]
        for trait in traits
    }
    return {
        trait: quality(*zip(*pairs, strict=True))  # type: ignore[arg-type]
        for trait, pairs in chosen.items()
        if len(pairs) >= 5
    }


def right(row: Row, one: Read) -> bool:
    """Kind and first field hold: what the confidence speaks of."""
    if row["kind"] != one.kind:
        return False
    return row["kind"] != "plea" or _first(one.category) in (row["category"] or [""])


def _first(category: Sequence[str]) -> str:
    return category[0] if category else ""


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _part(pairs: Sequence[tuple[Row, Read]], holds: Callable[[Row, Read], bool]) -> float:
    return _share(sum(holds(row, one) for row, one in pairs), len(pairs))


def _field_f1(pleas: Sequence[tuple[Row, Read]], field: str) -> float:
    true = [row["category"][0] == field for row, _ in pleas]
    found = [_first(one.category) == field for _, one in pleas]
    both = sum(a and b for a, b in zip(true, found, strict=True))
    return _share(2 * both, sum(true) + sum(found))


def _vulnerable_f1(pairs: Sequence[tuple[Row, Read]]) -> float:
    """Over all persons named in pleas; whether somebody whose life is in danger is "ill" too is left out of account."""
    named = [
        (_counted(row["vulnerable"], row), _counted(one.vulnerable, row))
        for row, one in pairs
        if row["kind"] == "plea" and row["vulnerable"] is not None
    ]
    both = sum(len(true & found) for true, found in named)
    return _share(2 * both, sum(len(true) + len(found) for true, found in named))


def _counted(persons: Sequence[str], row: Row) -> set[str]:
    return set(persons) - ({"ill"} if row["urgency"] == "U0" else set())


def _calibration(pairs: Sequence[tuple[Row, Read]]) -> float:
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for row, one in pairs:
        bins[min(int(one.confidence * BINS), BINS - 1)].append((one.confidence, right(row, one)))
    gaps = (abs(sum(sure for sure, _ in each) - sum(holds for _, holds in each)) for each in bins if each)
    return sum(gaps) / len(pairs)
