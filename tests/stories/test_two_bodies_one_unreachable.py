"""Two bodies are asked at once and one cannot be reached: it is called, reminded, never counted as reached."""

from datetime import timedelta

import clock
from tests.stories.harness import HAT_YAI, HUB, Story

PLEA = "น้ำป่าพัดสะพานไม้ขาด ข้ามไปไม่ได้ 20 ครัวเรือน หมู่ 5 ต.ควนลัง อ.หาดใหญ่ จ.สงขลา"


def states(story: Story) -> dict[str, str]:
    return {
        row.to_org: row.state
        for row in story.work.rows("select to_org, state from referral where asked <> 'hub'")
    }


def test_of_two_bodies_the_silent_one_stays_silent_in_the_count(story: Story) -> None:
    story.says(story.citizen("LINE"), PLEA)
    clerk, hub = story.staff("clerk"), story.staff("clerk", HUB)
    clerk.press("beyond", reason="equipment", beyond="ไม่มีสะพานชั่วคราว")
    hub.press(
        "/hub/agencies", kind="disaster", area="90", name="ปภ.จังหวัด", phone="000", email="", contact="",
        source="เว็บไซต์", checked_on="2026-01-05",
    )  # fmt: skip
    agency = story.work.value("select org from agency")
    hub.press("ask", to=[HAT_YAI, agency], asked="ขอสะพานชั่วคราว 1 ชุด")
    story.staff("clerk", HAT_YAI).sees()
    assert states(story) == {HAT_YAI: "reached", agency: "sent"}
    assert "ยังไม่ยืนยันว่าได้รับ 1 คำขอ" in hub.sees("/hub")

    # its day passes: both sides hear of it, once a day and not for ever, and it is still not reached
    for _ in range(5):
        gap = timedelta(days=7)
        story.work.change("update referral set due_at = due_at - :gap, remind_at = remind_at - :gap", gap=gap)
        clock.remind(story.work.house)
        clock.remind(story.work.house)
    silent = story.work.rows("select * from referral where to_org = :org", org=agency)[0]
    assert (silent.state, silent.reached_at, silent.reminded) == ("sent", None, 3)
    assert story.told().count("ask_reminded") == 9, "three bodies, three times each"
    page = hub.sees("/hub")
    assert "เกินกำหนด" in page

    # the hub rings them: now somebody is known to have it, and the other goes on alone
    hub.press(f"/requests/{silent.id}/reached", words="โทรแจ้งหัวหน้าฝ่ายแล้ว")
    assert states(story)[agency] == "reached"
    assert "ยังไม่ยืนยันว่าได้รับ" not in hub.sees("/hub").partition("ได้คำตอบใน 7 วัน")[0].partition("เราขอไป")[2]
    hub.press(f"/requests/{silent.id}/withdraw")
    assert states(story) == {HAT_YAI: "reached", agency: "withdrawn"}
