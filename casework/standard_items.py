"""What of the files of casework/rules may be set on a page, entry by entry, and what a form means by it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from casework import rulefile
from casework.access import NotAllowed
from casework.clocks import Unit
from store.cases import Urgency

FILES = ("clocks", "criteria", "targets", "committee", "department")
Kind = Literal["step", "span", "aim", "criteria", "papers", "seat", "days", "regulation", "contact"]
OWN: frozenset[Kind] = frozenset({"step", "criteria", "papers"})
"""Kinds that a body may set for itself."""
LONGEST = 300


class BadValue(Exception):
    """field: of the form, and the end of the key of its sentence."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True, slots=True)
class Item:
    """One entry that may be set. entry: as it is in force, {"value": n} of a bare number; {} of one that is to be new."""

    file: str
    path: tuple[str, ...]
    kind: Kind
    entry: Mapping[str, Any]


def items(file: str, org: str) -> Iterator[Item]:
    """What may be set there for that body, in the order of the file."""
    table = rulefile.table(file, org)
    return (each for each in _ITEMS[file](table) if not org or each.kind in OWN)


def item(file: str, org: str, path: Sequence[str]) -> Item:
    """A known entry, or one that is to be new. NotAllowed where nothing may be set."""
    if file not in FILES:
        raise NotAllowed("standards")
    known = next((each for each in items(file, org) if each.path == tuple(path)), None)
    found = known or _new(file, tuple(path))
    if found is None or (org and found.kind not in OWN):
        raise NotAllowed("standards")
    return found


def _new(file: str, path: tuple[str, ...]) -> Item | None:
    """A further criterion, paper or regulation; also one that was taken out before."""
    if file == "committee" and len(path) == 2 and path[0] == "regulation" and 10 <= len(path[1]) <= LONGEST:
        return Item(file, path, "regulation", {})
    if file != "criteria" or len(path) != 3 or path[0] not in _fields(rulefile.shipped(file)):
        return None
    part, code = path[1], path[2]
    if part not in {"criteria", "papers"} or not re.fullmatch(r"[a-z][a-z0-9_]{1,30}", code):
        return None
    return Item(file, path, "criteria" if part == "criteria" else "papers", {})


def kind_of(file: str, path: Sequence[str]) -> Kind:
    """Of an entry, also of one that is no longer there."""
    kinds: Mapping[tuple[str, str], Kind] = {
        ("clocks", "step"): "step", ("committee", "seat"): "seat", ("committee", "regulation"): "regulation",
        ("committee", "consent"): "days", ("department", "contact"): "contact",
    }  # fmt: skip
    if file == "criteria":
        return "criteria" if path[1] == "criteria" else "papers"
    return kinds.get((file, path[0]), "aim" if file == "targets" else "span")


def _fields(table: Mapping[str, Any]) -> list[str]:
    return [name for name, part in table.items() if isinstance(part, dict)]


def _clocks(table: Mapping[str, Any]) -> Iterator[Item]:
    for row in table["step"]:
        yield Item("clocks", ("step", rulefile.name_in_list(row)), "step", row)
    for name in ("answer", "posting", "after_report", "late"):
        yield Item("clocks", (name,), "span", table[name])


def _criteria(table: Mapping[str, Any]) -> Iterator[Item]:
    for name in _fields(table):
        kinds: tuple[Kind, ...] = ("criteria", "papers")
        for kind in kinds:
            for row in table[name].get(kind, ()):
                yield Item("criteria", (name, kind, row["code"]), kind, row)


def _targets(table: Mapping[str, Any]) -> Iterator[Item]:
    for group in ("first_answer", "closing"):
        for code in Urgency:
            entry = {
                "value": table[group][code],
                "source": table[group]["source"],
                "verified": table["verified"],
            }
            yield Item("targets", (group, code.value), "aim", entry)


def _committee(table: Mapping[str, Any]) -> Iterator[Item]:
    for row in table["regulation"]:
        yield Item("committee", ("regulation", row["name"]), "regulation", row)
    for row in table["seat"]:
        yield Item("committee", ("seat", row["seat"]), "seat", row)
    yield Item("committee", ("consent",), "days", table["consent"])


def _department(table: Mapping[str, Any]) -> Iterator[Item]:
    yield Item("department", ("contact",), "contact", table["contact"])


_ITEMS = {
    "clocks": _clocks, "criteria": _criteria, "targets": _targets, "committee": _committee, "department": _department,
}  # fmt: skip


def read(found: Item, form: Mapping[str, str], since: date) -> dict[str, Any] | None:
    """The value that a form means; None: the entry is out. BadValue."""
    if form.get("out") == "1" and found.kind in {"criteria", "papers"} and found.entry:
        return None
    match found.kind:
        case "step" | "span":
            stops = {"stops": form.get("stops") == "1"} if found.kind == "step" else {}
            return {"within": _number(form, "within", 1), "unit": _unit(found, form), **stops}
        case "aim":
            return {"value": _number(form, "within", 1)}
        case "criteria":
            return {
                "th": _words(form, "th"),
                "en": _words(form, "en"),
                "sum": form.get("sum", "").strip()[:80],
            }
        case "papers":
            return {"th": _words(form, "th"), "en": _words(form, "en"), "short": _words(form, "short", 20)}
        case "contact":
            return {"th": _words(form, "th"), "en": _words(form, "en"), "phone": _phone(form)}
        case "seat":
            least, most = _number(form, "at_least", 0, 99), _number(form, "at_most", 0, 99)
            if most and most < least:
                raise BadValue("at_most")
            return {"at_least": least, "at_most": most}
        case "days":
            return {"remind_after_days": _number(form, "within", 1, 365)}
        case "regulation":
            return {"name": found.path[1], "in_force": since.isoformat()}


def _number(form: Mapping[str, str], name: str, least: int, most: int = 50_000) -> int:
    typed = form.get(name, "").strip()
    if not (typed.isdecimal() and len(typed) < 6 and least <= int(typed) <= most):
        raise BadValue(name)
    return int(typed)


def _unit(found: Item, form: Mapping[str, str]) -> str:
    """What stands for days of the law is counted in days."""
    unit = form.get("unit", "")
    if found.path in {("answer",), ("posting",)}:
        return "days"
    if unit not in get_args(Unit):
        raise BadValue("unit")
    return unit


def _phone(form: Mapping[str, str]) -> str:
    typed = " ".join(form.get("phone", "").split())
    if not (5 <= len(typed) <= 60 and any(each.isdecimal() for each in typed)):
        raise BadValue("phone")
    return typed


def _words(form: Mapping[str, str], name: str, most: int = LONGEST) -> str:
    typed = " ".join(form.get(name, "").split())
    if not 2 <= len(typed) <= most:
        raise BadValue(name)
    return typed
