"""Two people of one house ask for the same: neither is turned away by the machine, the committee sees both and decides."""

from tests.committee_helpers import decide, meet, of
from tests.stories.harness import Story

ROOF = "disaster:repair"
FIRST = "น้ำท่วมบ้านเลขที่ 45/2 หลังคาพัง ขอซ่อมหลังคาครับ หมู่ 2 ต.ควนลัง อ.หาดใหญ่ จ.สงขลา"
SECOND = "หลังคาบ้านพังเพราะน้ำท่วมพายุค่ะ ขอซ่อมหลังคา บ้านเลขที่ ๔๕/๒ หมู่ 2 ต.ควนลัง อ.หาดใหญ่"


def test_two_people_for_one_house(story: Story) -> None:
    clerk, secretary = story.staff("clerk"), story.staff("secretary")
    references = []
    husband, wife = story.citizen("LINE"), story.citizen("SMS")
    for person, words in ((husband, FIRST), (wife, SECOND)):
        story.says(person, words)
        references.append(story.case().reference)
        clerk.confirms(ROOF)
        clerk.of_need(ROOF, "step", after="ready")
    assert len(set(references)) == 2, "each keeps a case of their own"

    meeting = meet(secretary.client, story.work)
    page = secretary.sees(f"/committee/meetings/{meeting}")
    assert page.count("บ้านหลังเดียวกัน") == 2, "each line shows the other"

    one, two = (of(story.work, reference, ROOF) for reference in references)
    husband.forget()
    wife.forget()
    decide(secretary.client, story.work, meeting, one, "approved", help="กระเบื้อง 40 แผ่น")
    decide(secretary.client, story.work, meeting, two, "refused", reason="บ้านหลังนี้ขอไว้แล้วในเรื่องของคู่สมรส")
    assert "ขั้นต่อไป" in story.heard(husband)
    assert "ทบทวน" in story.heard(wife)
    assert of(story.work, references[1], ROOF).decision == "refused"
