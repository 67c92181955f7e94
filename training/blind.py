"""Score the blind parts:    python -m training.blind

Written by six other hands, never looked at by those who work on the reading: this command shows totals and figures by
trait, no message and no miss, and notes each run in data/reading/blind.scored.txt, so that it is known how often
they were asked. Labels that the writer would accept beside the main one ("also") count as right.
"""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import partial

from training.data import ROOT, rows
from training.measure import Quality, Read, Row, by_trait, quality
from triage.reading import Reading, read_many
from triage.reading.model import load

PARTS = ("blind", "blind2", "blind3", "blind4", "blind5", "blind6")
SCORED = ROOT / "data" / "reading" / "blind.scored.txt"
_AGED = re.compile("ยาย|ย่า|ปู่|ทวด|คุณตา|ตาอายุ|แก่|เฒ่า|ชรา|สูงอายุ|สูงวัย|อุ๊ย|อาม่า|อากง|[6-9]\\d ?ปี|[6-9]\\d ?ขวบ")
"""Without such a word it is left open whether an uncle or a mother is old."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A part as its writer wants it judged: labels settled in favour of the reading where both would do."""

    given: list[Row]
    read: list[Reading]

    def quality(self) -> Quality:
        return quality(self.given, self.read)


def scored(given: Sequence[Row], read: Sequence[Reading]) -> Scored:
    pairs = [_judged(settled(row, one), one) for row, one in zip(given, read, strict=True)]
    return Scored([row for row, _ in pairs], [one for _, one in pairs])


def settled(row: Row, one: Read) -> Row:
    """The labels, or those of "also" that this reading meets."""
    also = row.get("also", {})
    fields = [list(each) for each in (row["category"], *also.get("category", []))]
    persons = [set(each) for each in (row["vulnerable"], *also.get("vulnerable", []))]
    found = set(one.vulnerable)
    return row | {
        "kind": one.kind if one.kind in also.get("kind", []) else row["kind"],
        "urgency": one.urgency if one.urgency in also.get("urgency", []) else row["urgency"],
        "category": next((each for each in fields if each[:1] == list(one.category[:1])), fields[0]),
        "vulnerable": sorted(min(persons, key=partial(_apart, found))),
    }


def _apart(one: set[str], other: set[str]) -> int:
    return len(one ^ other)


def _judged(row: Row, one: Reading) -> tuple[Row, Reading]:
    """Left out of account on both sides: who is ill in a case of life and death, and whether ลุง, ป้า, พ่อ, แม่ are old."""
    aside = {"ill"} if row["urgency"] == "U0" else set()
    aside |= set() if _AGED.search(row["text"]) else {"elder"}
    kept = tuple(risk for risk in one.vulnerable if risk not in aside)
    named = [risk for risk in row["vulnerable"] if risk not in aside]
    return row | {"vulnerable": named}, replace(one, vulnerable=kept)


def first_number(given: Sequence[Row], read: Sequence[Reading]) -> float:
    """Of the messages in danger that were seen, the share whose first number would do."""
    seen = [
        (row, one)
        for row, one in zip(given, read, strict=True)
        if row["urgency"] == "U0" == one.urgency and row["emergency_numbers"]
    ]
    return sum(one.emergency_numbers[0] in _firsts(row) for row, one in seen) / len(seen)


def _firsts(row: Row) -> set[str]:
    lists = [row["emergency_numbers"], *row.get("also", {}).get("emergency_numbers", [])]
    return {each[0] for each in lists if each}


def main() -> None:
    lines = [line for part in PARTS for line in _of_part(part)]
    with SCORED.open("a", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def _of_part(part: str) -> list[str]:
    """The lines to note; figures by trait are only shown."""
    given, lines = rows(part), []
    for alone in (True, False):
        weights = load(alone=alone)
        name = f"{part}, {weights.version}"
        read = read_many([row["text"] for row in given], weights=weights)
        fair, number = scored(given, read), first_number(given, read)
        lines += [_line(name, fair.quality(), number)]
        lines += [_line(f"{name}, main labels only", quality(given, read), number)]
        for trait, measured in by_trait(fair.given, fair.read).items():
            sys.stdout.write(f"{_line(f'  {part}, {trait}', measured)}\n")
    return lines


def _line(name: str, measured: Quality, number: float | None = None) -> str:
    told = [
        f"{each.name} {getattr(measured, each.name):.3f}" for each in fields(measured) if each.name != "count"
    ]
    return ", ".join(
        [name, f"{measured.count} messages", *told, *([f"first number {number:.3f}"] if number else [])]
    )


if __name__ == "__main__":
    main()
