"""Invented messages of our own, labelled as the shared sample is (first field of help only).

The word lists were widened after each batch was first read, so these floors guard what was learned;
they are no measure of messages never seen.
"""

import json
from pathlib import Path
from typing import Any

from triage.reading import danger, read


def invented() -> list[dict[str, Any]]:
    lines = (Path(__file__).parent / "invented.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_life_in_danger_is_seen_in_every_one() -> None:
    missed = [row["id"] for row in invented() if row["urgency"] == "U0" and read(row["text"]).urgency != "U0"]
    assert missed == []


def test_hardly_any_alarm_at_the_door_is_false() -> None:
    alarms = [row for row in invented() if danger(row["text"])]
    assert sum(row["urgency"] == "U0" for row in alarms) / len(alarms) >= 0.97


def test_kind_and_field_are_right_in_most() -> None:
    rows = invented()
    assert sum(read(row["text"]).kind == row["kind"] for row in rows) / len(rows) >= 0.93
    pleas = [row for row in rows if row["kind"] == "plea"]
    right = sum(list(read(row["text"]).category[:1]) == row["category"] for row in pleas)
    assert right / len(pleas) >= 0.88
