"""Village names in the text: "บ้านท่าลาด วารินชำราบ", where the register of villages knows them."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from store.gazetteer import Register, VillageRows
from triage.reading.cues import rules
from triage.reading.nameindex import fold_thai
from triage.reading.placenames import whole_end

_BEFORE = re.compile(r"(?:หมู่บ้าน|บ้าน|(?<![ก-๛])บ\.) ?")
_LONGEST = 24
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Village:
    """codes: of eight digits (tambon, number); the villages of the country that bear the name."""

    start: int
    end: int
    name: str
    codes: tuple[str, ...]


def villages(text: str, register: Register) -> list[Village]:
    """Names that stand whole behind บ้าน or หมู่บ้าน; none where the register has no villages."""
    if register.villages is None or not _BEFORE.search(text):
        return []
    return [
        found
        for before in _BEFORE.finditer(text)
        for found in _named(text, before, _index(register.villages))
    ]


def of_amphoe(words: str, amphoe: str, register: Register) -> tuple[str, ...]:
    """Tambons of an amphoe that have a village of just this name, with or without บ้าน before it."""
    if register.villages is None:
        return ()
    codes = _index(register.villages).get(fold_thai(words.removeprefix("บ้าน").strip()), ())
    return tuple(dict.fromkeys(code[:6] for code in codes if code.startswith(amphoe)))


def _named(text: str, before: re.Match[str], known: Mapping[str, tuple[str, ...]]) -> Iterator[Village]:
    """The longest name that stands there; one that is also an everyday word says nothing."""
    start = before.end()
    for end in range(min(len(text), start + _LONGEST), start + _SHORTEST - 1, -1):
        codes = known.get(fold_thai(text[start:end]))
        if codes and whole_end(text, end):
            if f"บ้าน{text[start:end]}" not in _common():
                yield Village(before.start(), end, text[start:end], codes)
            return


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(rules("places")["common"].split())


@lru_cache(maxsize=2)
def _index(rows: Callable[[], VillageRows]) -> dict[str, tuple[str, ...]]:
    """Folded name without บ้าน → codes; some 37,000 names. Kept as long as the rows come from the same place."""
    found: dict[str, list[str]] = {}
    for code, name in rows():
        bare = fold_thai(name.removeprefix("บ้าน").strip())
        if len(bare) >= _SHORTEST:
            found.setdefault(bare, []).append(code)
    return {name: tuple(codes) for name, codes in found.items()}
