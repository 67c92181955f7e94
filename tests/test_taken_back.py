"""What is taken back or edited in LINE (channels.md section 5, 22 and 23): erased everywhere, never resurrected."""

from typing import Any

import pytest

from casework import attachments
from store.db import utc_now
from store.files import path_of
from tests.conftest import Work
from tests.line_talk import GROUP, edited, fetch_all, picture, said, unsend
from tests.speak import ROOF, line_event, post_line


def everywhere(work: Work) -> str:
    """Every column of every row that could hold somebody's words."""
    from casework.access import SEES_FULL
    from store import search

    told = []
    with work.house.database.session() as session:
        search.reindex(session, full=SEES_FULL)
    for table in (
        "message",
        '"case"',
        "attachment",
        "raw_event",
        "conversation",
        "case_event",
        "case_search",
    ):
        told += [str(tuple(row)) for row in work.rows(f"select * from {table} where true")]
    told += [bytes(row.body).decode("utf-8", "replace") for row in work.rows("select body from raw_body")]
    return "\n".join(told)


def test_words_taken_back_after_the_case_was_opened_are_nowhere_any_more(client: Any, work: Work) -> None:
    """[22] queue, inbox, search, exports, raw bodies; a tombstone stays and staff are told."""
    from store import exports

    post_line(client, line_event(**said(ROOF, "m1")))
    work.all()
    assert "หลังคา" in everywhere(work)
    post_line(client, unsend("m1"))
    work.all()
    assert "หลังคา" not in everywhere(work)
    assert work.value("select facts->>'unsent' from message where provider_message_id = 'm1'") == "true"
    assert work.rows('select text, unread from "case"') == [("", True)]
    assert work.value("select verb from case_event order by id desc limit 1") == "unsent"
    with work.house.database.session() as session:
        assert [
            row["text"] for row in exports.messages(session, masked=False) if row["direction"] == "in"
        ] == [""]


def test_a_case_keeps_its_other_words_when_one_message_is_taken_back(client: Any, work: Work) -> None:
    """[22]"""
    post_line(client, line_event(**said(ROOF, "m1")))
    post_line(client, line_event(**said("มีคนแก่สองคนด้วยค่ะ", "m2")))
    work.triage()
    post_line(client, unsend("m1"))
    work.triage()
    assert work.value('select text from "case"') == "มีคนแก่สองคนด้วยค่ะ"
    assert work.value('select reasons from "case"') == []


def test_a_later_message_taken_back_leaves_what_decided_about_the_case(client: Any, work: Work) -> None:
    """[22]"""
    post_line(client, line_event(**said(ROOF, "m1")))
    post_line(client, line_event(**said("ส่งผิดค่ะ", "m2")))
    work.triage()
    before = work.value('select reasons from "case"')
    post_line(client, unsend("m2"))
    work.triage()
    assert work.rows('select text, reasons from "case"') == [(ROOF, before)]
    assert before


def test_words_taken_back_before_they_were_read_open_no_case(client: Any, work: Work) -> None:
    """[22]"""
    post_line(client, line_event(**said(ROOF, "m1")), unsend("m1"))
    work.all()
    assert work.rows('select 1 from "case"') == []
    assert "หลังคา" not in everywhere(work)


@pytest.mark.parametrize("with_file", [False, True])
def test_an_original_that_comes_after_it_was_taken_back_is_not_resurrected(
    client: Any, work: Work, with_file: bool
) -> None:
    """[22] in either of the two statements of the intake."""
    post_line(client, unsend("m1"))
    work.all()
    late = line_event(**said(ROOF, "m1"))
    if with_file:
        late["message"] = {"type": "file", "id": "m1", "fileName": "หลังคา.pdf"}
    post_line(client, late)
    work.all()
    assert work.rows('select 1 from "case"') == work.rows("select 1 from attachment") == []
    assert "หลังคา" not in everywhere(work)


def test_a_photo_taken_back_leaves_the_disk_with_its_small_copy(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[22]"""
    post_line(wired_app.test_client(), picture("m1", provider))
    wired_work.triage()
    assert fetch_all(wired_work) == ["stored"]
    (row,) = wired_work.rows("select stored, thumb from attachment")
    kept = [path_of(wired_work.house.files, name) for name in row]
    assert all(path.exists() for path in kept)
    post_line(wired_app.test_client(), unsend("m1"))
    wired_work.triage()
    assert not any(path.exists() for path in kept)


def test_a_photo_taken_back_while_it_is_fetched_is_not_kept(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[22]"""
    house = wired_work.house
    post_line(wired_app.test_client(), picture("m1", provider))
    (due,) = attachments.claim(house.database, now=utc_now(), limit=1)
    post_line(wired_app.test_client(), unsend("m1"))
    wired_work.triage()
    assert attachments.fetch(house.database, house.channels, house.files, due, utc_now()) == "gone"
    assert [path for path in house.files.rglob("*") if path.is_file()] == []


def test_an_edit_in_a_group_replaces_the_words_and_keeps_the_old_ones(client: Any, work: Work) -> None:
    """[23] in either order of arrival; an older edit that comes late changes nothing; no case comes of it."""
    post_line(client, edited("ครั้งที่สอง", "m1", after=2000, source=GROUP))
    work.triage()
    post_line(client, line_event(source=GROUP, **said("ครั้งแรก", "m1")))
    work.triage()
    post_line(client, edited("ครั้งที่หนึ่งครึ่ง", "m1", after=1000, source=GROUP))
    work.triage()
    (row,) = work.rows("select text, facts from message where direction = 'in'")
    assert (row.text, row.facts["before"]) == ("ครั้งที่สอง", ["ครั้งแรก"])
    assert work.rows('select 1 from "case"') == []


def test_an_edited_message_taken_back_is_gone_with_all_it_ever_said(client: Any, work: Work) -> None:
    """[22, 23]"""
    post_line(client, line_event(source=GROUP, **said("คำเดิม", "m1")))
    post_line(client, edited("คำใหม่", "m1", after=10, source=GROUP))
    work.triage()
    post_line(client, unsend("m1", source=GROUP))
    work.triage()
    assert "คำเดิม" not in everywhere(work)
    assert "คำใหม่" not in everywhere(work)
