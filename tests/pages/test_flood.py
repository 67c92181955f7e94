"""A flood of pleas (channels.md section 5, case 68)."""

import re
from typing import Any

import pytest

from gateway.pages import slowing
from tests.pages.helpers import WORDS
from tests.pages.test_steps import DANGER, begin


def flood(app: Any, text: str = WORDS) -> Any:
    return begin(app.test_client(), f"{text} {id(object())}")


def test_case_68_a_flood_is_slowed_and_a_person_behind_the_same_address_gets_through(
    app: Any, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [flood(app).status_code for _ in range(slowing.QUICK + 5)]
    assert answers == [303] * slowing.QUICK + [429] * 5
    person = app.test_client()
    held = begin(person, WORDS)
    assert held.status_code == 429
    assert WORDS in held.text
    assert "รอ 20 วินาที" in held.text
    fields = dict(re.findall(r'name="(nonce|waited)" value="([^"]+)"', held.text))
    assert person.post("/report", data={**fields, "text": WORDS}).status_code == 429  # not yet
    real = slowing.utc_now
    monkeypatch.setattr(slowing, "utc_now", lambda: real() + slowing.WAITS[0][1])
    assert person.post("/report", data={**fields, "text": WORDS}).status_code == 303
    forged = {**fields, "waited": "1.00"}
    assert person.post("/report", data={**forged, "nonce": "", "text": WORDS}).status_code == 429


def test_case_68_danger_is_not_held_up_by_a_flood(app: Any, work: Any) -> None:
    for _ in range(slowing.QUICK + 1):
        flood(app)
    assert flood(app, DANGER).status_code == 303


def test_case_68_a_program_that_fills_every_field_has_to_press_again(client: Any, work: Any) -> None:
    answer = begin(client, website="https://spam.example")
    assert answer.status_code == 429
    assert WORDS in answer.text
