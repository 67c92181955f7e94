"""Presence by small posts: seen by colleagues who may read the case, by nobody else, and never in the database."""

from typing import Any

from tests.conftest import Work
from tests.pages.helpers import HAT_YAI, HUB, KHUAN_LANG, csrf, plea


def says(clerk: Any, case: Any, doing: str = "looks", **more: str) -> Any:
    return clerk.post(f"/cases/{case.reference}/looking", data={"csrf": csrf(clerk), "is": doing, **more})


def test_a_colleague_is_seen_at_the_case_and_in_the_list(client: Any, work: Work, staff: Any) -> None:
    case = plea(client, work)
    one, other = staff(KHUAN_LANG), staff(KHUAN_LANG, "head")
    assert says(one, case).text.strip() == ""
    assert "clerk 9079 กำลังดูเรื่องนี้" in says(other, case).text
    says(one, case, "types")
    assert "clerk 9079 กำลังพิมพ์คำตอบ" in says(other, case).text
    assert other.get("/inbox/looking").json == {str(case.id): {"who": "clerk 9079", "types": True}}
    assert says(one, case, "gone", stay="1").status_code == 204
    says(one, case, "types", stay="1")
    assert other.get("/inbox/looking").json == {}


def test_who_may_not_read_the_case_neither_is_there_nor_sees_who_is(
    client: Any, work: Work, staff: Any
) -> None:
    case = plea(client, work)
    says(staff(KHUAN_LANG), case)
    for org in (HAT_YAI, HUB):
        stranger = staff(org)
        assert says(stranger, case).status_code == 404
        assert stranger.get("/inbox/looking").json == {}


def test_who_has_an_older_page_open_is_told_that_something_changed(
    client: Any, work: Work, staff: Any
) -> None:
    case = plea(client, work)
    clerk = staff(KHUAN_LANG)
    version = work.value('select version from "case"')
    assert "มีการเปลี่ยนแปลง" not in says(clerk, case, version=str(version)).text
    assert "มีการเปลี่ยนแปลง" in says(clerk, case, version=str(version - 1)).text


def test_looking_leaves_nothing_in_the_database(client: Any, work: Work, staff: Any) -> None:
    case = plea(client, work)
    clerk = staff(KHUAN_LANG)
    before = work.value("select count(*) from audit"), work.value("select count(*) from case_event")
    says(clerk, case, "types")
    assert (work.value("select count(*) from audit"), work.value("select count(*) from case_event")) == before
