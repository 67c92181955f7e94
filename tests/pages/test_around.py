"""What stands around a case: the person's other words and cases, who has it, the next date, the map, the paper."""

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from tests.conftest import Work
from tests.pages.answering import answer, at
from tests.pages.helpers import plea, press
from tests.pages.test_area import with_outlines
from tests.speak import line_event, post_line

ROOF = "หลังคาปลิวทั้งหลัง ขอผ้าใบคลุม"
COW = "วัวตายสามตัว ขอสัตวแพทย์มาดู"


def same_person(work: Work) -> None:
    work.change('update "case" set person_id = (select person_id from "case" order by opened_at limit 1)')
    work.change(
        'update conversation set person_id = (select person_id from "case" order by opened_at limit 1)'
    )


def talk_of(page: str) -> str:
    return page.partition('id="thread"')[2].partition('class="aside"')[0]


def test_words_of_no_case_stand_in_the_thread_and_those_of_another_case_on_request(
    client: FlaskClient, work: Work, on_line: Any, clerk: FlaskClient
) -> None:
    other = plea(client, work, text=COW)
    same_person(work)
    post_line(client, line_event(f"{on_line.reference}"))  # asks how far it is: belongs to no case
    work.all()
    page = clerk.get(f"/cases/{on_line.reference}").text
    assert COW[:12] not in talk_of(page)
    assert "แสดงการสนทนาของเรื่องอื่นด้วย (1 เรื่อง)" in page
    assert (
        work.value("select count(*) from audit where action = 'case.read' and case_id = :id", id=other.id)
        == 0
    )
    whole = clerk.get(f"/cases/{on_line.reference}?whole=1").text
    talk = talk_of(whole)
    assert COW[:12] in talk
    assert "พูดไว้ในเรื่อง" in talk
    # its words were shown: that is a reading of it
    assert (
        work.value("select count(*) from audit where action = 'case.read' and case_id = :id", id=other.id)
        == 1
    )


def test_other_cases_of_the_person_are_covered_as_far_as_the_reader_may_see_them(
    client: FlaskClient, work: Work, on_line: Any, clerk: FlaskClient
) -> None:
    other = plea(client, work, text=COW)
    same_person(work)
    page, words = f"/cases/{on_line.reference}", COW[:12]
    assert words in clerk.get(page).text
    work.change("update case_access set relation = 'former' where case_id = :id", id=other.id)
    stub = clerk.get(page).text
    assert words not in stub
    assert "เรื่องอื่นของผู้แจ้งคนนี้" in stub
    work.change("update case_access set relation = 'accused' where case_id = :id", id=other.id)
    assert "เรื่องอื่นของผู้แจ้งคนนี้" not in clerk.get(page).text
    assert words not in clerk.get(f"{page}?whole=1").text


def test_it_is_said_who_has_it_since_when_and_when_the_first_answer_is_due(
    work: Work, case: Any, clerk: FlaskClient
) -> None:
    page = clerk.get(f"/cases/{case.reference}").text
    assert "รอมาตั้งแต่" in page
    assert "ตอบหรือแจ้งความคืบหน้าครั้งแรก" in page
    press(clerk, at(case, "take"))
    answer(clerk, work, case)
    page = clerk.get(f"/cases/{case.reference}").text
    assert "ตอบหรือแจ้งความคืบหน้าครั้งแรก" not in page
    assert "<b>clerk 9079</b>" in page


def test_a_date_that_has_passed_is_said_to_have(work: Work, case: Any, clerk: FlaskClient) -> None:
    work.change("update \"case\" set opened_at = opened_at - interval '20 days' where id = :id", id=case.id)
    assert "เลยกำหนดแล้ว" in clerk.get(f"/cases/{case.reference}").text


def test_the_paper_holds_the_case_and_no_note_of_colleagues_and_is_recorded(
    work: Work, case: Any, clerk: FlaskClient, staff: Callable[..., FlaskClient]
) -> None:
    press(clerk, at(case, "notes"), note="บันทึกลับของเรา")
    sheet = clerk.get(at(case, "print")).text
    assert ROOF in sheet
    assert "08x-xxx-1234" in sheet
    assert "0890001234" not in sheet
    assert "บันทึกลับของเรา" not in sheet
    got = clerk.get(at(case, "case.pdf"))
    assert got.mimetype == "application/pdf"
    assert got.data.startswith(b"%PDF")
    assert [row.action for row in work.rows("select action from audit order by at, id")][-2:] == [
        "case.read",
        "case.pdf",
    ]
    for path in ("print", "case.pdf", "map"):
        assert staff("9098").get(at(case, path)).status_code == 404


def test_the_map_shows_the_tambon_and_the_pin_or_nothing(work: Work, case: Any, clerk: FlaskClient) -> None:
    assert clerk.get(at(case, "map")).text == ""
    with_outlines(work)
    work.change('update "case" set latitude = 7.05, longitude = 100.45 where id = :id', id=case.id)
    drawn = clerk.get(at(case, "map")).text
    assert 'class="area here"' in drawn
    assert "ควนลัง" in drawn
    assert "pin-dot" in drawn
