"""The duty roster: kept by its own body, its gaps loud, and who has nobody tonight."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from store.staff import Role
from tests.casework.duty_town import HUB, LAO, OTHER, Town
from tests.conftest import Work
from tests.pages.helpers import csrf, press


@pytest.fixture
def town(work: Work) -> Town:
    return Town(work)


@pytest.fixture
def ringing(client: Any, town: Town) -> Town:
    town.on_duty("สมชาย")
    town.cry(client)
    town.tick()
    return town


def shift(person: Any, **more: Any) -> dict[str, Any]:
    return {
        "person": str(person),
        "rung": "1",
        "starts": "16:30",
        "ends": "08:30",
        "weekday": list("0123456"),
    } | more


def test_an_administrator_keeps_the_roster_and_its_gaps_are_loud(staff: Any, town: Town) -> None:
    person = town.person("วิชัย")
    admin = staff(LAO, "admin")
    page = admin.get(f"/admin/roster/{LAO}").text
    assert "ขณะนี้ไม่มีเวรที่ติดต่อได้" in page
    assert page.count('class="gap"') == 8
    assert press(admin, f"/admin/roster/{LAO}", **shift(person)).status_code == 303
    page = admin.get(f"/admin/roster/{LAO}").text
    assert "08.30 น. – 16.30 น." in page
    assert (
        press(admin, f"/admin/roster/{LAO}", **shift(person, starts="08:30", ends="16:30")).status_code == 303
    )
    page = admin.get(f"/admin/roster/{LAO}").text
    assert 'class="gap"' not in page
    row = town.work.rows("select id from duty_shift limit 1")[0]
    assert press(admin, f"/admin/roster/{LAO}/{row.id}/remove").status_code == 303
    assert 'class="gap"' in admin.get(f"/admin/roster/{LAO}").text
    assert town.work.value("select count(*) from audit where action like 'roster.%'") == 15


def test_a_person_who_cannot_be_reached_leaves_the_gap_open(staff: Any, town: Town) -> None:
    person = town.person("mute", line=False, phone=False)
    admin = staff(LAO, "admin")
    press(admin, f"/admin/roster/{LAO}", **shift(person, starts="00:00", ends="00:00"))
    page = admin.get(f"/admin/roster/{LAO}").text
    assert "ติดต่อไม่ได้" in page
    assert "ขณะนี้ไม่มีเวรที่ติดต่อได้" in page


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"person": "x"}, "เลือกเจ้าหน้าที่"),
        ({"rung": "9"}, "เลือกลำดับ"),
        ({"starts": "25:00"}, "กรอกเวลา"),
        ({"ends": ""}, "กรอกเวลา"),
        ({"weekday": []}, "เลือกวันในสัปดาห์"),
        ({"day": "2030-01-01"}, "เลือกวันในสัปดาห์"),
        ({"weekday": [], "day": "2020-01-01"}, "กรอกวันที่"),
        ({"weekday": [], "day": "never"}, "กรอกวันที่"),
    ],
)
def test_a_shift_that_cannot_be_is_refused_with_what_was_typed(
    staff: Any, town: Town, change: dict[str, Any], says: str
) -> None:
    person = town.person("วิชัย")
    refused = press(staff(LAO, "admin"), f"/admin/roster/{LAO}", **shift(person, starts="07:15") | change)
    assert refused.status_code == 400
    assert says in refused.text
    assert "starts" in change or 'value="07:15"' in refused.text
    assert town.work.value("select count(*) from duty_shift") == 0


def test_only_its_own_administrator_or_head_touches_a_roster(staff: Any, town: Town) -> None:
    person = town.person("วิชัย")
    for client in (staff(LAO, "clerk"), staff(OTHER, "admin"), staff(LAO, "operator")):
        assert client.get(f"/admin/roster/{LAO}").status_code == 404
        assert (
            client.post(f"/admin/roster/{LAO}", data={"csrf": csrf(client), **shift(person)}).status_code
            == 404
        )
    assert town.work.value("select count(*) from duty_shift") == 0
    assert staff(LAO, "head").get(f"/admin/roster/{LAO}").status_code == 200


def test_strangers_to_the_body_cannot_be_put_on_its_roster(staff: Any, town: Town) -> None:
    person = town.person("ต่างถิ่น", OTHER)
    assert press(staff(LAO, "admin"), f"/admin/roster/{LAO}", **shift(person)).status_code == 400


def test_the_administrators_page_and_the_doctor_name_who_has_nobody_tonight(
    staff: Any, town: Town, engines: Any
) -> None:
    from doctor import _duty

    town.person("operator", HUB, Role.OPERATOR)
    page = staff(LAO, "admin").get("/admin").text
    assert "คืนนี้ไม่มีเวร" in page
    (finding,) = _duty(town.work.house.database)
    assert finding.level == "warn"
    assert "nobody on duty tonight" in finding.what


def test_the_doctor_says_that_somebody_waits(ringing: Town) -> None:
    from doctor import _duty

    with ringing.work.house.database.session() as session:
        from sqlalchemy import text

        session.execute(
            text("update alarm set opened_at = :at"), {"at": datetime.now(UTC) - timedelta(minutes=5)}
        )
    findings = list(_duty(ringing.work.house.database))
    assert findings[-1].level == "bad"
    assert "1 alarms that nobody has acknowledged" in findings[-1].what


def test_the_rapid_unit_has_shifts_of_its_own_that_are_not_rung(staff: Any, town: Town) -> None:
    from casework import dispatching
    from casework.rungs import Book

    person, other = town.person("หน่วยหนึ่ง", role=Role.FIELD), town.person("หน่วยสอง", role=Role.FIELD)
    admin = staff(LAO, "admin")
    with town.work.house.database.session() as session:
        everybody = [row.id for row in dispatching.unit(session, LAO, town.now)]
        assert set(everybody) == {person, other}, "without a roster the whole unit is told"
    whole_day = shift(person, kind="unit", starts="00:00", ends="00:00")
    assert press(admin, f"/admin/roster/{LAO}", **whole_day).status_code == 303
    page = admin.get(f"/admin/roster/{LAO}").text
    assert "ขณะนี้ไม่มีเวรที่ติดต่อได้" in page, "nobody is there for alarms all the same"
    with town.work.house.database.session() as session:
        assert [row.id for row in dispatching.unit(session, LAO, town.now)] == [person]
        assert Book(session, town.now).duty(LAO) == ()
