"""Merged, parted, linked: nothing is lost, everybody keeps their number, two people at once do no harm."""

import threading
from typing import Any

import pytest

from store.ids import grouped
from tests.conftest import Work
from tests.pages.helpers import HAT_YAI, HUB, KHUAN_LANG, chat, csrf, fresh, plea, press, sent, shown

FLOOD = "น้ำท่วมบ้านครึ่งเมตรแล้ว ขอข้าวกล่องกับน้ำดื่มค่ะ ต.ควนลัง อ.หาดใหญ่"


@pytest.fixture
def pair(client: Any, work: Work) -> tuple[Any, Any]:
    """One flood told by LINE and by the form: (LINE's case, the web's)."""
    chat(client, work, FLOOD)
    web = plea(client, work, text="น้ำท่วมบ้านแล้ว ขอข้าวด้วย", place="ต.ควนลัง อ.หาดใหญ่ จ.สงขลา")
    return work.rows('select * from "case" where id <> :id', id=web.id)[0], web


def merge(clerk: Any, gone: Any, into: Any, **more: Any) -> Any:
    told = {"version": gone.version, "other": into.reference, "other_version": into.version}
    return press(clerk, f"/cases/{gone.reference}/merge", **{**told, "stays": into.reference, **more})


def test_two_are_compared_and_one_goes_on_while_the_other_points_to_it(
    staff: Any, pair: Any, work: Work
) -> None:
    clerk, (line, web) = staff(KHUAN_LANG), pair
    page = clerk.get(f"/cases/{line.reference}/merge", query_string={"other": grouped(web.reference)}).text
    assert FLOOD in page
    assert web.text in page
    assert {case.state for case in fresh(work, line, web)} == {"new"}
    assert merge(clerk, web, line).location == f"/cases/{line.reference}#reporters"
    # the way back stands where the merger is seen
    assert f"/cases/{web.reference}/part" in clerk.get(f"/cases/{line.reference}").text
    gone, kept = fresh(work, web, line)
    assert (gone.state, gone.merged_into, kept.state) == ("merged", kept.id, "new")
    assert shown(clerk) == {line.reference}
    page = clerk.get(f"/cases/{line.reference}").text
    assert "มีผู้แจ้งเรื่องนี้อีก 1 ราย" in page
    assert web.text in page
    assert grouped(line.reference) in clerk.get(f"/cases/{web.reference}").text
    assert [grouped(web.reference) in told for told in sent(work, web, "merged")] == [True]
    assert sent(work, line, "merged") == []
    assert (
        grouped(line.reference) not in sent(work, web, "merged")[0]
    )  # nobody learns another person's number


def test_the_urgent_one_makes_the_whole_urgent(staff: Any, pair: Any, work: Work) -> None:
    line, web = pair
    work.change("update \"case\" set urgency = 'U1', vulnerable = '{elder}' where id = :id", id=web.id)
    merge(staff(KHUAN_LANG), web, line)
    (kept,) = fresh(work, line)
    assert (kept.urgency, "elder" in kept.vulnerable) == ("U1", True)


def test_further_words_of_the_merged_reporter_stay_with_their_number_and_wake_the_whole(
    staff: Any, client: Any, pair: Any, work: Work
) -> None:
    clerk, (line, web) = staff(KHUAN_LANG), pair
    merge(clerk, line, web)
    clerk.get(f"/cases/{web.reference}")
    work.change("update \"case\" set state = 'waiting_citizen' where id = :id", id=web.id)
    chat(client, work, "น้ำขึ้นอีกแล้ว ยายติดอยู่บนหลังคา ช่วยด้วย")
    gone, kept = fresh(work, line, web)
    assert work.value('select count(*) from "case"') == 2
    assert (gone.state, gone.message_count) == ("merged", 2)
    assert (kept.state, kept.unread, kept.urgency) == ("active", True, "U0")
    assert "ยายติดอยู่บนหลังคา" in clerk.get(f"/cases/{web.reference}").text
    assert (
        work.value("select count(*) from case_event where case_id = :id and verb = 'danger'", id=web.id) == 1
    )


def test_the_end_of_the_whole_is_told_to_every_reporter(staff: Any, pair: Any, work: Work) -> None:
    clerk, (line, web) = staff(KHUAN_LANG), pair
    merge(clerk, line, web)
    (kept,) = fresh(work, web)
    answer = press(
        clerk, f"/cases/{web.reference}/close", version=kept.version, reason="advised", closing="น้ำลดแล้วครับ"
    )
    assert answer.status_code == 303
    for case in pair:
        assert any("น้ำลดแล้วครับ" in told for told in sent(work, case, "closed"))
    page = clerk.get(f"/cases/{line.reference}").text
    assert "ยุติแล้ว" in page


def test_an_answer_about_the_whole_goes_to_everybody_by_their_own_channel_and_number(
    staff: Any, pair: Any, work: Work
) -> None:
    clerk, (line, web) = staff(KHUAN_LANG), pair
    merge(clerk, line, web)
    (kept,) = fresh(work, web)
    assert "ส่งถึงผู้แจ้งร่วมอีก 1 รายด้วย" in clerk.get(f"/cases/{web.reference}").text
    for words, everybody in (("เรือไปถึงสี่โมง", {"all": "1"}), ("เบอร์นี้ถูกไหม", {})):
        (kept,) = fresh(work, web)
        press(clerk, f"/cases/{web.reference}/reply", words=words, version=kept.version, **everybody)
    assert sent(work, web, "answer") == ["เรือไปถึงสี่โมง", "เบอร์นี้ถูกไหม"]
    assert sent(work, line, "answer") == [f"เลขที่ {grouped(line.reference)}\nเรือไปถึงสี่โมง"]
    accounts = work.rows("select distinct account from message where purpose = 'answer' order by 1")
    assert [row.account for row in accounts] == ["line", "web"]


