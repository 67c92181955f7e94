"""A pin on a map of our own outlines; tiles only where somebody has set their address."""

from dataclasses import replace
from typing import Any

import pytest

from gateway.pages.maps import Map
from gateway.pages.tiles import MOST, tiles
from settings import SettingsError, load
from tests.pages.test_area import with_outlines

PLACE = "ต.ควนลัง อ.หาดใหญ่ จ.สงขลา"
TILES = "https://tile.example.org/{z}/{x}/{y}.png"


def board(client: Any, **told: str) -> str:
    page: str = client.post("/report/map", data={"place": PLACE, **told}).text
    return page


def test_words_bring_the_map_of_their_amphoe_and_a_pin_set_before_stands_on_it(
    client: Any, work: Any
) -> None:
    with_outlines(work)
    page = board(client)
    assert 'data-name="ควนลัง"' in page
    assert "data-marker hidden" in page
    assert "<image" not in page
    assert 'transform="translate(' in board(client, lat="7.05", lon="100.45")


def test_a_province_alone_asks_for_the_amphoe_first(client: Any, work: Any) -> None:
    with_outlines(work)
    page = board(client, place="จ.สงขลา")
    assert 'value="9011"' in page
    assert 'data-name="ควนลัง"' in board(client, place="จ.สงขลา", within="9011")


@pytest.mark.parametrize("told", [{"place": ""}, {"place": PLACE}, {"place": "", "within": "' or 1"}])
def test_without_outlines_or_place_the_words_are_asked_for(client: Any, work: Any, told: Any) -> None:
    assert "พิมพ์ชื่อตำบล" in board(client, **told)


def test_a_position_becomes_a_point_of_the_map_and_back() -> None:
    drawn = Map(1000, 500, (), 100.0, 7.5, 2000.0, 2010.0)
    x, y = drawn.at(7.4, 100.25)
    assert (x, y) == (500, 201)
    assert drawn.west + x / drawn.across == pytest.approx(100.25)


def test_tiles_lie_where_their_corners_are() -> None:
    drawn = Map(1000, 700, (), 100.4, 7.1, 2000.0, 2015.0)
    laid = tiles(drawn, TILES)
    assert 4 <= len(laid) <= MOST
    assert min(tile.x for tile in laid) <= 0
    assert max(tile.x + tile.width for tile in laid) >= 1000
    assert max(tile.y + tile.height for tile in laid) >= 700
    assert tiles(drawn, "") == []


def test_with_a_tile_address_its_host_alone_is_allowed(client: Any, work: Any, house: Any) -> None:
    with_outlines(work)
    assert "https:" not in client.get("/report").headers["Content-Security-Policy"]
    house.settings = replace(house.settings, tile_url=TILES)
    assert (
        "img-src 'self' data: blob: https://tile.example.org;"
        in client.get("/report").headers["Content-Security-Policy"]
    )
    page = board(client)
    assert '<image href="https://tile.example.org/' in page
    assert "tile.example.org</p>" in page


@pytest.mark.parametrize(
    "url", ["tile.example.org/{z}/{x}/{y}", "https://tile.example.org/{z}/{x}.png", "javascript:{x}{y}{z}"]
)
def test_a_tile_address_that_cannot_be_one_is_refused_at_start(url: str) -> None:
    with pytest.raises(SettingsError, match="TILE_URL"):
        load({"TILE_URL": url})
