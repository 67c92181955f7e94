"""A registration window: its form, its hours, the counter, doubles, the list for the committee."""

from typing import Any

import pytest

from casework import campaigns
from store.ids import grouped
from tests.pages.helpers import HAT_YAI, KHUAN_LANG, press
from tests.pages.registering import FIELDS, Counter, form, moment, numbers, opened, register


@pytest.fixture
def keeper(staff: Any) -> Any:
    return staff(KHUAN_LANG, "secretary")


@pytest.fixture
def code(keeper: Any) -> str:
    return opened(keeper)


def test_a_citizen_registers_without_a_script_and_the_number_is_the_cases(
    client: Any, code: str, work: Any
) -> None:
    page = client.get(f"/report/{code}").text
    for label in ("ชื่อและนามสกุล", "น้ำเข้าถึงในตัวบ้าน", "เครื่องมือประกอบอาชีพ"):
        assert label in page
    assert "หญิงมีครรภ์" not in page, "a field that was not chosen is not asked"
    answer = register(client, code, 1)
    assert answer.status_code == 303
    work.all()
    case = work.rows('select * from "case"')[0]
    assert (case.owner, case.kind, case.category, case.asks_place) == (
        KHUAN_LANG, "plea", ["disaster"], False,
    )  # fmt: skip
    assert case.place_text.startswith("บ้านเลขที่ 1/1 หมู่ 2 ต.ควนลัง")
    assert work.value("select code from need") == "disaster:money"
    row = work.rows("select * from registration")[0]
    assert (row.case_id, row.answers["damage"], row.by_staff) == (case.id, ["house", "tools"], None)
    assert "phone" not in row.answers
    assert grouped(case.reference) in client.get(answer.location).text
    acks = work.value("select text from message where purpose = 'ack'")
    assert grouped(case.reference) in acks
    assert work.value("select count(*) from dialogue where waits <> ''") == 0, "its form has asked everything"
    followed = client.post("/track", data={"reference": case.reference, "phone": "0001"}).text
    assert grouped(case.reference) in followed


