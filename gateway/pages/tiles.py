"""Which pictures of a tile server lie under a map of ours, and where (only where TILE_URL is set)."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import asinh, atan, degrees, floor, pi, radians, sinh, tan
from urllib.parse import urlsplit

from gateway.pages.maps import Map

MOST = 24
_CLOSEST = 16


@dataclass(frozen=True, slots=True)
class Tile:
    """x, y, width, height: in units of the map."""

    url: str
    x: float
    y: float
    width: float
    height: float


def tiles(drawn: Map, template: str) -> list[Tile]:
    """As close as MOST tiles allow. Within one tile the difference of the projections is less than a pixel."""
    if not template:
        return []
    east = drawn.west + drawn.width / drawn.across
    south = drawn.north - drawn.height / drawn.down
    for zoom in range(_CLOSEST, 4, -1):
        left, top = _tile(drawn.west, drawn.north, zoom)
        right, bottom = _tile(east, south, zoom)
        if (right - left + 1) * (bottom - top + 1) <= MOST:
            break
    return list(_laid(drawn, template, zoom, (left, top, right, bottom)))


def credit(template: str) -> str:
    """Whose pictures they are, as far as the address says."""
    return urlsplit(template).hostname or ""


def _laid(drawn: Map, template: str, zoom: int, edges: tuple[int, int, int, int]) -> Iterator[Tile]:
    left, top, right, bottom = edges
    for column in range(left, right + 1):
        for row in range(top, bottom + 1):
            west, north = _corner(column, row, zoom)
            east, south = _corner(column + 1, row + 1, zoom)
            url = template.replace("{z}", str(zoom)).replace("{x}", str(column)).replace("{y}", str(row))
            x, y = (west - drawn.west) * drawn.across, (drawn.north - north) * drawn.down
            width, height = (east - west) * drawn.across, (north - south) * drawn.down
            yield Tile(url, round(x, 1), round(y, 1), round(width, 1), round(height, 1))


def _tile(longitude: float, latitude: float, zoom: int) -> tuple[int, int]:
    """Column and row of the Web Mercator tile that holds the position."""
    count = 2**zoom
    down = (1 - asinh(tan(radians(latitude))) / pi) / 2
    return floor((longitude + 180) / 360 * count), floor(down * count)


def _corner(column: int, row: int, zoom: int) -> tuple[float, float]:
    """Longitude and latitude of a tile's upper left corner."""
    count = 2**zoom
    return column / count * 360 - 180, degrees(atan(sinh(pi * (1 - 2 * row / count))))
