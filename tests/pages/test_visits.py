"""The survey sheet of a phone: taken in once, with photos and position, its conflicts shown, and read by nobody else."""

import io
import uuid
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from store.db import utc_now
from tests.pages.helpers import HAT_YAI, KHUAN_LANG, csrf, picture


@pytest.fixture
def unit(staff: Any) -> Any:
    return staff(KHUAN_LANG, "field")


def sheet(case: Any, **more: Any) -> dict[str, Any]:
    at = utc_now().isoformat()
    return {
        "id": str(uuid.uuid4()), "begun_at": at, "ended_at": at, "case_version": str(case.version),
        "found": "หลังคาปลิวสองแผ่น", "agrees": "less", "latitude": "7.03", "longitude": "100.41", "accuracy": "9",
        "damage_item": ["roof", ""], "damage_quantity": ["2 แผ่น", ""], "damage_note": ["ด้านหลัง", ""],
        "person_who": ["self", "child"], "person_age": ["๗๑", "4"], "person_risk": ["elder", "child"],
    } | more  # fmt: skip


def post(unit: Any, case: Any, fields: dict[str, Any], *, photos: int = 0) -> Any:
    told = MultiDict({"csrf": csrf(unit)} | fields)
    for n in range(photos):
        told.add("photos", FileStorage(io.BytesIO(picture()), f"{n}.jpg", "photos"))
        told.add("photo_at", "7.031,100.412" if n == 0 else "")
    boundary, body = encode_multipart(told)
    return unit.post(
        f"/field/visits/{case.reference}",
        data=body,
        content_type=f"multipart/form-data; boundary={boundary}",
        headers={"Accept": "application/json"},
    )


def test_a_sheet_that_is_sent_twice_is_kept_once_with_its_photos_and_people(
    unit: Any, case: Any, work: Any
) -> None:
    fields = sheet(case)
    first = post(unit, case, fields, photos=2)
    assert first.json["conflicts"] == []
    assert post(unit, case, fields, photos=2).json["kept"] == first.json["kept"]
    row = work.rows("select * from visit")[0]
    assert (row.latitude, row.accuracy, row.agrees, row.by_org) == (7.03, 9.0, "less", KHUAN_LANG)
    assert row.damage == [{"item": "roof", "quantity": "2 แผ่น", "note": "ด้านหลัง"}]
    assert row.household == [
        {"who": "self", "age": 71, "risk": "elder"},
        {"who": "child", "age": 4, "risk": "child"},
    ]
    photos = work.rows("select latitude from visit_photo order by position")
    assert [each.latitude for each in photos] == [7.031, None]
    page = unit.get(first.json["at"]).text
    assert "หลังคาปลิวสองแผ่น" in page
    assert unit.get(f"{first.json['at']}/photos/0").mimetype == "image/jpeg"
    assert "เบากว่าที่แจ้ง" in unit.get(f"/cases/{case.reference}").text


def test_what_changed_meanwhile_is_shown_and_nothing_is_lost(unit: Any, case: Any, work: Any) -> None:
    old = sheet(case, begun_at="2026-01-01T08:00:00+07:00", ended_at="2026-01-01T09:00:00+07:00")
    post(unit, case, sheet(case, found="คนแรก"))
    late = post(unit, case, old)
    assert len(late.json["conflicts"]) == 2
    assert "มีคนอื่นสำรวจ" in late.json["conflicts"][0]
    page = unit.get(f"/cases/{case.reference}").text
    assert "มีคนอื่นสำรวจเรื่องนี้ไปแล้ว" in page
    assert work.value("select count(*) from visit") == 2


def test_a_sheet_without_facts_goes_back_to_the_phone_with_the_reason(
    unit: Any, case: Any, work: Any
) -> None:
    for fields in ({"found": " "}, {"agrees": "perhaps"}, {"id": "7"}):
        answer = post(unit, case, sheet(case, **fields))
        assert answer.status_code == 422
        assert answer.json["problem"]
    assert work.value("select count(*) from visit") == 0


def test_what_is_ready_goes_on_to_the_committee(unit: Any, case: Any, work: Any) -> None:
    work.change("update need set state = 'surveying' where state = 'proposed'")
    assert work.value("select count(*) from need where state = 'surveying'")
    fresh = work.rows('select * from "case"')[0]
    post(unit, case, sheet(fresh, ready="1"))
    assert work.value("select count(*) from need where state = 'surveying'") == 0
    assert work.value("select count(*) from need where state = 'ready'")


def test_a_stranger_neither_sends_nor_reads_a_sheet(unit: Any, case: Any, staff: Any, work: Any) -> None:
    kept = post(unit, case, sheet(case)).json["at"]
    stranger = staff(HAT_YAI, "field")
    assert post(stranger, case, sheet(case)).status_code == 404
    assert stranger.get(kept).status_code == 404
    assert stranger.get(f"/field/visits/{case.reference}").status_code == 404
    assert case.reference not in stranger.get("/field").text
    assert work.value("select count(*) from visit") == 1
