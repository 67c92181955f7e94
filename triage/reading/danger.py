"""Life in danger (U0): the part that runs inside the webhook request (under 1 ms for 500 letters).

A missed danger costs a life, a false one costs a call: lists are wide (rules/urgency.toml), and clear words of denial,
of time gone by, of film or figure take a cue away; so do letters that say otherwise (glance.py), which may also raise alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from triage.reading.central import central
from triage.reading.cry import LETTERS, PIECE, brief, stands_alone
from triage.reading.cues import Hit, Lexicon, find, is_toneless, lexicon, rules, swallows
from triage.reading.glance import Glance, glance
from triage.reading.guards import taken_away
from triage.reading.normalise import laughs, normalise
from triage.reading.overlay import added
from triage.reading.silence import silent

CRY = "help"
"""The sign of a cry for help that says nothing of the danger."""
UNCLEAR = "other"
"""The sign where letters alone raised and no listed word tells the kind of danger."""
GRAVE, SERIOUS, HINT = 3.0, 2.0, 1.0
_WEIGHTS = {"grave": GRAVE, "serious": SERIOUS, "hint": HINT}
_GUARDS = ("past", "now", "over", "figurative", "unreal", "unreal_but", "herd")
_ASIDE = (*_GUARDS, "amplifier")


@dataclass(frozen=True, slots=True)
class Danger:
    """numbers: emergency numbers, most useful first. words: what decided. sign: which kind of danger.

    silent: the writer cannot speak or be called; only `danger` looks for it.
    doubted: lists and letters disagree. The number is said and the message is read first all the same; whether it is
    U0 is for the sentence as a whole, and stays U0 where nothing reads it.
    """

    numbers: tuple[str, ...]
    words: tuple[str, ...]
    sign: str
    silent: bool = False
    doubted: bool = False


def certain(found: Danger | None) -> bool:
    """Whether the door is sure of a life in danger: nothing but a person lowers that."""
    return found is not None and not found.doubted


@dataclass(frozen=True, slots=True)
class Watch:
    """What the danger lists saw. alive: cues that stand. denied: signs whose cues a guard took away. listed: what they say alone."""

    words: str
    alive: tuple[Hit, ...]
    denied: frozenset[str]
    guards: Mapping[str, list[Hit]]
    listed: Danger | None


def danger(text: str) -> Danger | None:
    """Whether these words speak of a life in danger now, or may; None when they do not."""
    words = normalise(text)
    common = central(words)
    found = believed(watch(text, words, common), common, glance().score(common), glance())
    return replace(found, silent=silent(words, found.sign)) if found else None


def believed(seen: Watch, common: str, letters: float, at: Glance) -> Danger | None:
    """The lists' word, unless the letters speak plainly against it; or what letters raise alone, if no guard speaks.

    common: the words in central Thai. letters: their score. A cry for help is never doubted, one that stands alone never
    denied; nor is a word that a person has put on the lists here. A piece that is loud by itself is not denied for
    what stands around it, but doubted: whether thanks or abuse around it mean it, the sentence says.
    """
    cries = any(hit.label == CRY for hit in seen.alive)
    if seen.listed:
        held = seen.listed.sign == CRY or _insisted(seen)
        if letters < at.edges.low and not held and not at.loud(common):
            return None
        return replace(seen.listed, doubted=not (held or cries or letters >= at.edges.firm))
    if letters < at.edges.high or seen.denied or _guarded(seen) or not LETTERS.search(common):
        return None
    if PIECE.fullmatch(seen.words) or brief(seen.words):
        return None
    heard = scores(seen)
    sign = max(heard, key=lambda each: heard[each], default=UNCLEAR)
    sign = sign if heard.get(sign) and sign in rules("numbers")["first"] else UNCLEAR
    return Danger(_numbers([sign]), at.pointing(common), sign, doubted=not cries)


def _insisted(seen: Watch) -> bool:
    own = _own()
    return own is not None and bool(find(own, seen.words))


@cache
def _own() -> Lexicon | None:
    words = added("urgency")
    return lexicon(("own", GRAVE, word) for word in words) if words else None


def watch(text: str, words: str, common: str) -> Watch:
    """What the lists say, with all that was weighed. words: the text normalised; common: in central Thai.

    Where the words as written say nothing of danger, neither for nor against, those of central Thai are asked.
    """
    seen = _weighed(text, words, find(_lexicon(toneless=is_toneless(words)), words))
    if common == words or seen.listed or seen.denied or _guarded(seen):
        return seen
    again = _weighed(text, common, find(_lexicon(toneless=False), common))
    return again if again.listed else seen


def _guarded(seen: Watch) -> bool:
    return bool(seen.guards["over"] or seen.guards["unreal"])


def _weighed(text: str, words: str, hits: list[Hit]) -> Watch:
    guards: dict[str, list[Hit]] = {label: [] for label in _ASIDE}
    for hit in hits:
        if hit.label in guards:
            guards[hit.label].append(hit)
    cues = [hit for hit in hits if hit.label not in guards]
    alive = [hit for hit in cues if not taken_away(hit, words, guards)]
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
    if not cries or not stands_alone(cries, words):
        return None
    return Danger(numbers_of(CRY), tuple(dict.fromkeys(hit.words for hit in cries)), CRY)


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
