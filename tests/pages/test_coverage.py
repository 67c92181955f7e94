"""Coverage for administrators: who may look, what is missing, and an LAO's own villages saved all at once."""

import re
from typing import Any

import pytest

from tests.pages.helpers import HAT_YAI, HUB, KHUAN_LANG, csrf
from tests.pages.test_area import with_outlines

TOWN, TAO = "9083", "901118"
VILLAGES = f"/admin/coverage/villages/{TAO}"


@pytest.mark.parametrize(
    ("role", "status"), [("admin", 200), ("operator", 200), ("clerk", 404), ("head", 404), ("auditor", 404)]
)
def test_only_administrators_and_operators_look(staff: Any, role: str, status: int) -> None:
    assert staff(KHUAN_LANG, role).get("/admin/coverage").status_code == status


def test_an_administrator_begins_in_the_own_amphoe(staff: Any) -> None:
    page = staff(KHUAN_LANG, "admin").get("/admin/coverage").text
    assert "พื้นที่และผู้รับเรื่อง · หาดใหญ่" in page
    assert "เทศบาลเมืองควนลัง" in page
    assert f'href="/admin/coverage/villages/{KHUAN_LANG}"' in page


def test_an_operator_begins_with_the_whole_country(staff: Any) -> None:
    page = staff(HUB, "operator").get("/admin/coverage").text
    assert 'href="/admin/coverage?within=90"' in page


def test_without_outlines_the_page_says_how_to_import_them(staff: Any) -> None:
    page = staff(HUB, "operator").get("/admin/coverage?within=9011").text
    assert "saitrong register import" in page
    assert '<svg class="map"' not in page


def test_the_map_says_by_signs_what_it_says_by_colour(staff: Any, work: Any) -> None:
    with_outlines(work)
    with work.house.database.session() as session:
        session.connection().exec_driver_sql("delete from coverage where tambon_code = '901102'")
    operator = staff(HUB, "operator")
    page = operator.get("/admin/coverage?within=9011").text
    bare = page.partition("ตำบลไม่มีผู้รับเรื่อง")[2].partition("</section>")[0]
    assert page.count('class="area none"') == bare.count("<li>") >= 1
    assert page.count('class="area shared"') == 1
    assert "! " in page
    assert "½ " in page
    assert "style=" not in page
    province = operator.get("/admin/coverage?within=90").text
    assert 'href="/admin/coverage?within=9011"' in province
    assert 'class="area none"' in province


def test_holes_are_listed(staff: Any, work: Any) -> None:
    with work.house.database.session() as session:
        session.connection().exec_driver_sql("delete from coverage where tambon_code = '901102'")
        session.connection().exec_driver_sql("update meta set value = 'changed' where name = 'register'")
        session.connection().exec_driver_sql("delete from membership")
    page = staff(HAT_YAI, "admin").get("/admin/coverage?within=9011").text
    bare = page.partition("ตำบลไม่มีผู้รับเรื่อง")[2].partition("</section>")[0]
    assert "ควนลัง (หาดใหญ่)" in re.findall(r"<li>([^<]+)</li>", bare)
    assert "หาดใหญ่ (หาดใหญ่)" not in bare
    lonely = page.partition("อปท. ยังไม่มีเจ้าหน้าที่")[2].partition("</section>")[0]
    assert "เทศบาลเมืองควนลัง" in lonely
    assert "เทศบาลนครหาดใหญ่" not in lonely


@pytest.mark.parametrize("within", ["1", "999", "99", "9999", "x", "90110", "../"])
def test_a_place_that_is_none_is_not_found(staff: Any, within: str) -> None:
    assert staff(HUB, "operator").get("/admin/coverage", query_string={"within": within}).status_code == 404


# -- villages ----------------------------------------------------------------------------------------------------


def kept(work: Any) -> dict[str, str]:
    return {row.moo: row.org for row in work.rows("select moo, org from moo_cover order by moo")}


def save(client: Any, *keys: str, path: str = VILLAGES) -> int:
    return int(client.post(path, data={"csrf": csrf(client), "ours": list(keys)}).status_code)


def test_an_administrator_saves_the_whole_table_with_who_and_when(staff: Any, work: Any) -> None:
    admin = staff(TAO, "admin")
    assert admin.get(VILLAGES).text.count('name="ours"') == 20
    assert save(admin, "901118/1", "901118/3") == 303
    assert kept(work) == {"1": TAO, "3": TAO}
    page = admin.get(VILLAGES).text
    assert page.partition("<dialog")[0].count(" checked") == 2
    assert f"admin {TAO}" in page
    assert save(admin, "901118/3") == 303
    assert kept(work) == {"3": TAO}
    assert work.value("select count(*) from audit where action = 'register.villages'") == 2


def test_a_strange_row_changes_nothing_at_all(staff: Any, work: Any) -> None:
    admin = staff(TAO, "admin")
    for strange in ("901102/1", "901118/0", "901118/x", "901118", "", "901118/100"):
        assert save(admin, "901118/1", strange) == 400, strange
    assert kept(work) == {}


@pytest.mark.parametrize(
    ("org", "role"), [(TOWN, "admin"), (TAO, "clerk"), (TAO, "operator"), (HUB, "admin")]
)
def test_nobody_else_says_whose_the_villages_are(staff: Any, work: Any, org: str, role: str) -> None:
    stranger = staff(org, role)
    assert stranger.get(VILLAGES).status_code == 404
    assert save(stranger, "901118/1") == 404
    assert kept(work) == {}


def test_a_village_of_the_neighbour_is_shown_as_theirs(staff: Any) -> None:
    assert save(staff(TOWN, "admin"), "901118/2", path=f"/admin/coverage/villages/{TOWN}") == 303
    page = staff(TAO, "admin").get(VILLAGES).text
    assert "เทศบาลตำบลพะตง" in page
    assert " checked" not in page.partition("<dialog")[0]


def test_nothing_is_saved_without_the_sessions_own_token(staff: Any, work: Any) -> None:
    assert staff(TAO, "admin").post(VILLAGES, data={"ours": "901118/1"}).status_code == 400
    assert kept(work) == {}


def test_village_names_are_shown_where_they_were_imported(staff: Any, work: Any) -> None:
    from store import shapes

    with work.house.database.session() as session:
        shapes.replace_villages(session, [("90111801", "ทุ่งจัง"), ("90111802", "พะตง")])
    page = staff(TAO, "admin").get(VILLAGES).text
    assert "บ้านทุ่งจัง" in page
    assert page.count('name="ours"') == 2
