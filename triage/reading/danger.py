"""Life in danger (U0): the rule part, which runs inside the webhook request (under 1 ms for 500 letters).

A missed danger costs a life, a false one costs a call: lists are wide (rules/urgency.toml), and only
clear words of denial, of time gone by, of film or figure take a cue away.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from triage.reading.central import central
from triage.reading.cues import Hit, Lexicon, find, is_toneless, lexicon, rules, strip_tones, swallows
from triage.reading.normalise import laughs, normalise
from triage.reading.silence import silent

CRY = "help"
"""The sign of a cry for help that says nothing of the danger."""
GRAVE, SERIOUS, HINT = 3.0, 2.0, 1.0
_WEIGHTS = {"grave": GRAVE, "serious": SERIOUS, "hint": HINT}
_GUARDS = ("past", "now", "over", "figurative", "unreal", "unreal_but", "herd")
_ASIDE = (*_GUARDS, "amplifier")
# Threats are made in conditionals ("ถ้าไม่ลงมาก็ตาย"); despair is real whatever film it follows
_THREATS = frozenset({"violence", "home", "suicide", "suicide_act"})
_LIVING = frozenset({"drowning", "missing", "medical", "crash", "collapse"})
_FILLERS = re.compile(
    r"ค่ะ|คะ|ครับ|คับ|ค้าบ|นะ|จ้า|จ๊ะ|จ้ะ|ฮะ|ด้วย|หน่อย|ที|แน่|แน|เด้อ|โตย|เน้อ|เจ้า|พี่|หนู|ผม|เรา|ฉัน|ใครก็ได้|please|pls|plz|someone|anyone|krub|krap|khrap|kha|ka|na|noi|thi"
)
_LETTERS = re.compile("[ก-ฮa-z]")
_ALONE = 5
"""A cry for help with at most so many further letters stands alone."""
_PAST_REACH = _HERD_REACH = 24


@dataclass(frozen=True, slots=True)
class Danger:
    """numbers: emergency numbers, most useful first. words: what decided. sign: which kind of danger.

    silent: the writer cannot speak or be called; only `danger` looks for it.
    """

    numbers: tuple[str, ...]
    words: tuple[str, ...]
    sign: str
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Watch:
    """What the danger lists saw. alive: cues that stand. denied: signs whose cues a guard took away."""

    words: str
    alive: tuple[Hit, ...]
    denied: frozenset[str]
    guards: Mapping[str, list[Hit]]
    found: Danger | None


def danger(text: str) -> Danger | None:
    """Whether these words speak of a life in danger now, or may; None when they do not."""
    words = normalise(text)
    hits = find(_lexicon(toneless=is_toneless(words)), words)
    if all(hit.label in _ASIDE for hit in hits) and central(words) == words:
        return None  # where most messages end
    found = _watched(text, words, hits).found
    return replace(found, silent=silent(words, found.sign)) if found else None


def watch(text: str, words: str) -> Watch:
    """The same with all that was weighed, for the reading. words: the text normalised."""
    return _watched(text, words, find(_lexicon(toneless=is_toneless(words)), words))


def _watched(text: str, words: str, hits: list[Hit]) -> Watch:
    """Where the words as written say nothing of danger, neither for nor against, those of central Thai are asked."""
    seen = _weighed(text, words, hits)
    if seen.found or seen.denied or seen.guards["over"] or seen.guards["unreal"]:
        return seen
    common = central(words)
    if common == words:
        return seen
    again = _weighed(text, common, find(_lexicon(toneless=False), common))
    return again if again.found else seen


def _weighed(text: str, words: str, hits: list[Hit]) -> Watch:
    guards: dict[str, list[Hit]] = {label: [] for label in _ASIDE}
    for hit in hits:
        if hit.label in guards:
            guards[hit.label].append(hit)
    cues = [hit for hit in hits if hit.label not in guards]
    alive = [hit for hit in cues if not _denied(hit, words, guards)]
    signs = {hit.label for hit in alive}
    denied = frozenset(hit.label for hit in cues) - signs
    return Watch(words, tuple(alive), denied, guards, _verdict(text, words, alive, guards))


def _verdict(text: str, words: str, alive: list[Hit], guards: Mapping[str, list[Hit]]) -> Danger | None:
    if laughs(text) and not guards["unreal_but"]:
        return None
    signs = _signs(alive, amplified=bool(guards["amplifier"]))
    if signs:
        return _found(signs, alive)
    cries = [hit for hit in alive if hit.label == "help"]
    return _cry(cries) if cries and _stands_alone(cries, words) else None


def scores(seen: Watch) -> dict[str, float]:
    """Sign → weight of its standing cues."""
    signs = sorted({hit.label for hit in seen.alive})
    return {sign: _score([hit for hit in seen.alive if hit.label == sign]) for sign in signs}


@cache
def _lexicon(*, toneless: bool) -> Lexicon:
    return lexicon(_rows(), toneless=toneless)


def _rows() -> Iterator[tuple[str, float, str]]:
    table = rules("urgency")
    yield from swallows()
    for words in table["amplifier"]:
        yield "amplifier", HINT, words
    for label in _GUARDS:
        yield from ((label, 0.0, words) for words in table["guard"][label])
    for sign, lists in table.items():
        if sign not in ("amplifier", "guard"):
            for weight, cues in lists.items():
                yield from ((sign, _WEIGHTS[weight], words) for words in cues)


def _signs(alive: list[Hit], *, amplified: bool) -> set[str]:
    """The signs of danger whose cues weigh enough together."""
    scores = {
        sign: _score([hit for hit in alive if hit.label == sign]) for sign in {hit.label for hit in alive}
    }
    needed = SERIOUS if amplified else GRAVE
    return {sign for sign, score in scores.items() if score >= needed and sign not in ("help", "sea")}


def _score(hits: list[Hit]) -> float:
    """Weights of cues that do not overlap; hints never make a danger without a serious cue."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (-hit.weight, hit.start)):
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    if all(hit.weight <= HINT for hit in kept):
        return 0
    return sum(hit.weight for hit in kept)


