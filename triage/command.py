"""`saitrong triage` and `saitrong locate`: a JSON line in, a JSON line out, in order, one at a time."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import orjson

from store.gazetteer import Register
from triage.locate import Place, locate
from triage.reading import Reading, read
from triage.route import Route, route

Json = dict[str, Any]


class BadLine(Exception):
    """A line that cannot be read; the text says why."""


def triage_lines(lines: Iterable[str | bytes], register: Register) -> Iterator[bytes]:
    """Kind, category, urgency, place and route of each message; a bad line becomes {"id", "error"}."""
    return _each(lines, lambda line: _triaged(line, register))


def locate_lines(lines: Iterable[str | bytes], register: Register) -> Iterator[bytes]:
    """The place of each line's text, pin or postcode; a bad line becomes {"id", "error"}."""
    return _each(lines, lambda line: _located(line, register))


def _each(lines: Iterable[str | bytes], work: Callable[[Json], Json]) -> Iterator[bytes]:
    for line in lines:
        if line.strip():
            yield orjson.dumps(_answer(line, work), option=orjson.OPT_APPEND_NEWLINE)


def _answer(line: str | bytes, work: Callable[[Json], Json]) -> Json:
    try:
        data = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return {"id": None, "error": f"not JSON: {error}"}
    if not isinstance(data, dict):
        return {"id": None, "error": "not a JSON object"}
    try:
        return {"id": data.get("id"), **work(data)}
    except BadLine as error:
        return {"id": data.get("id"), "error": str(error)}


def _text(data: Json, name: str) -> str:
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadLine(f"{name} is not text")
    return value


def _number(data: Json, name: str) -> float | None:
    value = data.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadLine(f"{name} is not a number")
    return float(value)


def _postcode(data: Json) -> str | None:
    value = data.get("postcode")
    return str(value) if isinstance(value, int) else _text(data, "postcode") or None


def _place(data: Json, register: Register) -> Place:
    return locate(
        _text(data, "text"),
        lat=_number(data, "lat"),
        lon=_number(data, "lon"),
        postcode=_postcode(data),
        register=register,
    )


def _triaged(data: Json, register: Register) -> Json:
    if "text" not in data:
        raise BadLine("no text")
    reading = read(_text(data, "text"), channel=_text(data, "channel"))
    place = _place(data, register)
    return _as_json(reading, place, route(place, reading, register))


def _as_json(reading: Reading, place: Place, decided: Route) -> Json:
    return {
        "kind": reading.kind,
        "category": reading.category,
        "confidence": reading.confidence,
        "urgency": reading.urgency,
        "emergency_numbers": reading.emergency_numbers,
        "place": {
            "province": place.province,
            "amphoe": place.amphoe,
            "tambon": place.tambon,
            "moo": place.moo,
            "lao_name": place.lao_name,
            "tambon_code": place.tambon_code,
        },
        "vulnerable": reading.vulnerable,
        "route": {"to": decided.to, "orgs": decided.orgs},
        "reasons": (*reading.reasons, *place.reasons, *decided.reasons),
    }


def _located(data: Json, register: Register) -> Json:
    place = _place(data, register)
    return {
        "tambon_code": place.tambon_code,
        "amphoe_code": place.amphoe_code,
        "province_code": place.province_code,
        "moo": place.moo,
        "candidates": [{"tambon_code": code, "score": score} for code, score in place.candidates],
        "lao_codes": place.lao_codes,
        "ask": place.ask,
        "how": place.how,
        "outside": place.outside,
    }
