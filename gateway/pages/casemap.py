"""The small map beside a case: the outlines of its district, its tambon marked, the pin where there is one."""

from typing import Any

from flask import Blueprint, render_template

from casework import handling
from gateway.guard import audience, current_actor, house
from gateway.pages import maps
from gateway.pages.casepage import digits_of, in_full
from gateway.pages.maps import Map, Shape
from gateway.pages.tiles import credit, tiles
from store.gazetteer import tambon_name

casemap = Blueprint("casemap", __name__)

_MARGIN = 60
"""Units around the tambon that is shown (a district is a thousand wide)."""


@casemap.get("/cases/<reference>/map")
@audience("staff")
def show(reference: str) -> str:
    """A piece of the page of the case, asked for once the page stands; its reading was recorded with the page."""
    with house().database.session() as session:
        row = in_full(handling.glance(session, current_actor(), digits_of(reference))).row
        drawn = maps.amphoe_map(session, house().database, row.amphoe_code) if row.amphoe_code else None
    facts = _laid(drawn, row) if drawn else {}
    return render_template("_casemap.html", drawn=drawn, place=row.place_text, **facts).strip()


def _laid(drawn: Map, row: Any) -> dict[str, Any]:
    pin = drawn.at(row.latitude, row.longitude) if row.latitude is not None else None
    inside = pin is not None and 0 <= pin[0] <= drawn.width and 0 <= pin[1] <= drawn.height
    shape = next((each for each in drawn.shapes if each.code == row.tambon_code), None)
    left, top, width, height = _view(drawn, shape, pin if inside else None)
    template = house().settings.tile_url
    return {
        "view": f"{left} {top} {width} {height}",
        "dot": max(width, height) // 60 or 1,
        "pin": pin if inside else None,
        "tambon": row.tambon_code,
        "names": {each.code: tambon_name(each.code) or "" for each in drawn.shapes},
        "tiles": tiles(drawn, template),
        "credit": credit(template),
    }


def _view(drawn: Map, shape: Shape | None, pin: tuple[int, int] | None) -> tuple[int, int, int, int]:
    """The part to be shown: the tambon with a margin, and the pin if it lies outside; the district without either."""
    corners = [pin] if pin else []
    if shape:
        numbers = [
            float(each) for each in shape.path.replace("M", " ").replace("L", " ").replace("Z", " ").split()
        ]
        corners += list(zip(map(round, numbers[::2]), map(round, numbers[1::2]), strict=True))
    if not shape:
        return 0, 0, drawn.width, drawn.height
    across, down = [each[0] for each in corners], [each[1] for each in corners]
    left, top = min(across) - _MARGIN, min(down) - _MARGIN
    return left, top, max(across) + _MARGIN - left, max(down) + _MARGIN - top
