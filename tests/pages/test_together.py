"""What was read, corrected with one press; cases offered as one incident or one person, and the incident's page."""

from typing import Any

import pytest

from tests.conftest import Work
from tests.pages.helpers import HAT_YAI, HUB, KHUAN_LANG, csrf, plea, press, press_now
from tests.speak import line_event, post_line, post_twilio, sms, user

FLOOD = "น้ำท่วมบ้านครึ่งเมตรแล้ว ขอข้าวกล่องกับน้ำดื่มค่ะ"
PLACE = {"place": "หมู่ 3 ต.ควนลัง อ.หาดใหญ่ จ.สงขลา"}


@pytest.fixture
def flood(client: Any, work: Work) -> tuple[Any, Any]:
    """Two neighbours' cases."""
    one = plea(client, work, text=FLOOD, phone="089-000-0001", name="ก ทดสอบ", **PLACE)
    other = plea(client, work, text="น้ำเข้าบ้านแล้วค่ะ ขอข้าวด้วย", phone="089-000-0002", name="ข ทดสอบ", **PLACE)
    return one, other


def page(client: Any, case: Any) -> str:
    answer = client.get(f"/cases/{case.reference}")
    assert answer.status_code == 200
    text: str = answer.text
    return text


def row(work: Work, case: Any) -> Any:
    return work.rows('select * from "case" where id = :id', id=case.id)[0]


# -- the reading ------------------------------------------------------------------------------------------------------


def test_the_page_says_what_was_read_how_sure_why_and_by_which_version(clerk: Any, flood: Any) -> None:
    text = page(clerk, flood[0])
    assert any(words in text for words in ("ค่อนข้างแน่ใจ", "ไม่แน่ใจนัก", "เดา โปรดตรวจ"))
    assert "เพราะ" in text
    assert "<mark>" in text
    assert f"อ่านด้วยรุ่น {flood[0].read_by}" in text
    assert "อาหาร ถุงยังชีพ" in text
    assert "ระบบเสนอ" in text


@pytest.mark.parametrize(
    ("change", "column", "value"),
    [
        ("urgency:U3", "urgency", "U3"),
        ("kind:cityfix", "kind", "cityfix"),
        ("category:=other", "category", ["other"]),
        ("vulnerable:+bedridden", "vulnerable", ["bedridden"]),
    ],
)
def test_one_press_corrects_and_the_page_shows_who_and_what_was_read(
    clerk: Any, flood: Any, work: Work, change: str, column: str, value: Any
) -> None:
    one = flood[0]
    assert f'value="{change}"' in page(clerk, one)
    answer = press(clerk, f"/cases/{one.reference}/reading", change=change, version=one.version)
    assert (answer.status_code, answer.location.partition("#")[2]) == (303, "reading")
    assert getattr(row(work, one), column) == value
    assert f"แก้โดย clerk {KHUAN_LANG}" in page(clerk, one)


def test_one_press_confirms_all_and_the_button_is_gone(clerk: Any, flood: Any, work: Work) -> None:
    one = flood[0]
    assert (
        press(clerk, f"/cases/{one.reference}/reading", change="all", version=one.version).status_code == 303
    )
    text = page(clerk, one)
    assert f"ยืนยันโดย clerk {KHUAN_LANG}" in text
    assert 'value="all"' not in text
    assert work.value("select count(*) from need where case_id = :id and state = 'proposed'", id=one.id) == 0


@pytest.mark.parametrize("change", ["", "urgency", "urgency:U9", "need:~x", "state:closed", "all:", "<b>"])
def test_a_change_that_is_none_is_refused(clerk: Any, flood: Any, change: str) -> None:
    answer = press(clerk, f"/cases/{flood[0].reference}/reading", change=change, version=flood[0].version)
    assert answer.status_code == 400 or change == "all:"


def test_a_press_on_an_old_page_is_told_and_does_nothing(clerk: Any, flood: Any, work: Work) -> None:
    address = f"/cases/{flood[0].reference}/reading"
    press(clerk, address, change="urgency:U3", version=flood[0].version)
    late = press(clerk, address, change="urgency:U1", version=flood[0].version)
    assert late.status_code == 409
    assert row(work, flood[0]).urgency == "U3"


def test_a_field_unit_reads_the_proposal_and_has_nothing_to_press(staff: Any, flood: Any) -> None:
    text = page(staff(KHUAN_LANG, "field"), flood[0])
    assert "<fieldset disabled>" in text
    assert 'value="all"' not in text


def test_another_place_is_typed_and_what_was_typed_stays_when_it_is_empty(
    clerk: Any, flood: Any, work: Work
) -> None:
    address = f"/cases/{flood[0].reference}/place"
    assert press(clerk, address, place=" ", version=flood[0].version).status_code == 400
    assert press(clerk, address, place="ต.คลองแห อ.หาดใหญ่", version=flood[0].version).status_code == 303
    work.all()
    assert "คลองแห" in row(work, flood[0]).place_text


# -- together ---------------------------------------------------------------------------------------------------------


