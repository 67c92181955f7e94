"""docs/duties.md: every duty of domain.md section 9 has its line; every page and test it names is there."""

import os
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
LINES = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs/duties.md").read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| duty")
]
DUTIES = [
    *(f"LAO {n}" for n in range(1, 8)), "LAO **", "LAO scope", "LAO over", *(f"HUB {n}" for n in range(1, 6)),
    "HUB int.", "HUB chan.", "BOTH", "FLOW 1", "FLOW 2", "TIME", "REG", "PLACE", "HOURS", "CONTACT", "CAT 1–5", "CRIT",
    "EST", "HUB est.", "HUB data", "INFO", "OVER 2", "GOV",
]  # fmt: skip


def test_every_duty_has_one_line_in_the_order_of_the_document() -> None:
    assert [line[0] for line in LINES] == DUTIES


@pytest.mark.skipif(
    "SAITRONG_SHARED" not in os.environ, reason="the specification lies beside the repository"
)
def test_the_lines_are_those_of_the_specification() -> None:
    text = (Path(os.environ["SAITRONG_SHARED"]) / "domain.md").read_text("utf-8")
    part = text.partition("## 9. ")[2].partition("\n## ")[0]
    named = re.findall(r"^\| ([^|]+?) \|", part, re.MULTILINE)
    assert [each for each in named if each not in {"ID", "--"}] == DUTIES


def plain(rule: str) -> str:
    """Without the kinds of its parts: /answer/<token>, /requests/<referral>/letter.<kind>."""
    return re.sub(r"<(?:[^<>:]+:)?([^<>]+)>", r"<\1>", rule)


def test_every_page_it_names_is_there(app: Any) -> None:
    known = {plain(rule.rule) for rule in app.url_map.iter_rules()} | {"/hooks/<account>"}
    named = {page for line in LINES for page in re.findall(r"`(/[^`]*)`", line[2])}
    assert len(named) > 20
    assert named - known == set()


def test_every_test_it_names_is_there_and_what_has_none_says_what_is_next() -> None:
    for duty, _, pages, shown in LINES:
        tests = re.findall(r"`([^`]+\.py)::(test_\w+)`", shown)
        assert tests or shown.startswith("next: "), duty
        assert pages or not tests, duty
        for file, name in tests:
            assert f"def {name}(" in (ROOT / file).read_text("utf-8"), (duty, name)
