"""The whole reading of one message: kind, fields of help, urgency, who is at risk, in what language.

Rules and model decide together (combine.py); where numpy is missing the rules decide alone.
"""

import importlib.util
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from triage.reading.combine import RISKS, Decided, decide, set_right
from triage.reading.danger import certain
from triage.reading.marks import marks
from triage.reading.needs import needs
from triage.reading.rulebook import Evidence, evidence
from triage.reading.silence import silent

if TYPE_CHECKING:
    from triage.reading.model import Scores, Weights

RULES = "rules"
_BLANK = 0.2
"""Confidence in a message without words."""


@dataclass(frozen=True, slots=True)
class Reading:
    """category: weightiest first, empty when undecided. confidence: the chance that kind and first category hold.

    reasons: short texts that name the words that decided. silent: the writer cannot speak or be called.
    needs: "field:need" (rules/needs.toml). danger: the chance of a life in danger as the model sees it, 1 where
    the door saw one for sure. version: which weights read it.
    """

    kind: str
    category: tuple[str, ...]
    confidence: float
    urgency: str
    emergency_numbers: tuple[str, ...]
    vulnerable: tuple[str, ...]
    third_party: bool
    silent: bool
    language: str
    reasons: tuple[str, ...]
    normalised: str
    needs: tuple[str, ...] = ()
    danger: float = 0.0
    national_id: bool = False
    phone: bool = False
    repeat: bool = False
    correction: bool = False
    version: str = RULES


@dataclass(frozen=True, slots=True)
class _Result:
    """The part of a reading that rules alone or rules and model decide."""

    decided: Decided
    confidence: float
    danger: float
    reasons: tuple[str, ...]
    version: str


def read(text: str, channel: str = "", choice: str = "") -> Reading:
    """Read a message of any channel; choice: a pressed key ("danger", "topic:1" … "topic:4")."""
    return _read([evidence(text, channel, choice)], [choice])[0]


def read_many(
    texts: Sequence[str],
    *,
    channels: Sequence[str] = (),
    choices: Sequence[str] = (),
    weights: "Weights | None" = None,
) -> list[Reading]:
    """The same for many messages at once, which costs less each. weights: not those in use but these."""
    blank = [""] * len(texts)
    asked = zip(texts, channels or blank, choices or blank, strict=True)
    return _read([evidence(*one) for one in asked], choices or blank, weights)


def _read(known: list[Evidence], choices: Sequence[str], weights: "Weights | None" = None) -> list[Reading]:
    worded = [one for one in known if one.words]
    weights = weights or (_weights() if worded and _has_numpy() else None)
    scored = iter(_scored(worded, weights))
    results = [next(scored) if one.words else None for one in known]
    return [
        _reading(one, _by_both(one, scores, choice, weights) if scores and weights else _by_rules(one))
        for one, scores, choice in zip(known, results, choices, strict=True)
    ]


def _scored(known: list[Evidence], weights: "Weights | None") -> "Sequence[Scores | None]":
    if weights is None or not known:
        return [None] * len(known)
    from triage.reading import model  # numpy costs a gateway, which only asks danger(), 25 MB

    return model.score(known, weights)


@cache
def _has_numpy() -> bool:
    return importlib.util.find_spec("numpy") is not None


def _by_both(known: Evidence, scores: "Scores", choice: str, weights: "Weights") -> _Result:
    from triage.reading.reasons import reasons

    decided = decide(known, scores.chance, cut=weights.cut, at_risk=weights.at_risk, choice=choice)
    chance = scores.chance["danger"]["now"]
    return _Result(
        decided=decided,
        confidence=round(set_right(decided.chance, weights.sure), 2),
        danger=1.0 if certain(known.danger) else round(chance, 3),
        reasons=tuple(reasons(known, decided, chance, weights)),
        version=weights.version,
    )


def _weights() -> "Weights":
    from triage.reading import versions

    return versions.weights()


def _by_rules(known: Evidence) -> _Result:
    verdict, found = known.verdict, known.danger
    decided = Decided(
        kind=verdict.kind,
        category=verdict.category,
        urgency=verdict.urgency,
        numbers=found.numbers if found else (),
        sign=found.sign if found else "",
        vulnerable=tuple(risk for risk in RISKS if risk in known.about),
        raised=False,
        chance=0.0,
    )
    return _Result(decided, _rough(known), 1.0 if found else 0.0, tuple(_listed(known)), RULES)


def _rough(known: Evidence) -> float:
    """How far kind and field lead before the next, for where nothing was fitted."""
    if not known.words:
        return _BLANK
    sure = 0.45 + min(known.verdict.margin, 6.0) / 15
    if known.verdict.kind != "plea":
        return round(min(sure + 0.1, 0.95), 2)
    if not known.verdict.category:
        return round(sure - 0.2, 2)
    scores = sorted((weight.score for weight in known.needs.values()), reverse=True)
    lead = scores[0] - scores[1] if len(scores) > 1 else sum(scores)
    return round(min(sure + min(lead, 6.0) / 30 + (0.05 if known.danger else 0), 0.95), 2)


def _listed(known: Evidence) -> Iterator[str]:
    if known.danger:
        yield f"danger, {known.danger.sign}: {', '.join(known.danger.words[:4])}"
    elif known.verdict.kind_words:
        yield f"{known.verdict.kind}: {', '.join(known.verdict.kind_words[:4])}"
    for field in known.verdict.category:
        if field in known.needs:
            yield f"{field}: {', '.join(known.needs[field].words[:4])}"


def _reading(known: Evidence, result: _Result) -> Reading:
    decided, seen = result.decided, marks(known.words)
    return Reading(
        kind=decided.kind,
        category=decided.category,
        confidence=result.confidence,
        urgency=decided.urgency,
        emergency_numbers=decided.numbers,
        vulnerable=decided.vulnerable,
        third_party="third_party" in known.about,
        silent=silent(known.words, known.danger.sign if known.danger else decided.sign),
        language=known.language,
        reasons=result.reasons,
        normalised=known.words,
        needs=needs(known.words, decided.category),
        danger=result.danger,
        national_id=seen.national_id,
        phone=seen.phone,
        repeat=seen.repeat,
        correction=seen.correction,
        version=result.version,
    )
