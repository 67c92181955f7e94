"""How an entry of the rules and its value are called, in the reader's language."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from casework.standard_items import kind_of
from gateway.pages import dates
from gateway.pages.shown import language, name_of, said


def row_value(row: Any) -> str:
    if row.value is None:
        return said("standards.out")
    path = tuple(row.path)
    return value(kind_of(row.file, path), path, row.value)


def name(file: str, path: tuple[str, ...]) -> str:
    """In the reader's language: the step and its track, the field and the criterion, the aim, the seat."""
    match file:
        case "clocks" if path[0] == "step":
            state, _, track = path[1].partition("/")
            return " · ".join(
                [name_of("need_state", state), *([name_of("need_track", track)] if track else [])]
            )
        case "clocks":
            return said(f"standards.{path[0]}")
        case "criteria":
            return f"{field_name(path[0])} · {said(f'standards.{path[1]}')} {path[2]}"
        case "targets":
            return f"{said(f'standards.{path[0]}')} · {name_of('urgency', path[1])}"
    return name_of("seat", path[1]) if path[0] == "seat" else said(f"standards.{path[0]}")


def field_name(code: str) -> str:
    return said("standards.every") if code == "every" else name_of("category", code)


def value(kind: str, path: tuple[str, ...], entry: Mapping[str, Any]) -> str:
    match kind:
        case "step" | "span":
            stops = f" · {said('standards.stops')}" if entry.get("stops") else ""
            return said(f"standards.in_{entry['unit']}", n=entry["within"]) + stops
        case "aim":
            return said(
                f"standards.in_{'minutes' if path[0] == 'first_answer' else 'days'}", n=entry["value"]
            )
        case "days":
            return said("standards.in_days", n=entry["remind_after_days"])
        case "seat":
            return said(
                "standards.seats",
                least=entry["at_least"],
                most=entry["at_most"] or said("standards.no_limit"),
            )
        case "contact":
            return f"{entry['en' if language() == 'en' else 'th']} {entry['phone']}"
        case "regulation":
            day = entry["in_force"]
            day = date.fromisoformat(day) if isinstance(day, str) else day
            return f"{entry['name']} ({dates.calendar(day, language())})"
    more = entry.get("sum") if kind == "criteria" else entry.get("short")
    words = str(entry["en" if language() == "en" else "th"])
    return f"{words} ({more})" if more else words
