"""What was learned, with its lines set right on messages that it had not seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from training import calibrate, data
from training.data import Row
from training.descent import Heads
from triage.reading import combine
from triage.reading.rulebook import Evidence

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Trained:
    """One way of reading: its heads, and what was set right on messages they had not seen."""

    heads: Heads
    temperature: dict[str, float]
    cut: float
    at_risk: dict[str, float]
    sure: tuple[float, float]

    def judged(self, logits: Array, known: Sequence[Evidence]) -> list[calibrate.Judged]:
        decided = calibrate.decisions(
            logits, self.temperature, known, cut_at=self.cut, at_risk_from=self.at_risk
        )
        return [
            calibrate.Judged(
                one.kind, one.category, one.urgency, one.vulnerable, combine.set_right(one.chance, self.sure)
            )
            for one in decided
        ]


def set_right(
    heads: Heads, logits: Array, rows: Sequence[Row], known: Sequence[Evidence], recall: float
) -> Trained:
    """logits: of these messages, by what had not seen them. recall: the share of those in danger that the cut must find."""
    named = [place for place, row in enumerate(rows) if row["vulnerable"] is not None]
    temperature = calibrate.temperatures(logits[named], [rows[place] for place in named])
    danger = [calibrate.chances(row, temperature)["danger"]["now"] for row in logits]
    cut = calibrate.cut(danger, known, rows, recall)
    at_risk = calibrate.at_risk(logits, temperature, known, rows)
    decided = calibrate.decisions(logits, temperature, known, cut_at=cut, at_risk_from=at_risk)
    plain = [place for place, row in enumerate(rows) if data.ordinary(row)]
    sure = calibrate.sure([decided[place] for place in plain], [rows[place] for place in plain])
    return Trained(heads, temperature, cut, at_risk, sure)
