"""The word lists hold together: what officials may edit is checked here."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from triage.reading.cues import expand, is_toneless, lexicon, rules, strip_tones
from triage.reading.normalise import normalise

NOT_SIGNS = {"amplifier", "guard", "help", "sea"}
CATEGORIES = {"disaster", "quality_of_life", "disease_control", "low_income_farmer", "other"}


def written(table: Any) -> Iterator[str]:
    if isinstance(table, str):
        yield table
    elif isinstance(table, dict):
        for value in table.values():
            yield from written(value)
    elif isinstance(table, list):
        for value in table:
            yield from written(value)


def signs() -> set[str]:
    return set(rules("urgency")) - NOT_SIGNS


def test_every_sign_of_danger_has_numbers_a_rank_and_a_field() -> None:
    assert signs() <= rules("numbers")["sign"].keys()
    assert signs() == set(rules("numbers")["first"])
    assert signs() == rules("categories")["sign"].keys()
    assert set(rules("categories")["sign"].values()) <= CATEGORIES


def test_every_number_offered_is_described_and_dated() -> None:
    table = rules("numbers")
    offered = {number for numbers in table["sign"].values() for number in numbers}
    assert offered <= {entry["number"] for entry in table["number"]}
    assert all(entry["source"] and entry["name"] for entry in table["number"])
    assert table["checked_on"]
    assert table["verified"] is False


@pytest.mark.parametrize("name", ["urgency", "kinds", "categories", "vulnerable"])
def test_every_cue_can_be_compiled_and_is_written_in_normal_form(name: str) -> None:
    for cue in written(rules(name)):
        for word in re.split(r" \.\. | \+ | & |\|", expand(cue)):
            assert word, cue
            assert normalise(word) == word.strip(), cue
        lexicon([("", 1.0, cue)])
        lexicon([("", 1.0, cue)], toneless=True)


def test_the_kinds_are_those_of_the_decisions() -> None:
    assert rules("kinds").keys() == {
        "plea", "info", "status", "thanks", "complaint", "cityfix", "spam", "offtopic", "offer", "update", "pdpa",
    }  # fmt: skip


def test_text_without_tone_marks_is_told_from_short_words() -> None:
    assert is_toneless("ชวยดวย ลูกไมหายใจ")
    assert not is_toneless("ช่วยด้วย ลูกไม่หายใจ")
    assert not is_toneless("มา")
    assert strip_tones("ช่วยด้วย") == "ชวยดวย"
