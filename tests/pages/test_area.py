"""Who looks after my area: told when sure, asked when few are left, honest when neither; with a map if there is one."""

import re
from typing import Any

import pytest
import shapely

from store import shapes
from store.gazetteer import tambons

TOWN, TAO = "9083", "901118"
SHARED = "ต.พะตง อ.หาดใหญ่ จ.สงขลา"


def with_outlines(work: Any) -> None:
    """Every tambon of the demo amphoe a square of 0.1 degrees, side by side."""
    codes = [code for code in tambons() if code.startswith("9011")]
    squares = [
        (code, shapely.to_wkb(shapely.box(100.4 + n / 10, 7.0, 100.5 + n / 10, 7.1)))
        for n, code in enumerate(codes)
    ]
    with work.house.database.session() as session:
        shapes.replace_outlines(session, squares)
        session.connection().exec_driver_sql("update meta set value = 'outlined' where name = 'register'")


def test_the_page_is_linked_from_the_first_one_and_asks_for_a_place(client: Any) -> None:
    assert 'href="/area"' in client.get("/").text
    page = client.get("/area").text
    assert 'name="q"' in page
    assert 'data-act="here"' in page
    assert '<svg class="map"' not in page


@pytest.mark.parametrize("words", ["ต.ควนลัง อ.หาดใหญ่", "ทม.ควนลัง", "Khuan Lang, Hat Yai"])
def test_a_sure_place_names_its_body_and_how_to_reach_it(client: Any, work: Any, words: str) -> None:
    with work.house.database.session() as session:
        session.connection().exec_driver_sql(
            "update org set phone = '074-250-200', url = 'https://kl.example' where code = '9079'"
        )
    page = client.get("/area", query_string={"q": words}).text
    assert "เทศบาลเมืองควนลัง" in page
    assert 'href="tel:074250200"' in page
    assert 'href="https://kl.example"' in page
    assert "รับเรื่องผ่านระบบนี้" in page
    assert '<svg class="map"' not in page  # no outlines, and the page works


def test_an_address_that_is_no_web_address_is_no_link(client: Any, work: Any) -> None:
    with work.house.database.session() as session:
        session.connection().exec_driver_sql("update org set url = 'javascript:alert(1)' where code = '9079'")
    assert "javascript:" not in client.get("/area?q=ทม.ควนลัง").text


def test_a_body_not_at_work_is_said_to_be_so_with_its_hub(client: Any, work: Any) -> None:
    with work.house.database.session() as session:
        session.connection().exec_driver_sql("update org set at_work = false where code = '9079'")
        session.connection().exec_driver_sql("update meta set value = 'changed' where name = 'register'")
    page = client.get("/area?q=ทม.ควนลัง").text
    assert "ยังไม่ได้ใช้ระบบนี้" in page
    assert "สถานที่กลาง อ.หาดใหญ่" in page


def test_a_shared_tambon_is_asked_about_and_each_answer_is_shown(client: Any) -> None:
    page = client.get("/area", query_string={"q": SHARED}).text
    assert "ใครเก็บขยะที่บ้าน" in page
    answers = dict(re.findall(r'name="choice" value="(\d)">([^<]+)<', page))
    assert set(answers.values()) == {"ทต.พะตง", "อบต.พะตง", "ไม่แน่ใจ"}
    for number, answer in answers.items():
        shown = client.post("/area", data={"q": SHARED, "choice": number}).text
        told = {"ทต.พะตง": "<h2>เทศบาลตำบลพะตง", "อบต.พะตง": "<h2>องค์การบริหารส่วนตำบลพะตง"}
        assert told.get(answer, "<h2>สถานที่กลาง อ.หาดใหญ่") in shown
    assert "ใครเก็บขยะที่บ้าน" in client.post("/area", data={"q": SHARED, "choice": "9"}).text


def test_bodies_of_one_name_are_both_shown_and_none_is_chosen(client: Any, work: Any) -> None:
    with work.house.database.session() as session:
        session.connection().exec_driver_sql(
            f"update org set type = 'TAO', name = 'พะตง' where code in ('{TAO}', '{TOWN}')"
        )
        session.connection().exec_driver_sql("update meta set value = 'changed' where name = 'register'")
    page = client.get("/area", query_string={"q": SHARED}).text
    assert page.count("<h3>องค์การบริหารส่วนตำบลพะตง</h3>") == 2
    assert "สถานที่กลาง อ.หาดใหญ่" in page
    assert 'name="choice"' not in page


def test_a_name_of_many_places_lists_them_as_links(client: Any) -> None:
    page = client.get("/area?q=ต.บ้านใหม่").text
    links = re.findall(r'class="button" href="/area\?q=([^"]+)"', page)
    assert len(links) > 4


@pytest.mark.parametrize("words", ["", "zzzz", "x" * 5000, "<script>alert(1)</script>", "๐"])
def test_what_cannot_be_understood_is_said_honestly(client: Any, words: str) -> None:
    answer = client.get("/area", query_string={"q": words})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "<h2>เทศบาล" not in answer.text


def test_a_position_is_found_in_the_outlines_and_drawn(client: Any, work: Any) -> None:
    with_outlines(work)
    page = client.post("/area", data={"lat": "7.05", "lon": "100.55"}).text
    assert "เทศบาลเมืองควนลัง" in page
    assert 'class="area inside"' in page
    assert page.count('<path class="area') == len([code for code in tambons() if code.startswith("9011")])
    assert "style=" not in page


def test_a_position_abroad_or_none_at_all(client: Any, work: Any) -> None:
    with_outlines(work)
    assert "อยู่นอกประเทศไทย" in client.post("/area", data={"lat": "48.1", "lon": "11.5"}).text
    for lat in ("nan", "x", "", "999"):
        assert client.post("/area", data={"lat": lat, "lon": "100.5"}).status_code == 200


def test_the_page_speaks_english(client: Any) -> None:
    page = client.get("/area", query_string={"q": SHARED, "lang": "en"}).text
    assert "Who collects your rubbish?" in page
