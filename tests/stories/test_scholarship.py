"""A scholarship that no criterion knows: the committee finds it outside, the governor is asked, and only then help goes out."""

from typing import Any

from tests.committee_helpers import decide, meet, of
from tests.days import today
from tests.reading_papers import pdf_text
from tests.stories.harness import KHUAN_LANG, Story

PLEA = "ขอทุนการศึกษาให้ลูกเรียนต่อ ม.4 ครับ บ้านยากจน พ่อตกงาน หมู่ 2 ต.ควนลัง อ.หาดใหญ่ จ.สงขลา"
GRANT = "other:scholarship"


def test_nothing_goes_out_before_the_governor_has_consented(story: Story) -> None:
    father = story.citizen("SMS")
    story.says(father, PLEA)
    clerk, secretary = story.staff("clerk"), story.staff("secretary")
    clerk.confirms(GRANT)
    clerk.of_need(GRANT, "step", after="ready")
    meeting = meet(secretary.client, story.work)
    need = of_grant(story)
    father.forget()
    decide(secretary.client, story.work, meeting, need, "outside_criteria", reason="ไม่มีในหลักเกณฑ์คุณภาพชีวิต")
    assert "ผู้ว่าฯ" in story.heard(father)
    clerk.of_need(GRANT, "step", 409, after="helping")
    assert "ช่วยเหลือไม่ได้จนกว่าจะบันทึกความเห็นชอบ" in secretary.sees()

    # the letter: drafted, printed, sent
    here = f"/committee/{KHUAN_LANG}/governor/{need.id}"
    told = {
        "letter_number": "สข 52201/9",
        "help": "ทุนการศึกษา 1 ทุน",
        "amount": "5,000",
        "reason": "เรียนดี ครอบครัวขาดรายได้",
    }
    secretary.press(f"{here}/draft", **told)
    letter = "".join(pdf_text(secretary.client.get(f"{here}/letter.pdf").data).split())
    assert "ผู้ว่าราชการจังหวัดสงขลา" in letter
    assert "ไม่มีในหลักเกณฑ์คุณภาพชีวิต" in letter
    secretary.press(f"{here}/sent", sent_on=today().isoformat(), version=of_grant(story).version)
    assert story.case().state == "awaiting_governor"
    clerk.of_need(GRANT, "step", 409, after="helping")

    # the answer: without its number it is none
    answer = {"answer": "consented", "answered_on": today().isoformat(), "version": of_grant(story).version}
    secretary.press(f"{here}/answer", 400, **answer)
    father.forget()
    secretary.press(f"{here}/answer", **answer, consent_number="สข 0017/88")
    assert "เห็นชอบแล้ว" in story.heard(father)
    assert story.case().state == "active"
    clerk.of_need(GRANT, "step", after="helping")
    assert story.need(GRANT).state == "helping"


def of_grant(story: Story) -> Any:
    return of(story.work, story.case().reference, GRANT)
