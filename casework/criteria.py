"""What is checked for a need and which papers it takes: data with a version, a source and a date (rules/criteria.toml)."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from casework import rulefile


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion or a paper in the words of the data. short: for a text message."""

    code: str
    th: str
    en: str
    short: str = ""
    source: str = ""

    def words(self, language: str) -> str:
        return self.en if language == "en" else self.th


@dataclass(frozen=True, slots=True)
class Criteria:
    """Of one field of help."""

    criteria: tuple[Line, ...]
    papers: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """All that is in force. verified: somebody has read the regulation in full and agreed."""

    version: str
    source: str
    dated: date
    verified: bool
    fields: dict[str, Criteria]

    def of(self, code: str) -> Criteria:
        """Of a need, "field:need"; what holds for every field comes first."""
        every, own = self.fields["every"], self.fields.get(code.partition(":")[0])
        return Criteria(every.criteria + own.criteria, every.papers + own.papers) if own else every


@cache
def book() -> Book:
    """The file in force, read once per process."""
    table = rulefile.table("criteria")
    fields = {name: _criteria(part) for name, part in table.items() if isinstance(part, dict)}
    return Book(table["version"], table["source"], table["dated"], table["verified"], fields)


def _criteria(part: dict[str, Any]) -> Criteria:
    lines = {
        name: tuple(
            Line(row["code"], row["th"], row["en"], row.get("short", ""), row.get("source", ""))
            for row in part.get(name, ())
        )
        for name in ("criteria", "papers")
    }
    return Criteria(lines["criteria"], lines["papers"])
