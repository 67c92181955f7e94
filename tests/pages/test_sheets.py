"""A list as a sheet: covered by default, in full only for who leads and says why, each case in the log, no formulas."""

import csv
import io
import zipfile
from typing import Any

import pytest

from gateway.pages import sheets
from tests.pages.helpers import HAT_YAI, HUB, KHUAN_LANG, NAME, PLACE, WORDS, csrf, plea
from tests.pages.test_search import index

EVIL = '=HYPERLINK("https://bad.example") น้ำท่วมบ้าน ขอถุงทราย โทร 089-000-1234'


def taken(client: Any, **fields: Any) -> Any:
    return client.post("/inbox/export", data={"csrf": csrf(client), "view": "all", "kind": "csv"} | fields)


def rows(answer: Any) -> list[list[str]]:
    assert answer.status_code == 200
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def page_of(answer: Any) -> str:
    """The one sheet of a workbook."""
    with answer, zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        return file.read("xl/worksheets/sheet1.xml").decode()


def cell(row: list[str], name: str) -> str:
    return row[sheets.COLUMNS.index(name)]


def test_a_clerk_takes_a_covered_sheet_and_every_case_of_it_is_in_the_log(
    client: Any, work: Any, staff: Any
) -> None:
    case = plea(client, work, text=f"{WORDS} โทร 089-000-1234 บัตร 1-2345-67890-12-1")
    head, row = rows(taken(staff(KHUAN_LANG)))
    assert (len(head), len(row)) == (len(sheets.COLUMNS), len(sheets.COLUMNS))
    assert cell(row, "reference").replace("-", "") == case.reference
    assert WORDS in cell(row, "words")
    told = "\n".join(row)
    for hidden in (NAME, "0890001234", "089-000-1234", "2345-67890"):
        assert hidden not in told
    noted = work.rows(
        "select action, detail, case_id = :case as same from audit where action like '%export%'", case=case.id
    )
    assert {(each.action, each.same) for each in noted} == {("export.cases", None), ("case.exported", True)}


def test_full_data_is_for_who_leads_and_says_why(client: Any, work: Any, staff: Any) -> None:
    plea(client, work)
    assert taken(staff(KHUAN_LANG), names="1", reason="x").status_code == 404
    head = staff(KHUAN_LANG, "head")
    refused = taken(head, names="1")
    assert refused.status_code == 400
    assert "เหตุผล" in refused.text
    row = rows(taken(head, names="1", reason="ทำหนังสือถึงจังหวัด 0890001234"))[1]
    assert (cell(row, "who"), cell(row, "words")) == (NAME, WORDS)
    assert cell(row, "phone").endswith("1234")
    detail = work.value("select detail from audit where action = 'export.cases' order by id desc limit 1")
    assert "unmasked" in detail
    assert "ทำหนังสือถึงจังหวัด" in detail
    assert "0890001234" not in detail


def test_a_sheet_holds_no_more_than_the_list_shows(client: Any, work: Any, staff: Any) -> None:
    case = plea(client, work)
    for org, role, more in (
        (HAT_YAI, "head", {"names": "1", "reason": "x"}),
        (HUB, "head", {"names": "1", "reason": "x"}),
        (HAT_YAI, "clerk", {}),
        (HAT_YAI, "clerk", {"q": WORDS[:8]}),
        (HUB, "clerk", {"q": WORDS[:8]}),
    ):
        found = rows(taken(staff(org, role), **more))
        told = "\n".join(",".join(row) for row in found[1:])
        assert not [hidden for hidden in (WORDS, NAME, "1234") if hidden in told], (org, role)
        assert len(found) == (2 if org == HUB and not more.get("q") else 1)
    for role in ("auditor", "operator"):
        assert taken(staff(KHUAN_LANG, role)).status_code == 404
    assert (
        work.value("select count(*) from audit where action = 'case.exported' and case_id = :id", id=case.id)
        == 0
    )


def test_filters_and_searches_hold_as_in_the_list(client: Any, work: Any, staff: Any) -> None:
    plea(client, work)
    closed = plea(client, work, text="ขอข้าวสาร น้ำดื่ม", phone="", name="")
    work.change("update \"case\" set state = 'closed' where id = :id", id=closed.id)
    index(work)
    clerk = staff(KHUAN_LANG)
    sizes = {
        name: len(rows(taken(clerk, **asked))) - 1
        for name, asked in {
            "all": {}, "open": {"view": "open"}, "closed": {"view": "closed"},
            "none": {"view": "open", "state": "waiting_citizen"}, "channel": {"view": "open", "channel": "web"},
            "sms": {"channel": "sms"}, "search": {"q": WORDS[:8]},
        }.items()
    }  # fmt: skip
    assert sizes == {"all": 2, "open": 1, "closed": 1, "none": 0, "channel": 1, "sms": 0, "search": 1}


def test_no_cell_is_run_as_a_formula_in_either_file(client: Any, work: Any, staff: Any) -> None:
    plea(client, work, text=EVIL, name="+1-2")
    head = staff(KHUAN_LANG, "head")
    row = rows(taken(head, names="1", reason="x"))[1]
    assert cell(row, "words").startswith("'=HYPERLINK")
    assert cell(row, "who") == "'+1-2"
    page = page_of(taken(head, kind="xlsx", names="1", reason="x"))
    assert "<f>" not in page
    assert "=HYPERLINK" in page
    assert PLACE[:10] in page


@pytest.mark.parametrize("value", ["=1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_what_begins_like_a_formula_is_a_text(value: str) -> None:
    assert sheets.safe(value) == f"'{value}"
    assert sheets.safe("น้ำ = 1") == "น้ำ = 1"


def test_a_sheet_is_written_portion_by_portion(
    client: Any, work: Any, staff: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(3):
        plea(client, work, text=f"ไฟฟ้าดับ บ้านเลขที่ {n}", phone="", name="")
    monkeypatch.setattr(sheets, "PORTION", 1)
    assert len(rows(taken(staff(KHUAN_LANG)))) == 4
    monkeypatch.setattr(sheets, "MOST_XLSX", 2)
    assert "ใช้ไฟล์ CSV" in page_of(taken(staff(KHUAN_LANG), kind="xlsx"))
    assert "ต" in staff(KHUAN_LANG).get("/inbox/export?view=open&channel=web").text
