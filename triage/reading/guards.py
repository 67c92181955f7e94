"""What takes a listed word of danger away: denial, time gone by, an end that is told, film, figure of speech, cattle."""

from collections.abc import Mapping
from functools import cache

from triage.reading.cues import Hit, rules, strip_tones

# Threats are made in conditionals ("ถ้าไม่ลงมาก็ตาย"); despair is real whatever film it follows
_THREATS = frozenset({"violence", "home", "suicide", "suicide_act"})
_LIVING = frozenset({"drowning", "missing", "medical", "crash", "collapse"})
_PAST_REACH = _HERD_REACH = 24


def taken_away(hit: Hit, text: str, guards: Mapping[str, list[Hit]]) -> bool:
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
    """ "ตั้งแต่เมื่อวาน" lasts until now, "ไม่เคย" is no past, "เหมือนปี 54" is today."""
    return before.endswith(("ไม่", "ตั้งแต่", "ตั้งแต่ช่วง", "since ", "ต่อจาก", "เหมือน", "กว่า", "เท่า"))


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
