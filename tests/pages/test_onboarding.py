"""A body is put to work: what is missing is named, with the page where it is done; who receives meanwhile."""

import re
from datetime import UTC, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from casework.readiness import Item, items, ready
from tests.pages.helpers import HAT_YAI, HUB, KHUAN_LANG, press


def facts(**more: Any) -> Any:
    told = {
        "code": KHUAN_LANG, "kind": "lao", "phone": "0", "amphoe_code": "9011", "at_work": True, "roles": [], "invited": 0,
        "hours": 0, "templates": 0, "accounts": [], "agencies": 0, "shared": 2, "told_villages": 1,
    }  # fmt: skip
    return SimpleNamespace(**(told | more))


def found(*, seats_empty: int = 0, **more: Any) -> dict[str, Item]:
    now = datetime.now(UTC)
    person = uuid4()
    shifts = [
        SimpleNamespace(staff_id=person, rung=1, weekday=day, day=None, starts=time(0), ends=time(0))
        for day in range(7)
    ]
    all_items = items(facts(**more), shifts=shifts, reachable={person}, now=now, seats_empty=seats_empty)  # type: ignore[arg-type]
    return {item.code: item for item in all_items}


def test_each_kind_of_body_has_its_own_list() -> None:
    lao, hub, province = (set(found(kind=kind)) for kind in ("lao", "hub", "province"))
    assert lao - hub == {"secretary", "field", "committee", "villages"}
    assert hub - lao == {"agencies"}
    assert "roster" in lao
    assert "roster" not in province


def test_a_body_is_ready_when_nothing_that_is_needed_is_missing() -> None:
    everybody = ["admin", "clerk", "head", "secretary", "field"]
    whole = found(roles=everybody, told_villages=2)
    assert ready([*whole.values()])
    assert not whole["templates"].done
    for role in everybody:
        rest = [each for each in everybody if each != role]
        assert not ready([*found(roles=rest, told_villages=2).values()]), role
    assert found(roles=everybody)["villages"].n == 1
    assert not ready([*found(roles=everybody, told_villages=2, seats_empty=1).values()])


def test_its_own_administrator_and_the_operator_see_the_list_others_do_not(staff: Any) -> None:
    admin = staff(KHUAN_LANG, "admin")
    page = admin.get(f"/admin/onboarding/{KHUAN_LANG}").text
    assert "ยังไม่พร้อม" in page
    assert "/admin/roster/9079" in page
    assert "ขาด" in admin.get("/admin/onboarding").text
    assert admin.get(f"/admin/onboarding/{HAT_YAI}").status_code == 404
    assert staff(KHUAN_LANG).get(f"/admin/onboarding/{KHUAN_LANG}").status_code == 404
    operator = staff(HUB, "operator")
    assert operator.get(f"/admin/onboarding/{HAT_YAI}").status_code == 200
    assert operator.get("/admin/onboarding/nobody").status_code == 404


def test_a_body_without_staff_is_received_by_its_hub_until_somebody_is_invited(
    staff: Any, work: Any, client: Any
) -> None:
    work.change("delete from membership where org = :org", org=HAT_YAI)
    work.change("update org set at_work = false where code = :org", org=HAT_YAI)
    work.change("update meta set value = 'x' where name = 'register'")
    operator = staff(HUB, "operator")
    assert "หาดใหญ่" in operator.get("/admin/onboarding?q=หาดใหญ่").text
    page = operator.get(f"/admin/onboarding/{HAT_YAI}").text
    assert "สถานที่กลาง อ.หาดใหญ่ รับเรื่องแทน" in page
    assert press(operator, f"/admin/onboarding/{HAT_YAI}/invite", email="x").status_code == 400
    link = re.search(
        r"https://saitrong\.test(/invite/[\w-]+)",
        press(operator, f"/admin/onboarding/{HAT_YAI}/invite", email="first@example.org").text,
    )
    assert link
    told = {"name": "ผู้ดูแลคนแรก", "password": "a long enough password"}
    assert client.post(link[1], data=told).status_code == 303
    assert work.value("select at_work from org where code = :org", org=HAT_YAI)
    hub = staff(HUB)
    assert "รับแทน" not in hub.get("/hub").text.partition("เทศบาลนครหาดใหญ่")[2].partition("</tr>")[0]


def test_a_province_is_put_to_work_and_sees_counts_without_a_word(staff: Any, client: Any, work: Any) -> None:
    from tests.pages.helpers import NAME, WORDS, plea

    operator = staff(HUB, "operator")
    assert press(operator, "/admin/onboarding/province", province="90").status_code == 303
    assert work.value("select name from org where code = 'prov-90'") == "สงขลา"
    assert press(staff(HUB, "admin"), "/admin/onboarding/province", province="90").status_code == 404
    for _ in range(4):
        case = plea(client, work)
    person = staff("prov-90", "head")
    page = person.get("/province").text
    assert "หาดใหญ่" in page
    assert '<td class="figure">4</td>' in page
    for hidden in (WORDS, NAME, "0890001234"):
        assert hidden not in page
    assert staff(KHUAN_LANG).get("/province").status_code == 404
    assert person.get(f"/cases/{case.reference}").status_code == 404

    # what a hub puts before it: a summary, to be answered
    hub = staff(HUB)
    press(
        staff(KHUAN_LANG, email="k@example.org"),
        f"/cases/{case.reference}/beyond",
        reason="money",
        version=case.version,
    )
    press(hub, f"/cases/{case.reference}/ask", to="prov-90", asked="ขอใช้เงินทดรองจังหวัด", version=1)
    page = person.get("/province").text
    assert "ขอใช้เงินทดรองจังหวัด" in page
    summary = person.get(f"/cases/{case.reference}")
    assert summary.status_code == 200
    assert WORDS not in summary.text
    referral = work.value("select id from referral where asked = 'province'")
    assert press(person, f"/requests/{referral}/accept").status_code == 303
    assert work.value("select state from referral where asked = 'province'") == "accepted"


def test_an_lao_is_told_its_week_once_and_the_hub_sees_who_has_read_it(
    staff: Any, client: Any, work: Any
) -> None:
    import clock
    from casework import digests
    from tests.pages.helpers import WORDS, plea

    plea(client, work)
    now = datetime.now(UTC)
    monday = digests.week_due(now)
    work.change(
        'update "case" set opened_at = :at', at=datetime.combine(monday, time(3), UTC) - timedelta(days=2)
    )
    for _ in range(2):
        clock.tell_week(work.house)
    assert work.value("select count(*) from digest where org = :org", org=KHUAN_LANG) == 1
    clerk, hub = staff(KHUAN_LANG), staff(HUB)
    assert "ก่อนวันที่" in clerk.get("/hub").text
    address = f"/hub/digest?org={KHUAN_LANG}&week={monday.isoformat()}"
    assert "สาธารณภัย" in hub.get(address).text
    assert work.value("select seen_at from digest where org = :org", org=KHUAN_LANG) is None
    page = clerk.get(address).text
    assert "ควนลัง" in page
    assert WORDS not in page
    assert work.value("select seen_at from digest where org = :org", org=KHUAN_LANG) is not None
    assert staff("9083").get(address).status_code == 404
    assert clerk.get(f"/hub/digest?org={KHUAN_LANG}&week=x").status_code == 404
