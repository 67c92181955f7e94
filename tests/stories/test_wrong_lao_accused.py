"""A citizen accuses an LAO, perhaps wrongly: it stays away from the case, whoever is asked and wherever it goes."""

from tests.stories.harness import HAT_YAI, HUB, KHUAN_LANG, Story

PLEA = "นายกเทศบาลเมืองควนลังโกงถุงยังชีพ แจกให้แต่หัวคะแนน หมู่ 5 ต.ควนลัง อ.หาดใหญ่ จ.สงขลา"


def test_the_accused_sees_nothing_and_is_asked_nothing(story: Story) -> None:
    citizen = story.citizen("LINE")
    story.says(citizen, PLEA)
    case = story.case()
    assert (case.kind, case.owner) == ("complaint", HUB)
    accused, hub = story.staff("head", KHUAN_LANG), story.staff("head", HUB)
    for path in (f"/cases/{case.reference}", f"/cases/{case.reference}/thread"):
        assert accused.client.get(path).status_code == 404
    assert case.reference not in accused.sees("/inbox").replace("-", "")
    assert "โกงถุงยังชีพ" in hub.sees()

    # neither by a transfer nor by a question does it come to see it
    hub.press("hand-over", 404, org=KHUAN_LANG)
    hub.press("ask", 404, to=KHUAN_LANG, asked="ช่วยชี้แจง")
    assert accused.client.get(f"/cases/{case.reference}").status_code == 404

    # another body may help to look into it; the accused still stands aside, and its desk hears nothing
    hub.press("ask", to=HAT_YAI, asked="ขอข้อมูลการแจกถุงยังชีพ")
    assert "โกงถุงยังชีพ" in story.staff("clerk", HAT_YAI).sees()
    rows = story.work.rows("select org, relation from case_access where case_id = :id", id=case.id)
    assert {row.org: row.relation for row in rows} == {
        HUB: "owner", KHUAN_LANG: "accused", HAT_YAI: "referred",
    }  # fmt: skip
    assert case.reference not in accused.sees("/hub")
    told = "select count(*) from staff_notice where staff_id = :key"
    assert story.work.value(told, key=accused.actor.id) == 0
