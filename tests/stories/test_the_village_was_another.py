"""The village is corrected after routing: another body's case, with its needs, its visit and its story; the first keeps a stub."""

from uuid import uuid4

from store.db import utc_now
from store.register_log import Author
from store.register_moo import confirm_moo
from tests.stories.harness import Story

TOWN, TAO, TAMBON = "9083", "901118", "901118"
PLEA = "บ้านผุจะพังแล้วค่ะ ฝนตกน้ำรั่วทุกห้อง ขอซ่อมบ้าน หมู่ 3 ต.พะตง อ.หาดใหญ่ จ.สงขลา"
REPAIR = "quality_of_life:home_repair"


def shared_tambon(story: Story) -> None:
    """Both bodies are at work in it; village 3 is the town's, village 4 the other's."""
    story.work.change("update org set at_work = true where code in (:one, :other)", one=TOWN, other=TAO)
    with story.work.house.database.session() as session:
        for moo, org in (("3", TOWN), ("4", TAO)):
            confirm_moo(session, TAMBON, moo, org, Author(utc_now()))


def test_the_case_goes_over_whole_and_the_first_body_keeps_a_stub(story: Story) -> None:
    shared_tambon(story)
    citizen = story.citizen("LINE")
    story.says(citizen, PLEA)
    assert story.case().owner == TOWN
    first = story.staff("clerk", org=TOWN)
    first.confirms(REPAIR)
    first.of_need(REPAIR, "step", after="surveying")
    now = utc_now().isoformat()
    sheet = {"id": str(uuid4()), "begun_at": now, "ended_at": now, "case_version": story.case().version}
    first.press(f"/field/visits/{story.case().reference}", found="หลังคารั่วสามจุด", agrees="worse", **sheet)

    # "แก้ค่ะ หมู่ 4 ไม่ใช่หมู่ 3": the clerk writes the place down anew, the worker routes it again
    citizen.forget()
    reference = story.case().reference
    first.press("place", place="หมู่ 4 ต.พะตง อ.หาดใหญ่ จ.สงขลา")
    assert (story.case().owner, story.case().reference) == (TAO, reference)
    assert "องค์การบริหารส่วนตำบลพะตง" in story.heard(citizen)

    # nothing of it is lost, nothing is there twice
    second = story.staff("clerk", org=TAO)
    page = second.sees()
    assert "กำลังสำรวจ" in page
    assert "หนักกว่าที่แจ้ง" in page
    assert story.work.value('select count(*) from "case"') == 1
    second.of_need(REPAIR, "step", after="ready")
    assert story.need(REPAIR).state == "ready"

    # the first body sees that there is such a case, and no more
    stub = first.sees(f"/cases/{reference}")
    assert "หลังคารั่ว" not in stub
    first.of_need(REPAIR, "step", status=404, after="surveying")
