"""The page of the rapid unit: what is open, on the map too, pressed in order, and called back."""

from typing import Any

import pytest

from tests.pages.helpers import HAT_YAI, KHUAN_LANG, csrf, press_now
from tests.pages.test_area import with_outlines


@pytest.fixture
def unit(staff: Any) -> Any:
    return staff(KHUAN_LANG, "field")


@pytest.fixture
def job(staff: Any, unit: Any, case: Any, work: Any) -> Any:
    """Sent by a clerk to whoever takes it."""
    clerk = staff(KHUAN_LANG)
    assert press_now(clerk, work, case, "dispatch", to="", orders="เอาเลื่อยไป").status_code == 303
    return work.rows("select * from job")[0]


def go(unit: Any, job: Any, after: str, version: int, **fields: Any) -> int:
    data = {"csrf": csrf(unit), "version": version, **fields}
    return int(unit.post(f"/field/jobs/{job.id}/{after}", data=data).status_code)


def test_an_open_job_stands_in_the_list_and_on_the_map_and_leaves_them_when_it_is_done(
    unit: Any, job: Any, case: Any, work: Any
) -> None:
    with_outlines(work)
    work.change(
        'update "case" set latitude = s.y, longitude = s.x from (select 7.0 as y, 100.4 as x) s where id = :id', id=case.id
    )  # fmt: skip
    page = unit.get("/field").text
    assert "รอรับงาน" in page
    for n, after in enumerate(("accepted", "under_way", "on_site", "done"), 1):
        assert go(unit, job, after, n, found="ตัดต้นไม้แล้ว") == 303
    assert "ตอนนี้ไม่มีงานค้าง" in unit.get("/field").text
    assert "ตัดต้นไม้แล้ว" in unit.get(f"/cases/{case.reference}").text


def test_a_press_out_of_order_or_too_late_changes_nothing(unit: Any, job: Any, work: Any) -> None:
    assert go(unit, job, "done", 1) == 409
    assert go(unit, job, "accepted", 7) == 409
    assert go(unit, job, "flown", 1) == 400
    assert work.value("select state from job") == "sent"


def test_a_job_is_called_back_by_whoever_may_send_and_seen_by_nobody_else(
    unit: Any, job: Any, case: Any, staff: Any, work: Any
) -> None:
    stranger = staff(HAT_YAI, "field")
    assert stranger.get(f"/field/jobs/{job.id}").status_code == 404
    assert go(stranger, job, "accepted", 1) == 404
    assert case.reference not in stranger.get("/field").text
    assert go(unit, job, "accepted", 1) == 303
    clerk = staff(KHUAN_LANG, email="second@example.org")
    assert go(clerk, job, "under_way", 2) == 404
    assert go(clerk, job, "recalled", 2) == 303
    assert work.value("select state from job") == "recalled"


def test_the_unit_is_told_in_writing_without_a_citizens_words(staff: Any, case: Any, work: Any) -> None:
    staff(KHUAN_LANG, "field")
    person = work.value("select id from staff where email like 'field%'")
    work.change(
        "insert into staff_contact (id, staff_id, kind, account, value, code_hash, code_tries, created_at, verified_at)"
        " values (gen_random_uuid(), :person, 'phone', '', '+66900000001', '', 0, now(), now())",
        person=person,
    )
    press_now(staff(KHUAN_LANG), work, case, "dispatch", to=str(person))
    told = work.rows("select text, parts->>'short' as short from message where purpose = 'duty'")[0]
    assert case.reference in told.short
    assert "หลังคาปลิว" not in told.text
    assert "/field/jobs/" in told.text
