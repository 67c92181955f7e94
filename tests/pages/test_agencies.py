"""The directory of agencies, and the page on which one without an account reads what was shared and answers."""

import io
import re
import zipfile
from typing import Any

import pytest

from gateway.pages import answers
from store.ids import grouped
from tests.pages.asking import an_agency, asked, at, do
from tests.pages.helpers import NAME, WORDS, photo, picture, plea, press


def test_the_hub_keeps_the_directory_and_others_read_it(hub: Any, clerk: Any, work: Any) -> None:
    assert an_agency(hub, source="").status_code == 400
    assert an_agency(hub, checked_on="2999-01-01").status_code == 400
    assert an_agency(hub).status_code == 303
    page = clerk.get("/hub/agencies").text
    assert "ปศุสัตว์อำเภอหาดใหญ่" in page
    assert an_agency(clerk).status_code == 404
    code = work.value("select org from agency")
    assert code.startswith("agency-")
    assert an_agency(hub, code=code, phone="", email="a@example.org").status_code == 303
    assert work.value("select count(*) from agency") == 1
    assert press(hub, f"/hub/agencies/{code}/remove").status_code == 303
    assert "ปศุสัตว์อำเภอหาดใหญ่" not in clerk.get("/hub/agencies").text


@pytest.fixture
def link(clerk: Any, hub: Any, case: Any, work: Any) -> str:
    """An agency was asked about the case and shown its place alone; its link."""
    an_agency(hub)
    code = work.value("select org from agency")
    fields = {"to": code, "asked": "ขอสัตวแพทย์", "shared": ["place"], "version": 1}
    assert press(clerk, at(case, "ask"), **fields).status_code == 303
    found = re.search(r"https://saitrong\.test(/answer/[\w.-]+)", clerk.get(at(case)).text)
    assert found
    return found[1]


def test_an_agency_without_an_account_sees_what_was_shared_and_answers(
    clerk: Any, client: Any, case: Any, link: str, work: Any
) -> None:
    cover = client.get(link)
    assert "ปศุสัตว์อำเภอหาดใหญ่" in cover.text
    assert grouped(case.reference) not in cover.text
    assert asked(work).state == "sent", "what only looks at the address has not reached anybody"
    assert client.post(f"{link}/open").status_code == 303
    page = client.get(link).text
    assert "ต.ควนลัง" in page
    assert "ขอสัตวแพทย์" in page
    for hidden in (WORDS, NAME, "0001234"):
        assert hidden not in page
    assert asked(work).reached_how == "link"
    assert client.post(link, data={"state": "done", "words": ""}).status_code == 400
    paper = photo(picture())
    paper.name = "files"
    told = {"state": "working", "words": "จะเข้าไปพรุ่งนี้"}
    assert client.post(link, data=told).status_code == 200
    assert asked(work).state == "accepted"
    done = {"state": "done", "words": "ฉีดวัคซีน 12 ตัวแล้ว", "files": (paper.stream, "ผล.jpg")}
    assert client.post(link, data=done).status_code == 200
    assert asked(work).state == "done"
    page = clerk.get(at(case)).text
    assert "ฉีดวัคซีน 12 ตัวแล้ว" in page
    assert "ผล.jpg" in page
    file = work.rows("select * from referral_file")[0]
    with clerk.get(f"/requests/{file.referral_id}/files/{file.id}") as got:
        assert got.status_code == 200
    assert client.get(link).status_code == 404
    assert work.value("select count(*) from audit where action = 'referral.read'") >= 2
    notices = "select count(*) from staff_notice where what = 'handed'"
    assert work.value(notices) >= 1


def test_a_link_that_is_invented_replaced_called_off_or_old_opens_nothing(
    clerk: Any, client: Any, link: str, work: Any
) -> None:
    assert client.get(link[:-2] + "xx").status_code == 404
    work.change("update referral set made_at = made_at - interval '40 days'")
    assert client.get(link).status_code == 404
    work.change("update referral set made_at = made_at + interval '40 days'")
    assert client.get(link).status_code == 200
    press(clerk, f"/requests/{asked(work).id}/link")
    assert client.get(link).status_code == 404
    assert do(clerk, work, "withdraw").status_code == 303
    assert client.post(f"{link}/open").status_code == 404


def test_photos_are_shown_only_where_they_were_shared(client: Any, clerk: Any, hub: Any, work: Any) -> None:
    case = plea(client, work, photos=photo(picture()))
    an_agency(hub)
    file = work.value("select id from attachment")
    for shared, status in ((["photos"], 200), (["place"], 404)):
        fields = {"to": work.value("select org from agency"), "asked": "ดูรูป", "shared": shared, "version": 1}
        press(clerk, at(case, "ask"), **fields)
        link = re.findall(r"https://saitrong\.test(/answer/[\w.-]+)", clerk.get(at(case)).text)[0]
        client.post(f"{link}/open")
        with client.get(f"{link}/files/{file}") as got:
            assert got.status_code == status
        do(clerk, work, "withdraw")


def test_a_letter_says_what_was_shared_and_carries_the_link(clerk: Any, link: str, work: Any) -> None:
    base = f"/requests/{asked(work).id}/letter"
    assert clerk.get(f"{base}.pdf").data[:5] == b"%PDF-"
    word = clerk.get(f"{base}.docx")
    assert word.data[:2] == b"PK"
    text = zipfile.ZipFile(io.BytesIO(word.data)).read("word/document.xml").decode()
    assert "ควนลัง" in text
    assert WORDS not in text
    assert NAME not in text


def test_a_link_that_is_asked_too_often_is_slowed(client: Any, link: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(answers, "PER_LINK", 3)
    assert [client.get(link).status_code for _ in range(4)] == [200, 200, 200, 429]
