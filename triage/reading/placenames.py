"""Finds names of provinces, amphoes and tambons in running text, Thai or Latin, with or without ต. อ. จ."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from triage.reading.cues import rules
from triage.reading.levels import prefix_level, suffix_level
from triage.reading.nameindex import DROPPED, FOLD, Level, Sense, fold_latin, index, plain_letters

_FOLLOWING = re.compile("[ะ-ฺ็-๎]")
_LEADING = "เแโใไ"
_WORD = re.compile(r"[a-z']+")
_LOCATIVE = re.compile(r"(?:อยู่|ที่|แถว|ชาว|คน|แถวๆ|ใน|จาก|พื้นที่) ?$")
_LETTER = re.compile(r"[ก-๎a-z]")
# A Latin word right before, other than those that stand before places
_LATIN_BEFORE = re.compile(
    r"(?<![a-z])(?!(?:in|at|near|from|live|yu|thi|ban|baan|moo|mu|and|of|is|to)(?![a-z]))[a-z']+ $"
)
_LATIN_AFTER = re.compile(
    r"[a-z]| (?!(?:tambon|amphoe|amphur|district|province|in|at|near|and|is|the|we|has|need|help|please|water|flood|moo|mu|t|a|p|j)(?![a-z]))[a-z]"
)
_LEADING_WORDS = re.compile(
    r"(?:อยู่|ที่|แถว|แถวๆ|ชาว|ใน|จาก|พื้นที่|บ้าน|เขต|ของ|มา|ไป|ถึง|และ|กับ|ครับ|ค่ะ|คะ|ต\.|อ\.|จ\.|[a-z]) ?$"
)
_TRAILING_WORDS = re.compile(
    r"ครับ|คับ|คร้าบ|ค่ะ|คะ|ค่า(?!ย)|จ้า|จ้ะ|นะ|เด้อ|น่ะ|แล้ว|ต\.|อ\.|จ\.|ม\.|หมู่|ตำบล|อำเภอ|จังหวัด|เขต|แขวง|น้ำ|ไฟ|มี|ไม่|ขอ|ช่วย|โทร|ติดต่อ"
    r"|เบอร์|ตอนนี้|ใกล้|หน้า|หลัง|ข้าง|บ้าน|ซอย|ถนน|กทม|และ|กับ|เป็น|โดน|ถูก|ถ้า|ฝน|พายุ|อยู่|ที่|ยัง|กำลัง|ทั้ง|เลย|ด้วย|รหัส"
)
# A person's name, where a surname may be any place's: "นายสมชาย พัฒนา"
_PERSON = re.compile(
    r"(?:นาย|นางสาว|นาง|น\.ส\.|ด\.[ชญ]\.|คุณ|เด็กชาย|เด็กหญิง|ชื่อ|mr\.?|mrs\.?|ms\.?|miss) ?[ก-๎a-z]{2,18}(?: [ก-๎a-z]{3,})?"
)
# The end of a longer name that is said to be an amphoe or a province: "อ.บ้านด่าน|ลานหอย"
_OTHER_LEVEL = re.compile(r"(?:อำเภอ|เขต|จังหวัด|(?<![ก-๛])[อจ][. ]|[ก-๛][อจ]\.) ?[ก-๛]+$")
_SHORT, _LONG = 4, 7
_SHORTEST_LATIN = 4
_LONGEST_LATIN_WORDS = 5


@dataclass(frozen=True, slots=True)
class Mention:
    """One name in the text.

    common: also an everyday word. generic: so everyday that even a province beside it does not make it a place.
    landmark: the name of a road, a temple, a person. exact: spelled as the official name is.
    spelled: in Latin letters, just as the official name in English.
    whole: nothing of another word hangs on its ends ("วัด" in "วัดละมุด" is not whole).
    """

    start: int
    end: int
    level: Level
    name: str
    codes: tuple[str, ...]
    prefixed: bool
    common: bool
    landmark: bool
    exact: bool
    generic: bool = False
    whole: bool = True
    spelled: bool = False


def mentions(text: str) -> list[Mention]:
    """Every place name in normalised text; names inside a longer name are left out."""
    found = [*thai_mentions(text), *_latin_mentions(text)]
    begun = {one.start for one in found if one.level != "tambon"}
    kept = [one for one in found if not any(_swallowed(one, other, text, begun) for other in found)]
    areas = [one for one in kept if one.level != "tambon" and _stands(one, text)]
    starts = {one.start for one in areas}
    # Latin words stand apart: there the end of any name before counts
    ends = {one.end for one in areas} | {one.end + 1 for one in kept if text[one.start : one.end].isascii()}
    people = [found.span() for found in _PERSON.finditer(text)]
    seen = (_in_context(one, text, starts, ends, people) for one in kept)
    return [one for one in seen if one.name != "เมือง" or _ends(one, text, starts)]


def _stands(one: Mention, text: str) -> bool:
    """A short name in the middle of letters is rather a piece of a word: ลอง in คลอง."""
    return (
        one.prefixed
        or one.end - one.start > _SHORT
        or not one.start
        or not _LETTER.match(text[one.start - 1])
    )


def _in_context(
    one: Mention, text: str, starts: set[int], ends: set[int], people: list[tuple[int, int]]
) -> Mention:
    whole = _begins(one, text, ends) and _ends(one, text, starts)
    person = any(start < one.start < end for start, end in people)
    part = one.level == "tambon" and bool(_OTHER_LEVEL.search(text[max(0, one.start - 30) : one.start]))
    other = not one.prefixed and (person or part)
    if whole and not other:
        return one
    return replace(one, whole=whole, landmark=one.landmark or other)


def _begins(one: Mention, text: str, ends: set[int]) -> bool:
    if one.prefixed or one.start in ends or one.start == 0:
        return True
    if text[one.start : one.end].isascii():
        return not _LATIN_BEFORE.search(text[max(0, one.start - 16) : one.start])
    if not _LETTER.match(text[one.start - 1]):
        return True
    return bool(_LEADING_WORDS.search(text[max(0, one.start - 16) : one.start]))


def whole_end(text: str, end: int) -> bool:
    """No syllable or other word goes on where a name ends."""
    return end == len(text) or not _LETTER.match(text[end]) or bool(_TRAILING_WORDS.match(text, end))


def _ends(one: Mention, text: str, starts: set[int]) -> bool:
    if one.end in starts:
        return True
    if text[one.start : one.end].isascii():
        return one.end + 1 in starts or not _LATIN_AFTER.match(text, one.end)
    return whole_end(text, one.end)


def _swallowed(one: Mention, other: Mention, text: str, begun: set[int]) -> bool:
    """Part of a longer name; but "หนองบัว|บ้านค่าย" is not "หนองบัวบ้าน|ค่าย"."""
    if not _inside(one, other):
        return False
    cut = one.start == other.start and not _ends(other, text, begun)
    return not (cut and (one.end in begun or (text[one.end : one.end + 1] == " " and one.end + 1 in begun)))


def _inside(one: Mention, other: Mention) -> bool:
    longer = other.end - other.start > one.end - one.start
    return longer and other.start <= one.start and one.end <= other.end


def thai_mentions(text: str) -> Iterator[Mention]:
    folded = text.translate(FOLD)
    if not any("ก" <= letter <= "ฮ" for letter in folded):
        return
    where = [i for i, letter in enumerate(text) if letter not in DROPPED]
    names = index()
    for start in range(len(folded) - 1):
        for length in names.starts.get(folded[start : start + 2], ()):
            senses = names.thai.get(folded[start : start + length])
            span = _span(text, where, start, length) if senses else None
            if senses and span:
                yield from _as_mentions(text, span, senses)


def _span(text: str, where: list[int], start: int, length: int) -> tuple[int, int] | None:
    """Where the folded name stands in the text; None when it would cut a syllable in two."""
    if start + length > len(where):
        return None
    begin, end = where[start], where[start + length - 1] + 1
    while end < len(text) and text[end] in DROPPED:
        end += 1
    cut_before = begin > 0 and text[begin - 1] in _LEADING
    cut_after = end < len(text) and _FOLLOWING.match(text[end])
    return None if cut_before or cut_after else (begin, end)


def _as_mentions(text: str, span: tuple[int, int], senses: tuple[Sense, ...]) -> Iterator[Mention]:
    start, end = span
    before, words = text[max(0, start - 16) : start], text[start:end]
    spelled = plain_letters(words) if words.isascii() else ""
    level, end = suffix_level(text, end) if words.isascii() else (None, end)
    level = level or prefix_level(before)
    located = bool(_LOCATIVE.search(before))
    for sense, name, codes in senses:
        if level in (None, sense):
            yield Mention(
                start, end, sense, name, codes,
                prefixed=level == sense,
                common=_is_common(words, sense, located=located),
                landmark=level is None and _after_landmark(before, sense),
                exact=words == name or sense == "province" or words.isascii() or (located and len(words) >= _LONG),
                generic=words in index().generic,
                spelled=bool(spelled) and (spelled, name) in index().english,
            )  # fmt: skip


def _is_common(words: str, level: Level, *, located: bool) -> bool:
    if words.isascii():
        single = " " not in words and (level != "province" or len(words) <= _SHORT)
        return level == "tambon" or single or len(words) <= _SHORT
    return words in index().common or (len(words) <= _SHORT and not (located and level == "amphoe"))


@cache
def _landmarks(kind: str) -> re.Pattern[str]:
    words = sorted(rules("places")[kind].split(), key=len, reverse=True)
    return re.compile(f"(?<!ชาว)(?:{'|'.join(map(re.escape, words))}) ?$")


def _after_landmark(before: str, level: Level) -> bool:
    """A road or a temple may bear any name; a market or a station bears its town's."""
    if _landmarks("road").search(before):
        return True
    return level == "tambon" and bool(_landmarks("landmark").search(before))


