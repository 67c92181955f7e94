"""Reading: what one message and a batch cost.    python -m benchmarks.reading

The yardstick is a bare linear model over the same character n-grams in the same run (hash, weigh, take the best):
the rules, the encoder, needs and reasons come on top of that. One process, one thread.
"""

import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import median

from benchmarks.machine import table

ROUNDS = 5


def texts() -> list[str]:
    import json

    # no more than is read: what lies in memory now is not counted as the reading's
    with (Path(__file__).parents[1] / "data" / "reading" / "train.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line)["text"] for line in islice(file, 1000)]


def each(work: Callable[[str], object], given: list[str]) -> float:
    """Median milliseconds of one message, over rounds."""
    work(given[0])
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for text in given:
            work(text)
        took.append((time.perf_counter() - began) / len(given) * 1000)
    return median(took)


def bare(text: str) -> int:
    """n-grams and one multiplication, nothing else."""
    from triage.reading import normalise
    from triage.reading.model import load
    from triage.reading.ngrams import grams

    weights = load()
    cut = grams(normalise(text))
    return int((cut.values @ weights.gram[cut.columns].astype("float32") * weights.gram_scale).argmax())


def main() -> None:
    from triage.reading import danger, read, read_many

    given = texts()
    before = getrusage(RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    read(given[0])
    started, grown = time.perf_counter() - began, (getrusage(RUSAGE_SELF).ru_maxrss - before) / 1024
    yard = each(bare, given[:300])
    door, whole = each(danger, given[:300]), each(read, given[:300])
    began = time.perf_counter()
    read_many(given)
    rate = len(given) / (time.perf_counter() - began)
    table(
        "reading    python -m benchmarks.reading",
        ("what", "measured", "to the bare model", "goal"),
        [
            ("bare n-gram model, ms", f"{yard:.2f}", "1", ""),
            ("rule layer danger(), ms", f"{door:.2f}", f"{door / yard:.1f}", "< 1 ms"),
            ("read() of one message, ms", f"{whole:.2f}", f"{whole / yard:.1f}", "< 15 ms"),
            (
                "read_many() of 1,000, messages/s, one process",
                f"{rate:.0f}",
                f"{1000 / rate / yard:.1f}",
                "200 (400 with two)",
            ),
            ("first message, s", f"{started:.2f}", "", ""),
            ("memory it brings, MB", f"{grown:.0f}", "", ""),
        ],
    )


if __name__ == "__main__":
    main()
