"""The whole reading of one message: kind, fields of help, urgency, who is at risk, in what language."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from triage.reading.cues import WEIGHTS, Lexicon, Weight, find, is_toneless, lexicon, rules, swallows, weigh
from triage.reading.danger import Danger, danger
from triage.reading.normalise import normalise

_RISKS = ("elder", "child", "infant", "disabled", "pregnant", "ill", "bedridden")
_TIMES = ("today", "later")
_ASKING = frozenset({"cityfix", "complaint", "pdpa", "status", "update", "offer"})
_SECOND = 0.5
"""A further field of help is named when it weighs at least this part of the first."""
_MALAY = re.compile(
    r"\b(?:tolong|mitok|minta|nak|nok|rumah|rumoh|air|ayer|aye|mak|mok|sakit|tak|tok|dok|budok|anak|anok|habis|jale|kampong|kg|perahu|hari|boleh|buleh|pejabat|demo|kito|hok|ado)\b"
)
_ROMANISED = re.compile(
    r"\b(?:nam|khon|mai|chuai|chuay|khrap|krub|kha|yai|dek|rot|ban|khao|yu|laew|leo|khor|kho|thuam|tit|duai|arai|yang|thi|nai|wan|khun)\b"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """category: weightiest first, empty when undecided. confidence: that kind and first category hold.

    reasons: short texts that name the words that decided. silent: the writer cannot speak or be called.
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


def read(text: str, channel: str = "", choice: str = "") -> Reading:
    """Read a message of any channel; choice: a pressed key ("danger", "topic:1" … "topic:4")."""
    words = normalise(text)
    found = danger(text) or _pressed(choice, words)
    about = _weigh("vulnerable", words)
    needs = _weigh("categories", words)
    kind, kind_reason, margin = _kind(words, needs, found, spoken=channel == "voice")
    category = _category(needs, found, choice) if kind == "plea" else ()
    return Reading(
        kind=kind,
        category=category,
        confidence=_confidence(words, margin, needs, category, kind, found),
        urgency=_urgency(kind, words, about, found, category),
        emergency_numbers=found.numbers if found else (),
        vulnerable=tuple(risk for risk in _RISKS if risk in about),
        third_party="third_party" in about,
        silent="silent" in about,
        language=_language(words),
        reasons=tuple(_reasons(found, kind, kind_reason, needs, category)),
        normalised=words,
    )


def _pressed(choice: str, words: str) -> Danger | None:
    if choice != "danger":
        return None
    return Danger(tuple(rules("numbers")["sign"]["help"]), (words[:40],) if words else (), "help")


@cache
def _lexicon(name: str, *, toneless: bool) -> Lexicon:
    return lexicon(_rows(rules(name)), toneless=toneless)


def _rows(table: Mapping[str, object]) -> Iterator[tuple[str, float, str]]:
    """A label holds one list of words, or lists by weight."""
    yield from swallows()
    for label, lists in table.items():
        if isinstance(lists, list):
            yield from ((label, WEIGHTS["strong"], words) for words in lists)
        elif isinstance(lists, dict) and lists.keys() <= WEIGHTS.keys():
            for weight, cues in lists.items():
                yield from ((label, WEIGHTS[weight], words) for words in cues)


def _weigh(name: str, words: str) -> dict[str, Weight]:
    return weigh(find(_lexicon(name, toneless=is_toneless(words)), words))


def _kind(
    words: str, needs: Mapping[str, Weight], found: Danger | None, *, spoken: bool
) -> tuple[str, tuple[str, ...], float]:
    """The kind, the words for it, and by how much it leads."""
    if found:
        return "plea", found.words, 6.0
    if not words:
        return "plea", (), 0.0
    kinds = _weigh("kinds", words)
    plea = kinds.pop("plea", Weight(0, ()))
    plea_score = plea.score + _need(needs) + (1 if spoken else 0)
    if not kinds:
        return "plea", plea.words, plea_score
    kind = max(kinds, key=lambda name: kinds[name].score)
    # whoever reports a broken road or a bribe asks for something too
    rival = plea_score / 2 if kind in _ASKING else plea_score
    lead = kinds[kind].score - rival
    enough = WEIGHTS["strong"] if plea_score else WEIGHTS["medium"]
    if kinds[kind].score >= enough and lead > 0:
        return kind, kinds[kind].words, lead
    return "plea", plea.words, -lead


def _need(needs: Mapping[str, Weight]) -> float:
    """Words of need speak for a plea, but a question or thanks may name a need too."""
    return min(2.0, max((weight.score for weight in needs.values()), default=0.0) / 3)


def _category(needs: Mapping[str, Weight], found: Danger | None, choice: str) -> tuple[str, ...]:
    table = rules("categories")
    scores = {name: weight.score for name, weight in needs.items()}
    if found and found.sign in table["sign"]:
        first = table["sign"][found.sign]
        scores[first] = max(scores.values(), default=0.0) + WEIGHTS["strong"]
    for hinted in table["topic"].get(choice, ()):
        scores[hinted] = scores.get(hinted, 0.0) + WEIGHTS["medium"]
    if found and found.sign == "help" and not choice:
        return ()
    order = sorted(scores, key=lambda name: -scores[name])
    least = max(WEIGHTS["medium"], _SECOND * scores[order[0]]) if order else 0.0
    return tuple(name for i, name in enumerate(order) if i == 0 or scores[name] >= max(least, 3.0))


def _urgency(
    kind: str, words: str, about: Mapping[str, Weight], found: Danger | None, category: tuple[str, ...]
) -> str:
    if found:
        return "U0"
    if kind != "plea":
        return "U3"
    if not words or not category:
        return "U1"
    today, later = (about[time].score if time in about else 0.0 for time in _TIMES)
    return "U1" if today > later else "U2"


def _confidence(
    words: str,
    margin: float,
    needs: Mapping[str, Weight],
    category: tuple[str, ...],
    kind: str,
    found: Danger | None,
) -> float:
    """Rough until it is fitted on labelled messages: how far kind and field lead before the next."""
    if not words:
        return 0.2
    sure = 0.45 + min(margin, 6.0) / 15
    if kind != "plea":
        return round(min(sure + 0.1, 0.95), 2)
    if not category:
        return round(sure - 0.2, 2)
    scores = sorted((weight.score for weight in needs.values()), reverse=True)
    lead = scores[0] - scores[1] if len(scores) > 1 else sum(scores)
    return round(min(sure + min(lead, 6.0) / 30 + (0.05 if found else 0), 0.95), 2)


def _language(words: str) -> str:
    """th, ms (Patani Malay), th-Latn (romanised Thai), en, or "" for none of them."""
    if re.search("[ก-ฮ]", words):
        return "th"
    malay, romanised = len(_MALAY.findall(words)), len(_ROMANISED.findall(words))
    if max(malay, romanised) >= 2:
        return "ms" if malay >= romanised else "th-Latn"
    return "en" if re.search("[a-z]{2}", words) else ""


def _reasons(
    found: Danger | None,
    kind: str,
    kind_words: tuple[str, ...],
    needs: Mapping[str, Weight],
    category: tuple[str, ...],
) -> Iterator[str]:
    if found:
        yield f"danger, {found.sign}: {', '.join(found.words[:4])}"
    elif kind_words:
        yield f"{kind}: {', '.join(kind_words[:4])}"
    for name in category:
        if name in needs:
            yield f"{name}: {', '.join(needs[name].words[:4])}"
