"""Several cases at once: counted, confirmed, done one by one with the checks of one, told what became of each."""

from typing import Any

import pytest

from tests.conftest import Work
from tests.pages.helpers import HAT_YAI, HUB, KHUAN_LANG, csrf, fresh, ones, plea, press, shown


def test_several_are_counted_confirmed_and_closed_with_one_reason(staff: Any, two: Any, work: Work) -> None:
    clerk = staff(KHUAN_LANG)
    page = clerk.get("/inbox/several", query_string={"act": "close", "one": ones(*two)}).text
    assert "ยืนยัน 2 เรื่อง" in page
    assert all(case.reference in page for case in two)
    assert {case.state for case in fresh(work, *two)} == {"new"}
    refused = press(clerk, "/inbox/several", act="close", one=ones(*two), value="", words="ขอบคุณครับ")
    assert refused.status_code == 400
    assert "ขอบคุณครับ" in refused.text
    done = press(clerk, "/inbox/several", act="close", one=ones(*two), value="advised", words="ขอบคุณครับ")
    assert "เรียบร้อย 2 จาก 2 เรื่อง" in done.text
    assert {case.state for case in fresh(work, *two)} == {"closed"}
    assert work.value("select count(distinct conversation_id) from message where purpose = 'closed'") == 2


@pytest.mark.parametrize(
    ("act", "value", "column", "after"),
    [("urgency", "U1", "urgency", "U1"), ("category", "other", "category", "other")],
)
def test_several_are_corrected_each_with_its_line(
    staff: Any, two: Any, work: Work, act: str, value: str, column: str, after: str
) -> None:
    press(staff(KHUAN_LANG), "/inbox/several", act=act, one=ones(*two), value=value)
    found = [getattr(case, column) for case in fresh(work, *two)]
    assert [each if act == "urgency" else each[0] for each in found] == [after, after]
    assert work.value("select count(*) from case_event where verb = 'corrected'") == 2


def test_several_are_taken_and_put_into_a_new_incident(staff: Any, two: Any, work: Work) -> None:
    clerk = staff(KHUAN_LANG)
    press(clerk, "/inbox/several", act="take", one=ones(*two))
    taken = fresh(work, *two)
    assert len({case.assignee for case in taken}) == 1
    assert taken[0].assignee
    press(clerk, "/inbox/several", act="incident", one=ones(*taken), title="น้ำท่วมควนลัง")
    (incident,) = {case.incident_id for case in fresh(work, *two)}
    assert shown(clerk, incident=str(incident)) == {case.reference for case in two}


def test_several_are_given_to_a_colleague_who_could_read_them(staff: Any, two: Any, work: Work) -> None:
    clerk, _ = staff(KHUAN_LANG), staff(KHUAN_LANG, "head")
    stranger = staff(HAT_YAI)
    who = {row.email: row.id for row in work.rows("select email, id from staff")}
    page = clerk.get("/inbox/several", query_string={"act": "assign", "one": ones(*two)}).text
    assert f"head {KHUAN_LANG}" in page
    assert f"clerk {HAT_YAI}" not in page
    foreign = str(who[f"clerk.{HAT_YAI}@example.org"])
    press(clerk, "/inbox/several", act="assign", one=ones(*two), value=foreign)
    assert {case.assignee for case in fresh(work, *two)} == {None}
    head = who[f"head.{KHUAN_LANG}@example.org"]
    press(stranger, "/inbox/several", act="assign", one=ones(*two), value=str(head))
    assert {case.assignee for case in fresh(work, *two)} == {None}
    press(clerk, "/inbox/several", act="assign", one=ones(*two), value=str(head))
    assert {case.assignee for case in fresh(work, *two)} == {head}


def test_what_changed_meanwhile_is_left_and_named_the_others_are_done(
    staff: Any, two: Any, work: Work
) -> None:
    clerk, (flood, roof) = staff(KHUAN_LANG), two
    press(clerk, f"/cases/{flood.reference}/take")
    done = press(clerk, "/inbox/several", act="close", one=ones(flood, roof), value="advised").text
    assert "เรียบร้อย 1 จาก 2 เรื่อง" in done
    assert "มีผู้แก้ไขหรือผู้แจ้งส่งข้อความเข้ามา" in done
    assert [case.state for case in fresh(work, flood, roof)] == ["active", "closed"]


def test_nobody_does_to_several_what_they_may_not_do_to_one(staff: Any, two: Any, work: Work) -> None:
    for person in (staff(HAT_YAI), staff(HUB), staff(KHUAN_LANG, "field")):
        seen = person.get("/inbox/several", query_string={"act": "close", "one": ones(*two)}).text
        assert two[0].text not in seen or "field" in seen
        done = press(person, "/inbox/several", act="close", one=ones(*two), value="advised").text
        assert "เรียบร้อย 0 จาก 2 เรื่อง" in done
        assert two[0].text not in done
    assert {case.state for case in fresh(work, *two)} == {"new"}
    tokenless = {"act": "close", "one": ones(*two), "value": "advised"}
    assert staff(KHUAN_LANG).post("/inbox/several", data=tokenless).status_code == 400


def test_a_foreign_incident_takes_no_case(staff: Any, two: Any, work: Work, client: Any) -> None:
    foreign = plea(client, work, text="น้ำท่วมถนน", place="ต.คอหงส์ อ.หาดใหญ่ จ.สงขลา", phone="089-000-0007")
    work.change("delete from case_access where case_id = :id and org = :org", id=foreign.id, org=KHUAN_LANG)
    incident = work.value(
        "insert into incident (id, title, opened_at) values (gen_random_uuid(), 'x', now()) returning id"
    )
    work.change('update "case" set incident_id = :key where id = :id', key=incident, id=foreign.id)
    press(staff(KHUAN_LANG), "/inbox/several", act="incident", one=ones(*two), value=str(incident))
    assert {case.incident_id for case in fresh(work, *two)} == {None}


@pytest.mark.parametrize("asked", [{"act": "burn"}, {"act": ""}, {"act": "take", "one": "x"}])
def test_a_press_that_is_none_is_refused(staff: Any, asked: dict[str, str]) -> None:
    clerk = staff(KHUAN_LANG)
    assert clerk.post("/inbox/several", data={"csrf": csrf(clerk), **asked}).status_code == 400
