"""The head of a centre sees how it gets on: counts of their own organisations, never a case."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from store import headway
from tests.pages.helpers import HAT_YAI, HUB, KHUAN_LANG, NAME, PLACE, WORDS, plea, press


def tally(page: str) -> dict[str, str]:
    """The figures at the top, by their name."""
    found = re.findall(r"<div><dt>([^<]+)</dt><dd[^>]*>(.*?)</dd></div>", page, re.DOTALL)
    return {name: re.sub(r"<[^>]+>", "", value).strip() for name, value in found}


def answered(client: Any, work: Any, staff: Any, hours: float, reason: str = "helped") -> Any:
    """A plea that was answered so many hours after it came, then ended."""
    case = plea(client, work)
    clerk = staff(KHUAN_LANG)
    path = f"/cases/{case.reference}"
    assert press(clerk, f"{path}/reply", words="รับเรื่องแล้ว", version=case.version).status_code == 303
    work.all()
    work.change(
        'update "case" set opened_at = opened_at - :gap where id = :id',
        gap=timedelta(hours=hours),
        id=case.id,
    )
    if reason == "helped":  # only what was really given counts as help: tests of the field
        work.change("update need set state = 'helped' where case_id = :id", id=case.id)
    version = work.value('select version from "case" where id = :id', id=case.id)
    assert press(clerk, f"{path}/close", reason=reason, words="", version=version).status_code == 303
    return case


def test_a_head_sees_what_waits_and_how_long_answers_took(client: Any, work: Any, staff: Any) -> None:
    plea(client, work)
    for hours, reason in ((1, "helped"), (3, "helped"), (200, "advised")):
        answered(client, work, staff, hours, reason)
    work.change(
        'update "case" set rating = 4 where id = (select min(id::text)::uuid from "case" where state = \'closed\')'
    )
    page = staff(KHUAN_LANG, "head").get("/head").text
    shown = tally(page)
    assert (shown["ยังไม่ยุติ"], shown["ยังไม่มีคนตอบ"]) == ("1", "1")
    assert (shown["ช่วยแล้ว"], shown["ยุติโดยไม่ได้ช่วย"]) == ("2", "1")
    assert shown["คำตอบแรก"] == "3 ชม. 0 นาที"
    assert shown["ความพึงพอใจ"].startswith("4.0")
    assert "ยังไม่มีผู้รับผิดชอบยืนยันเป้าหมายนี้" in page
    for hidden in (WORDS, NAME, PLACE, "x-xxx-1234"):
        assert hidden not in page


def test_another_bodys_head_sees_none_of_it_and_a_clerk_no_page(client: Any, work: Any, staff: Any) -> None:
    answered(client, work, staff, 1)
    shown = tally(staff(HAT_YAI, "head").get("/head").text)
    assert (shown["ยังไม่ยุติ"], shown["ช่วยแล้ว"]) == ("0", "0")
    assert staff(HAT_YAI, "head").get(f"/head?org={KHUAN_LANG}").status_code == 404
    for role in ("clerk", "field", "secretary", "auditor", "operator"):
        person = staff(KHUAN_LANG, role)
        assert person.get("/head").status_code == 404, role
        assert person.get("/head/chart/weeks.svg").status_code == 404, role


def test_charts_are_drawn_as_svg_and_png_with_the_same_figures(client: Any, work: Any, staff: Any) -> None:
    answered(client, work, staff, 1)
    head = staff(KHUAN_LANG, "admin")
    page = head.get("/head").text
    names = set(re.findall(r"/head/chart/(\w+)\.svg", page))
    assert len(names) == 6
    for name in names:
        drawing = head.get(f"/head/chart/{name}.svg")
        assert drawing.mimetype == "image/svg+xml"
        assert drawing.data.startswith(b"<svg")
    picture = head.get("/head/chart/weeks.png?take=1")
    assert picture.data.startswith(b"\x89PNG")
    assert "attachment" in picture.headers["Content-Disposition"]
    assert (
        head.get("/head/chart/other.svg").status_code == head.get("/head/chart/weeks.pdf").status_code == 404
    )


def test_channels_tell_their_last_word_and_what_did_not_go_out(client: Any, work: Any, staff: Any) -> None:
    answered(client, work, staff, 1)
    work.change("update message set state = 'failed' where purpose = 'answer'")
    rows = re.findall(r"<tr><td><svg.*?</tr>", staff(KHUAN_LANG, "head").get("/head").text, re.DOTALL)
    web = next(row for row in rows if "> web<" in row)
    assert "<time" in web
    assert '<td class="figure">1</td>' in web


@pytest.mark.parametrize("statement", ["waiting", "times"])
def test_the_figures_stay_within_an_index_however_many_cases_there_are(
    client: Any, work: Any, statement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bounded: of each organisation the most pressing or newest MOST cases are read, and no table from end to end."""
    plea(client, work)
    plea(client, work)
    monkeypatch.setattr(headway, "MOST", 1)
    now = datetime.now(UTC)
    with work.house.database.session() as session:
        if statement == "waiting":
            rows = headway.waiting(session, [KHUAN_LANG], now=now)
        else:
            aims = {code: timedelta(hours=1) for code in ("U0", "U1", "U2", "U3")}
            since = now - timedelta(days=7)
            rows = headway.times(session, [KHUAN_LANG], since=since, now=now, first=aims, whole=aims)
    assert next(row.n for row in rows if row.by == "all") == 1


def test_a_hub_head_sees_only_what_the_hub_itself_owns(client: Any, work: Any, staff: Any) -> None:
    plea(client, work)
    assert tally(staff(HUB, "head").get("/head").text)["ยังไม่ยุติ"] == "0"
