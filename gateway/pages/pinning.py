"""The map on which a pin may be set: our own outlines of the amphoe that the words or the phone's position name."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request

from gateway.guard import audience, house
from gateway.pages import drafts, maps, plea
from gateway.pages.maps import Map
from gateway.pages.tiles import Tile, credit, tiles
from store.db import Session
from store.gazetteer import amphoe_name, tambon_name
from triage.locate import locate
from triage.question import amphoe_of

pinning = Blueprint("pinning", __name__)


@dataclass(frozen=True, slots=True)
class Board:
    """drawn: None where there are no outlines or the place is not known near enough. pin: x, y of the one set before.

    whole: a province, of which an amphoe is chosen first.
    """

    drawn: Map | None = None
    names: dict[str, str] | None = None
    pin: tuple[int, int] | None = None
    whole: bool = False
    tiles: tuple[Tile, ...] = ()
    credit: str = ""


@pinning.post("/report/map")
@audience("citizen")
def show() -> str:
    """A piece of the page about the place; POST, so that nobody's whereabouts stand in an address."""
    words = request.form.get("place", "").strip()[: plea.LONGEST_PLACE]
    within = request.form.get("within", "")
    at = plea.degrees(request.form.get("lat", ""), 90), plea.degrees(request.form.get("lon", ""), 180)
    with house().database.session() as session:
        board = _board(session, words or drafts.current().typed.get("text", ""), within, at)
    return render_template("_board.html", board=board)


def _board(session: Session, words: str, within: str, at: tuple[float | None, float | None]) -> Board:
    database, register = house().database, house().shelf.directory(session).register
    latitude, longitude = at
    place = locate(words, lat=latitude, lon=longitude, register=register)
    amphoe = within if within.isdecimal() and len(within) == 4 else amphoe_of(place, register)
    if amphoe:
        drawn = maps.amphoe_map(session, database, amphoe)
        return _laid(drawn, {shape.code: tambon_name(shape.code) or "" for shape in _shapes(drawn)}, at)
    if not place.province_code:
        return Board()
    drawn = maps.province_map(session, database, place.province_code)
    names = {shape.code: amphoe_name(shape.code) or "" for shape in _shapes(drawn)}
    return Board(drawn, names, whole=True)


def _shapes(drawn: Map | None) -> tuple[maps.Shape, ...]:
    return drawn.shapes if drawn else ()


def _laid(drawn: Map | None, names: dict[str, str], at: tuple[float | None, float | None]) -> Board:
    if drawn is None:
        return Board()
    latitude, longitude = at
    pin = drawn.at(latitude, longitude) if latitude is not None and longitude is not None else None
    inside = pin is not None and 0 <= pin[0] <= drawn.width and 0 <= pin[1] <= drawn.height
    template = house().settings.tile_url
    return Board(
        drawn, names, pin if inside else None, False, tuple(tiles(drawn, template)), credit(template)
    )
