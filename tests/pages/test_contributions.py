"""What LAOs gave their hub: entered and struck out by the hub, summed by fiscal year, read by the LAO it came from."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from store.calendar import fiscal_year
from store.db import utc_now
from store.ids import BANGKOK
from tests.pages.helpers import HAT_YAI, HUB, KHUAN_LANG, press

PAGE = "/hub/contributions"


def entry(**more: Any) -> dict[str, Any]:
    today = utc_now().astimezone(BANGKOK).date()
    return {
        "key": str(uuid4()), "hub": HUB, "org": KHUAN_LANG, "year": str(fiscal_year(today)), "kind": "money",
        "amount": "15,000.50", "document": "สข 71/1", "given_on": today.isoformat(),
    } | more  # fmt: skip


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 9, 30), 2569), (date(2026, 10, 1), 2570), (date(2027, 1, 1), 2570)]
)
def test_the_year_of_the_government_begins_in_october(day: date, year: int) -> None:
    assert fiscal_year(day) == year


def test_the_hub_enters_a_contribution_once_and_its_lao_reads_it(staff: Any, work: Any) -> None:
    hub, lao, neighbour = staff(HUB), staff(KHUAN_LANG), staff(HAT_YAI)
    told = entry()
    for _ in range(2):  # the same form twice
        assert press(hub, PAGE, **told).status_code == 303
    press(hub, PAGE, **entry(org=HAT_YAI, amount="๒๐๐", kind="goods", what="น้ำดื่ม"))
    assert "15,200.50" in hub.get("/hub").text
    page = hub.get(PAGE).text
    assert page.count("<td>สข 71/1</td>") == 2
    assert f"ปีงบประมาณ {told['year']} รวม 15,200.50 บาท" in page
    mine = lao.get(PAGE).text
    assert "15,000.50" in mine
    assert "น้ำดื่ม" not in mine
    assert "15,000.50" not in neighbour.get(PAGE).text
    assert (
        work.value("select count(*) from audit where action = 'contribution.entered' and org = :hub", hub=HUB)
        == 2
    )


def test_only_officers_of_that_hub_enter_and_strike_out(staff: Any, work: Any) -> None:
    hub, lao = staff(HUB), staff(KHUAN_LANG, "head")
    assert press(lao, PAGE, **entry()).status_code == 404
    assert press(hub, PAGE, **entry(hub="hub-9001")).status_code == 404
    assert staff(HUB, "operator", email="o@example.org").get(PAGE).status_code == 404
    press(hub, PAGE, **entry())
    (key,) = (row.id for row in work.rows("select id from contribution"))
    assert press(lao, f"{PAGE}/{key}/void", reason="x").status_code == 404
    assert press(hub, f"{PAGE}/{key}/void", reason="").status_code == 400
    assert press(hub, f"{PAGE}/{key}/void", reason="พิมพ์ยอดผิด").status_code == 303
    assert press(hub, f"{PAGE}/{key}/void", reason="again").status_code == 404
    page = lao.get(PAGE).text
    assert "<s>15,000.50</s>" in page
    assert "พิมพ์ยอดผิด" in page
    assert "บาท</h2>" not in page
    assert work.value("select count(*) from audit where action like 'contribution.%'") == 2


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("amount", "0", "มากกว่าศูนย์"), ("amount", "มาก", "มากกว่าศูนย์"), ("amount", "-5", "มากกว่าศูนย์"),
        ("org", "9999", "เลือก อปท."), ("kind", "gold", "เลือกว่าเป็นเงิน"), ("year", "2400", "เลือกปีงบประมาณ"),
        ("document", "", "เลขที่หนังสือ"), ("given_on", "2999-01-01", "ไม่เกินวันนี้"), ("given_on", "x", "ไม่เกินวันนี้"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_said_and_what_was_typed_stays(
    staff: Any, work: Any, field: str, typed: str, words: str
) -> None:
    told = {"what": "ค่าไฟฟ้าเดือนกันยายน", field: typed}
    answer = press(staff(HUB), PAGE, **entry(**told))
    assert answer.status_code == 400
    assert words in answer.text
    assert "ค่าไฟฟ้าเดือนกันยายน" in answer.text
    assert work.value("select count(*) from contribution") == 0


def test_the_sheet_holds_what_the_page_shows_and_its_leaving_is_noted(staff: Any, work: Any) -> None:
    hub = staff(HUB)
    press(hub, PAGE, **entry(document="=1+1"))
    sheet = staff(KHUAN_LANG).get(f"{PAGE}.csv")
    assert sheet.data.startswith("\ufeffปีงบประมาณ".encode())
    assert "15000.50,'=1+1" in sheet.text
    assert KHUAN_LANG not in staff(HAT_YAI).get(f"{PAGE}.csv").text
    assert len(staff(HAT_YAI).get(f"{PAGE}.csv").text.splitlines()) == 1
    assert work.value("select count(*) from audit where action = 'export.contributions'") == 3