def _denied(hit: Hit, text: str, guards: Mapping[str, list[Hit]]) -> bool:
    if any(hit.start < other.end and other.start < hit.end for other in guards["figurative"]):
        return True
    before = text[max(0, hit.start - 16) : hit.start]
    if before.endswith(_endings("negation")) or (hit.label in _LIVING and before.endswith(_endings("thing"))):
        return True
    if _unreal(hit, text, guards) or _of_herd(hit, text, guards):
        return True
    return _is_past(hit, text, guards) or _is_over(hit, text, guards)


@cache
def _endings(name: str) -> tuple[str, ...]:
    words = rules("urgency")["guard"][name]
    both = {*words, *(strip_tones(word) for word in words if len(word) > 2)}
    return tuple(f" {word} " if word.isascii() else word for word in both)


def _unreal(hit: Hit, text: str, guards: Mapping[str, list[Hit]]) -> bool:
    if guards["unreal"] and not guards["unreal_but"] and not hit.label.startswith("suicide"):
        return True
    if hit.label in _THREATS:
        return False
    clause = f" {text[max(0, hit.start - 20) : hit.start]}"
    return any(word in clause for word in _conditions())


@cache
def _conditions() -> tuple[str, ...]:
    words = rules("urgency")["guard"]["hypothetical"]
    return tuple(f" {word} " if word.isascii() else word for word in words)


def _of_herd(hit: Hit, text: str, guards: Mapping[str, list[Hit]]) -> bool:
    """ "วัวตาย 3 ตัว น้ำลายฟูมปาก" is of the cattle, "วัวป่วย ลุงหมดสติ" is not."""
    people = (*rules("words")["person"], *rules("urgency")["guard"]["herd_but"])
    return hit.label == "medical" and any(
        herd.start <= hit.start <= herd.end + _HERD_REACH
        and not any(person in text[herd.end : hit.start] for person in people)
        for herd in guards["herd"]
    )


def _is_past(hit: Hit, text: str, guards: Mapping[str, list[Hit]]) -> bool:
    return any(_covers(past, hit, guards) for past in guards["past"] if not _still(text[: past.start]))


def _still(before: str) -> bool:
    """ "ตั้งแต่เมื่อวาน" lasts until now, "ไม่เคย" is no past."""
    return before.endswith(("ไม่", "ตั้งแต่", "ตั้งแต่ช่วง", "since ", "ต่อจาก"))


def _covers(past: Hit, hit: Hit, guards: Mapping[str, list[Hit]]) -> bool:
    first, second = (past, hit) if past.start < hit.start else (hit, past)
    if any(first.start <= now.start <= second.end for now in guards["now"]):
        return False
    gap = second.start - first.end
    if first is past:
        # a cry for help after a story of yesterday is of today
        return gap <= _PAST_REACH or not guards["amplifier"]
    return gap <= _PAST_REACH


def _is_over(hit: Hit, text: str, guards: Mapping[str, list[Hit]]) -> bool:
    """What was said before "ดับแล้ว" is over; what follows it is not."""
    return any(
        over.end > hit.end
        and not text[: over.start].endswith(("ไม่", "บ่", "หม้าย", "ยัง", "จะ", "กำลัง", "not "))
        for over in guards["over"]
    )


def _stands_alone(cries: list[Hit], text: str) -> bool:
    rest = list(text)
    for hit in cries:
        rest[hit.start : hit.end] = " " * (hit.end - hit.start)
    return len(_LETTERS.findall(_FILLERS.sub("", "".join(rest)))) <= _ALONE


def _cry(cries: list[Hit]) -> Danger:
    return Danger(_numbers([CRY]), tuple(dict.fromkeys(hit.words for hit in cries)), CRY)


def numbers_of(sign: str) -> tuple[str, ...]:
    """The emergency numbers for one kind of danger."""
    return _numbers([sign])


def _found(signs: set[str], alive: list[Hit]) -> Danger:
    order = [sign for sign in rules("numbers")["first"] if sign in signs]
    at_sea = "drowning" in signs and any(hit.label == "sea" for hit in alive)
    words = dict.fromkeys(hit.words for hit in alive if hit.label in signs and hit.weight > HINT)
    return Danger(_numbers(["sea"] if at_sea else [], order), tuple(words), order[0])


def _numbers(*groups: list[str]) -> tuple[str, ...]:
    by_sign = rules("numbers")["sign"]
    return tuple(dict.fromkeys(number for signs in groups for sign in signs for number in by_sign[sign]))[:3]
