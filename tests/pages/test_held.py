"""An answer can be taken back for five seconds or until its hour; what is typed is kept on the server."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from store.ids import BANGKOK
from tests.conftest import Work
from tests.pages.answering import WORDS, answer, at, at_once, held, told
from tests.pages.helpers import KHUAN_LANG, press
from tests.speak import line_event, post_line


def test_for_five_seconds_an_answer_leaves_by_nobody_is_seen_by_nobody_and_can_be_taken_back(
    client: FlaskClient, work: Work, case: Any, clerk: FlaskClient
) -> None:
    work.change("update contact_point set proven = true where kind = 'phone'")
    answer(clerk, work, case)
    assert len(held(work)) == 2  # the answer, and the notice that tells of it
    assert at_once(work) == []
    page = clerk.get(f"/cases/{case.reference}").text
    assert "จะส่งใน" in page
    message = work.value("select id from message where purpose = 'answer'")
    gone = press(clerk, at(case, f"messages/{message}/withdraw"))
    assert gone.status_code == 303
    assert held(work) == []
    assert f"{WORDS}</textarea>" in clerk.get(f"/cases/{case.reference}").text
    assert work.deliver() == []
    assert work.rows("select verb from case_event order by at desc, id desc limit 1")[0].verb == "taken_back"


def test_who_is_too_late_to_take_back_reads_that_it_has_left(
    work: Work, case: Any, clerk: FlaskClient
) -> None:
    answer(clerk, work, case)
    message = work.value("select id from message where purpose = 'answer'")
    work.deliver()
    late = press(clerk, at(case, f"messages/{message}/withdraw"))
    assert late.status_code == 409
    assert "เลิกส่งไม่ทัน" in late.text
    assert work.value("select state from message where id = :id", id=message) == "sent"


def test_a_worker_and_the_undo_never_both_win(work: Work, case: Any, clerk: FlaskClient) -> None:
    answer(clerk, work, case)
    message = work.value("select id from message where purpose = 'answer'")
    work.later(6)
    assert len(at_once(work)) == 1
    assert press(clerk, at(case, f"messages/{message}/withdraw")).status_code == 409
    assert work.value("select state from message where id = :id", id=message) == "sending"


def test_a_held_answer_neither_holds_up_nor_is_drawn_along_by_what_else_is_said(
    client: FlaskClient, work: Work, on_line: Any, clerk: FlaskClient
) -> None:
    answer(clerk, work, on_line)
    post_line(client, line_event("ขอบคุณค่ะ"))
    work.triage()
    assert "answer" not in {job.row.purpose for job in at_once(work)}
    assert [each.purpose for each in held(work)] == ["answer"]


def test_an_answer_for_tomorrow_waits_is_listed_and_leaves_at_its_hour(
    work: Work, case: Any, clerk: FlaskClient
) -> None:
    day = (datetime.now(UTC).astimezone(BANGKOK) + timedelta(days=1)).date()
    answer(clerk, work, case, later="1", day=day.isoformat(), clock="08:30")
    (row,) = held(work)
    assert row.hold_until.astimezone(BANGKOK).strftime("%Y-%m-%d %H:%M") == f"{day} 08:30"
    assert work.deliver() == []
    page, waiting = clerk.get(f"/cases/{case.reference}").text, clerk.get("/cases/waiting").text
    for shown in (page, waiting):
        assert "08.30 น." in shown
        assert "ยกเลิกการส่ง" in shown
    work.later(2 * 24 * 3600)
    assert [each.state for each in work.deliver()] == ["sent"]
    assert WORDS not in clerk.get("/cases/waiting").text


@pytest.mark.parametrize("clock", ["", "25:00", "00:00"])
def test_a_time_that_is_none_or_has_passed_is_refused_and_the_words_stay(
    work: Work, case: Any, clerk: FlaskClient, clock: str
) -> None:
    today = datetime.now(UTC).astimezone(BANGKOK).date().isoformat()
    got = answer(clerk, work, case, later="1", day=today, clock=clock)
    assert got.status_code == 400
    assert f"{WORDS}</textarea>" in got.text
    assert held(work) == []


def test_what_waits_is_not_listed_for_strangers(
    work: Work, case: Any, clerk: FlaskClient, staff: Callable[..., FlaskClient]
) -> None:
    day = (datetime.now(UTC).astimezone(BANGKOK) + timedelta(days=1)).date()
    answer(clerk, work, case, later="1", day=day.isoformat(), clock="08:30")
    for org in ("9098", "hub-9011"):
        assert WORDS not in staff(org).get("/cases/waiting").text


def test_a_draft_is_each_persons_own_on_every_device_and_is_gone_once_sent(
    work: Work, case: Any, clerk: FlaskClient, staff: Callable[..., FlaskClient], app: Any
) -> None:
    told(clerk, case, "ร่างของฉัน", note="ฝากดูด้วย")
    shown = clerk.get(f"/cases/{case.reference}").text
    assert "ร่างของฉัน</textarea>" in shown
    assert "ฝากดูด้วย</textarea>" in shown
    colleague = staff(KHUAN_LANG, "head")
    assert "ร่างของฉัน" not in colleague.get(f"/cases/{case.reference}").text
    answer(clerk, work, case, "ร่างของฉัน")
    told(clerk, case, "ร่างของฉัน")  # the last save, overtaken by the answer
    after = clerk.get(f"/cases/{case.reference}").text
    assert "ร่างของฉัน</textarea>" not in after
    assert "ฝากดูด้วย</textarea>" in after


def test_keeping_a_draft_is_no_reading_and_only_for_who_may_answer(
    work: Work, case: Any, clerk: FlaskClient, staff: Callable[..., FlaskClient]
) -> None:
    told(clerk, case)
    assert work.value("select count(*) from audit where action = 'case.read'") == 0
    for stranger in (staff("9098"), staff("hub-9011"), staff(KHUAN_LANG, "field")):
        assert press(stranger, at(case, "draft"), words="x").status_code == 404


def test_an_answer_written_just_before_the_end_is_said_before_it(
    work: Work, case: Any, clerk: FlaskClient
) -> None:
    answer(clerk, work, case)
    version = work.value('select version from "case" where id = :id', id=case.id)
    closed = press(clerk, at(case, "close"), reason="advised", closing="ปิดเรื่องแล้วค่ะ", version=version)
    assert closed.status_code == 303
    said = work.rows(
        "select purpose, hold_until <= now() as now from message where direction = 'out' and case_id = :id"
        " and purpose in ('answer', 'closed') order by sent_at, id",
        id=case.id,
    )
    assert [row.purpose for row in said] == ["answer", "closed"]
    assert said[0].now