def test_words_of_danger_win_in_a_registration_too(client: Any, code: str, work: Any) -> None:
    register(client, code, 1, note="น้ำท่วมถึงคอแล้ว คนแก่ติดอยู่บนหลังคา ช่วยด้วย")
    work.all()
    assert work.value('select urgency from "case"') == "U0"
    assert work.value('select owner from "case"') == KHUAN_LANG


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"phone": "12"}, "phone"),
        ({"people": "๑๐๐"}, "people"),
        ({"true": ""}, "true"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_the_rest_stays(
    client: Any, code: str, work: Any, wrong: dict[str, str], field: str
) -> None:
    answer = register(client, code, 7, **wrong)
    assert answer.status_code == 400
    assert f'href="#{field}"' in answer.text
    assert 'value="7/1"' in answer.text
    assert 'value="tools" checked' in answer.text
    work.triage()
    assert work.value('select count(*) from "case"') == 0


def test_a_window_opens_and_closes_by_itself_and_by_a_person(client: Any, keeper: Any, work: Any) -> None:
    early = opened(keeper, opens_at=moment(1))
    assert client.get(f"/report/{early}").status_code == 410
    assert register(client, early, 1).status_code == 410
    assert "เปิดลงทะเบียน" in client.get(f"/report/{early}").text
    code = opened(keeper)
    assert client.get(f"/report/{code}").status_code == 200
    work.change("update campaign set closes_at = now() - interval '1 minute' where code = :code", code=code)
    assert "ปิดลงทะเบียนแล้ว" in client.get(f"/report/{code}").text
    other = opened(keeper)
    assert press(keeper, f"/campaigns/{other}/end").status_code == 303
    assert register(client, other, 1).status_code == 410
    assert client.get("/report/aaaaaaaa").status_code == 404


def test_the_counter_takes_the_next_person_at_once_and_shows_the_numbers(
    staff: Any, code: str, work: Any
) -> None:
    clerk = staff(KHUAN_LANG)
    counter = Counter(clerk, code)
    answer = counter.register(1)
    assert answer.status_code == 303
    again = clerk.get(answer.location)
    assert 'value="1/1"' not in again.text, "the form is empty for the next"
    counter.register(2)
    work.all()
    page = clerk.get(f"/campaigns/{code}/latest").text
    assert len(numbers(page)) == 2
    assert work.value("select count(*) from registration where by_staff is not null") == 2
    assert {row.received_by for row in work.rows('select received_by from "case"')} == {KHUAN_LANG}
    assert counter.register(3, house="").status_code == 400
    nonce = form(4)["nonce"]
    assert [counter.register(4, nonce=nonce).status_code for _ in range(2)] == [303, 303]
    work.all()
    assert work.value("select count(*) from registration") == 3, "a second press is the same registration"


def test_doubles_are_found_by_phone_house_and_name_and_a_person_decides(
    client: Any, keeper: Any, code: str, work: Any
) -> None:
    register(client, code, 1, name="นาย สมมุติ  ใจดี", house="12/3", moo="4")
    register(client, code, 2, name="คนอื่น", phone="0000000001", house="99", moo="1")
    register(client, code, 3, name="ภรรยา", phone="0000000003", house="๑๒/๓", moo="4")
    register(client, code, 4, name="สมมุติ ใจดี", phone="0000000004", house="55", moo="4")
    register(client, code, 5, name="ไม่ซ้ำ", phone="0000000005", house="1", moo="9")
    work.all()
    page = keeper.get(f"/campaigns/{code}").text
    for why in ("เบอร์โทรเดียวกัน", "บ้านหลังเดียวกัน", "ชื่อและหมู่บ้านเดียวกัน"):
        assert why in page
    first, phone, house, *_ = (
        row.case_id for row in work.rows("select case_id from registration order by at, case_id")
    )
    alike = f"/campaigns/{code}/alike"
    assert press(keeper, alike, pair=f"{first}/{phone}", apart="1").status_code == 303
    assert press(keeper, alike, pair=f"{first}/{house}", same="1").status_code == 303
    page = keeper.get(f"/campaigns/{code}").text
    assert "เบอร์โทรเดียวกัน" not in page
    assert "บ้านหลังเดียวกัน" not in page
    assert work.value('select state from "case" where id = :id', id=house) == "closed"
    assert "ท่านลงทะเบียนไว้แล้ว" in work.value("select text from message where purpose = 'closed'")
    assert press(keeper, alike, pair=f"{first}/{first}", same="1").status_code == 400
    assert press(keeper, alike, pair="x", same="1").status_code == 400


def test_the_list_goes_to_the_committee_without_what_was_set_aside(
    client: Any, keeper: Any, code: str, work: Any
) -> None:
    for n in (1, 2, 3):
        register(client, code, n, house="8/8" if n < 3 else "9/9", moo="1")
    work.all()
    first, again, _ = (row.case_id for row in work.rows("select case_id from registration order by case_id"))
    press(keeper, f"/campaigns/{code}/alike", pair=f"{first}/{again}", same="1")
    assert press(keeper, f"/campaigns/{code}/committee").status_code == 303
    states = work.rows("select state, count(*) from need group by state order by state")
    assert [tuple(row) for row in states] == [("proposed", 1), ("ready", 2)]
    assert "เสนอคณะกรรมการแล้ว" in keeper.get(f"/campaigns/{code}").text


def test_only_its_own_body_keeps_it(staff: Any, code: str, client: Any) -> None:
    stranger = staff(HAT_YAI, "secretary")
    for path in (f"/campaigns/{code}", f"/campaigns/{code}/desk", f"/campaigns/{code}/poster"):
        assert stranger.get(path).status_code == 404
    clerk = staff(KHUAN_LANG)
    assert clerk.get(f"/campaigns/{code}").status_code == 200
    for verb in ("end", "committee"):
        assert press(clerk, f"/campaigns/{code}/{verb}").status_code == 404
    assert press(clerk, "/campaigns", org=KHUAN_LANG, title="x").status_code == 404


def test_a_window_that_makes_no_sense_is_not_opened(keeper: Any) -> None:
    for wrong in ({"title": ""}, {"need": "x:y"}, {"closes_at": moment(-3)}, {"opens_at": "สิบโมง"}):
        told = {
            "code": "", "org": KHUAN_LANG, "title": "น้ำท่วม", "need": "disaster:money", "opens_at": moment(0),
            "closes_at": moment(2), "places": "ศาลาหมู่ 1", "note": "", "field": FIELDS,
        } | wrong  # fmt: skip
        answer = press(keeper, "/campaigns", **told)
        assert answer.status_code == 400
        assert "ศาลาหมู่ 1</textarea>" in answer.text


def test_a_poster_carries_the_address_and_its_qr(keeper: Any, code: str) -> None:
    page = keeper.get(f"/campaigns/{code}/poster").text
    assert f"https://saitrong.test/report/{code}" in page
    assert "<svg" in page
    assert "หอประชุม" in page


def test_every_field_and_option_has_a_code_of_its_own() -> None:
    known = campaigns.fields()
    assert {"name", "phone", "house", "moo"} == {field.code for field in known.values() if field.fixed}
    assert all(field.options for field in known.values() if field.kind == "many")
    assert {field.kind for field in known.values()} <= {
        "text", "long", "phone", "number", "day", "yesno", "many", "photos",
    }  # fmt: skip
