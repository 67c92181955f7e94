"""What a form's date, time and number fields say, or which of them cannot be read."""

from datetime import date, time
from uuid import UUID

from flask import request

from casework.access import NotAllowed
from casework.committee import BadEntry


def words(name: str) -> str:
    return request.form.get(name, "").strip()


def key(typed: str) -> UUID | None:
    """Of a row of ours; None for nothing chosen. NotAllowed where it cannot be one."""
    try:
        return UUID(typed) if typed else None
    except ValueError:
        raise NotAllowed("key") from None


def day(name: str) -> date:
    """BadEntry names the field when there is no such day."""
    found = maybe_day(name)
    if found is None:
        raise BadEntry(name)
    return found


def maybe_day(name: str) -> date | None:
    typed = words(name)
    if not typed:
        return None
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        raise BadEntry(name) from None
    if not 2000 <= found.year <= 2100:
        raise BadEntry(name)
    return found


def maybe_time(name: str) -> time | None:
    typed = words(name).replace(".", ":")
    typed = f"0{typed}" if typed[1:2] == ":" else typed  # "9.30", as people write it
    try:
        return time.fromisoformat(typed).replace(tzinfo=None) if typed else None
    except ValueError:
        raise BadEntry(name) from None


def maybe_number(name: str, most: int = 9999) -> int | None:
    typed = words(name)
    if not typed:
        return None
    if not (typed.isdecimal() and 0 < int(typed) <= most):
        raise BadEntry(name)
    return int(typed)


def version() -> int:
    """Of what the page showed; a form without one is no page of ours."""
    typed = words("version")
    if not typed.isdecimal():
        raise BadEntry("version")
    return int(typed)
