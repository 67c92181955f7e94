"""Whoever wrote by the web form is asked on their private page whether help has come: one tap answers."""

from tests.stories.harness import Story

PLEA = "หลังคาปลิวหมดค่ะ เปียกทั้งบ้าน ขอผ้าใบ หมู่ 5 ต.ควนลัง อ.หาดใหญ่ จ.สงขลา"
SHELTER = "disaster:shelter"


def test_one_tap_on_the_private_page_says_that_it_has_not_come(story: Story) -> None:
    citizen = story.citizen("web")
    story.says(citizen, PLEA)
    clerk = story.staff("clerk")
    clerk.confirms(SHELTER)
    clerk.of_need(SHELTER, "track", track="immediate", happening="just_now")
    citizen.forget()
    clerk.gives(SHELTER, "ผ้าใบ 1 ผืน")
    assert "ได้มอบ ผ้าใบ 1 ผืน แล้ว" in story.heard(citizen)
    page = citizen.client.get(citizen.page + "?sent=1").text  # type: ignore[attr-defined]
    assert 'name="text" value="ยังไม่ได้รับ"' in page
    story.says(citizen, "ยังไม่ได้รับ")
    assert story.work.value("select answer from help_given") == "not_yet"
    assert story.case().unread
    clerk.press(f"given/{story.work.value('select id from help_given')}/void")
    assert story.need(SHELTER).state == "helping"
    assert "ยกเลิกแล้ว" in clerk.sees()


def test_the_first_of_two_parcels_is_confirmed_and_the_need_goes_on(story: Story) -> None:
    citizen = story.citizen("LINE")
    story.says(citizen, PLEA)
    clerk = story.staff("clerk")
    clerk.confirms(SHELTER)
    clerk.of_need(SHELTER, "track", track="immediate", happening="just_now")
    clerk.gives(SHELTER, "ผ้าใบผืนแรก", whole=[])
    story.says(citizen, "ได้รับแล้วค่ะ")
    assert story.need(SHELTER).state == "helping"
    clerk.press("close", 409, reason="helped")
    clerk.gives(SHELTER, "ผ้าใบผืนที่สอง")
    story.says(citizen, "ได้รับแล้วค่ะ")
    assert story.need(SHELTER).state == "helped"
    clerk.press("close", reason="helped")
