"""The second look beside the danger lists, and what the door doubts: answered at once, decided by the whole sentence."""

import sys
from dataclasses import replace

import pytest

from tests.triage.test_danger import IN_DANGER
from triage.reading import danger, read
from triage.reading.central import central
from triage.reading.combine import RISKS, Decided, decide
from triage.reading.danger import Danger, believed, watch
from triage.reading.glance import Edges, made
from triage.reading.model import score
from triage.reading.normalise import normalise
from triage.reading.rulebook import evidence

HARMLESS = made("test", {"หมดสติ": -1.0}, -5.0, Edges(-3.0, -2.0, 3.0))
"""One whose letters speak against danger wherever they are asked."""


def _believed(text: str, letters: float) -> Danger | None:
    words = normalise(text)
    return believed(watch(text, words, central(words)), words, letters, HARMLESS)


def test_letters_that_speak_against_a_listed_word_make_it_doubted_and_those_that_speak_plainly_deny_it() -> (
    None
):
    assert _believed("พ่อหมดสติ", -3.5) is None
    doubted = _believed("พ่อหมดสติ", -2.5)
    assert doubted
    assert doubted.doubted
    sure = _believed("พ่อหมดสติ", -1.5)
    assert sure
    assert not sure.doubted


def test_what_a_piece_says_loudly_is_not_denied_for_the_words_around_it_but_doubted() -> None:
    loud = made("test", {"หมดสติ": 3.0}, -5.0, Edges(-3.0, -2.0, 3.0))
    words = normalise("ขอบคุณมากครับ พ่อหมดสติ")
    found = believed(watch(words, words, words), words, -9.0, loud)
    assert found
    assert found.doubted
    assert believed(watch(words, words, words), words, -9.0, HARMLESS) is None


def test_a_bare_cry_for_help_is_never_denied_or_doubted() -> None:
    cry = _believed("ช่วยด้วย", -9.0)
    assert cry
    assert not cry.doubted


def test_danger_beside_a_cry_for_help_is_not_doubted() -> None:
    found = _believed("ช่วยด้วย พ่อหมดสติ", -2.5)
    assert found
    assert not found.doubted


def test_letters_raise_alone_and_then_the_general_numbers_are_named() -> None:
    found = _believed("ลูกขี่คอผมอยู่กลางซอยหน้าบ้านครับ", 3.5)
    assert found
    assert (found.sign, found.numbers, found.doubted) == ("other", ("1669", "191"), True)
    assert _believed("ลูกขี่คอผมอยู่กลางซอยหน้าบ้านครับ", 2.5) is None
    assert _believed("ลูกขี่คอผมอยู่", 3.5) is None
    assert _believed("12345 !", 9.0) is None


# -- what the door doubts is for the sentence as a whole ----------------------------------------------------------------


def _decided(chance: float, *, doubted: bool) -> Decided:
    known = evidence("พ่อหมดสติ")
    assert known.danger
    known = replace(known, danger=replace(known.danger, doubted=doubted))
    scores = score([known])[0].chance | {"danger": {"now": chance}}
    return decide(known, scores, cut=0.2, at_risk=dict.fromkeys(RISKS, 0.5))


def test_a_danger_that_the_door_is_sure_of_is_never_lowered_by_the_model() -> None:
    found = _decided(0.01, doubted=False)
    assert (found.urgency, found.raised) == ("U0", False)
    assert found.numbers


def test_a_doubted_danger_is_urgent_where_the_model_sees_it_too_and_only_there() -> None:
    assert _decided(0.21, doubted=True).urgency == "U0"
    assert _decided(0.21, doubted=True).raised
    lower = _decided(0.19, doubted=True)
    assert lower.urgency != "U0"
    assert (lower.sign, lower.numbers) == ("", ())


def test_a_doubted_danger_stays_urgent_where_nothing_but_the_rules_reads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = next(text for text in IN_DANGER if (found := danger(text)) and found.doubted)
    monkeypatch.setattr(sys.modules["triage.reading.read"], "_has_numpy", lambda: False)
    found = read(text)
    assert (found.version, found.urgency) == ("rules", "U0")
