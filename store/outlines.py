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

METRES = 111_320.0
"""Metres in a degree of latitude."""
NEAR = 300.0
"""Metres to a boundary within which a pin may belong to either side."""


class BadOutline(ValueError):
    """A shape that cannot be used; the text says which and why."""


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
    """(tambon code, WKB) of the folder's GeoJSON; empty when it has none. BadOutline names the first bad shape."""
    path = find_file(folder, "tambon_cod_ab", ".geojson")
    if path is None:
        return []
    try:
        features = orjson.loads(content(path))["features"]
    except (orjson.JSONDecodeError, KeyError, TypeError, gzip.BadGzipFile, EOFError) as error:
        raise BadOutline(f"{path.name}: ไม่ใช่ GeoJSON ที่อ่านได้ / not a readable GeoJSON ({error})") from error
    return [_outline(path.name, number, feature) for number, feature in enumerate(features, 1)]


def _outline(name: str, number: int, feature: Any) -> tuple[str, bytes]:
    code = str(feature.get("id") or feature.get("properties", {}).get("tambon_code", ""))
    where = f"{name} รูปที่ {number} / shape {number} ({code or '?'})"
    if not (len(code) == 6 and code.isdigit()):
        raise BadOutline(f"{where}: ไม่มีรหัสตำบล 6 หลัก / no 6-digit tambon code")
    try:
        shape = shapely.from_geojson(orjson.dumps(feature["geometry"]))
    except (shapely.errors.GEOSException, KeyError, TypeError) as error:
        raise BadOutline(f"{where}: รูปร่างเสีย / broken shape ({error})") from error
    if shape.geom_type not in {"Polygon", "MultiPolygon"} or shape.is_empty:
        raise BadOutline(f"{where}: ไม่ใช่รูปปิด / not a polygon")
    return code, shapely.to_wkb(shape)
