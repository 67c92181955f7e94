"""What the word lists say of one message: weights by label, and the verdict they give alone."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from triage.reading.central import central
from triage.reading.cues import WEIGHTS, Lexicon, Weight, find, is_toneless, lexicon, rules, swallows, weigh
from triage.reading.danger import Danger, Watch, believed, scores, watch
from triage.reading.glance import Glance, Letters, glance
from triage.reading.normalise import laughs, normalise

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
_LENGTHS = (12, 30, 80, 160)


@dataclass(frozen=True, slots=True)
class Verdict:
    """kind, fields and urgency by the lists alone; margin: by how much the kind leads."""

    kind: str
    kind_words: tuple[str, ...]
    margin: float
    category: tuple[str, ...]
    urgency: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """central: the words in central Thai. letters: how far they speak of danger (glance.py). danger: by lists, letters or a pressed key.

    kinds, needs, about: weights by label. language: th, ms, th-Latn, en, "". verdict: the lists' on top of that danger.
    """

    text: str
    words: str
    central: str
    seen: Watch
    letters: Letters
    danger: Danger | None
    kinds: Mapping[str, Weight]
    needs: Mapping[str, Weight]
    about: Mapping[str, Weight]
    language: str
    verdict: Verdict


def evidence(text: str, channel: str = "", choice: str = "") -> Evidence:
    """Everything the rules know of one message. choice: a pressed key ("danger", "topic:1" … "topic:4")."""
    words = normalise(text)
    common = central(words)
    seen = watch(text, words, common)
    letters = glance().heard(common)
    found = believed(seen, common, letters.whole, glance()) or _pressed(choice, words)
    kinds, needs, about = (_weigh(name, words) for name in ("kinds", "categories", "vulnerable"))
    verdict = _verdict(words, kinds, needs, about, found, choice, spoken=channel == "voice")
    return Evidence(text, words, common, seen, letters, found, kinds, needs, about, _language(words), verdict)


def with_letters(known: Evidence, letters: Letters, at: Glance) -> Evidence:
    """The same by another second look: while one is being learned, each message is judged by letters that never saw it."""
    found = believed(known.seen, known.central, letters.whole, at)
    return replace(known, letters=letters, danger=found, verdict=_on(known, found))


def features(known: Evidence) -> dict[str, float]:
    """The rules' evidence as named numbers of about 0 to 2, for the model: of the words and of the same in central Thai."""
    own = _named(known) | {
        "letters": _within(known.letters.whole),
        "letters loudest": _within(known.letters.loudest),
        "letters last": _within(known.letters.last),
    }
    common = _named(evidence(known.central)) if known.central != known.words else own
    return own | {f"central {name}": value for name, value in common.items()}


def _within(score: float) -> float:
    return max(-2.0, min(2.0, score / 4))


def _named(known: Evidence) -> dict[str, float]:
    named = {f"guard {label}": 1.0 for label, hits in known.seen.guards.items() if hits}
    named |= {f"sign {sign}": min(4.0, score + 0.5) / 3 for sign, score in scores(known.seen).items()}
    named |= {f"denied {sign}": 1.0 for sign in known.seen.denied}
    for name, weights in (("kind", known.kinds), ("need", known.needs), ("about", known.about)):
        named |= {f"{name} {label}": min(weight.score, 6.0) / 3 for label, weight in weights.items()}
    listed = known.seen.listed
    if listed:
        named |= {"danger": 1.0, f"danger {listed.sign}": 1.0}
    verdict = known.verdict if known.danger is listed else _on(known, listed)
    named |= {f"rule kind {verdict.kind}": 1.0, f"language {known.language}": 1.0}
    named |= {f"rule field {field}": 1.0 for field in verdict.category[:1]}
    named[f"length {sum(len(known.words) >= limit for limit in _LENGTHS)}"] = 1.0
    if laughs(known.text):
        named["laughs"] = 1.0
    if "?" in known.words:
        named["asks"] = 1.0
    return named


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


def _on(known: Evidence, found: Danger | None) -> Verdict:
    """The lists' verdict on top of a danger, or none."""
    return _verdict(known.words, known.kinds, known.needs, known.about, found, "", spoken=False)


def _verdict(
    words: str,
    kinds: Mapping[str, Weight],
    needs: Mapping[str, Weight],
    about: Mapping[str, Weight],
    found: Danger | None,
    choice: str,
    *,
    spoken: bool,
) -> Verdict:
    kind, kind_words, margin = _kind(words, kinds, needs, found, spoken=spoken)
    category = _category(needs, found, choice) if kind == "plea" else ()
    return Verdict(kind, kind_words, margin, category, _urgency(kind, words, about, found, category))


def _kind(
    words: str,
    weights: Mapping[str, Weight],
    needs: Mapping[str, Weight],
    found: Danger | None,
    *,
    spoken: bool,
) -> tuple[str, tuple[str, ...], float]:
    """The kind, the words for it, and by how much it leads."""
    if found:
        return "plea", found.words, 6.0
    if not words:
        return "plea", (), 0.0
    kinds = {kind: weight for kind, weight in weights.items() if kind != "plea"}
    plea = weights.get("plea", Weight(0, ()))
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


def _language(words: str) -> str:
    """th, ms (Patani Malay), th-Latn (romanised Thai), en, or "" for none of them."""
    if re.search("[ก-ฮ]", words):
        return "th"
    malay, romanised = len(_MALAY.findall(words)), len(_ROMANISED.findall(words))
    if max(malay, romanised) >= 2:
        return "ms" if malay >= romanised else "th-Latn"
    return "en" if re.search("[a-z]{2}", words) else ""
