"""The emergency numbers that stand above everything on the citizen's pages; officials change them as data."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Number:
    number: str
    name: str
    name_en: str

    def named(self, language: str) -> str:
        return self.name if language == "th" else self.name_en


FIRST = ("1669", "191", "199", "1784")
"""Those that a person in need looks for; the others follow on /help."""


@cache
def every() -> tuple[Number, ...]:
    table = tomllib.loads((files("triage") / "rules" / "numbers.toml").read_text("utf-8"))
    return tuple(Number(row["number"], row["name"], row["name_en"]) for row in table["number"])


def first() -> tuple[Number, ...]:
    return tuple(each for each in every() if each.number in FIRST)


def known(asked: Iterable[str]) -> tuple[Number, ...]:
    """Those of the asked numbers that are really emergency numbers: an address may not make us show others."""
    by_number = {each.number: each for each in every()}
    return tuple(by_number[number] for number in dict.fromkeys(asked) if number in by_number)
