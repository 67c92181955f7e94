"""A flood at night: the alarm, the rapid unit, help at once, the receipt, the citizen's word, the report afterwards."""

import io
from datetime import timedelta

from PIL import Image

from store.db import utc_now
from tests.stories.harness import Story

PLEA = "ช่วยด้วย น้ำท่วมถึงอก ติดอยู่บนหลังคา มียายกับเด็กเล็ก ไม่มีข้าวกิน หมู่ 3 ต.ควนลัง อ.หาดใหญ่"
FOOD = "disaster:food"


def shot() -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "JPEG")
    out.seek(0)
    return out, "receipt.jpg"


def job(story: Story) -> str:
    return str(story.work.value("select id from job order by sent_at desc limit 1"))


def presses(unit: object, story: Story, after: str, **fields: str) -> None:
    version = story.work.value("select version from job")
    unit.press(f"/field/jobs/{job(story)}/{after}", version=version, **fields)  # type: ignore[attr-defined]


def test_a_family_on_a_roof_is_reached_fed_and_asked(story: Story) -> None:
    citizen = story.citizen("LINE")
    heard = story.says(citizen, PLEA)
    assert "1784" in heard or "1669" in heard
    assert story.case().urgency == "U0"
    citizen.forget()

    # the clerk on duty sends the unit; one of it takes the job, goes, is there
    clerk, unit = story.staff("clerk"), story.staff("field")
    clerk.press("dispatch", to="", orders="เอาเรือกับเสื้อชูชีพไป")
    assert "รอรับงาน" in unit.sees("/field")
    assert "เอาเรือกับเสื้อชูชีพไป" in unit.sees(f"/field/jobs/{job(story)}")
    for after in ("accepted", "under_way", "on_site"):
        presses(unit, story, after, latitude="7.0301", longitude="100.4102")
    row = story.work.rows("select * from job")[0]
    assert (row.state, row.latitude, row.staff_id) == ("on_site", 7.0301, unit.actor.id)
    assert row.accepted_at <= row.under_way_at <= row.on_site_at

    # nothing is handed out before a person has said that the disaster is on
    clerk.confirms(FOOD)
    form = unit.sees(f"/cases/{story.case().reference}/needs/{FOOD}/give")
    assert "คณะกรรมการ" in form
    assert 'name="what"' not in form
    refused = unit.gives(FOOD, "ถุงยังชีพ", 409)
    assert "คณะกรรมการ" in refused
    clerk.of_need(FOOD, "track", 409, track="immediate")
    clerk.of_need(FOOD, "track", track="immediate", happening="now")
    assert story.need(FOOD).due_at < utc_now() + timedelta(minutes=61)

    # it is given against a photo; the case is helped, the citizen is asked
    unit.gives(FOOD, "ถุงยังชีพ", photo=shot())
    assert story.need(FOOD).state == "helped"
    assert story.case().state == "helped"
    presses(unit, story, "done", found="พาออกมาแล้ว 3 คน ส่งที่ศูนย์พักพิง")
    assert "ถุงยังชีพ" in story.heard(citizen)
    assert "ขอบคุณ" in story.says(citizen, "[กด ได้รับแล้ว]")
    assert story.work.value("select answer from help_given") == "yes"
    assert "help_confirmed" in story.told()

    # help without the committee is reported to it afterwards, in time
    kind, due = story.work.rows("select kind, due_at from case_task")[0]
    assert kind == "after_report"
    assert due > utc_now()
    clerk.press("close", reason="helped")
    assert story.case().ended_as == "helped"
    told = story.told()
    order = ["job_sent", "job_accepted", "job_on_site", "track_set", "help_given", "job_done", "closed"]
    assert [verb for verb in told if verb in order] == order


def test_two_of_the_unit_who_take_one_job_are_told_apart(story: Story) -> None:
    story.says(story.citizen("LINE"), PLEA)
    story.staff("clerk").press("dispatch", to="")
    first, second = story.staff("field"), story.staff("field", name="second")
    version = story.work.value("select version from job")
    first.press(f"/field/jobs/{job(story)}/accepted", version=version)
    late = second.client.post(
        f"/field/jobs/{job(story)}/accepted",
        data={"version": version, "csrf": second.sees("/field").partition('name="csrf" value="')[2][:32]},
    )
    assert late.status_code == 404, "whose job it is may not be taken by somebody else"
    assert story.work.value("select staff_id from job") == first.actor.id
