"""The files of casework/rules: what officials decide, with source, date and whether somebody has verified it.

The files stay as they are shipped; what an installation or one body sets (store/standards.py keeps it) lies over them,
entry by entry, and goes away the same way: the pattern of triage/reading/overlay.py.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Version:
    """One entry of one file as somebody set it. org: "" for every body. path: where the entry stands, a row of a list by its
    code, seat, name or state/track. value: fields that lie over the entry's own ("value" of a bare number); None: the
    entry is out."""

    org: str
    file: str
    path: tuple[str, ...]
    value: Mapping[str, Any] | None
    source: str
    since: date
    verified: bool


@dataclass(slots=True)
class _Held:
    versions: tuple[Version, ...] = ()
    made: list[Callable[[], None]] = field(default_factory=list)


_held = _Held()


def table(name: str, org: str = "") -> dict[str, Any]:
    """The tables of casework/rules/<name>.toml with what is set for everybody, then what this body set for itself."""
    found = shipped(name)
    for version in _held.versions:
        if version.file == name and version.org in {"", org}:
            found = _laid(found, version.path, version)
    return found


def shipped(name: str) -> dict[str, Any]:
    return tomllib.loads((files("casework") / "rules" / f"{name}.toml").read_text("utf-8"))


def own(name: str, org: str) -> str:
    """The body itself if it set something of this file, else "": what is made of a file is kept once for all others."""
    return org if any(each.org == org and each.file == name for each in _held.versions) else ""


def kept(make: Callable[P, T]) -> Callable[P, T]:
    """Made of files once per process, and again when something else is set."""
    made = cache(make)
    _held.made.append(made.cache_clear)
    return cast("Callable[P, T]", made)


def take_up(versions: Sequence[Version]) -> bool:
    """In the order in which they are laid over the files; whether that is anything new."""
    found = tuple(sorted(versions, key=lambda each: each.org != ""))
    if found == _held.versions:
        return False
    _held.versions = found
    for forget in _held.made:
        forget()
    return True


def name_in_list(row: Mapping[str, Any]) -> str:
    """How a row of a list is called in a path."""
    if "state" in row:
        return "/".join(filter(None, (row["state"], row.get("track", ""))))
    return str(row.get("code") or row.get("seat") or row.get("name") or "")


def _laid(found: dict[str, Any], path: Sequence[str], version: Version) -> dict[str, Any]:
    first, *rest = path
    inside = found.get(first)
    if rest and (isinstance(inside, list) or (len(rest) == 1 and not isinstance(inside, dict))):
        return {**found, first: _in_list(inside or [], rest[0], version)}
    if rest:
        return {**found, first: _laid(inside if isinstance(inside, dict) else {}, rest, version)}
    return {**found, first: _entry(inside, version)}


def _in_list(rows: Sequence[dict[str, Any]], name: str, version: Version) -> list[dict[str, Any]]:
    known = [row for row in rows if name_in_list(row) == name]
    if version.value is None:
        return [row for row in rows if row not in known]
    if not known:
        return [*rows, _entry({"code": name, "name": name}, version)]
    return [_entry(row, version) if row in known else row for row in rows]


def _entry(before: Any, version: Version) -> Any:
    value = version.value or {}
    if not isinstance(before, dict):
        return value["value"]
    return {**before, **value, "source": version.source, "verified": version.verified}


@dataclass(frozen=True, slots=True)
class Label:
    """A code that officials may add, with its words."""

    code: str
    th: str
    en: str

    def named(self, language: str) -> str:
        return self.en if language == "en" else self.th
