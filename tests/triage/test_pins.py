"""Pins in outlines: what holds them, what is near, what the words add or deny."""

import random
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest
import shapely

from store.gazetteer import Register
from store.lazy import Lazy
from store.outlines import BadOutline, Outlines, build_outlines, outline_rows
from store.reference import demo_register, register_from_folder
from tests.triage.shared import SHARED, needs_shared
from triage.locate import locate

# two squares of a tenth of a degree side by side: ควนลัง (901102) west of longitude 100.4, พะตง (901118) east of it
WEST, EAST = shapely.box(100.3, 7.0, 100.4, 7.1), shapely.box(100.4, 7.0, 100.5, 7.1)
SEEN: list[str] = []


def outlines() -> Outlines:
    SEEN.append("loaded")
    return build_outlines([("901102", shapely.to_wkb(WEST)), ("901118", shapely.to_wkb(EAST))])


@pytest.fixture
def register() -> Register:
    return replace(demo_register(), outlines=Lazy(outlines))


def test_a_pin_inside_one_outline_decides(register: Register) -> None:
    found = locate(lat=7.05, lon=100.35, register=register)
    assert (found.tambon_code, found.lao_codes, found.ask, found.how) == ("901102", ("9079",), False, "pin")
    assert (found.tambon, found.amphoe, found.province) == ("ควนลัง", "หาดใหญ่", "สงขลา")


def test_near_a_boundary_both_sides_are_candidates(register: Register) -> None:
    found = locate(lat=7.05, lon=100.398, register=register)
    assert found.tambon_code == "901102"
    assert [code for code, _ in found.candidates] == ["901102", "901118"]
    assert set(found.lao_codes) == {"9079", "9083", "901118"}
    assert found.ask
    assert locate(lat=7.05, lon=100.396, register=register).candidates == ()


def test_words_settle_which_side_of_a_boundary(register: Register) -> None:
    found = locate("ต.พะตง อ.หาดใหญ่", lat=7.05, lon=100.399, register=register)
    assert (found.tambon_code, found.candidates) == ("901118", ())
    assert set(found.lao_codes) == {"9083", "901118"}


def test_pin_and_words_that_disagree_are_asked(register: Register) -> None:
    found = locate("น้ำท่วม ต.พะตง อ.หาดใหญ่", lat=7.05, lon=100.35, register=register)
    assert (found.tambon_code, found.ask) == (None, True)
    assert [code for code, _ in found.candidates] == ["901102", "901118"]
    assert set(found.lao_codes) == {"9079", "9083", "901118"}
    assert found.amphoe_code == "9011"
    other = locate("อ.แม่สาย จ.เชียงราย", lat=7.05, lon=100.35, register=register)
    assert (other.tambon_code, other.amphoe_code, other.ask) == (None, None, True)


def test_words_that_agree_leave_the_pin_its_tambon(register: Register) -> None:
    assert locate("อ.หาดใหญ่", lat=7.05, lon=100.35, register=register).tambon_code == "901102"
    assert locate("ต.ควนลัง", lat=7.05, lon=100.35, register=register).ask is False
    named = locate("อบต.พะตง", lat=7.05, lon=100.45, register=register)
    assert (named.tambon_code, named.lao_codes, named.ask) == ("901118", ("901118",), False)
    assert locate("ทต.คูเต่า", lat=7.05, lon=100.45, register=register).ask


def test_the_village_number_decides_at_the_pin(register: Register) -> None:
    known = replace(register, moo={("901118", "3"): "9083"})
    assert locate("หมู่ 3", lat=7.05, lon=100.45, register=known).lao_codes == ("9083",)
    assert locate("หมู่ 4", lat=7.05, lon=100.45, register=known).ask


def test_swapped_coordinates_are_repaired_with_a_note(register: Register) -> None:
    found = locate(lat=100.35, lon=7.05, register=register)
    assert found.tambon_code == "901102"
    assert "latitude and longitude were swapped" in found.reasons


def test_off_the_shore_is_a_question_and_far_off_is_outside(register: Register) -> None:
    near = locate(lat=7.05, lon=100.29, register=register)
    assert (near.tambon_code, near.candidates, near.ask, near.outside) == (
        None,
        (("901102", 0.5),),
        True,
        False,
    )
    assert near.lao_codes == ("9079",)
    for lat, lon in ((7.05, 100.2), (0.0, 0.0), (48.85, 2.35), (float("nan"), 100.0)):
        assert locate(lat=lat, lon=lon, register=register).outside


def test_outlines_are_loaded_only_for_a_pin(register: Register) -> None:
    SEEN.clear()
    locate("ต.ควนลัง อ.หาดใหญ่", register=register)
    assert SEEN == []
    for _ in range(2):
        locate(lat=7.05, lon=100.35, register=register)
    assert SEEN == ["loaded"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "not a readable GeoJSON"),
        ('{"features": [{"id": "9", "geometry": null}]}', "no 6-digit tambon code"),
        (
            '{"features": [{"id": "901102", "geometry": {"type": "Point", "coordinates": [1, 2]}}]}',
            "not a polygon",
        ),
        (
            '{"features": [{"id": "901102", "geometry": {"type": "Polygon", "coordinates": [[[1, 2]]]}}]}',
            "broken shape",
        ),
    ],
)
def test_a_bad_outline_is_named(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "tambon_cod_ab_2025.geojson").write_text(content, "utf-8")
    with pytest.raises(BadOutline, match=words):
        outline_rows(tmp_path)


def test_a_folder_without_outlines_has_none(tmp_path: Path) -> None:
    assert outline_rows(tmp_path) == []


@needs_shared
def test_pins_are_identical_to_the_outlines() -> None:
    register = register_from_folder(SHARED)
    assert register.outlines is not None
    known, dice = register.outlines.get(), random.Random(7)
    for i in dice.sample(range(len(known.codes)), 300):
        point = known.tree.geometries[i].representative_point()
        found = locate(lat=point.y, lon=point.x, register=register)
        assert found.tambon_code == known.codes[i]


@needs_shared
def test_known_offices_lie_in_their_own_tambon_and_their_lao_is_among_the_candidates() -> None:
    register = register_from_folder(SHARED)
    inside, among, total = 0, 0, 0
    tambons = defaultdict(set)
    for code, laos in register.coverage.items():
        for each, _ in laos:
            tambons[each].add(code)
    for lao, lat, lon in offices():
        found = locate(lat=lat, lon=lon, register=register)
        total += 1
        inside += found.tambon_code in tambons[lao]
        among += lao in found.lao_codes
    assert inside / total >= 0.965
    assert among / total >= 0.979


def offices() -> list[tuple[str, float, float]]:
    from store.folder import table_rows
    from store.register_errors import position

    rows = (
        (row["lao_code"], row["type"], position(row["lat"], row["lon"]))
        for row in table_rows(SHARED, "lao_register")
    )
    return [(code, *at) for code, kind, at in rows if at and kind not in {"PAO", "BMA"}]
