"""Reading what providers send, whatever its type: every function here accepts anything and raises nothing."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from channels.contract import Malformed

_KEY = re.compile(r"[!-~]{1,120}")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")


def clean(value: object) -> str:
    """The text without what no database column takes: NUL and half surrogate pairs. Not a text: ""."""
    if not isinstance(value, str):
        return ""
    if not value.isascii():
        value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value.replace("\x00", "")


def text_in(mapping: object, name: str) -> str:
    return clean(mapping.get(name)) if isinstance(mapping, dict) else ""


def mapping_in(mapping: object, name: str) -> Mapping[str, Any]:
    found = mapping.get(name) if isinstance(mapping, dict) else None
    return found if isinstance(found, dict) else {}


def number_in(mapping: object, name: str) -> float | None:
    """A finite number (true and false are none)."""
    found = mapping.get(name) if isinstance(mapping, dict) else None
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    return float(found) if abs(found) < 1e15 else None


def key_in(mapping: object, name: str) -> str:
    """An identifier as providers write them, or "": short printable ASCII that fits a unique index."""
    found = mapping.get(name) if isinstance(mapping, dict) else None
    if isinstance(found, int) and not isinstance(found, bool) and abs(found) < 1e40:
        found = str(found)
    return found if isinstance(found, str) and _KEY.fullmatch(found) else ""


def word(value: object) -> str:
    """A provider's own type name, safe to log; anything else is "?" so that no person's words slip out."""
    return value if isinstance(value, str) and _WORD.fullmatch(value) else "?"


def moment(milliseconds: float | None, default: datetime) -> datetime:
    """UTC of a Unix time in ms, the default unless it lies between 2000 and 2100."""
    if milliseconds is None or not 946_684_800_000 < milliseconds < 4_102_444_800_000:
        return default
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def json_object(body: bytes) -> Mapping[str, Any]:
    """The JSON object of a body; Malformed if it is none."""
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        found = _lenient(body)
    if not isinstance(found, dict):
        raise Malformed("not a JSON object")
    return found


def _lenient(body: bytes) -> object:
    """orjson refuses a whole body for one broken emoji (a half surrogate pair); the siblings must live."""
    import json  # only for bodies that no careful sender writes

    try:
        return json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON") from error
