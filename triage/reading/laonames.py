"""Names of LAOs in the text: "ทต.คูเต่า", "เทศบาลเมืองคลองแห", "อบต. ไร่ขี", "เทศบาลพะตง"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from store.gazetteer import LAO_TYPES, Lao, Register
from triage.reading.nameindex import fold_thai
from triage.reading.placenames import thai_mentions

_TYPES: dict[str, tuple[str, ...]] = {
    "องค์การบริหารส่วนตำบล": ("TAO",), "อบต": ("TAO",),
    "องค์การบริหารส่วนจังหวัด": ("PAO",), "อบจ": ("PAO",),
    "เทศบาลตำบล": ("ThesabanTambon",), "ทต": ("ThesabanTambon",),
    "เทศบาลเมือง": ("ThesabanMueang",), "ทม": ("ThesabanMueang",),
    "เทศบาลนคร": ("ThesabanNakhon",), "ทน": ("ThesabanNakhon",),
    "เมือง": ("Pattaya",),
    "เทศบาล": ("ThesabanTambon", "ThesabanMueang", "ThesabanNakhon"),
}  # fmt: skip
Known = dict[str, tuple[tuple[str, Lao], ...]]
_TITLE = re.compile(r"(?<!ซอย)(?<!ถนน)(?:(" + "|".join(sorted(_TYPES, key=len, reverse=True)) + r")[. ]*)")
_ABBREVIATED = frozenset({"อบต", "อบจ", "ทต", "ทม", "ทน"})


@dataclass(frozen=True, slots=True)
class LaoMention:
    """name: full official form. laos: organisations of the register that bear it (none: not in this register)."""

    start: int
    end: int
    name: str
    laos: tuple[Lao, ...]


def lao_mention(text: str, register: Register) -> LaoMention | None:
    """The first LAO the text names, by a name of the register or of a tambon or amphoe."""
    return next(_mentions(text, register), None)


def _mentions(text: str, register: Register) -> Iterator[LaoMention]:
    known = _by_name(register)
    for title in _TITLE.finditer(text):
        if title[1] in _ABBREVIATED and title.start() and "ก" <= text[title.start() - 1] <= "๎":
            continue
        types = _TYPES[title[1]]
        for end, spelled in _names(text, title.end(), known, listed=types == ("Pattaya",)):
            laos = tuple(
                dict.fromkeys(lao for kind, lao in known.get(fold_thai(spelled), ()) if kind in types)
            )
            if title[1] in _ABBREVIATED and any(stop >= end for stop, _ in _names_at(text, title.start())):
                break  # ต.ทมนางาม is no ทม. of นางาม
            if laos or (len(types) == 1 and types != ("Pattaya",)):
                yield LaoMention(title.start(), end, _full(types, spelled, laos), laos)
                break


def _names(text: str, start: int, known: Known, *, listed: bool) -> list[tuple[int, str]]:
    """Names that stand at this point, longest first: of the register, then (unless only listed ones count) of any area."""
    window = text[start : start + 40]
    ends = [end for end in range(len(window), 1, -1) if fold_thai(window[:end]) in known]
    return [(start + end, window[:end]) for end in ends] + ([] if listed else _names_at(text, start))


def _names_at(text: str, start: int) -> list[tuple[int, str]]:
    """The longest place name that begins exactly here: where it ends, and its official spelling."""
    found = [one for one in thai_mentions(text[start : start + 40]) if one.start == 0]
    return [(start + one.end, one.name) for one in found[:1]]


def _full(types: tuple[str, ...], spelled: str, laos: tuple[Lao, ...]) -> str:
    return laos[0].full_name if laos else f"{LAO_TYPES[types[0]][1]}{spelled}"


@lru_cache(maxsize=4)
def _by_name(register: Register) -> Known:
    """Folded bare name → (rank it was borne with, LAO)."""
    names: Known = {}
    for lao in register.laos.values():
        borne = ((lao.type, lao.name), *(_ranked(alias, lao) for alias in lao.aliases))
        for kind, name in dict.fromkeys(borne):
            names[fold_thai(name)] = (*names.get(fold_thai(name), ()), (kind, lao))
    return names


def _ranked(alias: str, lao: Lao) -> tuple[str, str]:
    """ "อบต.แม่สาย": an earlier name with its rank; a bare one goes with the rank of today."""
    for kind, titles in LAO_TYPES.items():
        for title in titles:
            if title.strip("เมือง") and alias.startswith(title):
                return kind, alias.removeprefix(title).strip()
    return lao.type, alias
