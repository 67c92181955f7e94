"""A case over the holidays: what it is told, clocks that count working days, stand still while a paper is awaited, and are missed."""

from datetime import datetime, time, timedelta

from casework.deadlines import day_shown
from store.db import utc_now
from store.ids import BANGKOK
from tests.stories.harness import Story

PLEA = "ขอแพมเพิสผู้ใหญ่ให้ย่าติดเตียงค่ะ หมู่ 2 ต.ควนลัง อ.หาดใหญ่ จ.สงขลา"
DIAPERS = "quality_of_life:diapers"
CLOSED = 4


def holidays(story: Story, first: int = 0, days: int = CLOSED) -> None:
    """From the day `first` days ahead on the offices stay closed for so many days; then they work, whatever day it is."""
    for ahead in range(first, first + 40):
        story.work.change(
            "insert into special_day (org, day, works, name, source, set_at) values ('',"
            " (now() at time zone 'Asia/Bangkok')::date + cast(:ahead as int), :works, 'ปีใหม่', 'ครม.', now())",
            ahead=ahead, works=ahead >= first + days,
        )  # fmt: skip


def day(ahead: int) -> datetime:
    return datetime.combine(utc_now().astimezone(BANGKOK).date() + timedelta(days=ahead), time(12), BANGKOK)


def test_nobody_is_late_for_a_holiday_and_everybody_after_it(story: Story) -> None:
    story.work.change("delete from special_day")
    holidays(story)
    citizen = story.citizen("LINE")
    heard = story.says(citizen, PLEA)
    assert day_shown(day(CLOSED), "th") in heard, "the honest day on which somebody reads it"

    # somebody works all the same: the first working day is counted, not the holidays
    clerk = story.staff("clerk")
    clerk.confirms(DIAPERS)
    due = story.need(DIAPERS).due_at.astimezone(BANGKOK)
    assert due.date() == day(CLOSED).date()
    assert f"กำหนดภายใน {day_shown(due, 'th')}" in story.says(citizen, "สถานะ")
    assert "ไม่มีเรื่องเลยกำหนด" in clerk.sees("/overdue")

    # a paper is asked for on the day before the next holidays: two days of waiting are given back
    clerk.of_need(DIAPERS, "papers", ask=["medical"])
    assert "ใบรับรองแพทย์" in story.heard(citizen)
    assert "หยุดนับเวลา" in clerk.sees()
    story.passes(days=2)
    assert "ไม่มีเรื่องเลยกำหนด" in clerk.sees("/overdue")
    story.says(citizen, "[รูป]")
    back = story.need(DIAPERS)
    assert back.paused_at is None
    assert abs(back.due_at.astimezone(BANGKOK) - due) < timedelta(minutes=5)

    # then the office forgets it over the next long weekend: it stands in the list of what is late
    story.passes(days=CLOSED + 2)
    assert "เลยกำหนด" in story.says(citizen, "ถึงไหนแล้ว")
    late = clerk.sees("/overdue")
    assert "ผ้าอ้อม" in late
    assert "ยืนยันแล้ว" in late
    assert "ยังไม่ได้ตอบภายใน 15 วัน" not in late

    # and the fifteen days of the law run over all holidays
    story.passes(days=11)
    assert "ยังไม่ได้ตอบภายใน 15 วัน" in clerk.sees("/overdue")
    clerk.press("reply", words="ขออภัยที่ล่าช้า พรุ่งนี้เจ้าหน้าที่จะไปพบค่ะ")
    assert "ยังไม่ได้ตอบภายใน 15 วัน" not in clerk.sees("/overdue")
