"""Maps drawn from our own outlines: one amphoe or one province a picture, simplified to what a screen can show."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians
from typing import Any

from store import orgs, shapes
from store.db import Database, Session

SIDE = 1000
"""Units of the longer side."""
_TINY = 6.0
"""Square units under which an island is not drawn."""


@dataclass(frozen=True, slots=True)
class Shape:
    """number: as in the list beside the map. x, y: where its label stands. room: units of width there."""

    code: str
    number: int
    path: str
    x: int
    y: int
    room: int


@dataclass(frozen=True, slots=True)
class Map:
    """west, north: degrees of the corner that is 0, 0. across, down: units of a degree of longitude, of latitude."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    west: float = 0.0
    north: float = 0.0
    across: float = 1.0
    down: float = 1.0

    def at(self, latitude: float, longitude: float) -> tuple[int, int]:
        """x, y of a position."""
        return round((longitude - self.west) * self.across), round((self.north - latitude) * self.down)

    @property
    def numbers(self) -> Mapping[str, int]:
        return {shape.code: shape.number for shape in self.shapes}


def amphoe_map(session: Session, database: Database, amphoe: str) -> Map | None:
    """Its tambons; None where there are no outlines."""
    return _kept(database, orgs.meta(session, shapes.VERSION), amphoe, 6)


def province_map(session: Session, database: Database, province: str) -> Map | None:
    """Its amphoes, put together from their tambons."""
    return _kept(database, orgs.meta(session, shapes.VERSION), province, 4)


@lru_cache(maxsize=128)
def _kept(database: Database, version: str, within: str, digits: int) -> Map | None:
    """Outlines change with their version only. digits: as many of the codes as make one shape."""
    if not version:
        return None
    with database.session() as session:
        rows = shapes.outlines_within(session, within)
    return _drawn(rows, digits) if rows else None


def _drawn(rows: list[tuple[str, bytes]], digits: int) -> Map:
    # shapely and numpy stay out of processes that never draw a map
    import shapely

    parts: dict[str, list[Any]] = {}
    for code, wkb in rows:
        parts.setdefault(code[:digits], []).append(shapely.make_valid(shapely.from_wkb(wkb)))
    whole = [
        each[0] if len(each) == 1 else shapely.union_all(each, grid_size=1e-5) for each in parts.values()
    ]
    west, south, east, north = shapely.total_bounds(whole)
    narrow = cos(radians((south + north) / 2))
    scale = SIDE / max((east - west) * narrow, north - south)
    flat = shapely.transform(whole, lambda at: (at - (west, north)) * (scale * narrow, -scale))
    drawn = [
        _shape(code, n, each)
        for n, (code, each) in enumerate(zip(parts, shapely.simplify(flat, 1.0), strict=True), 1)
    ]
    width, height = round((east - west) * narrow * scale), round((north - south) * scale)
    return Map(width, height, tuple(drawn), float(west), float(north), scale * narrow, scale)


def _shape(code: str, number: int, geometry: Any) -> Shape:
    polygons = [each for each in _polygons(geometry) if each.area >= _TINY] or _polygons(geometry)[:1]
    largest = max(polygons, key=lambda each: each.area)
    point = largest.representative_point()
    rings = (ring for each in polygons for ring in (each.exterior, *each.interiors))
    return Shape(
        code, number, "".join(map(_ring, rings)), round(point.x), round(point.y), _room(largest, point.y)
    )


def _room(polygon: Any, y: float) -> int:
    """How wide the shape is where its label stands."""
    import shapely

    west, _, east, _ = polygon.bounds
    across = polygon.intersection(shapely.LineString([(west, y), (east, y)]))
    return int(across.length)


def _polygons(geometry: Any) -> list[Any]:
    return [each for each in getattr(geometry, "geoms", [geometry]) if each.geom_type == "Polygon"]


def _ring(ring: Any) -> str:
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in ring.coords[:-1]) + "Z"
