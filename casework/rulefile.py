"""The files of casework/rules: what officials decide, with source, date and whether somebody has verified it."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


def table(name: str) -> dict[str, Any]:
    """The tables of casework/rules/<name>.toml; whoever makes values of them keeps those for the life of the process."""
    return tomllib.loads((files("casework") / "rules" / f"{name}.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Label:
    """A code that officials may add, with its words."""

    code: str
    th: str
    en: str

    def named(self, language: str) -> str:
        return self.en if language == "en" else self.th
