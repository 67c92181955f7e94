"""What staff corrected, as labelled messages; and the two questions a new version has to answer before it reads.

The words stay in the database and in this process; nothing of them is written or shown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from store.corrections import Taught
from training import data
from training.data import Row
from training.measure import Quality, quality
from triage.reading import Reading, read_many
from triage.reading.model import Weights

HELD_OUT = 5
"""Of so many corrected cases one is never learned from, so that versions are measured on cases they have not seen."""
LONGEST = 5000
TOTALS = ("kind", "field_first", "urgency", "vulnerable_f1")


@dataclass(frozen=True, slots=True)
class Lessons:
    """learned: to learn from. held: to measure on, the same cases for every version."""

    learned: tuple[Row, ...]
    held: tuple[Row, ...]


def lessons(taught: Iterable[Taught]) -> Lessons:
    """In the order of their cases, so that the same corrections give the same weights."""
    learned: list[Row] = []
    held: list[Row] = []
    for one in sorted(taught, key=lambda each: each.case):
        (held if _is_held(one) else learned).append(row(one))
    return Lessons(tuple(learned), tuple(held))


def row(one: Taught) -> Row:
    return {
        "id": str(one.case),
        "intent": str(one.case),
        "text": one.words[:LONGEST],
        "kind": one.kind,
        "category": list(one.category) if one.kind == "plea" else [],
        "urgency": one.urgency,
        "vulnerable": list(one.vulnerable),
        "needs": list(one.needs),
        "traits": [],
    }


def _is_held(one: Taught) -> bool:
    return sha256(one.case.bytes).digest()[0] % HELD_OUT == 0


@dataclass(frozen=True, slots=True)
class Measured:
    """The same messages read by one version. corrected: cases held out; None while there are none."""

    test: Quality
    corrected: Quality | None
    both: Quality

    @property
    def total(self) -> float:
        """Mean of kind, first field, urgency and persons at risk over everything."""
        return float(sum(getattr(self.both, name) for name in TOTALS)) / len(TOTALS)


def measured(held: Sequence[Row], weights: Weights) -> Measured:
    test = data.rows("test")
    given = [*test, *held]
    found: list[Reading] = read_many([each["text"] for each in given], weights=weights)
    return Measured(
        quality(test, found[: len(test)]),
        quality(held, found[len(test) :]) if held else None,
        quality(given, found),
    )


def against(current: Measured, candidate: Measured) -> list[str]:
    """Why the candidate must not read; empty when it may."""
    why = []
    if candidate.test.danger_recall < current.test.danger_recall:
        why.append(
            f"life in danger: {candidate.test.danger_recall:.3f} found on the test part, {current.test.danger_recall:.3f} now"
        )
    if current.corrected and candidate.corrected:
        before, after = current.corrected.danger_recall, candidate.corrected.danger_recall
        if after < before:
            why.append(f"life in danger: {after:.3f} found on staff's corrections, {before:.3f} now")
    if candidate.total <= current.total:
        why.append(f"totals do not improve: {candidate.total:.4f}, {current.total:.4f} now")
    return why
