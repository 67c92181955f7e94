"""Outside the criteria: the governor is asked, and help stays locked until the consent is written down."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from casework import approval, needs
from casework.access import Actor
from casework.lifecycle import Locked
from store.cases import NeedState
from store.ids import grouped
from store.staff import Role
from tests.committee_helpers import decide, meet, of, ready
from tests.days import today
from tests.pages.helpers import KHUAN_LANG, csrf
from tests.reading_papers import docx_text, pdf_text


@pytest.fixture
def secretary(staff: Callable[..., FlaskClient]) -> FlaskClient:
    return staff(KHUAN_LANG, "secretary")


@pytest.fixture
def outside(secretary: FlaskClient, client: FlaskClient, work: Any) -> Any:
    """A need that the committee found outside the criteria."""
    need = ready(client, work)
    meeting = meet(secretary, work)
    decide(secretary, work, meeting, need, "outside_criteria", reason="ไม่มีในหลักเกณฑ์")
    return of(work, need.reference)


def press(secretary: FlaskClient, need: Any, what: str, **form: Any) -> Any:
    told = {"csrf": csrf(secretary), "version": need.version, **form}
    return secretary.post(f"/committee/{KHUAN_LANG}/governor/{need.id}/{what}", data=told)


def drafted(secretary: FlaskClient, need: Any) -> None:
    told = {"letter_number": "สข 1/2569", "help": "ทุนการศึกษา", "amount": "5,000", "reason": "เรียนดีแต่ยากจน"}
    assert press(secretary, need, "draft", **told).status_code == 303


def help_out(work: Any, secretary_id: Any, need: Any) -> None:
    actor = Actor(secretary_id, "", {KHUAN_LANG: frozenset({Role.SECRETARY})})
    with work.house.database.session() as session:
        needs.step(
            session,
            actor,
            need.reference,
            need.code,
            NeedState.HELPING,
            version=need.version,
            now=datetime.now(UTC),
        )


def test_help_is_locked_until_the_consent_is_written_down_with_its_number(
    secretary: FlaskClient, work: Any, outside: Any
) -> None:
    somebody = work.value("select id from staff where email like 'secretary%'")
    assert "ช่วยเหลือไม่ได้จนกว่าจะบันทึกความเห็นชอบ" in secretary.get(f"/committee/{KHUAN_LANG}/governor").text
    with pytest.raises(Locked):
        help_out(work, somebody, outside)
    early = press(secretary, outside, "sent", sent_on=today().isoformat())
    assert early.status_code == 400
    assert "ร่างหนังสือก่อน" in early.text
    drafted(secretary, outside)
    assert press(secretary, outside, "sent", sent_on=today().isoformat()).status_code == 303
    waiting = of(work, outside.reference)
    assert (waiting.state, waiting.case_state) == ("awaiting_governor", "awaiting_governor")
    with pytest.raises(needs.lifecycle.IllegalMove):
        help_out(work, somebody, waiting)
    missing = press(secretary, waiting, "answer", answer="consented", answered_on=today().isoformat())
    assert missing.status_code == 400
    assert "กรอกเลขที่หนังสือเห็นชอบ" in missing.text
    given = press(
        secretary,
        waiting,
        "answer",
        answer="consented",
        answered_on=today().isoformat(),
        consent_number="สข 9/2569",
    )
    assert given.status_code == 303
    consented = of(work, outside.reference)
    assert consented.state == "consented"
    assert "สข 9/2569" in secretary.get(f"/committee/{KHUAN_LANG}/governor").text
    help_out(work, somebody, consented)
    assert of(work, outside.reference).state == "helping"


def test_a_refusal_of_the_governor_has_a_reason_and_gives_no_help(
    secretary: FlaskClient, work: Any, outside: Any
) -> None:
    drafted(secretary, outside)
    press(secretary, outside, "sent", sent_on=today().isoformat())
    waiting = of(work, outside.reference)
    assert (
        press(secretary, waiting, "answer", answer="declined", answered_on=today().isoformat()).status_code
        == 400
    )
    press(
        secretary,
        waiting,
        "answer",
        answer="declined",
        answered_on=today().isoformat(),
        answer_reason="งบไม่พอ",
    )
    declined = of(work, outside.reference)
    assert declined.state == "declined"
    with pytest.raises(needs.lifecycle.IllegalMove):
        help_out(work, work.value("select id from staff where email like 'secretary%'"), declined)


def test_the_letter_tells_facts_resolution_help_sum_and_reason_and_is_a_draft_until_it_went(
    secretary: FlaskClient, outside: Any
) -> None:
    drafted(secretary, outside)
    url = f"/committee/{KHUAN_LANG}/governor/{outside.id}/letter"
    words = "".join(pdf_text(secretary.get(f"{url}.pdf").data).split())
    for part in (
        "ร่าง",
        "ผู้ว่าราชการจังหวัดสงขลา",
        grouped(outside.reference),
        "ไม่มีในหลักเกณฑ์",
        "ทุนการศึกษา",
        "5,000",
    ):
        assert part in words
    written = docx_text(secretary.get(f"{url}.docx").data)
    assert "ห้าพันบาทถ้วน" in written
    assert "เรียนดีแต่ยากจน" in written
    press(secretary, outside, "sent", sent_on=today().isoformat())
    assert "ร่าง" not in pdf_text(secretary.get(f"{url}.pdf").data)
    assert "๕,๐๐๐" in pdf_text(secretary.get(f"{url}.pdf?digits=thai").data)


def test_a_letter_without_an_answer_comes_back_by_the_clock_once_in_its_time(
    secretary: FlaskClient, work: Any, outside: Any
) -> None:
    drafted(secretary, outside)
    press(secretary, outside, "sent", sent_on=today().isoformat())
    now = datetime.now(UTC)
    for later, count in ((3, 0), (16, 1), (17, 0), (33, 1)):
        with work.house.database.session() as session:
            assert approval.remind(session, now + timedelta(days=later)) == count
    assert work.value("select count(*) from case_event where verb = 'governor_reminded'") == 2
    assert work.value("select count(*) from staff_notice") >= 1


def test_dates_that_cannot_be_are_said_and_nothing_moves(
    secretary: FlaskClient, work: Any, outside: Any
) -> None:
    drafted(secretary, outside)
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    for day in (tomorrow, "เมื่อวาน", ""):
        answer = press(secretary, outside, "sent", sent_on=day)
        assert answer.status_code == 400
        assert "กรอกวันที่ส่ง" in answer.text
    assert of(work, outside.reference).state == "decided"


def test_what_was_not_found_outside_the_criteria_has_no_letter(
    secretary: FlaskClient, client: FlaskClient, work: Any
) -> None:
    need = ready(client, work)
    assert press(secretary, need, "draft", help="x", reason="x").status_code == 404
    assert secretary.get(f"/committee/{KHUAN_LANG}/governor/{need.id}/letter.pdf").status_code == 404
