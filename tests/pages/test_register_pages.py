"""Changing the register on a page: who may, what is shown before the confirming press, what stays typed, imports."""

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage, MultiDict

from store.reference import DEMO
from tests.pages.helpers import HUB, KHUAN_LANG, csrf, press

TOWN, TAO = "9083", "901118"
PAGE = f"/admin/register/{TOWN}"
SOON = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()


def named(work: Any, org: str = TOWN) -> str:
    return str(work.value("select name from org where code = :org", org=org))


@pytest.mark.parametrize(
    ("org", "role", "status"),
    [(TOWN, "admin", 200), (HUB, "operator", 200), (TAO, "admin", 404), (TOWN, "head", 404), (TOWN, "clerk", 404), (HUB, "admin", 404)],
)  # fmt: skip
def test_only_the_bodys_administrator_and_the_operator_change_it(
    staff: Any, work: Any, org: str, role: str, status: int
) -> None:
    client = staff(org, role)
    assert client.get(PAGE).status_code == status
    asked = {"name": "พะตงพัฒนา", "on": "", "confirm": "1"}
    assert press(client, f"{PAGE}/rename", **asked).status_code == (303 if status == 200 else 404)
    assert named(work) == ("พะตงพัฒนา" if status == 200 else "พะตง")


def test_the_list_shows_ones_own_bodies_and_the_operator_finds_any(staff: Any) -> None:
    page = staff(TOWN, "admin").get("/admin/register").text
    assert f'href="{PAGE}"' in page
    assert "/admin/register/901118" not in page
    assert "register-import" not in page
    assert f'href="{PAGE}"' in staff(HUB, "operator").get("/admin/register?q=พะตง").text
    assert staff(TOWN, "clerk").get("/admin/register").status_code == 404


def test_a_press_shows_what_would_change_and_only_the_second_changes_it(staff: Any, work: Any) -> None:
    admin = staff(TOWN, "admin")
    seen = press(admin, f"{PAGE}/rename", name="พะตงพัฒนา", on="")
    assert seen.status_code == 200
    assert "ทต.พะตงพัฒนา" in seen.text
    assert "ยังไม่มีอะไรเปลี่ยน" in seen.text
    assert 'name="name" value="พะตงพัฒนา"' in seen.text
    assert named(work) == "พะตง"
    done = press(admin, f"{PAGE}/rename", name="พะตงพัฒนา", on="", confirm="1")
    assert done.headers["Location"].endswith(f"{PAGE}?done=now")
    page = admin.get(PAGE).text
    assert "เทศบาลตำบลพะตงพัฒนา" in page
    assert "ทต.พะตง → ทต.พะตงพัฒนา" in page
    assert f"admin {TOWN}" in page


def test_a_coming_change_is_listed_and_can_be_withdrawn(staff: Any, work: Any) -> None:
    admin = staff(TOWN, "admin")
    assert (
        press(admin, f"{PAGE}/rename", name="พะตงพัฒนา", on=SOON, confirm="1")
        .headers["Location"]
        .endswith("done=later")
    )
    change = work.value("select id from org_change where act = 'rename'")
    page = admin.get(PAGE).text
    assert f'action="/admin/register/withdraw/{change}"' in page
    assert press(staff(TAO, "admin"), f"/admin/register/withdraw/{change}").status_code == 404
    assert press(admin, f"/admin/register/withdraw/{change}").status_code == 303
    assert press(admin, f"/admin/register/withdraw/{change}").status_code == 303
    assert work.value("select withdrawn_at is not null from org_change where id = :id", id=change)
    assert "ยกเลิกแล้ว" in admin.get(PAGE).text


@pytest.mark.parametrize(
    ("act", "fields", "why"),
    [
        ("rename", {"name": "อบต.พะตง"}, "พิมพ์เฉพาะชื่อ"),
        ("rename", {"name": "พะตงพัฒนา", "on": "30/11/69"}, "วันที่อ่านไม่ได้"),
        ("merge", {"into": "ที่ไหนสักแห่ง"}, "ไม่พบหน่วยงานนี้"),
        ("split", {"name": "พะตงใต้", "kind": "TAO", "code": "9000"}, "ไม่ได้เลือกตำบล"),
        ("alias", {"alias": ""}, "ชื่อต้องยาว"),
        ("unalias", {"alias": "ไม่มี"}, "ไม่มีชื่อนี้"),
    ],
)
def test_what_cannot_be_is_told_beside_its_form_and_what_was_typed_stays(
    staff: Any, work: Any, act: str, fields: dict[str, str], why: str
) -> None:
    answer = press(staff(TOWN, "admin"), f"{PAGE}/{act}", **fields)
    assert answer.status_code == 400
    assert why in answer.text
    assert "<details open>" in answer.text
    for name in ("name", "into", "code"):
        if fields.get(name):
            assert f'value="{fields[name]}"' in answer.text
    assert named(work) == "พะตง"
    english = staff(TOWN, "admin", email="en@example.org")
    english.set_cookie("lang", "en", domain="localhost")
    assert why not in press(english, f"{PAGE}/{act}", **fields).text


