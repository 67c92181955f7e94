"""Beyond capacity, and returned: the hub finds that the LAO can do it after all, and the citizen hears who has it."""

from tests.stories.harness import HUB, Story

PLEA = "ต้นไม้ใหญ่ล้มทับหลังคาบ้านพังทั้งแถบ ขอคนมาตัดต้นไม้ หมู่ 5 ต.ควนลัง อ.หาดใหญ่ จ.สงขลา"
NEED = "disaster:clearing"


def test_a_case_goes_to_the_hub_and_comes_back_with_a_reason(story: Story) -> None:
    citizen = story.citizen("LINE")
    story.says(citizen, PLEA)
    clerk, hub = story.staff("clerk"), story.staff("head", HUB)
    clerk.confirms(NEED)
    assert "เลือกก่อนว่าเกินความสามารถด้านใด" in clerk.press("beyond", 400, reason="", beyond="ต้นใหญ่มาก")
    clerk.press("beyond", reason="equipment", beyond="เลื่อยยนต์เสีย", need=NEED)
    assert story.case().state == "referred"
    assert "สถานที่กลาง" in story.heard(citizen)
    assert "สถานที่กลาง" in story.says(citizen, "สถานะ")

    referral = story.work.rows("select * from referral")[0]
    assert referral.reached_at is None
    assert "เลื่อยยนต์เสีย" in hub.sees()
    hub.press(f"/requests/{referral.id}/return", 400, words="")
    hub.press(f"/requests/{referral.id}/return", words="อบต. ข้างเคียงให้ยืมเลื่อยแล้ว ไปรับได้เลย")

    assert (story.case().state, story.case().holder) == ("active", None)
    assert story.need(NEED).state == "confirmed"
    assert "ให้ยืมเลื่อยแล้ว" in clerk.sees()
    assert "เทศบาลเมืองควนลัง" in story.heard(citizen)
    assert "เทศบาลเมืองควนลัง" in story.says(citizen, "สถานะ")
    assert "ต้นไม้ใหญ่ล้ม" not in hub.sees(), "it has the summary again"

    # the next attempt is a request of its own, and the first stays in the story
    clerk.press("beyond", reason="equipment", beyond="เลื่อยที่ยืมมาเล็กไป", need=NEED)
    states = [row.state for row in story.work.rows("select state from referral order by made_at")]
    assert states == ["returned", "sent"]
