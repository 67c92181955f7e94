"""What the reading proposes for a case, laid out so that one press confirms or corrects any of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from casework.correcting import CATEGORIES, KINDS, READ, RISKS
from store.cases import Urgency
from store.corrections import Corrected
from triage.reading.cues import rules

SURE, LIKELY = 0.8, 0.55
"""From these confidences on the page says "fairly sure" and "not so sure"; below them it guesses."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """sure: how the confidence is put into words. needs: rows of what is proposed or confirmed; more: what may be added.

    by: field → the last correction of it. whole: who confirmed everything, and when.
    """

    sure: str
    version: str
    needs: Sequence[Any]
    more: Sequence[str]
    by: Mapping[str, Any]
    whole: Any
    kinds: Sequence[str] = KINDS
    categories: Sequence[str] = CATEGORIES
    urgencies: Sequence[str] = tuple(each.value for each in Urgency)
    risks: Sequence[str] = RISKS

    @property
    def touched(self) -> bool:
        return bool(self.by) or self.whole is not None


def proposal(row: Any, told: Sequence[Any], needs: Sequence[Any]) -> Proposal:
    """told: the corrections of the case, oldest first. needs: those that stand."""
    standing = {need.code for need in needs}
    return Proposal(
        sure=how_sure(row.confidence),
        version=row.read_by,
        needs=needs,
        more=[code for code in needs_known(tuple(row.category)) if code not in standing],
        by={each.field: each for each in told if each.field in READ},
        whole=next((each for each in reversed(told) if each.field == Corrected.ALL), None),
    )


def how_sure(confidence: float) -> str:
    return "high" if confidence >= SURE else "some" if confidence >= LIKELY else "low"


@cache
def needs_known(category: tuple[str, ...]) -> tuple[str, ...]:
    """Every need of these fields, as triage/rules/needs.toml lists them; of all fields when none is known."""
    fields = category or CATEGORIES
    return tuple(f"{field}:{need}" for field in fields for need in rules("needs").get(field, ()))
