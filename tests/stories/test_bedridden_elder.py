"""A bedridden elder: her daughter asks by LINE, somebody goes there, the committee approves, the names hang, help comes."""

from datetime import UTC, datetime, timedelta

from casework import announcing, paperwork
from store.ids import grouped
from tests.committee_helpers import appoint, attend, close, decide, meet, of
from tests.days import today
from tests.reading_papers import pdf_text
from tests.stories.harness import KHUAN_LANG, Story

PLEA = "แม่ติดเตียงค่ะ อายุ 82 ไม่มีเงินซื้อแพมเพิสผู้ใหญ่ ขอแพมเพิสให้แม่ด้วยค่ะ หมู่ 2 ต.ควนลัง อ.หาดใหญ่ จ.สงขลา"
DIAPERS = "quality_of_life:diapers"


def test_from_the_plea_through_the_committee_to_the_receipt(story: Story) -> None:
    daughter = story.citizen("LINE")
    story.says(daughter, PLEA)
    clerk, secretary = story.staff("clerk"), story.staff("secretary")
    clerk.confirms(DIAPERS)
    clerk.of_need(DIAPERS, "step", after="surveying")
    clerk.of_need(DIAPERS, "step", after="ready")
    clerk.of_need(DIAPERS, "step", 409, after="helping")  # nothing goes out before the committee has met

    # the secretary keeps the register, plans the meeting and finds the need on its agenda
    appoint(secretary.client)
    meeting = meet(secretary.client, story.work)
    need = of(story.work, story.case().reference, DIAPERS)
    assert grouped(need.reference) in secretary.sees(f"/committee/meetings/{meeting}")
    attend(secretary.client, story.work, meeting)

    # the dossier has her words and no phone
    secretary.press(f"/committee/meetings/{meeting}/dossier", form="pdf")
    assert paperwork.draw_next(story.work.house, lambda: datetime.now(UTC))
    job = story.work.value("select id from paper_job")
    words = "".join(pdf_text(secretary.client.get(f"/committee/papers/{job}/file").data).split())
    assert "แม่ติดเตียง" in words

    daughter.forget()
    need = of(story.work, need.reference, DIAPERS)
    answer = decide(
        secretary.client, story.work, meeting, need, "approved", help="แพมเพิสผู้ใหญ่ 4 แพ็ก", amount="1,200"
    )
    assert answer.status_code == 303
    heard = story.heard(daughter)
    assert "ขั้นต่อไป" in heard
    assert "1,200" not in heard
    assert close(secretary.client, story.work, meeting).status_code == 303

    # name and village hang for their days; LINE tells nicknames, so the clerk writes her name down
    clerk.press("applicant", 400, applicant="  ")
    clerk.press("applicant", applicant="นางสมศรี  ทดสอบ")
    assert "named" in story.told()
    board = f"/committee/meetings/{meeting}/announcement"
    secretary.press(board, posted_on=today().isoformat(), down_on="", places="ที่ทำการเทศบาล")
    with story.work.house.database.session() as session:
        hangs = announcing.hanging(session, datetime.now(UTC), [KHUAN_LANG])
        assert len(hangs) == 1
        assert [line.name for line in hangs[0].lines] == ["นางสมศรี ท."]
        assert announcing.take_down(session, datetime.now(UTC) + timedelta(days=20))

    clerk.gives(DIAPERS, "แพมเพิสผู้ใหญ่ 4 แพ็ก")
    assert "ได้รับแล้วหรือยัง" in story.heard(daughter)
    story.says(daughter, "ได้รับแล้วค่ะ ขอบคุณมากค่ะ")
    assert story.need(DIAPERS).state == "helped"
