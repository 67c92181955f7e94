"""The question on the receipt, and the choices on the case: one press by the citizen or by staff settles it."""

import re
from typing import Any

from tests.pages.helpers import HAT_YAI, HUB, plea, press, send

TOWN, TAO = "9083", "901118"
SHARED = {"place": "หมู่ 3 ต.พะตง อ.หาดใหญ่ จ.สงขลา"}


def asked(client: Any, work: Any) -> tuple[str, str]:
    """(address of the receipt, its page) of a plea from a shared tambon."""
    address = send(client, **SHARED).location.partition("?")[0]
    work.all()
    return address, client.get(address).text


def the_case(work: Any) -> Any:
    return work.rows('select * from "case"')[0]


def test_the_receipt_asks_with_buttons_and_an_answer_needs_no_script(client: Any, work: Any) -> None:
    address, page = asked(client, work)
    answers = re.findall(r'name="text" value="([^"]+)">', page)
    assert set(answers) == {"ทต.พะตง", "อบต.พะตง", "ไม่แน่ใจ"}
    assert "ใครเก็บขยะที่บ้าน" in page
    nonce = re.findall(r'name="nonce" value="([^"]+)"', page)[0]
    assert client.post(address, data={"nonce": nonce, "text": "อบต.พะตง"}).status_code == 303
    work.all()
    assert the_case(work).owner == TAO
    after = client.get(address).text
    assert 'id="question"' not in after
    assert "องค์การบริหารส่วนตำบลพะตง" in after


def test_the_receipt_asks_in_english_too(client: Any, work: Any) -> None:
    address, _ = asked(client, work)
    page = client.get(f"{address}?lang=en").text
    assert "Who collects your rubbish?" in page
    assert 'value="Not sure"' in page


def test_not_sure_takes_the_question_away(client: Any, work: Any) -> None:
    address, _ = asked(client, work)
    client.post(address, data={"nonce": "", "text": "Not sure"})
    work.all()
    assert 'id="question"' not in client.get(address).text
    assert the_case(work).owner == HUB


def test_staff_confirm_the_body_with_one_press_and_keep_the_village(
    client: Any, work: Any, staff: Any
) -> None:
    case = plea(client, work, **SHARED)
    hub = staff(HUB)
    page = hub.get(f"/cases/{case.reference}").text
    assert page.count('name="choice"') == 2
    assert "หมู่ 3" in page
    path = f"/cases/{case.reference}/body"
    assert press(hub, path, choice=f"{TAO}/901118", keep="1", version=case.version + 1).status_code == 409
    assert work.rows("select 1 from moo_cover") == []
    now = the_case(work)
    assert press(hub, path, choice=f"{TAO}/901118", keep="1", version=now.version).status_code == 303
    after = the_case(work)
    assert (after.owner, after.asks_place, after.ask_orgs) == (TAO, False, [])
    kept = work.rows("select org, confirmed_by from moo_cover where tambon_code = '901118' and moo = '3'")
    assert [row.org for row in kept] == [TAO]
    assert kept[0].confirmed_by is not None
    again = plea(client, work, **SHARED)
    assert (again.owner, again.asks_place) == (TAO, False)


def test_a_body_that_is_none_of_the_choices_cannot_be_confirmed(client: Any, work: Any, staff: Any) -> None:
    case = plea(client, work, **SHARED)
    hub = staff(HUB)
    for choice in (f"{HAT_YAI}/901118", f"{TAO}/900101", "x", ""):
        answer = press(hub, f"/cases/{case.reference}/body", choice=choice, version=case.version)
        assert answer.status_code in {400, 404}, choice
    assert the_case(work).owner == HUB


def test_a_body_not_at_work_is_noted_and_the_hub_keeps_the_case(client: Any, work: Any, staff: Any) -> None:
    case = plea(client, work, **SHARED)
    hub = staff(HUB)
    with work.house.database.session() as session:
        session.connection().exec_driver_sql(f"update org set at_work = false where code = '{TAO}'")
        session.connection().exec_driver_sql("update meta set value = 'changed' where name = 'register'")
    assert (
        press(hub, f"/cases/{case.reference}/body", choice=f"{TAO}/901118", version=case.version).status_code
        == 303
    )
    after = the_case(work)
    assert (after.owner, after.ask_orgs) == (HUB, [])
    assert work.value("select facts->>'org' from case_event where verb = 'body_confirmed'") == TAO


def test_the_house_registration_is_noted_by_staff_and_changes_no_route(
    client: Any, work: Any, staff: Any
) -> None:
    case = plea(client, work)
    clerk = staff(case.owner)
    words = "ต.คลองแห อ.หาดใหญ่ จ.สงขลา"
    path = f"/cases/{case.reference}/registered"
    assert press(clerk, path, registered=words, version=case.version).status_code == 303
    after = the_case(work)
    assert (after.registered_text, after.registered_tambon) == (words, "901105")
    assert (after.owner, after.tambon_code) == (case.owner, case.tambon_code)
    assert words in clerk.get(f"/cases/{case.reference}").text


def test_a_house_registration_in_the_words_is_kept_apart_from_the_place(client: Any, work: Any) -> None:
    case = plea(
        client, work, text="หลังคาปลิว ขอผ้าใบ เกิดที่ ต.ควนลัง อ.หาดใหญ่ ทะเบียนบ้านอยู่ ต.คลองแห อ.หาดใหญ่", place=""
    )
    assert (case.tambon_code, case.registered_tambon) == ("901102", "901105")


def test_staff_confirm_a_tambon_without_saying_whose_and_then_the_body(
    client: Any, work: Any, staff: Any
) -> None:
    case = plea(client, work, place="จ.สงขลา")
    with work.house.database.session() as session:
        session.connection().exec_driver_sql(
            "update \"case\" set asks_place = true, ask_orgs = array['', '9079'], ask_tambons = array['901118', '901102'],"
            f" owner = '{HUB}'"
        )
        session.connection().exec_driver_sql(
            f"insert into case_access values ('{case.id}', '{HUB}', 'owner') on conflict (case_id, org) do update set relation = 'owner'"
        )
    hub, path = staff(HUB), f"/cases/{case.reference}/body"
    page = hub.get(f"/cases/{case.reference}").text
    assert 'name="choice" value="/901118"' in page
    for strange in ("/901103", "/999999", "/x"):
        assert press(hub, path, choice=strange, version=the_case(work).version).status_code in {400, 404}, (
            strange
        )
    assert press(hub, path, choice="/901118", version=the_case(work).version).status_code == 303
    now = the_case(work)
    assert (now.tambon_code, now.owner, now.asks_place) == ("901118", HUB, False)
    assert set(now.ask_orgs) == {TOWN, TAO}
    assert "ต.พะตง" in now.place_text
    assert "ยืนยันตำบล" in hub.get(f"/cases/{case.reference}").text
    assert press(hub, path, choice=f"{TAO}/901118", version=now.version).status_code == 303
    assert the_case(work).owner == TAO
