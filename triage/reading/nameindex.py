"""Every name of a province, amphoe and tambon under the keys by which people's spellings find it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

import geothai
from geothai.abolished import abolished_areas

from store.gazetteer import tambon_name
from triage.reading.cues import rules
from triage.reading.normalise import normalise

Level = Literal["province", "amphoe", "tambon"]
Sense = tuple[Level, str, tuple[str, ...]]

# Tone marks and silent signs are left out, letters of one sound are one: "หัวล้อ" finds "หัวฬ่อ"
DROPPED = "็่้๊๋์ฯ"
FOLD = str.maketrans("ฬณญศษฎฏฐฑฒธฃฆภ", "ลนยสสดตททททขคพ", DROPPED)


@dataclass(frozen=True, slots=True)
class Index:
    """thai: folded name → senses; starts: first letters → lengths, longest first; latin: folded letters → senses.

    begun: the first three letters of every Latin key.
    """

    thai: dict[str, tuple[Sense, ...]]
    starts: dict[str, tuple[int, ...]]
    latin: dict[str, tuple[Sense, ...]]
    begun: frozenset[str]
    common: frozenset[str]
    generic: frozenset[str]
    english: frozenset[tuple[str, str]]


def fold_thai(text: str) -> str:
    """Letters of one sound as one, without tone marks and silent signs."""
    return text.translate(FOLD)


_NO_LETTER, _ASPIRATED, _DOUBLED = re.compile("[^a-z]"), re.compile("(?<=[ktpc])h"), re.compile(r"(.)\1+")


def plain_letters(words: str) -> str:
    return _NO_LETTER.sub("", words.lower())


def fold_latin(words: str) -> str:
    """Romanised spellings that differ by an h, a doubled letter or a sign are one."""
    plain = _ASPIRATED.sub("", plain_letters(words))
    return _DOUBLED.sub(r"\1", plain.replace("ae", "e").replace("ue", "u").replace("oe", "o"))


@cache
def index() -> Index:
    """Built on first use (some 8,500 names) and kept for the life of the process."""
    thai: dict[str, list[Sense]] = {}
    latin: dict[str, list[Sense]] = {}
    for sense, spellings, english in _senses():
        for spelling in spellings:
            # a text's drawn-out letters are one letter by now, also in นานกกก
            for form in {spelling, normalise(spelling)}:
                thai.setdefault(form.translate(FOLD), []).append(sense)
        for spelling in english:
            latin.setdefault(fold_latin(spelling), []).append(sense)
    frozen = {key: tuple(dict.fromkeys(senses)) for key, senses in thai.items()}
    return Index(
        thai=frozen,
        starts=_starts(frozen),
        latin={key: tuple(dict.fromkeys(senses)) for key, senses in latin.items()},
        begun=frozenset(key[:3] for key in latin),
        common=frozenset(rules("places")["common"].split()),
        generic=frozenset(rules("places")["generic"].split()),
        english=frozenset((plain_letters(english), name) for _, _, name, english in areas()),
    )


def _starts(names: dict[str, tuple[Sense, ...]]) -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = {}
    for name in names:
        lengths.setdefault(name[:2], set()).add(len(name))
    return {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}


def _senses() -> Iterator[tuple[Sense, set[str], set[str]]]:
    """Each (level, name, codes) with its Thai and its Latin spellings."""
    by_name: dict[tuple[Level, str], list[tuple[str, str]]] = {}
    for level, code, name, english in areas():
        by_name.setdefault((level, name), []).append((code, english))
    for (level, name), places in by_name.items():
        codes = tuple(code for code, _ in places)
        thai, latin = _aliases(level, name)
        yield (level, name, codes), {name, *thai}, {english for _, english in places} | latin
    for sense, english in _old_names():
        yield sense, {sense[1]}, {english}
    capitals = tuple(
        code for level, code, _, _ in areas() if level == "amphoe" and code.endswith("01") and code != "1001"
    )
    yield ("amphoe", "เมือง", capitals), {"เมือง", "เมืองฯ"}, {"mueang", "muang"}


def _old_names() -> Iterator[tuple[Sense, str]]:
    """Abolished tambons whose successors bear other names: the old name means any of these."""
    for old in abolished_areas():
        current = [code for code in old.successors if tambon_name(code) not in (None, old.name_th)]
        if old.level == "subdistrict" and current:
            yield ("tambon", old.name_th, tuple(current)), old.name_en or ""


def areas() -> Iterator[tuple[Level, str, str, str]]:
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
