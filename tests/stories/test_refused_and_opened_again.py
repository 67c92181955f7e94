"""A plea that the committee refuses, a citizen who asks again, facts that were missing, and help that has not come."""

from store.cases import NeedState
from tests.stories.harness import Story

PLEA = "บ้านผุจะพังแล้วค่ะ ฝนตกน้ำรั่วทุกห้อง อยู่กับหลาน 3 คน ขอซ่อมบ้าน หมู่ 2 ต.ควนลัง อ.หาดใหญ่"
REPAIR = "quality_of_life:home_repair"
N = NeedState


def test_a_refusal_is_not_the_end_and_not_yet_opens_a_closed_case(story: Story) -> None:
    citizen = story.citizen("LINE")
    story.says(citizen, PLEA)
    clerk, secretary = story.staff("clerk"), story.staff("secretary")
    clerk.confirms(REPAIR)
    clerk.of_need(REPAIR, "step", after="surveying")
    clerk.of_need(REPAIR, "step", after="ready")
    assert "ให้คณะกรรมการพิจารณา" in secretary.sees()
    citizen.forget()
    secretary.steps(REPAIR, N.DECIDED, decision="refused", reason="ไม่มีรูปความเสียหาย")
    assert "ยังช่วยตามระเบียบนี้ไม่ได้" in story.heard(citizen)
    assert story.need(REPAIR).due_at is None, "what is refused waits for nothing"
    assert story.case().state == "active", "refused is not helped"
    assert "ยังไม่มีหลักฐาน" in clerk.press("close", 409, reason="helped")

    # closed without help is called so, and is counted apart
    clerk.press("close", reason="advised", closing="คณะกรรมการยังไม่อนุมัติ ส่งรูปเพิ่มได้ค่ะ")
    assert "ปิดโดยไม่ได้ช่วย" in clerk.sees()
    assert "ปิดโดยไม่ได้ช่วย · ให้คำแนะนำแล้ว 1" in clerk.sees("/overdue")

    # she asks again; the robot asks for the papers, the clock stands still until they come
    clerk.press("reopen")
    clerk.of_need(REPAIR, "step", 409, after="helping")
    secretary.steps(REPAIR, N.READY)
    assert story.need(REPAIR).decision == ""
    citizen.forget()
    clerk.of_need(REPAIR, "papers", ask=["house_book", "medical"])
    asked = story.heard(citizen)
    assert "สำเนาทะเบียนบ้าน" in asked
    assert story.case().state == "waiting_citizen"
    assert story.need(REPAIR).paused_at is not None
    story.says(citizen, "ส่งให้แล้วค่ะ")
    assert story.case().state == "active"
    assert story.need(REPAIR).paused_at is None
    clerk.of_need(
        REPAIR, "checks", **{"check.income": "yes", "paper.house_book": "given", "paper.medical": "waived"}
    )
    assert story.work.value("select criteria from need_check") == "2569-1"

    # approved and given, as the office says; nothing came, as she says
    secretary.steps(REPAIR, N.DECIDED, decision="approved")
    citizen.forget()
    clerk.gives(REPAIR, "กระเบื้องหลังคา 60 แผ่น", amount="4,500.50")
    assert story.need(REPAIR).state == "helping", "without a receipt it is not helped yet"
    assert "ได้รับแล้วหรือยัง" in story.heard(citizen)
    assert "ขออภัย" in story.says(citizen, "ยังไม่ได้เลยค่ะ")
    assert story.work.value("select answer from help_given") == "not_yet"
    assert story.case().unread
    story.says(citizen, "ได้รับกระเบื้องแล้วนะคะ ขอบคุณมากค่ะ")
    assert story.need(REPAIR).state == "helped"
    clerk.press("close", reason="helped")
    story.says(citizen, "[กด ยังไม่ได้รับ]")
    assert story.case().state == "closed", "what she confirmed stays confirmed"


def test_not_yet_opens_what_was_closed_with_a_receipt(story: Story) -> None:
    citizen = story.citizen("SMS")
    story.says(citizen, PLEA)
    clerk, secretary = story.staff("clerk"), story.staff("secretary")
    clerk.confirms(REPAIR)
    clerk.of_need(REPAIR, "step", after="ready")
    secretary.steps(REPAIR, N.DECIDED, decision="approved")
    citizen.forget()
    clerk.gives(REPAIR, "กระเบื้อง", signature=_signature())
    assert story.need(REPAIR).state == "helped"
    clerk.press("close", reason="helped")
    assert "ตอบ 1 ได้แล้ว 2 ยัง" in story.heard(citizen)
    assert story.case().state == "closed"
    story.work.change("update dialogue set waits = 'arrived', about = case_id where case_id is not null")
    story.says(citizen, "2")
    assert (story.case().state, story.need(REPAIR).state) == ("active", "helping")
    assert story.case().ended_as is None
    assert "help_missing" in story.told()


def _signature() -> str:
    import base64
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGBA", (64, 24), (0, 0, 0, 0)).save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
