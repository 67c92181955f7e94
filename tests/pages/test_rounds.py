"""Everybody in an incident answered at once: counted, confirmed, in slices, each under their own number, stopped."""

import re
from typing import Any

import pytest

import clock
from casework import rounds
from store.ids import grouped
from tests.conftest import Work
from tests.pages.helpers import FLOOD, HAT_YAI, HUB, KHUAN_LANG, chat, fresh, plea, press, sent

WORDS = "พรุ่งนี้เก้าโมง รับถุงยังชีพที่วัดควนลังครับ"


@pytest.fixture
def incident(client: Any, work: Work) -> Any:
    """Three reporters of one flood, by LINE and by the form. (its id, their cases)"""
    chat(client, work, "น้ำท่วมบ้าน ขอข้าว ต.ควนลัง อ.หาดใหญ่")
    for n in range(2):
        plea(client, work, phone=f"089-000-000{n}", **FLOOD)
    key = work.value(
        "insert into incident (id, title, opened_at) values (gen_random_uuid(), 'น้ำท่วม', now()) returning id"
    )
    work.change('update "case" set incident_id = :key', key=key)
    return key, work.rows('select * from "case" order by opened_at')


def count_and_send(clerk: Any, key: Any, count: int = 3) -> Any:
    return press(clerk, f"/incidents/{key}/answer/send", words=WORDS, count=str(count))


def test_the_count_and_the_cost_are_shown_and_nothing_is_sent_yet(
    staff: Any, incident: Any, work: Work
) -> None:
    key, _ = incident
    page = press(staff(KHUAN_LANG), f"/incidents/{key}/answer", words=WORDS).text
    for words in ("ส่งถึง 3 ราย", "LINE 1 ราย", "เว็บ 2 ราย"):
        assert words in page
    assert work.value("select count(*) from round") == 0


def test_text_messages_are_priced_in_parts(staff: Any, incident: Any, work: Work) -> None:
    key, cases = incident
    work.change("update \"case\" set account = 'sms' where id = :id", id=cases[0].id)
    work.change("update conversation set account = 'sms' where id = :id", id=cases[0].conversation_id)
    page = press(staff(KHUAN_LANG), f"/incidents/{key}/answer", words=WORDS).text
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert re.search(r"SMS 1 ราย · รวม [12] ส่วน", text), text


def test_everybody_is_answered_in_slices_under_their_own_number(
    staff: Any, incident: Any, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds.lay_out, "__kwdefaults__", {"limit": 2})
    clerk, (key, cases) = staff(KHUAN_LANG), incident
    assert count_and_send(clerk, key).location == f"/incidents/{key}#round"
    assert count_and_send(clerk, key).status_code == 409  # one at a time
    clock.lay_out(work.house)
    progress = clerk.get(f"/incidents/{key}/answer").text
    assert "กำลังส่ง 2 จาก 3 ราย" in progress
    assert '<progress id="round-bar" max="3" value="2">' in progress
    clock.lay_out(work.house)
    work.deliver()
    for case in cases:
        assert sent(work, case, "answer") == [f"เลขที่ {grouped(case.reference)}\n{WORDS}"]
    page = clerk.get(f"/incidents/{key}").text
    assert "ส่งครบแล้ว 3 จาก 3 ราย" in page
    assert "ถึงผู้ให้บริการแล้ว 3" in page
    assert {case.state for case in fresh(work, *cases)} == {"active"}
    clock.lay_out(work.house)
    assert work.value("select count(*) from message where purpose = 'answer'") == 3


def test_what_is_stopped_goes_no_further(
    staff: Any, incident: Any, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds.lay_out, "__kwdefaults__", {"limit": 1})
    clerk, (key, _) = staff(KHUAN_LANG), incident
    count_and_send(clerk, key)
    clock.lay_out(work.house)
    assert press(staff(HAT_YAI), f"/incidents/{key}/answer/stop").status_code == 404
    assert press(clerk, f"/incidents/{key}/answer/stop").status_code == 303
    clock.lay_out(work.house)
    assert work.value("select count(*) from message where purpose = 'answer'") == 1
    assert "หยุดแล้ว ส่งไป 1 จาก 3 ราย" in clerk.get(f"/incidents/{key}").text


def test_a_case_that_ended_meanwhile_and_a_writer_who_left_send_nothing(
    staff: Any, incident: Any, work: Work
) -> None:
    clerk, (key, cases) = staff(KHUAN_LANG), incident
    count_and_send(clerk, key)
    work.change("update \"case\" set state = 'closed' where id = :id", id=cases[0].id)
    work.change("update case_access set relation = 'former' where case_id = :id", id=cases[1].id)
    clock.lay_out(work.house)
    states = work.rows("select state from round_case order by state")
    assert [row.state for row in states] == ["ended", "laid", "not_allowed"]
    work.change("delete from round_case")
    work.change("delete from round")
    assert count_and_send(clerk, key, 1).status_code == 303
    work.change("update staff set active = false")
    clock.lay_out(work.house)
    assert work.value("select count(*) from message where purpose = 'answer'") == 1


def test_another_count_than_the_confirmed_one_is_shown_again(staff: Any, incident: Any, work: Work) -> None:
    clerk, (key, _) = staff(KHUAN_LANG), incident
    late = count_and_send(clerk, key, 2)
    assert late.status_code == 409
    assert WORDS in late.text
    assert "ส่งถึง 3 ราย" in late.text
    assert press(clerk, f"/incidents/{key}/answer", words=" ").status_code == 400
    assert press(clerk, f"/incidents/{key}/answer", words="ก" * 2001).status_code == 400
    assert work.value("select count(*) from round") == 0


def test_who_may_not_answer_the_cases_answers_nobody(staff: Any, incident: Any, work: Work) -> None:
    key, _ = incident
    for person in (staff(HAT_YAI), staff(HUB), staff(KHUAN_LANG, "field")):
        assert press(person, f"/incidents/{key}/answer", words=WORDS).status_code == 404
        assert count_and_send(person, key).status_code == 404
    assert staff(HAT_YAI).get(f"/incidents/{key}/answer").status_code == 404
    assert work.value("select count(*) from round") == 0


def test_reporters_of_a_merged_case_are_answered_too(staff: Any, incident: Any, work: Work) -> None:
    clerk, (key, cases) = staff(KHUAN_LANG), incident
    gone, kept = cases[0], cases[1]
    told = {"version": gone.version, "other": kept.reference, "other_version": kept.version}
    press(clerk, f"/cases/{gone.reference}/merge", stays=kept.reference, **told)
    count_and_send(clerk, key)
    clock.lay_out(work.house)
    assert work.value("select count(distinct case_id) from message where purpose = 'answer'") == 3
    assert fresh(work, gone)[0].state == "merged"