def test_a_hand_over_of_the_whole_is_told_to_every_reporter(staff: Any, pair: Any, work: Work) -> None:
    clerk, (line, web) = staff(KHUAN_LANG), pair
    merge(clerk, line, web)
    (kept,) = fresh(work, web)
    press(clerk, f"/cases/{web.reference}/hand-over", org=HAT_YAI, version=kept.version)
    for case in pair:
        assert [grouped(case.reference) in told for told in sent(work, case, "moved")] == [True]


def test_parted_again_both_stand_for_themselves(staff: Any, pair: Any, work: Work) -> None:
    clerk, (line, web) = staff(KHUAN_LANG), pair
    merge(clerk, web, line)
    (gone,) = fresh(work, web)
    assert press(clerk, f"/cases/{web.reference}/part", version=gone.version).status_code == 303
    parted, kept = fresh(work, web, line)
    assert (parted.state, parted.merged_into) == ("active", None)
    assert shown(clerk) == {line.reference, web.reference}
    assert "มีผู้แจ้งเรื่องนี้อีก" not in clerk.get(f"/cases/{line.reference}").text
    assert press(clerk, f"/cases/{web.reference}/part", version=parted.version).status_code == 409
    assert len(sent(work, web, "parted")) == 1
    assert kept.state == "new"


def test_a_third_reporter_goes_where_the_second_went(staff: Any, client: Any, pair: Any, work: Work) -> None:
    clerk, (line, web) = staff(KHUAN_LANG), pair
    third = plea(client, work, text="น้ำท่วมค่ะ ขอข้าว", phone="089-000-0005", place="ต.ควนลัง อ.หาดใหญ่")
    merge(clerk, third, web)
    one, other = fresh(work, web, line)
    merge(clerk, one, other)
    assert {case.merged_into for case in fresh(work, web, third)} == {line.id}
    assert "มีผู้แจ้งเรื่องนี้อีก 2 ราย" in clerk.get(f"/cases/{line.reference}").text


def test_what_changed_meanwhile_or_has_ended_is_not_merged(staff: Any, pair: Any, work: Work) -> None:
    clerk, (line, web) = staff(KHUAN_LANG), pair
    press(clerk, f"/cases/{web.reference}/take")
    late = merge(clerk, web, line)
    assert late.status_code == 409
    assert "ตรวจอีกครั้งก่อนรวม" in late.text
    (taken,) = fresh(work, web)
    press(clerk, f"/cases/{web.reference}/close", version=taken.version, reason="advised")
    (ended,) = fresh(work, web)
    assert merge(clerk, line, ended).status_code == 409
    assert merge(clerk, line, line).status_code == 404
    assert {case.merged_into for case in fresh(work, line, web)} == {None}


def test_two_people_who_merge_the_same_two_both_ways_at_once_make_one_merger(
    app: Any, staff: Any, pair: Any, work: Work
) -> None:
    line, web = pair
    clerks = [staff(KHUAN_LANG), staff(KHUAN_LANG, "head")]
    tokens = [csrf(clerk) for clerk in clerks]
    start, answers = threading.Barrier(2), []

    def act(n: int, gone: Any, into: Any) -> None:
        told = {
            "csrf": tokens[n], "version": gone.version, "other": into.reference, "other_version": into.version,
            "stays": into.reference,
        }  # fmt: skip
        start.wait()
        answers.append(clerks[n].post(f"/cases/{gone.reference}/merge", data=told).status_code)

    threads = [
        threading.Thread(target=act, args=(n, *each)) for n, each in enumerate([(web, line), (line, web)])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [303, 409]
    assert sorted(case.state for case in fresh(work, line, web)) == ["merged", "new"]


def test_who_may_not_close_both_merges_nothing_and_learns_nothing(staff: Any, pair: Any, work: Work) -> None:
    line, web = pair
    work.change("update case_access set org = :to where case_id = :id and org = :org", to=HAT_YAI, id=web.id, org=KHUAN_LANG)  # fmt: skip
    for person in (staff(KHUAN_LANG), staff(HAT_YAI), staff(HUB), staff(KHUAN_LANG, "field")):
        assert merge(person, web, line).status_code == 404
        page = person.get(f"/cases/{line.reference}/merge", query_string={"other": web.reference})
        assert web.text not in page.text
    assert {case.merged_into for case in fresh(work, line, web)} == {None}


def test_linked_cases_name_each_other(staff: Any, pair: Any, work: Work) -> None:
    clerk, (line, web) = staff(KHUAN_LANG), pair
    press(clerk, f"/cases/{line.reference}/link", other=grouped(web.reference))
    for one, other in (pair, pair[::-1]):
        page = clerk.get(f"/cases/{one.reference}").text
        assert "เกี่ยวข้องกับ" in page
        assert grouped(other.reference) in page
    assert press(clerk, f"/cases/{line.reference}/link", other="nothing").status_code == 404
