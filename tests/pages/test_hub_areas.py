"""The page of an amphoe's hubs: looked at before it is set, kept by the next import, undone by closing a hub."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from store.db import utc_now
from store.reference import DEMO
from store.register import load
from store.register_export import export_folder
from store.register_import import import_folder
from tests.days import today
from tests.pages.helpers import HAT_YAI, HUB, KHUAN_LANG, plea, press

PAGE = "/admin/hubs/9011"
SECOND = "hub-9011-2"


@pytest.fixture
def keeper(staff: Any) -> Any:
    return staff(HUB, "admin")


@pytest.fixture
def second(keeper: Any, work: Any) -> str:
    """A second hub with people of its own."""
    assert press(keeper, f"{PAGE}/found", host=HAT_YAI).status_code == 303
    work.change("update org set at_work = true where code = :org", org=SECOND)
    return SECOND


def test_an_lao_moves_after_a_look_and_its_pleas_go_to_the_new_hub(
    keeper: Any, second: str, staff: Any, client: Any, work: Any
) -> None:
    before = plea(client, work)
    assert before.hub == HUB
    told = {f"lao-{KHUAN_LANG}": second, f"lao-{HAT_YAI}": HUB, "on": today().isoformat()}
    look = press(keeper, PAGE, **told)
    assert "สถานที่กลาง อ.หาดใหญ่ (ทน.หาดใหญ่)" in look.text
    assert work.value("select count(*) from hub_area") == 0
    assert press(keeper, PAGE, **told, confirm="1").status_code == 303
    assert work.rows("select org, hub from hub_area") == [(KHUAN_LANG, second)]
    assert "เทศบาลเมืองควนลัง" in staff(second, "head").get("/hub").text
    assert "เทศบาลเมืองควนลัง" not in staff(HUB, "head").get("/hub").text
    after = plea(client, work, phone="089-000-7777", text="ขอรถเข็นให้ย่า")
    assert (before.owner, after.owner, after.hub) == (KHUAN_LANG, KHUAN_LANG, second)
    press(staff(KHUAN_LANG), f"/cases/{before.reference}/beyond", reason="money", version=before.version)
    assert work.value("select to_org from referral") == second
    assert work.value("select count(*) from audit where action = 'hub.area'") == 1


def test_what_is_set_for_a_later_day_waits_for_it_and_can_be_taken_back(
    keeper: Any, second: str, work: Any
) -> None:
    later = (today() + timedelta(days=9)).isoformat()
    press(keeper, PAGE, **{f"lao-{KHUAN_LANG}": second, "on": later, "confirm": "1"})
    assert work.house.directory().register.laos_served(second) == ()
    assert "ยังไม่ถึงวัน" in keeper.get(PAGE).text
    press(keeper, PAGE, **{f"lao-{KHUAN_LANG}": HUB, "on": today().isoformat(), "confirm": "1"})
    assert work.value("select count(*) from hub_area") == 0


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"on": "x"}, "วันที่เริ่ม"),
        ({"on": "2020-01-01"}, "วันที่เริ่ม"),
        ({f"lao-{KHUAN_LANG}": "hub-9001"}, "ไม่อยู่ในอำเภอนี้"),
        ({"lao-9999": SECOND}, "ไม่อยู่ในอำเภอนี้"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_set(
    keeper: Any, second: str, work: Any, fields: dict[str, str], words: str
) -> None:
    given = {f"lao-{HAT_YAI}": second, "on": today().isoformat()} | fields
    for confirm in ({}, {"confirm": "1"}):
        answer = press(keeper, PAGE, **given, **confirm)
        assert answer.status_code == 400
        assert words in answer.text
    assert work.value("select count(*) from hub_area") == 0
    assert press(keeper, f"{PAGE}/found", host=HAT_YAI).status_code == 400
    assert press(keeper, f"{PAGE}/found", host="").status_code == 400


def test_only_the_first_hubs_administrator_and_the_operator_set_areas(staff: Any, second: str) -> None:
    for person in (staff(HUB), staff(KHUAN_LANG, "admin"), staff(HUB, "head")):
        assert person.get(PAGE).status_code == 404
        assert press(person, PAGE, on=today().isoformat(), confirm="1").status_code == 404
        assert press(person, f"{PAGE}/close", hub=second, sure="1").status_code == 404
    operator = staff(KHUAN_LANG, "operator")
    assert operator.get(PAGE).status_code == 200
    assert operator.get("/admin/hubs/9001").status_code == 404
    assert "สถานที่กลางและพื้นที่ให้บริการ" in operator.get("/admin/coverage?within=9011").text


def test_an_import_keeps_what_was_set_and_an_export_carries_it(
    keeper: Any, second: str, work: Any, tmp_path: Path
) -> None:
    press(keeper, PAGE, **{f"lao-{KHUAN_LANG}": second, "on": today().isoformat(), "confirm": "1"})
    with work.house.database.session() as session:
        export_folder(session, tmp_path)
        import_folder(session, DEMO, now=utc_now())
    with work.house.database.session() as session:
        assert load(session).register.areas == {KHUAN_LANG: second}
    work.change("delete from hub_area")
    with work.house.database.session() as session:
        import_folder(session, tmp_path, now=utc_now())
    with work.house.database.session() as session:
        register = load(session).register
    assert register.areas == {KHUAN_LANG: second}
    assert register.hubs[second].name == "สถานที่กลาง อ.หาดใหญ่ (ทน.หาดใหญ่)"


def test_a_closed_hub_leaves_its_laos_cases_and_people_to_the_first(
    keeper: Any, second: str, staff: Any, client: Any, work: Any
) -> None:
    press(keeper, PAGE, **{f"lao-{KHUAN_LANG}": second, "on": today().isoformat(), "confirm": "1"})
    case = plea(client, work)
    assert case.hub == second
    staff(second, "clerk", email="second@example.org")
    assert press(keeper, f"{PAGE}/close", hub=second).status_code == 400
    assert press(keeper, f"{PAGE}/close", hub=HUB, sure="1").status_code == 404
    assert press(keeper, f"{PAGE}/close", hub=second, sure="1").status_code == 303
    assert work.value('select hub from "case" where id = :id', id=case.id) == HUB
    assert work.value("select relation from case_access where org = :hub", hub=HUB) == "hub"
    assert not work.value("select count(*) from membership where org = :hub", hub=second)
    assert KHUAN_LANG in work.house.directory().register.laos_served(HUB)
    press(keeper, f"{PAGE}/found", host=KHUAN_LANG)
    assert "hub-9011-3" in work.house.directory().register.hubs
