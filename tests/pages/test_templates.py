"""Ready answers: kept by the centre, filled from the case, offered where they fit."""

from typing import Any

from casework.templates import filled
from store.ids import grouped
from tests.pages.helpers import HAT_YAI, KHUAN_LANG, plea, press

ASKS = "เรื่อง {เลขที่} ขอสำเนาบัตรประชาชน ส่งที่ {หน่วยงาน}"


def write(client: Any, **fields: str) -> Any:
    return press(
        client, "/admin/templates", **{"org": KHUAN_LANG, "title": "ขอเอกสาร", "words": ASKS, **fields}
    )


def test_a_ready_answer_is_offered_with_its_fields_filled(client: Any, work: Any, staff: Any) -> None:
    assert write(staff(KHUAN_LANG, "head")).status_code == 303
    case = plea(client, work)
    page = staff(KHUAN_LANG).get(f"/cases/{case.reference}").text
    assert f'value="เรื่อง {grouped(case.reference)} ขอสำเนาบัตรประชาชน' in page
    assert "ขอเอกสาร</option>" in page


def test_what_cannot_be_filled_is_refused_and_stays_typed(staff: Any, work: Any) -> None:
    head = staff(KHUAN_LANG, "head")
    bad = write(head, words="ถึง {ชื่อจริง} ค่ะ")
    assert bad.status_code == 400
    assert "ถึง {ชื่อจริง} ค่ะ" in bad.text
    assert write(head, title=" ").status_code == 400
    assert work.value("select count(*) from reply_template") == 0


def test_another_bodys_answers_are_neither_offered_nor_changed(client: Any, work: Any, staff: Any) -> None:
    write(staff(KHUAN_LANG, "head"))
    key = str(work.value("select id from reply_template"))
    stranger = staff(HAT_YAI, "head")
    assert write(stranger).status_code == 404
    assert write(stranger, org=HAT_YAI, key=key).status_code == 404
    assert write(stranger, org=HAT_YAI, key=key, drop="1").status_code == 404
    assert write(stranger, org=HAT_YAI, key="x").status_code == 404
    assert write(staff(KHUAN_LANG, "clerk")).status_code == 404
    assert "ขอเอกสาร" not in stranger.get("/admin/templates").text
    assert work.value("select words from reply_template") == ASKS


def test_an_answer_is_changed_and_dropped(staff: Any, work: Any) -> None:
    head = staff(KHUAN_LANG, "head")
    write(head)
    key = str(work.value("select id from reply_template"))
    write(head, key=key, title="เอกสาร")
    assert work.rows("select title from reply_template") == [("เอกสาร",)]
    write(head, key=key, drop="1")
    assert work.value("select count(*) from reply_template") == 0


def test_a_field_without_a_fact_leaves_no_gap() -> None:
    assert filled("ถึง {place} ค่ะ {x}", {"place": ""}) == "ถึง ค่ะ"