def test_neighbours_in_a_flood_are_offered_as_one_incident_and_one_press_makes_it(
    clerk: Any, flood: Any, work: Work
) -> None:
    one, other = flood
    text = page(clerk, one)
    assert "อาจเป็นเหตุการณ์เดียวกัน" in text
    assert other.reference in text.replace("-", "")
    assert row(work, one).incident_id is None
    press_now(clerk, work, one, "together", other=other.reference, verdict="event")
    incident = row(work, one).incident_id
    assert incident
    assert incident == row(work, other).incident_id
    shown = clerk.get(f"/incidents/{incident}").text
    assert "สาธารณภัย หมู่ 3 ต.ควนลัง" in shown
    assert shown.count('href="/cases/') >= 2
    assert "อาจเป็นเหตุการณ์เดียวกัน" not in page(clerk, one)
    verbs = work.rows("select verb from case_event where verb = 'grouped'")
    assert len(verbs) == 2


def test_what_has_nothing_to_do_with_it_is_not_offered_again(clerk: Any, flood: Any, work: Work) -> None:
    one, other = flood
    press_now(clerk, work, one, "together", other=other.reference, verdict="apart")
    assert "อาจเป็นเหตุการณ์เดียวกัน" not in page(clerk, one)
    assert "อาจเป็นเหตุการณ์เดียวกัน" not in page(clerk, other)
    assert row(work, one).incident_id is None


def test_a_third_case_is_offered_on_the_incidents_page_joined_there_and_taken_out(
    client: Any, clerk: Any, flood: Any, work: Work
) -> None:
    one, other = flood
    press_now(clerk, work, one, "together", other=other.reference, verdict="event")
    incident = str(row(work, one).incident_id)
    third = plea(client, work, text="น้ำท่วม ไม่มีข้าวกิน", phone="089-000-0003", name="ค ทดสอบ", **PLACE)
    shown = clerk.get(f"/incidents/{incident}").text
    assert third.reference in shown.replace("-", "")
    answer = press_now(
        clerk, work, one, "together", other=third.reference, verdict="event", incident=incident
    )
    assert answer.location == f"/incidents/{incident}"
    assert str(row(work, third).incident_id) == incident
    press_now(clerk, work, third, "take-out", incident=incident)
    assert row(work, third).incident_id is None
    assert press(clerk, f"/incidents/{incident}", title="น้ำท่วมควนลัง พ.ย. 69").status_code == 303
    assert press(clerk, f"/incidents/{incident}", title="  ").status_code == 400
    assert "น้ำท่วมควนลัง พ.ย. 69" in page(clerk, one)


def test_one_person_by_line_phone_and_web_is_offered_and_stays_three_cases(
    client: Any, staff: Any, work: Work
) -> None:
    """Fault 72 of channels.md."""
    clerk = staff(KHUAN_LANG)
    where = "ต.ควนลัง อ.หาดใหญ่"
    post_line(
        client,
        line_event(f"หลังคาปลิว ขอผ้าใบ {where} โทร 089-000-1234", source={"type": "user", "userId": user(5)}),
    )
    work.all()
    post_twilio(client, "/hooks/sms", sms(f"หลังคาปลิวหมดเลย ขอผ้าใบ {where}", sender="+66890001234"))
    work.all()
    web = plea(client, work, text="หลังคาบ้านปลิว ขอผ้าใบคลุม", phone="089 000 1234", place=where)
    cases = work.rows('select * from "case" order by opened_at')
    assert len(cases) == 3
    assert len({case.person_id for case in cases}) == 3
    text = page(clerk, web)
    assert "อาจเป็นผู้แจ้งคนเดียวกัน" in text
    assert all(case.reference in text.replace("-", "") for case in cases)
    assert "เบอร์โทรเดียวกัน" in text
    press_now(clerk, work, web, "together", other=cases[0].reference, verdict="person")
    assert "ผู้แจ้งคนเดียวกับ" in page(clerk, web)
    assert "ผู้แจ้งคนเดียวกับ" in page(clerk, cases[0])
    after = work.rows('select state, person_id from "case" order by opened_at')
    assert [case.person_id for case in after] == [case.person_id for case in cases]
    assert "merged" not in {case.state for case in after}


def test_words_of_cases_that_one_sees_only_in_summary_are_not_shown(
    client: Any, staff: Any, flood: Any, work: Work
) -> None:
    one, other = flood
    work.rows(
        "update case_access set relation = 'referred' where case_id = :id and org = :hub returning 1",
        id=one.id,
        hub=HUB,
    )
    text = page(staff(HUB), one)
    assert other.reference in text.replace("-", "")
    assert other.text not in text
    assert "ข ทดสอบ" not in text


def test_a_stranger_sees_neither_incident_nor_offers_and_joins_nothing(
    staff: Any, clerk: Any, flood: Any, work: Work
) -> None:
    one, other = flood
    press_now(clerk, work, one, "together", other=other.reference, verdict="event")
    incident = row(work, one).incident_id
    stranger = staff(HAT_YAI)
    assert stranger.get(f"/incidents/{incident}").status_code == 404
    for path, fields in (
        (f"/cases/{one.reference}/together", {"other": other.reference, "verdict": "apart", "version": "1"}),
        (f"/cases/{one.reference}/take-out", {"version": "1"}),
        (f"/incidents/{incident}", {"title": "x"}),
    ):
        assert stranger.post(path, data={"csrf": csrf(stranger), **fields}).status_code == 404
    assert row(work, one).incident_id == incident


def test_the_export_names_the_incident_of_each_case(clerk: Any, flood: Any, work: Work) -> None:
    from store import exports

    one, other = flood
    press_now(clerk, work, one, "together", other=other.reference, verdict="event")
    with work.house.database.session() as session:
        told = {line["reference"]: line["incident"] for line in exports.cases(session, masked=True)}
    assert told[one.reference] == told[other.reference] == row(work, one).incident_id
