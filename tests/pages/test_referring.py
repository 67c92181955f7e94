"""Beyond capacity to the hub, other bodies asked and what each one says: two centres on one case."""

from typing import Any

from store.ids import grouped
from tests.pages.asking import asked, at, beyond, do, now, stands
from tests.pages.helpers import HAT_YAI, HUB, KHUAN_LANG, WORDS, press

PHATONG = "9083"


# -- beyond capacity -----------------------------------------------------------------------------------------------


def test_what_is_beyond_capacity_goes_to_the_hub_and_stays_the_citizens_one_case(
    clerk: Any, hub: Any, case: Any, client: Any, work: Any
) -> None:
    assert WORDS not in hub.get(at(case)).text
    assert beyond(clerk, work).status_code == 303
    after = now(work)
    assert (after.reference, after.owner, after.holder, after.state) == (
        case.reference, KHUAN_LANG, HUB, "referred",
    )  # fmt: skip
    assert work.value('select count(*) from "case"') == 1
    assert WORDS in hub.get(at(case)).text
    assert WORDS in clerk.get(at(case)).text
    assert WORDS in hub.get("/inbox").text
    told = work.value("select text from message where purpose = 'moved'")
    assert "สถานที่กลาง อ.หาดใหญ่" in told
    assert grouped(case.reference) in told
    followed = client.post("/track", data={"reference": case.reference, "phone": "1234"}).text
    assert "สถานที่กลาง อ.หาดใหญ่" in followed
    page = hub.get("/hub").text
    assert grouped(case.reference) in page
    assert "ไม่มีเครื่องมือหรือยานพาหนะ" in page
    assert "ไม่มีเรือท้องแบน" in page


def test_without_a_reason_nothing_moves_and_the_note_stays(clerk: Any, case: Any, work: Any) -> None:
    answer = beyond(clerk, work, reason="")
    assert answer.status_code == 400
    assert "ไม่มีเรือท้องแบน</textarea>" in answer.text
    assert now(work).state == case.state
    stale = beyond(clerk, work, version=case.version + 7)
    assert stale.status_code == 409


def test_the_hub_takes_it_on_which_begins_its_clock_or_gives_it_back_with_a_reason(
    clerk: Any, hub: Any, case: Any, work: Any
) -> None:
    beyond(clerk, work)
    assert asked(work).reached_at is None
    assert "ยังไม่ยืนยันว่าได้รับ" in clerk.get(at(case)).text
    hub.get(at(case))
    assert asked(work).reached_how == "opened"
    before = asked(work).due_at
    work.change("update referral set due_at = due_at - interval '3 days'")
    assert do(hub, work, "accept").status_code == 303
    assert (asked(work).state, asked(work).due_at) == ("accepted", before)
    assert do(hub, work, "return", words=" ").status_code == 400
    assert do(hub, work, "return", words="อปท. ข้างเคียงมีเรือ ประสานแล้ว").status_code == 303
    after = now(work)
    assert (after.state, after.holder) == ("active", None)
    assert stands(work)[HUB] == "hub"
    assert "อปท. ข้างเคียงมีเรือ" in clerk.get(at(case)).text
    words = [row.text for row in work.rows("select text from message where purpose = 'moved' order by id")]
    assert "เทศบาลเมืองควนลัง" in words[-1]
    assert do(hub, work, "accept").status_code in {404, 409}


def test_its_needs_go_along_and_are_helped_when_the_hub_says_so(
    clerk: Any, hub: Any, case: Any, work: Any
) -> None:
    codes = [row.code for row in work.rows("select code from need")]
    assert beyond(clerk, work, need=codes).status_code == 303
    assert {row.state for row in work.rows("select state from need")} == {"referred"}
    assert now(work).state == "referred"
    do(hub, work, "accept")
    assert do(hub, work, "answer", words="มูลนิธินำผ้าใบไปให้แล้ว", helped="yes").status_code == 303
    assert {row.state for row in work.rows("select state from need")} == {"helped"}
    assert now(work).state == "helped"
    assert now(work).holder is None
    verbs = [row.verb for row in work.rows("select verb from case_event order by at, id")]
    for verb in ("beyond_capacity", "ask_accepted", "ask_done"):
        assert verb in verbs