def test_a_merger_needs_the_administrators_of_both(staff: Any, work: Any) -> None:
    mine = press(staff(TOWN, "admin"), f"{PAGE}/merge", into=TAO, confirm="1")
    assert mine.status_code == 404
    assert work.value("select valid_to is null from org where code = :org", org=TOWN)


def test_a_merger_shows_what_goes_over_and_leads_to_the_successor(staff: Any, work: Any) -> None:
    operator = staff(HUB, "operator")
    label = "องค์การบริหารส่วนตำบลพะตง อ.หาดใหญ่ จ.สงขลา"
    seen = press(operator, f"{PAGE}/merge", into=label)
    assert seen.status_code == 200
    for words in ("ย้ายไปที่ องค์การบริหารส่วนตำบลพะตง", "ต.พะตง อ.หาดใหญ่", "ใครพิมพ์ชื่อ ทต.พะตง"):
        assert words in seen.text
    done = press(operator, f"{PAGE}/merge", into=label, confirm="1")
    assert f"/admin/register/{TAO}?" in done.headers["Location"]
    assert operator.get(PAGE).headers["Location"].endswith(f"/admin/register/{TAO}")


def test_a_split_says_that_the_new_body_has_nobody_yet(staff: Any, work: Any) -> None:
    operator = staff(HUB, "operator")
    fields = {"name": "พะตงใต้", "kind": "TAO", "code": "9000", "tambon": "901118", "shared": "1"}
    seen = press(operator, f"{PAGE}/split", **fields)
    assert "หน่วยงานใหม่ยังไม่มีเจ้าหน้าที่" in seen.text
    assert press(operator, f"{PAGE}/split", confirm="1", **fields).status_code == 303
    assert work.value("select count(*) from coverage where tambon_code = '901118' and valid_to is null") == 3


# -- imports -----------------------------------------------------------------------------------------------------

IMPORT = "/admin/register-import"


def upload(client: Any, *files: tuple[str, str]) -> Any:
    given = [FileStorage(io.BytesIO(content.encode()), name, "files") for name, content in files]
    fields = MultiDict([("csrf", csrf(client)), *(("files", each) for each in given)])
    return client.post(IMPORT, data=fields, content_type="multipart/form-data")


def demo_files(**changed: tuple[str, str]) -> list[tuple[str, str]]:
    found = []
    for path in sorted(DEMO.glob("*.csv")):
        content = path.read_text("utf-8")
        for stem, (old, new) in changed.items():
            content = content.replace(old, new) if path.name.startswith(stem) else content
        found.append((path.name, content))
    return found


@pytest.mark.parametrize(("org", "role"), [(KHUAN_LANG, "admin"), (KHUAN_LANG, "clerk")])
def test_only_the_operator_imports(staff: Any, org: str, role: str) -> None:
    client = staff(org, role)
    assert client.get(IMPORT).status_code == 404
    assert upload(client, *demo_files()).status_code == 404


def test_an_import_is_shown_first_and_then_taken_over(staff: Any, work: Any, settings: Any) -> None:
    operator = staff(HUB, "operator")
    seen = upload(operator, *demo_files(lao_register=("คูเต่า", "คูเต่าใหม่")))
    assert seen.status_code == 200
    assert "ทต.คูเต่า → ทต.คูเต่าใหม่" in seen.text
    assert named(work, "9070") == "คูเต่า"
    there = seen.text.partition(f'action="{IMPORT}/')[2].partition('"')[0]
    assert press(operator, f"{IMPORT}/{there}").status_code == 303
    assert named(work, "9070") == "คูเต่าใหม่"
    assert not list((settings.data_dir / "register-import").iterdir())
    assert press(operator, f"{IMPORT}/{there}").status_code == 409
    assert "นำเข้าทะเบียน" in operator.get("/admin/register").text


def test_every_wrong_row_is_told_and_nothing_is_imported(staff: Any, work: Any, settings: Any) -> None:
    operator = staff(HUB, "operator")
    answer = upload(
        operator, *demo_files(lao_register=("ThesabanTambon", "เทศบาล"), tambon_lao=("completely", "all"))
    )
    assert answer.status_code == 400
    assert "ไม่รู้จักประเภท “เทศบาล”" in answer.text
    assert "ไม่รู้จัก “all”" in answer.text
    assert 'class="figure">2<' in answer.text
    assert not list((settings.data_dir / "register-import").iterdir())
    assert work.value("select count(*) from org_change") == 1


def test_outlines_may_come_alone_under_any_name(staff: Any, work: Any) -> None:
    square = {
        "type": "Polygon",
        "coordinates": [[[100.3, 7], [100.4, 7], [100.4, 7.1], [100.3, 7.1], [100.3, 7]]],
    }
    operator = staff(HUB, "operator")
    seen = upload(
        operator, ("../../map.geojson", json.dumps({"features": [{"id": "901102", "geometry": square}]}))
    )
    assert "ใหม่ 1 · ต่างจากเดิม 0 · จะหายไป 0" in seen.text
    there = seen.text.partition(f'action="{IMPORT}/')[2].partition('"')[0]
    assert press(operator, f"{IMPORT}/{there}").status_code == 303
    assert work.value("select count(*) from outline") == 1


def test_no_file_is_told(staff: Any) -> None:
    assert upload(staff(HUB, "operator")).status_code == 400
