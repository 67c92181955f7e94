"""Cattle fall ill: the LAO has no veterinarian, the hub asks the livestock office by a link, and the answer comes home."""

import re

from store.ids import grouped
from tests.pages.helpers import NAME
from tests.stories.harness import HUB, KHUAN_LANG, Story

PLEA = "วัวป่วยตาย 3 ตัว เป็นตุ่มทั้งตัว กลัวระบาดทั้งหมู่บ้าน หมู่ 5 ต.ควนลัง อ.หาดใหญ่ จ.สงขลา"
NEED = "disease_control:animal_disease"


def asked(story: Story, kind: str) -> str:
    return str(story.work.value("select id from referral where asked = :kind", kind=kind))


def test_a_herd_is_treated_by_an_agency_that_has_no_account(story: Story) -> None:
    citizen = story.citizen("LINE")
    story.says(citizen, PLEA)
    assert story.case().owner == KHUAN_LANG
    reference = story.case().reference
    clerk, hub = story.staff("clerk"), story.staff("clerk", HUB)
    clerk.confirms(NEED)

    # the LAO says what it lacks; the same case is the hub's now, its number stays, its words open to the hub
    assert "วัวป่วยตาย" not in hub.sees()
    clerk.press("beyond", reason="skill", beyond="ไม่มีสัตวแพทย์", need=NEED)
    told = story.heard(citizen)
    assert "สถานที่กลาง" in told
    assert grouped(reference) in told
    assert story.need(NEED).state == "referred"
    assert "วัวป่วยตาย" in hub.sees()
    hub.press(f"/requests/{asked(story, 'hub')}/accept")

    # the hub asks the livestock office and shows it the words and the place, not the person
    hub.press(
        "/hub/agencies", kind="livestock", area="9011", name="ปศุสัตว์อำเภอ", phone="000", email="", contact="",
        source="ทำเนียบอำเภอ", checked_on="2026-01-05",
    )  # fmt: skip
    agency = story.work.value("select org from agency")
    hub.press("ask", to=agency, asked="ขอให้เข้าตรวจและฉีดวัคซีน", shared=["words", "place"])
    found = re.search(r"https://saitrong\.test(/answer/[\w.-]+)", hub.sees())
    assert found
    link, office = found[1], story.app.test_client()
    assert "ยังไม่ยืนยันว่าได้รับ" in hub.sees("/hub")
    office.post(f"{link}/open")
    page = office.get(link).text
    assert "ตุ่มทั้งตัว" in page
    assert NAME not in page
    office.post(link, data={"state": "done", "words": "ตรวจแล้ว ฉีดวัคซีน 40 ตัว"})

    # the answer stands in the one case for both centres; the hub reports, the citizen is asked and told whose it is
    assert "ฉีดวัคซีน 40 ตัว" in hub.sees()
    assert "ฉีดวัคซีน 40 ตัว" in clerk.sees()
    hub.press(f"/requests/{asked(story, 'hub')}/answer", words="ปศุสัตว์ฉีดวัคซีนแล้ว", helped="yes")
    assert story.need(NEED).state == "helped"
    assert "เทศบาลเมืองควนลัง" in story.heard(citizen)
    assert story.work.value('select count(*) from "case"') == 1
    assert story.case().reference == reference
    verbs = story.told()
    order = [
        "beyond_capacity",
        "ask_opened",
        "ask_accepted",
        "asked_body",
        "ask_opened",
        "ask_done",
        "ask_done",
    ]
    assert [verb for verb in verbs if verb in order] == order
