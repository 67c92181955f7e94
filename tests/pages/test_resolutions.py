"""What the committee decided, written down need by need, and what the citizen hears of it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.committee_helpers import decide, meet, of, ready
from tests.pages.helpers import KHUAN_LANG, csrf


@pytest.fixture
def secretary(staff: Callable[..., FlaskClient]) -> FlaskClient:
    return staff(KHUAN_LANG, "secretary")


@pytest.fixture
def sitting(secretary: FlaskClient, client: FlaskClient, work: Any) -> tuple[Any, Any]:
    """A need and the meeting that has it on its agenda."""
    need = ready(client, work)
    return need, meet(secretary, work)


def said(work: Any, reference: str) -> list[str]:
    rows = work.rows(
        'select m.text from message m join "case" c on c.id = m.case_id where c.reference = :r'
        " and m.purpose = 'news' order by m.sent_at",
        r=reference,
    )
    return [row.text for row in rows]


def test_an_approved_need_says_what_comes_next_and_promises_no_sum(
    secretary: FlaskClient, work: Any, sitting: Any
) -> None:
    need, meeting = sitting
    answer = decide(secretary, work, meeting, need, "approved", help="ผ้าใบ 2 ผืน", amount="๑,๒๐๐.๕๐")
    assert answer.status_code == 303
    after = of(work, need.reference)
    assert (after.state, after.decision) == ("decided", "approved")
    (words,) = said(work, need.reference)
    assert "ขั้นต่อไป" in words
    assert not any(promise in words for promise in ("1,200", "ผ้าใบ", "เงิน"))
    page = secretary.get(f"/committee/meetings/{meeting}").text
    assert "ผ้าใบ 2 ผืน" in page
    assert "1,200.50" in page


def test_a_refusal_needs_its_reason_and_the_citizen_reads_it_with_how_to_ask_again(
    secretary: FlaskClient, work: Any, sitting: Any
) -> None:
    need, meeting = sitting
    missing = decide(secretary, work, meeting, need, "refused")
    assert missing.status_code == 400
    assert "มตินี้ต้องมีเหตุผล" in missing.text
    assert of(work, need.reference).state == "ready"
    assert decide(secretary, work, meeting, need, "refused", reason="บ้านอยู่นอกเขต").status_code == 303
    (words,) = said(work, need.reference)
    assert "บ้านอยู่นอกเขต" in words
    assert "ขอให้พิจารณาใหม่" in words


def test_more_facts_sends_the_need_back_to_those_who_survey(
    secretary: FlaskClient, work: Any, sitting: Any
) -> None:
    need, meeting = sitting
    decide(secretary, work, meeting, need, "more_facts", reason="ขอรูปหลังคา")
    assert of(work, need.reference).state == "surveying"
    assert "ขอรูปหลังคา" in said(work, need.reference)[0]


def test_what_somebody_changed_meanwhile_is_not_decided_and_what_was_typed_stays(
    secretary: FlaskClient, work: Any, sitting: Any
) -> None:
    need, meeting = sitting
    work.change("update need set version = version + 1 where id = :id", id=need.id)
    answer = decide(secretary, work, meeting, need, "approved", help="ข้าวสาร 5 กิโลกรัม")
    assert answer.status_code == 400
    assert "มีผู้แก้เรื่องนี้ไปแล้ว" in answer.text
    assert "ข้าวสาร 5 กิโลกรัม" in answer.text
    assert said(work, need.reference) == []


def test_a_slip_of_the_pen_is_taken_back_and_the_citizen_reads_a_correction(
    secretary: FlaskClient, work: Any, sitting: Any
) -> None:
    need, meeting = sitting
    decide(secretary, work, meeting, need, "refused", reason="ผิดบรรทัด")
    item = work.value("select id from agenda_item")
    back = {"csrf": csrf(secretary), "back": str(item)}
    assert secretary.post(f"/committee/meetings/{meeting}/agenda", data=back).status_code == 303
    ready_again = of(work, need.reference)
    assert (ready_again.state, ready_again.decision) == ("ready", "")
    decide(secretary, work, meeting, ready_again, "approved", help="ผ้าใบ")
    assert "ขอแก้ไขจากที่แจ้งไปก่อนหน้านี้" in said(work, need.reference)[-1]
    work.change("update need set state = 'helping' where id = :id", id=need.id)
    assert secretary.post(f"/committee/meetings/{meeting}/agenda", data=back).status_code == 409


@pytest.mark.parametrize("typed", ["มาก", "-5", "1.005", "1e12"])
def test_a_sum_is_a_number_of_baht(secretary: FlaskClient, work: Any, sitting: Any, typed: str) -> None:
    need, meeting = sitting
    answer = decide(secretary, work, meeting, need, "approved", amount=typed)
    assert answer.status_code == 400
    assert "กรอกจำนวนเงินเป็นตัวเลข" in answer.text


def test_one_resolution_for_many_fills_what_is_left_open(
    secretary: FlaskClient, client: FlaskClient, work: Any
) -> None:
    needs = [ready(client, work, phone=f"089-000-124{n}") for n in range(3)]
    meeting = meet(secretary, work)
    items = {row.need_id: row.id for row in work.rows("select id, need_id from agenda_item")}
    form = {
        "csrf": csrf(secretary),
        "all-disaster": "1",
        "decision-disaster": "approved",
        "help-disaster": "ถุงยังชีพ",
    }
    form |= {f"version-{items[need.id]}": need.version for need in needs}
    form |= {f"decision-{items[needs[0].id]}": "refused", f"reason-{items[needs[0].id]}": "ซ้ำ"}
    answer = secretary.post(f"/committee/meetings/{meeting}/decisions", data=form)
    assert answer.status_code == 303
    assert [of(work, need.reference).decision for need in needs] == ["refused", "approved", "approved"]


def test_who_may_not_decide_changes_nothing(staff: Any, client: FlaskClient, work: Any) -> None:
    admin = staff(KHUAN_LANG, "admin")
    need = ready(client, work)
    meeting = meet(admin, work)
    answer = decide(admin, work, meeting, need, "approved", help="ผ้าใบ")
    assert answer.status_code == 400
    assert "ไม่มีสิทธิ" in answer.text
    assert of(work, need.reference).state == "ready"
