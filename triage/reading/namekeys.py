"""Every amphoe and tambon under one key a script, side by side by area: what a misspelt name is compared with."""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache

from triage.reading.nameindex import areas, fold_thai
from triage.reading.normalise import normalise
from triage.reading.romanised import rough


@dataclass(frozen=True, slots=True)
class Names:
    """Keys of one script; the tambons of an area lie side by side, sorted by code."""

    amphoes: tuple[str, ...]
    amphoe_codes: tuple[str, ...]
    tambons: tuple[str, ...]
    tambon_codes: tuple[str, ...]

    def below(self, area: str) -> tuple[int, int]:
        return bisect_left(self.tambon_codes, area), bisect_left(self.tambon_codes, area + "~")


@cache
def names(latin: bool) -> Names:
    """Built on first use."""
    fold = rough if latin else fold_thai
    amphoes: list[tuple[str, str]] = []
    tambons: list[tuple[str, str]] = []
    for level, code, thai, english in areas():
        key = fold(english if latin else normalise(thai))
        if level == "amphoe":
            amphoes.append((key, code))
            if code.endswith("01") and not code.startswith("10"):
                amphoes.append((rough("mueang") if latin else "เมือง", code))
        elif level == "tambon":
            tambons.append((code, key))
    tambons.sort()
    return Names(
        tuple(key for key, _ in amphoes), tuple(code for _, code in amphoes),
        tuple(key for _, key in tambons), tuple(code for code, _ in tambons),
    )  # fmt: skip


@cache
def all_tambons(latin: bool) -> frozenset[str]:
    return frozenset(names(latin).tambons)
