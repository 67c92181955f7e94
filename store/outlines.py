"""Outlines of tambons: which one a pin lies in, and how near it is to the next.

Kept as well-known binary (WKB), WGS 84. Imported only where a pin is located: shapely and numpy cost 30 MB.
"""

import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians
from operator import itemgetter
from pathlib import Path
from typing import Any

import orjson
import shapely

from store.folder import content, find_file
from store.gazetteer import tambon_name
from store.register_errors import Problem

METRES = 111_320.0
"""Metres in a degree of latitude."""
NEAR = 300.0
"""Metres to a boundary within which a pin may belong to either side."""


class BadOutline(ValueError):
    """Shapes that cannot be used; problems names each and why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True, eq=False)
class Outlines:
    """Every outline with the tambon it belongs to, and the tree that finds them."""

    codes: tuple[str, ...]
    shapes: tuple[Any, ...]
    tree: shapely.STRtree

    def around(self, lat: float, lon: float, metres: float = NEAR) -> list[tuple[str, float]]:
        """Tambons whose outline holds the pin (0.0) or comes nearer than that many metres, nearest first.

        A degree counts as long as one of longitude there: metres to the north or south come out up to 6 % short.
        """
        point = shapely.Point(lon, lat)
        degree = METRES * cos(radians(lat))
        found = self.tree.query(point, "dwithin", metres / degree).tolist()
        if len(found) == 1 and shapely.intersects_xy(self.shapes[found[0]], lon, lat):
            return [(self.codes[found[0]], 0.0)]
        off = shapely.distance([self.shapes[i] for i in found], point).tolist()
        return sorted(
            [(self.codes[i], far * degree) for i, far in zip(found, off, strict=True)], key=_by_metres
        )


_by_metres = itemgetter(1)


def build_outlines(rows: Iterable[tuple[str, bytes]]) -> Outlines:
    """From (tambon code, WKB) rows."""
    kept = list(rows)
    shapes = shapely.from_wkb([shape for _, shape in kept])
    shapely.prepare(shapes)
    return Outlines(tuple(code for code, _ in kept), tuple(shapes), shapely.STRtree(shapes))


def outline_rows(folder: Path) -> list[tuple[str, bytes]]:
    """(tambon code, WKB) of the folder's GeoJSON; empty when it has none."""
    path = find_file(folder, "tambon_cod_ab", ".geojson")
    return [] if path is None else read_outlines(path)


def read_outlines(path: Path) -> list[tuple[str, bytes]]:
    """(tambon code, WKB) of a GeoJSON, plain or gzipped. BadOutline tells every shape that is wrong."""
    try:
        features = orjson.loads(content(path))["features"]
        found = [_outline(feature) for feature in features]
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError, gzip.BadGzipFile, EOFError) as error:
        thai, english = f"ไม่ใช่ GeoJSON ที่อ่านได้ ({error})", f"not a readable GeoJSON ({error})"
        raise BadOutline([Problem(path.name, 0, thai, english)]) from error
    wrong = [
        Problem(path.name, number, f"({code or '?'}) {why[0]}", f"({code or '?'}) {why[1]}", what="รูปที่")
        for number, (code, why) in enumerate(_wrong(found), 1)
        if why
    ]
    if wrong:
        raise BadOutline(wrong)
    return [(code, shape) for code, shape, _ in found]


Why = tuple[str, str]
"""In Thai and in English; both empty when nothing is wrong."""


def _wrong(found: list[tuple[str, bytes, Why | None]]) -> Iterable[tuple[str, Why | None]]:
    seen: set[str] = set()
    for code, _, why in found:
        yield code, why or (("ซ้ำกับรูปก่อนหน้า", "stands in an earlier shape too") if code in seen else None)
        seen.add(code)


def _outline(feature: Any) -> tuple[str, bytes, Why | None]:
    code = str(feature.get("id") or feature.get("properties", {}).get("tambon_code", ""))
    if not (len(code) == 6 and code.isdigit()):
        return code, b"", ("ไม่มีรหัสตำบล 6 หลัก", "no 6-digit tambon code")
    if tambon_name(code) is None:
        return code, b"", ("ไม่มีตำบลรหัสนี้", "no such tambon")
    try:
        shape = shapely.from_geojson(orjson.dumps(feature["geometry"]))
    except (shapely.errors.GEOSException, KeyError, TypeError) as error:
        return code, b"", (f"รูปร่างเสีย ({error})", f"broken shape ({error})")
    if shape.geom_type not in {"Polygon", "MultiPolygon"} or shape.is_empty:
        return code, b"", ("ไม่ใช่รูปปิด", "not a polygon")
    west, south, east, north = shape.bounds
    if not (west >= 97 and east <= 106 and south >= 5 and north <= 21):
        return (
            code,
            b"",
            ("อยู่นอกประเทศไทย หรือพิกัดไม่ใช่องศา WGS 84", "outside Thailand, or not in degrees WGS 84"),
        )
    return code, shapely.to_wkb(shape), None
