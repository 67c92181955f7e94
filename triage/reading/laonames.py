"""Names of LAOs in the text: "ทต.คูเต่า", "เทศบาลเมืองคลองแห", "อบต. ไร่ขี", "เทศบาลพะตง"."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from store.gazetteer import LAO_TYPES, Lao, Register
from triage.reading.cues import rules
from triage.reading.nameindex import fold_thai
from triage.reading.placenames import thai_mentions, whole_end

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
_WORDS = sorted(_TYPES, key=len, reverse=True)
_TITLE = re.compile(r"(?<!ซอย)(?<!ถนน)(?:(" + "|".join(_WORDS) + r")[. ]*)")
_MISSPELT = re.compile(
    r"(?<!ซอย)(?<!ถนน)(?:(?P<city>เท[ศสษ]บา[ลนร]) ?(?P<rank>ตำบล|ตำบน|เมือง|นคร|นะคร)?"
    r"|อง(?:ค์|ค|)การ ?บริหาร ?ส่วน ?(?P<body>ตำบล|ตำบน|จังหวัด))[. ]*"
)
_RANKS = {"ตำบน": "ตำบล", "นะคร": "นคร", None: ""}
_ABBREVIATED = frozenset({"อบต", "อบจ", "ทต", "ทม", "ทน"})


@dataclass(frozen=True, slots=True)
class LaoMention:
    """name: full official form. laos: organisations of the register that bear it (none: not in this register).

    off: where the name has a slip, letters by which each of the laos is off. bare: the name without its title.
    cut: more letters follow, perhaps of a longer name ("อบต.ทุ่ง" in "อบต.ทุ่งศีทอง").
    """

    start: int
    end: int
    name: str
    laos: tuple[Lao, ...]
    off: tuple[int, ...] = ()
    bare: bool = False
    cut: bool = False


def lao_mention(text: str, register: Register) -> LaoMention | None:
    """The first LAO the text names, by a name of the register or of a tambon or amphoe; else one nearly so named."""
    named = next(_mentions(text, register), None)
    if named and not named.cut:
        return named
    return next(_misspelt(text, register), None) or named or next(_bare_city(text, register), None)


def _mentions(text: str, register: Register) -> Iterator[LaoMention]:
    known = _by_name(register)
    for title, kind in _titles(text):
        types = _TYPES[kind]
        for end, spelled in _names(text, title.end(), known, listed=types == ("Pattaya",)):
            if kind in _ABBREVIATED and any(stop >= end for stop, _ in _names_at(text, title.start())):
                break  # ต.ทมนางาม is no ทม. of นางาม
            laos = _of_types(known.get(fold_thai(spelled), ()), types)
            if laos or (len(types) == 1 and types != ("Pattaya",)):
                cut = not whole_end(text, end)
                yield LaoMention(title.start(), end, _full(types, spelled, laos), laos, cut=cut)
                break


def _titles(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Titles as they should be spelled, each with the word that the text has for it."""
    for title in _TITLE.finditer(text):
        if title[1] in _ABBREVIATED and title.start() and "ก" <= text[title.start() - 1] <= "๎":
            continue
        yield title, title[1]
    for title in _MISSPELT.finditer(text):
        rank = _RANKS.get(title["rank"] or title["body"], title["rank"] or title["body"])
        kind = f"เทศบาล{rank}" if title["city"] else f"องค์การบริหารส่วน{rank}"
        if not title[0].startswith(kind):
            yield title, kind


def _of_types(found: Iterable[tuple[str, Lao]], types: tuple[str, ...]) -> tuple[Lao, ...]:
    """Of this rank; a เทศบาล whose rank is told wrongly is still that เทศบาล."""
    pairs = tuple(found)
    fits = tuple(dict.fromkeys(lao for kind, lao in pairs if kind in types))
    if fits or not set(types) & set(_CITIES):
        return fits
    return tuple(dict.fromkeys(lao for kind, lao in pairs if kind in _CITIES))


def _misspelt(text: str, register: Register) -> Iterator[LaoMention]:
    """A title, and behind it what is nearly the name of a body of that rank."""
    for title, kind in _titles(text):
        types = _TYPES[kind]
        if "PAO" in types or "Pattaya" in types or (kind in _ABBREVIATED and "." not in title[0]):
            continue
        run = _RUN.match(text, title.end())
        key = fold_thai(_TAIL.sub("", run[0])) if run else ""
        laos = _like(key, types, register) if run else {}
        if run and laos:
            yield LaoMention(
                title.start(), title.end() + len(_TAIL.sub("", run[0])), next(iter(laos)).full_name,
                tuple(laos), tuple(laos.values()),
            )  # fmt: skip


def _like(key: str, types: tuple[str, ...], register: Register) -> dict[Lao, int]:
    """LAOs of that rank whose name is one letter off, or two of a long one; nearest first."""
    known = _by_rank(register)
    most = 0 if len(key) < 4 else 1 if len(key) < 7 else 2
    near = {
        lao: int(off)
        for kind in types
        for name, off, _ in extract(
            key, known.get(kind, {}).keys(), scorer=OSA.distance, score_cutoff=most, limit=24
        )
        for lao in known[kind][name]
        if off
    }
    return dict(sorted(near.items(), key=lambda one: one[1]))


def _bare_city(text: str, register: Register) -> Iterator[LaoMention]:
    """เมืองพัทยา is known by its bare name; "ไปเที่ยวพัทยา" is not where the trouble is."""
    for lao, named in _cities(register):
        for found in named.finditer(text):
            if not _elsewhere().search(text[: found.start()]):
                yield LaoMention(found.start(), found.end(), lao.full_name, (lao,), bare=True)


@lru_cache(maxsize=4)
def _cities(register: Register) -> tuple[tuple[Lao, re.Pattern[str]], ...]:
    cities = (lao for lao in register.laos.values() if lao.type == "Pattaya")
    return tuple((lao, re.compile(f"{lao.name}|{_LATIN_CITY}")) for lao in cities)


_LATIN_CITY = r"(?<![a-z])(?:pattaya|phatthaya|patthaya|pataya)(?![a-z])"


@cache
def _elsewhere() -> re.Pattern[str]:
    words = sorted(rules("places")["elsewhere"].split(), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, words))}) ?(?:ที่|อยู่|ใน)? ?$")


_CITIES = ("ThesabanTambon", "ThesabanMueang", "ThesabanNakhon")
_RUN = re.compile("[ก-๎]{3,28}")
_TAIL = re.compile(r"(?:นะ)?(?:ครับ|คับ|ค่ะ|คะ|ค่า|จ้า|จ้ะ|น้ำท่วม.*|ไม่.*|ช่วย.*|ขอ.*|มี.*|อ$|จ$|ต$)$")


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


@lru_cache(maxsize=4)
def _by_rank(register: Register) -> dict[str, dict[str, tuple[Lao, ...]]]:
    """Rank → folded name → LAOs."""
    ranks: dict[str, dict[str, tuple[Lao, ...]]] = {}
    for name, borne in _by_name(register).items():
        for kind, lao in borne:
            names = ranks.setdefault(kind, {})
            names[name] = (*names.get(name, ()), lao)
    return ranks


def _ranked(alias: str, lao: Lao) -> tuple[str, str]:
    """ "อบต.แม่สาย": an earlier name with its rank; a bare one goes with the rank of today."""
    for kind, titles in LAO_TYPES.items():
        for title in titles:
            if title.strip("เมือง") and alias.startswith(title):
                return kind, alias.removeprefix(title).strip()
    return lao.type, alias