def test_another_lao_can_neither_see_nor_refer(staff: Any, case: Any, work: Any) -> None:
    stranger = staff(HAT_YAI)
    assert beyond(stranger, work).status_code == 404
    beyond(staff(KHUAN_LANG, email="z@example.org"), work)
    assert do(stranger, work, "accept").status_code == 404
    assert press(staff(KHUAN_LANG, "field"), at(case, "beyond"), reason="money", version=1).status_code == 404


# -- the hub's own intake, and LAOs it asks --------------------------------------------------------------------------


def test_what_the_hubs_desk_takes_down_stays_open_to_it_and_becomes_the_laos(hub: Any, work: Any) -> None:
    from tests.pages.test_desk import desk_form

    assert press(hub, "/desk", **desk_form()).status_code == 303
    work.all()
    case = now(work)
    assert (case.owner, case.received_by) == (KHUAN_LANG, HUB)
    assert WORDS in hub.get(at(case)).text


def test_an_lao_that_the_hub_asks_alone_becomes_the_owner_by_accepting(
    staff: Any, hub: Any, case: Any, work: Any
) -> None:
    work.change('update "case" set owner = :hub', hub=HUB)
    work.change("delete from case_access")
    work.change(
        "insert into case_access (case_id, org, relation) values (:id, :hub, 'owner')", id=case.id, hub=HUB
    )
    due = "2030-01-15"
    assert (
        press(hub, at(case, "ask"), to=KHUAN_LANG, asked="ขอให้ไปดูบ้าน", due=due, version=1).status_code == 303
    )
    clerk = staff(KHUAN_LANG)
    assert "ขอให้ไปดูบ้าน" in clerk.get("/hub").text
    assert asked(work).due_at.year == 2030
    assert do(clerk, work, "accept").status_code == 303
    assert now(work).owner == KHUAN_LANG
    assert stands(work) == {HUB: "referred", KHUAN_LANG: "owner"}
    assert press(hub, at(case, "ask"), to=KHUAN_LANG, asked="อีกครั้ง", version=1).status_code == 404


def test_of_several_bodies_one_that_nobody_reached_is_never_counted_as_reached(
    staff: Any, clerk: Any, hub: Any, case: Any, work: Any
) -> None:
    beyond(clerk, work)
    fields = {"to": [HAT_YAI, PHATONG], "asked": "ขอเรือท้องแบน 1 ลำ", "version": 1}
    assert press(hub, at(case, "ask"), **fields).status_code == 303
    clerk_of_hat_yai = staff(HAT_YAI)
    assert WORDS in clerk_of_hat_yai.get(at(case)).text
    states = {row.to_org: row for row in work.rows("select to_org, state, reached_at from referral")}
    assert states[HAT_YAI].state == "reached"
    assert (states[PHATONG].state, states[PHATONG].reached_at) == ("sent", None)
    page = hub.get("/hub").text
    assert "ยังไม่ยืนยันว่าได้รับ 1 คำขอ" in page
    assert do(hub, work, "reached", PHATONG, words="").status_code == 400
    assert do(hub, work, "reached", PHATONG, words="โทรแจ้งปลัดแล้ว").status_code == 303
    assert asked(work, PHATONG).reached_how == "call"
    assert "ยังไม่ยืนยันว่าได้รับ 1 คำขอ" not in hub.get("/hub").text
    assert do(clerk_of_hat_yai, work, "accept", HAT_YAI).status_code == 303
    assert now(work).owner == KHUAN_LANG


def test_an_accused_body_is_not_asked(hub: Any, clerk: Any, case: Any, work: Any) -> None:
    beyond(clerk, work)
    work.change(
        "insert into case_access (case_id, org, relation) values (:id, :org, 'accused')",
        id=case.id, org=HAT_YAI,
    )  # fmt: skip
    assert press(hub, at(case, "ask"), to=HAT_YAI, asked="ช่วยดู", version=1).status_code == 404
    assert work.value("select relation from case_access where org = :org", org=HAT_YAI) == "accused"


def test_a_case_out_of_the_area_goes_over_with_its_hub_and_leaves_a_stub(
    clerk: Any, case: Any, work: Any
) -> None:
    fields = {"org": HAT_YAI, "moved_for": "outside_area", "version": case.version}
    assert press(clerk, at(case, "hand-over"), **fields).status_code == 303
    assert stands(work)[KHUAN_LANG] == "former"
    page = clerk.get(at(case)).text
    assert grouped(case.reference) in page
    assert WORDS not in page
    assert work.value("select facts->>'reason' from case_event where verb = 'routed'") == "outside_area"
