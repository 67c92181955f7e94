"""How long a sentence may be on its channel (limits.toml), and whether a native speaker has read a language."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Limit:
    """measure: letters, units or segments."""

    channel: str
    measure: str
    most: int


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "limits.toml").read_text("utf-8"))


def limit_of(key: str) -> Limit | None:
    """None: no channel cuts this sentence."""
    for row in _table()["limit"]:
        if any(fnmatchcase(key, pattern) for pattern in row["keys"]):
            return Limit(row["channel"], row["measure"], row["most"])
    return None


def filled(sentence: str) -> str:
    """With the longest facts, so that its length is the longest too; what has none stays as it is written."""
    return sentence.format_map(_Facts(_table()["facts"]))


def reviewed(language: str) -> str:
    """Who has read it as a native speaker, "" when nobody has."""
    return str(_table()["reviewed"].get(language, ""))


class _Facts(dict[str, str]):
    def __init__(self, known: Mapping[str, str]) -> None:
        super().__init__(known)

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"