def _latin_mentions(text: str) -> Iterator[Mention]:
    # "a." before a name is a label
    words = [
        (found.start(), found.end(), found[0])
        for found in _WORD.finditer(text)
        if len(found[0]) > 1 or text[found.end() : found.end() + 1] != "."
    ]
    for i in range(len(words)):
        first = words[i][2]
        # most English words begin no name (a short word may change with what follows it)
        if len(first) > 4 and fold_latin(first)[:3] not in index().begun:
            continue
        for many in range(min(_LONGEST_LATIN_WORDS, len(words) - i), 0, -1):
            key = fold_latin("".join(word for _, _, word in words[i : i + many]))
            span = words[i][0], words[i + many - 1][1]
            senses = index().latin.get(key, ())
            if senses and len(key) < _SHORTEST_LATIN and not _set_apart(text, *span):
                # a short amphoe needs its tambon beside it anyway; a short tambon would be every second word
                senses = tuple(sense for sense in senses if sense[0] == "amphoe" and len(key) >= 3)
            if senses:
                yield from _as_mentions(text, span, senses)


def _set_apart(text: str, start: int, end: int) -> bool:
    """A name of two or three letters counts between commas, or with its level: "Kae, Rattanaburi", "Tambon Lo"."""
    begun = (
        not text[:start].strip()
        or text[:start].rstrip()[-1] in ",;\n"
        or prefix_level(text[max(0, start - 16) : start])
    )
    return bool(begun) and (text[end : end + 1] in {",", ";"} or suffix_level(text, end)[0] is not None)
