"""Minutes, dossiers and the announcement of a meeting, as they are printed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from casework import announcing, paperwork
from store.ids import grouped
from tests.committee_helpers import appoint, attend, close, decide, meet, ready
from tests.days import today
from tests.pages.helpers import HAT_YAI, KHUAN_LANG, PLACE, csrf
from tests.reading_papers import docx_text, pdf_pages, pdf_text


@pytest.fixture
def secretary(staff: Callable[..., FlaskClient]) -> FlaskClient:
    return staff(KHUAN_LANG, "secretary")


@pytest.fixture
def sitting(secretary: FlaskClient, client: FlaskClient, work: Any) -> tuple[Any, Any]:
    """A need and the meeting that has it on its agenda."""
    need = ready(client, work)
    return need, meet(secretary, work)


def test_closed_minutes_have_a_number_and_what_was_not_decided_goes_to_the_next_meeting(
    secretary: FlaskClient, client: FlaskClient, work: Any
) -> None:
    first, second = ready(client, work, phone="089-000-1251"), ready(client, work, phone="089-000-1252")
    appoint(secretary)
    meeting = meet(secretary, work)
    assert "บันทึกการเข้าประชุมก่อน" in close(secretary, work, meeting).text
    attend(secretary, work, meeting)
    decide(secretary, work, meeting, first, "approved", help="ผ้าใบ 2 ผืน", amount="1200")
    assert close(secretary, work, meeting).status_code == 303
    late = decide(secretary, work, meeting, first, "refused", reason="ช้าไป")
    assert late.status_code == 409
    words = "".join(pdf_text(secretary.get(f"/committee/meetings/{meeting}/minutes.pdf").data).split())
    for part in ("5/2569", "นายประธานทดสอบ", grouped(first.reference), "1,200", "หนึ่งพันสองร้อยบาทถ้วน"):
        assert part in words
    assert grouped(second.reference) not in words
    assert "ผ้าใบ 2 ผืน" in docx_text(secretary.get(f"/committee/meetings/{meeting}/minutes.docx").data)
    again = meet(secretary, work)
    assert grouped(second.reference) in secretary.get(f"/committee/meetings/{again}").text


def test_a_worker_draws_the_dossier_and_only_who_asked_may_fetch_it(
    secretary: FlaskClient, staff: Any, work: Any, sitting: Any
) -> None:
    need, meeting = sitting
    secretary.post(f"/committee/meetings/{meeting}/dossier", data={"csrf": csrf(secretary), "form": "pdf"})
    assert "<progress" in secretary.get(f"/committee/meetings/{meeting}").text
    assert paperwork.draw_next(work.house, lambda: datetime.now(UTC))
    assert not paperwork.draw_next(work.house, lambda: datetime.now(UTC))
    job = work.rows("select * from paper_job")[0]
    assert f"/committee/papers/{job.id}/file" in secretary.get(f"/committee/papers/{job.id}").text
    assert (job.state, job.done) == ("done", 1)
    made = secretary.get(f"/committee/papers/{job.id}/file")
    words = "".join(pdf_text(made.data).split())
    for part in (grouped(need.reference), "หลังคาปลิวทั้งหลัง", "ผู้มีอำนาจสั่งการ", "นิดาทดสอบ"):
        assert part in words
    assert "0890001234" not in words.replace("-", "")  # no phone on a committee's paper
    assert pdf_pages(made.data) == 2
    other = staff(KHUAN_LANG, "head")
    assert other.get(f"/committee/papers/{job.id}/file").status_code == 404
    read = work.value("select count(*) from audit where action = 'case.read' and detail = 'dossier'")
    assert read == 1


def test_a_paper_is_forgotten_after_a_day_with_its_file(
    secretary: FlaskClient, work: Any, sitting: Any
) -> None:
    secretary.post(
        f"/committee/meetings/{sitting[1]}/dossier", data={"csrf": csrf(secretary), "form": "docx"}
    )
    paperwork.draw_next(work.house, lambda: datetime.now(UTC))
    name = work.value("select file from paper_job")
    path = work.house.files / name[:2] / name
    assert path.exists()
    with work.house.database.session() as session:
        paperwork.forget_old(session, work.house.files, datetime.now(UTC) + timedelta(hours=25))
    assert not path.exists()
    assert work.value("select count(*) from paper_job") == 0


def test_the_sheets_of_a_case_are_read_only_by_those_who_may_read_it_and_the_reading_is_recorded(
    secretary: FlaskClient, staff: Any, work: Any, sitting: Any
) -> None:
    need, _ = sitting
    made = secretary.get(f"/cases/{need.reference}/dossier.pdf")
    assert grouped(need.reference) in pdf_text(made.data)
    thai = pdf_text(secretary.get(f"/cases/{need.reference}/dossier.pdf?digits=thai").data)
    assert not any(digit in thai for digit in "0123456789")
    assert (
        work.value("select count(*) from audit where action = 'case.read' and case_id = :id", id=need.case_id)
        == 2
    )
    for org in (HAT_YAI, "hub-9011"):
        assert staff(org, "secretary").get(f"/cases/{need.reference}/dossier.pdf").status_code == 404
    assert secretary.get(f"/cases/{need.reference}/dossier.exe").status_code == 404


def test_the_announcement_shows_name_and_village_only_and_the_clock_takes_it_down(
    secretary: FlaskClient, work: Any, sitting: Any
) -> None:
    need, meeting = sitting
    appoint(secretary)
    attend(secretary, work, meeting)
    decide(secretary, work, meeting, need, "approved", help="ผ้าใบ")
    close(secretary, work, meeting)
    url = f"/committee/meetings/{meeting}/announcement"
    form = {
        "csrf": csrf(secretary),
        "posted_on": today().isoformat(),
        "down_on": today().isoformat(),
        "places": "ที่ทำการ",
    }
    early = secretary.post(url, data=form)
    assert early.status_code == 400
    assert "ให้ครบวันก่อนปลด" in early.text
    assert secretary.post(url, data=form | {"down_on": ""}).status_code == 303
    words = pdf_text(secretary.get(f"{url}.pdf").data)
    assert "นิดา ท." in words
    assert "ต.ควนลัง" in words
    assert grouped(need.reference) not in words
    assert "ผ้าใบ" not in words
    now = datetime.now(UTC)
    with work.house.database.session() as session:
        (posted,) = announcing.hanging(session, now, [KHUAN_LANG])
        assert [line.name for line in posted.lines] == ["นิดา ท."]
        assert (posted.down_on - posted.posted_on).days >= 15
        assert announcing.take_down(session, now + timedelta(days=14)) == []
        assert len(announcing.take_down(session, now + timedelta(days=16))) == 1
        assert announcing.hanging(session, now) == []
    assert "ปลดแล้ว" in secretary.get(f"/committee/{KHUAN_LANG}").text
    assert PLACE not in words


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("นางสมศรี ทดสอบ", "นางสมศรี ท."),
        ("นาย สมชาย ทดสอบ", "นายสมชาย ท."),
        ("แดง", "แดง"),
        ("สมหญิง 0890001234 ใจดี", "สมหญิง ใ."),
        ("🌸", ""),
    ],
)
def test_a_public_name_is_the_first_name_and_a_letter(shown: str, printed: str) -> None:
    assert announcing.public_name(shown) == printed
