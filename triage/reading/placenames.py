"""Finds names of provinces, amphoes and tambons in running text, Thai or Latin, with or without ต. อ. จ."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

import geothai

from triage.reading.cues import rules

Level = Literal["province", "amphoe", "tambon"]
Sense = tuple[Level, str, tuple[str, ...]]

# Tone marks and silent signs are left out, letters of one sound are one: "หัวล้อ" finds "หัวฬ่อ"
_DROPPED = "็่้๊๋์ฯ"
_FOLD = str.maketrans("ฬณญศษฎฏฐฑฒธฃฆภ", "ลนยสสดตททททขคพ", _DROPPED)
_FOLLOWING = re.compile("[ะ-ฺ็-๎]")
_LEADING = "เแโใไ"
_WORD = re.compile(r"[a-z']+")
_PREFIXED: tuple[tuple[Level, re.Pattern[str]], ...] = (
    ("tambon", re.compile(r"(?:ตำบล|แขวง|(?<![ก-๛.])ต ?\.? ?|(?<=\d)ต\.? ?|[ก-๛]ต\. ?|tambon |tumbon |subdistrict |t\. ?)$")),
    ("amphoe", re.compile(r"(?:อำเภอ|กิ่งอำเภอ|เขต|(?<![ก-๛.])อ ?\.? ?|[ก-๛]อ\. ?|amphoe |ampoe |amphur |a\. ?|district )$")),
    ("province", re.compile(r"(?:จังหวัด|จว\. ?|(?<![ก-๛.])จ ?\.? ?|[ก-๛]จ\. ?|changwat |province |j\. ?)$")),
)  # fmt: skip
_LOCATIVE = re.compile(r"(?:อยู่|ที่|แถว|ชาว|คน|แถวๆ|ใน|จาก|พื้นที่) ?$")
_SHORT, _LONG = 4, 7
_SHORTEST_LATIN = 4
_LONGEST_LATIN_WORDS = 4


@dataclass(frozen=True, slots=True)
class Mention:
    """One name in the text. trusted: prefixed, or distinctive enough to be a place by itself."""

    start: int
    end: int
    level: Level
    name: str
    codes: tuple[str, ...]
    prefixed: bool
    common: bool
    landmark: bool
    exact: bool


@dataclass(frozen=True, slots=True)
class Index:
    """thai: folded name → senses; starts: first letters → lengths, longest first; latin: folded letters → senses."""

    thai: dict[str, tuple[Sense, ...]]
    starts: dict[str, tuple[int, ...]]
    latin: dict[str, tuple[Sense, ...]]
    common: frozenset[str]


def mentions(text: str) -> list[Mention]:
    """Every place name in normalised text; names inside a longer name are left out."""
    found = [*_thai_mentions(text), *_latin_mentions(text)]
    return [one for one in found if not any(_inside(one, other) for other in found)]


def _inside(one: Mention, other: Mention) -> bool:
    longer = other.end - other.start > one.end - one.start
    return longer and other.start <= one.start and one.end <= other.end


def _thai_mentions(text: str) -> Iterator[Mention]:
    folded = text.translate(_FOLD)
    if not any("ก" <= letter <= "ฮ" for letter in folded):
        return
    where = [i for i, letter in enumerate(text) if letter not in _DROPPED]
    names = index()
    for start in range(len(folded) - 1):
        for length in names.starts.get(folded[start : start + 2], ()):
            senses = names.thai.get(folded[start : start + length])
            span = _span(text, where, start, length) if senses else None
            found = list(_as_mentions(text, span, senses)) if senses and span else []
            yield from found
            if found:
                break


def _span(text: str, where: list[int], start: int, length: int) -> tuple[int, int] | None:
    """Where the folded name stands in the text; None when it would cut a syllable in two."""
    if start + length > len(where):
        return None
    begin, end = where[start], where[start + length - 1] + 1
    while end < len(text) and text[end] in _DROPPED:
        end += 1
    cut_before = begin > 0 and text[begin - 1] in _LEADING
    cut_after = end < len(text) and _FOLLOWING.match(text[end])
    return None if cut_before or cut_after else (begin, end)


def _as_mentions(text: str, span: tuple[int, int], senses: tuple[Sense, ...]) -> Iterator[Mention]:
    start, end = span
    before, words = text[max(0, start - 16) : start], text[start:end]
    level = prefix_level(before)
    located = bool(_LOCATIVE.search(before))
    for sense, name, codes in senses:
        if level in (None, sense):
            yield Mention(
                start, end, sense, name, codes,
                prefixed=level == sense,
                common=_is_common(words, sense, located=located),
                landmark=level is None and _after_landmark(before, sense),
                exact=words == name or sense == "province" or words.isascii() or (located and len(words) >= _LONG),
            )  # fmt: skip


def _is_common(words: str, level: Level, *, located: bool) -> bool:
    if words.isascii():
        return level == "tambon" or " " not in words or len(words) <= _LONG
    return words in index().common or (len(words) <= _SHORT and not (located and level == "amphoe"))


def names_at(text: str, start: int) -> list[tuple[int, str]]:
    """The longest place name that begins exactly here: where it ends, and its official spelling."""
    found = [one for one in _thai_mentions(text[start : start + 40]) if one.start == 0]
    return [(start + one.end, one.name) for one in found[:1]]


def fold_thai(text: str) -> str:
    """Letters of one sound as one, without tone marks and silent signs."""
    return text.translate(_FOLD)


def prefix_level(before: str) -> Level | None:
    """Which level the words right before a name announce: "ต." tambon, "อำเภอ" amphoe, …"""
    for level, pattern in _PREFIXED:
        if pattern.search(before):
            return level
    return None


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
    words = [(found.start(), found.end(), found[0]) for found in _WORD.finditer(text)]
    for i in range(len(words)):
        for many in range(min(_LONGEST_LATIN_WORDS, len(words) - i), 0, -1):
            key = fold_latin("".join(word for _, _, word in words[i : i + many]))
            senses = index().latin.get(key) if len(key) >= _SHORTEST_LATIN else None
            if senses:
                yield from _as_mentions(text, (words[i][0], words[i + many - 1][1]), senses)
                break


def fold_latin(letters: str) -> str:
    """Romanised spellings that differ by an h, a doubled letter or a sign are one."""
    plain = re.sub(r"[^a-z]", "", letters.lower())
    plain = re.sub(r"(?<=[ktpc])h", "", plain).replace("ae", "e").replace("ue", "u").replace("oe", "o")
    return re.sub(r"(.)\1+", r"\1", plain)


@cache
def index() -> Index:
    """Built on first use (some 8,500 names) and kept for the life of the process."""
    thai: dict[str, list[Sense]] = {}
    latin: dict[str, list[Sense]] = {}
    for sense, spellings, english in _senses():
        for spelling in spellings:
            thai.setdefault(spelling.translate(_FOLD), []).append(sense)
        for spelling in english:
            latin.setdefault(fold_latin(spelling), []).append(sense)
    frozen = {key: tuple(dict.fromkeys(senses)) for key, senses in thai.items()}
    return Index(
        thai=frozen,
        starts=_starts(frozen),
        latin={key: tuple(dict.fromkeys(senses)) for key, senses in latin.items()},
        common=frozenset(rules("places")["common"].split()),
    )


def _starts(names: dict[str, tuple[Sense, ...]]) -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = {}
    for name in names:
        lengths.setdefault(name[:2], set()).add(len(name))
    return {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}


def _senses() -> Iterator[tuple[Sense, set[str], set[str]]]:
    """Each (level, name, codes) with its Thai and its Latin spellings."""
    by_name: dict[tuple[Level, str], list[tuple[str, str]]] = {}
    for level, code, name, english in _areas():
        by_name.setdefault((level, name), []).append((code, english))
    for (level, name), areas in by_name.items():
        codes = tuple(code for code, _ in areas)
        thai, latin = _aliases(level, name)
        yield (level, name, codes), {name, *thai}, {english for _, english in areas} | latin
    capitals = tuple(
        code for level, code, _, _ in _areas() if level == "amphoe" and code.endswith("01") and code != "1001"
    )
    yield ("amphoe", "เมือง", capitals), {"เมือง", "เมืองฯ"}, {"mueang", "muang"}


def _areas() -> Iterator[tuple[Level, str, str, str]]:
    for province in geothai.provinces():
        yield "province", province.code, province.name_th, province.name_en
        for amphoe in geothai.districts(province.code):
            yield "amphoe", amphoe.code, amphoe.name_th.removeprefix("เขต"), amphoe.name_en
            for tambon in geothai.subdistricts(amphoe.code):
                yield "tambon", tambon.code, tambon.name_th, tambon.name_en


def _aliases(level: Level, name: str) -> tuple[set[str], set[str]]:
    table = rules("places")
    thai = {alias for alias, official in table.get(level, {}).items() if official == name}
    return thai, {alias for alias, official in table["latin"].items() if official == name}
