"""What is checked for a need and which papers it takes: data with a version, a source and a date (rules/criteria.toml)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from casework import rulefile


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion or a paper in the words of the data. short: for a text message. sum: up to how much, in words; for staff
    only, citizens are never told a sum."""

    code: str
    th: str
    en: str
    short: str = ""
    source: str = ""
    sum: str = ""
    verified: bool = False

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

    def told(self) -> dict[str, Any]:
        """As it is kept for the cases that are checked by it."""
        return {name: asdict(part) for name, part in self.fields.items()}

    def of(self, code: str) -> Criteria:
        """Of a need, "field:need"; what holds for every field comes first."""
        every, own = self.fields["every"], self.fields.get(code.partition(":")[0])
        return Criteria(every.criteria + own.criteria, every.papers + own.papers) if own else every


def book(org: str = "") -> Book:
    """What is in force for a body; without one, for everybody."""
    return _book(rulefile.own("criteria", org))


@rulefile.kept
def _book(org: str) -> Book:
    """What was set lies over the file: the version says so by a mark of the words themselves, so that another text never
    has the same version."""
    table, shipped = rulefile.table("criteria", org), rulefile.shipped("criteria")
    return _made(table, changed=table != shipped)


def delivered() -> Book:
    """As the file says, whatever lies over it."""
    return _made(rulefile.shipped("criteria"), changed=False)


def _made(table: Mapping[str, Any], *, changed: bool) -> Book:
    fields = {
        name: _criteria(part, table["verified"]) for name, part in table.items() if isinstance(part, dict)
    }
    mark = "+" + sha256(repr(fields).encode()).hexdigest()[:6] if changed else ""
    lines = [line for part in fields.values() for line in (*part.criteria, *part.papers)]
    verified = all(line.verified for line in lines)
    return Book(f"{table['version']}{mark}", table["source"], table["dated"], verified, fields)


def as_told(fields: Mapping[str, Any]) -> dict[str, Criteria]:
    """Out of what was kept of a version (store/standards.py)."""
    return {
        name: Criteria(*(tuple(Line(**line) for line in part[kind]) for kind in ("criteria", "papers")))
        for name, part in fields.items()
    }


def _criteria(part: dict[str, Any], verified: bool) -> Criteria:
    lines = {
        name: tuple(
            Line(
                row["code"],
                row["th"],
                row["en"],
                row.get("short", ""),
                row.get("source", ""),
                row.get("sum", ""),
                row.get("verified", verified),
            )
            for row in part.get(name, ())
        )
        for name in ("criteria", "papers")
    }
    return Criteria(lines["criteria"], lines["papers"])
