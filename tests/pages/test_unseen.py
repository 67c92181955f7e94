"""Nobody overwrites unseen: every press carries the version of the page it was made on; a stale one changes nothing."""

from typing import Any

import pytest

from tests.pages.helpers import FLOOD, KHUAN_LANG, plea, press, press_now

STALE = "มีอะไรใหม่ในเรื่องนี้"


@pytest.fixture
def case(client: Any, work: Any) -> Any:
    """Somebody has written a line into it since its page was opened."""
    found = plea(client, work, **FLOOD)
    work.change('update "case" set version = version + 1 where id = :id', id=found.id)
    return found


def late(clerk: Any, case: Any, verb: str, **fields: Any) -> Any:
    return press(clerk, f"/cases/{case.reference}/{verb}", version=case.version, **fields)


@pytest.mark.parametrize("verdict", ["event", "person", "apart"])
def test_what_is_said_of_two_cases_too_late_is_not_said(
    client: Any, clerk: Any, case: Any, work: Any, verdict: str
) -> None:
    other = plea(client, work, **FLOOD | {"phone": "089-000-0002", "name": "ข ทดสอบ"})
    fields = {"other": other.reference, "verdict": verdict}
    answer = late(clerk, case, "together", **fields)
    assert (answer.status_code, STALE in answer.text) == (409, True)
    assert work.rows("select * from case_pair") == []
    assert work.value('select count(*) from "case" where incident_id is not null') == 0
    assert press_now(clerk, work, case, "together", **fields).status_code == 303


def test_a_case_is_taken_out_of_its_incident_only_as_it_was_shown(
    client: Any, clerk: Any, case: Any, work: Any
) -> None:
    other = plea(client, work, **FLOOD | {"phone": "089-000-0002", "name": "ข ทดสอบ"})
    press_now(clerk, work, case, "together", other=other.reference, verdict="event")
    incident = work.value('select incident_id from "case" limit 1')
    answer = late(clerk, case, "take-out", incident=incident)
    assert answer.status_code == 409
    assert STALE in answer.text
    assert work.value('select count(*) from "case" where incident_id is not null') == 2
    version = work.value('select version from "case" where id = :id', id=case.id)
    assert f'name="version" value="{version}"' in clerk.get(f"/incidents/{incident}").text


def test_a_team_a_unit_a_call_and_a_second_sending_wait_for_who_has_seen_the_case(
    clerk: Any, case: Any, work: Any, staff: Any
) -> None:
    head = staff(KHUAN_LANG, "head")
    press(head, "/admin/teams", org=KHUAN_LANG, name="ทีมเรือ")
    team = work.value("select id from team")
    work.change("update message set state = 'failed' where purpose = 'ack'")
    message = work.value("select id from message where purpose = 'ack'")
    acts = {
        "team": {"team": team},
        "dispatch": {"to": "", "orders": "เอาเรือไป"},
        "reply": {"words": "จะโทรหาค่ะ", "to": "person"},
        f"messages/{message}/send-again": {},
    }
    for verb, fields in acts.items():
        answer = late(clerk, case, verb, **fields)
        assert (verb, answer.status_code, STALE in answer.text) == (verb, 409, True)
    left = "(select count(*) from case_team), (select count(*) from job), (select count(*) from call_back)"
    assert work.rows(f"select {left}") == [(0, 0, 0)]
    assert work.value("select state from message where id = :id", id=message) == "failed"
    for verb, fields in acts.items():
        assert press_now(clerk, work, case, verb, **fields).status_code == 303
    assert work.rows(f"select {left}") == [(1, 1, 1)]


def test_what_was_chosen_to_end_or_hand_over_a_case_is_chosen_still(clerk: Any, case: Any) -> None:
    ended = late(clerk, case, "close", reason="advised", closing="บอกทางไปแล้วค่ะ")
    assert '<option value="advised" selected>' in ended.text
    assert "บอกทางไปแล้วค่ะ" in ended.text
    body = "เทศบาลนครหาดใหญ่ อ.หาดใหญ่ จ.สงขลา"
    moved = late(clerk, case, "hand-over", org=body, moved_for="outside_area")
    assert '<option value="outside_area" selected>' in moved.text
    assert body in moved.text
    sent = late(clerk, case, "dispatch", to="", orders="เอาเรือไป")
    assert ">เอาเรือไป</textarea>" in sent.text
