"""The labelled addresses and pleas, and how they are counted. `python -m tests.triage.places.scoring` prints the table.

tuned.jsonl was looked at while the rules were written. fresh.jsonl and later fresh_2.jsonl were written afterwards, with
other templates, other slips and other tambons, and not looked at before their first run (docs/places.md tells it).
"""

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from store.gazetteer import Register
from store.reference import demo_register
from triage.locate import locate

HERE = Path(__file__).parent
BATCHES = ("tuned", "fresh", "fresh_2")
OPEN = frozenset({"ambiguous", "trap"})
"""Kinds of which nothing may be decided."""

GROUPS: dict[str, tuple[tuple[str, ...], float]] = {
    "well-formed, abbreviated, run together, Thai digits, postcode": (
        ("well_formed", "abbreviated", "run_together", "thai_digits", "postcode", "city", "mueang"), 0.99),
    "bare names with amphoe or province": (("bare_amphoe", "bare_province"), 0.97),
    "missing or wrong tone marks, sara-am split, double เ": (("tones", "sara_am"), 0.95),
    "English and romanised": (("english", "romanised"), 0.92),
    "one or two typing slips": (("slips",), 0.85),
    "inside a plea": (("plea",), 0.97),
    "old and abolished names": (("old_name",), 0.8),
    "ambiguous on purpose, everyday words: asks": (("ambiguous", "trap"), 0.98),
}  # fmt: skip
"""Row of the table → its kinds and the least share that must be right."""
WRONG_AT_MOST = 0.007


@dataclass(frozen=True, slots=True)
class Result:
    """right: the tambon, or for what is open a question. wrong: another tambon was decided."""

    row: dict[str, Any]
    decided: str | None
    candidates: tuple[str, ...]
    right: bool

    @property
    def wrong(self) -> bool:
        return self.decided is not None and self.decided != self.row["tambon"]


def cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text("utf-8").splitlines()]


def results(name: str, register: Register) -> list[Result]:
    return [_result(row, register) for row in cases(name)]


def _result(row: dict[str, Any], register: Register) -> Result:
    place = locate(row["text"], register=register)
    right = (
        place.ask and place.tambon_code is None if row["kind"] in OPEN else place.tambon_code == row["tambon"]
    )
    return Result(row, place.tambon_code, tuple(code for code, _ in place.candidates), right)


def share(found: Iterable[Result], kinds: tuple[str, ...]) -> tuple[int, int]:
    """(right, all) of these kinds."""
    chosen = [each for each in found if each.row["kind"] in kinds]
    return sum(each.right for each in chosen), len(chosen)


def wrong(found: list[Result]) -> list[Result]:
    return [each for each in found if each.wrong]


def main(*show: str) -> None:
    tables = {name: results(name, demo_register()) for name in BATCHES}
    for group, (kinds, floor) in GROUPS.items():
        cells = [
            f"{right}/{total} {right / total:.1%}"
            for right, total in (share(each, kinds) for each in tables.values())
        ]
        print(f"| {group} | ≥ {floor:.0%} | {' | '.join(cells)} |")
    cells = [f"{len(wrong(each))}/{len(each)} {len(wrong(each)) / len(each):.2%}" for each in tables.values()]
    print(f"| **decided but wrong, over everything** | ≤ 0.7 % | {' | '.join(cells)} |")
    for name in show:
        for each in tables[name]:
            if not each.right:
                print(
                    each.row["id"],
                    each.row["kind"],
                    each.row["text"][:120],
                    each.row["tambon"],
                    each.decided,
                    each.candidates[:3],
                )


if __name__ == "__main__":
    main(*sys.argv[1:])
