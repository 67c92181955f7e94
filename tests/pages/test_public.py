"""Pages for everybody: numbers first, languages, following a case, headers."""

import re
from typing import Any

import pytest

from tests.pages.helpers import NAME, WORDS, plea

PAGES = ("/", "/report", "/track", "/privacy", "/help", "/login", "/nowhere")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["th", "en"])
def test_every_public_page_opens_with_the_numbers_and_in_its_language(
    client: Any, path: str, language: str
) -> None:
    page = client.get(f"{path}?lang={language}")
    assert page.status_code == (404 if path == "/nowhere" else 200)
    assert f'<html lang="{language}">' in page.text
    assert page.text.index("tel:1669") < page.text.index("<main")


def test_the_language_is_remembered(client: Any) -> None:
    client.get("/?lang=en")
    assert '<html lang="en">' in client.get("/report").text


@pytest.mark.parametrize("path", PAGES)
def test_pages_run_no_script_of_their_own_and_sit_in_no_frame(client: Any, path: str) -> None:
    page = client.get(path)
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.text.count("<script") == page.text.count("<script src=")
    assert " style=" not in page.text
    assert " onclick=" not in page.text


def test_the_form_may_not_be_shared_by_a_cache_but_back_finds_what_was_typed(client: Any) -> None:
    assert client.get("/report").headers["Cache-Control"] == "private, no-cache"


def track(client: Any, reference: str, phone: str = "1234") -> Any:
    return client.post("/track", data={"reference": reference, "phone": phone})


def test_number_and_phone_show_state_and_body_and_nothing_else(client: Any, work: Any) -> None:
    case = plea(client, work)
    page = track(client, f"{case.reference[:4]} {case.reference[4:8]} {case.reference[8:]}", "๑๒๓๔")
    assert page.status_code == 200
    assert "เทศบาลเมืองควนลัง" in page.text
    assert WORDS not in page.text
    assert NAME not in page.text


def test_a_number_alone_or_with_another_phone_is_not_found_the_same_way(client: Any, work: Any) -> None:
    case = plea(client, work)
    unknown = track(client, "691199999991"[:11] + "0")
    answers = [track(client, case.reference, phone) for phone in ("", "9999")]
    assert {answer.status_code for answer in answers} == {404}
    assert unknown.status_code in {400, 404}
    assert all("ไม่พบเรื่องที่เลขที่และเบอร์โทรตรงกัน" in answer.text for answer in answers)


def test_a_case_without_a_phone_opens_to_nobody_here(client: Any, work: Any) -> None:
    case = plea(client, work, phone="")
    assert track(client, case.reference, "").status_code == 404


def test_following_is_limited_by_number_and_by_address(client: Any, work: Any) -> None:
    case = plea(client, work)
    assert [track(client, case.reference, "0000").status_code for _ in range(6)] == [404] * 5 + [429]
    assert [track(client, "000000000000").status_code for _ in range(5)] == [404] * 4 + [429]


def test_styles_and_fonts_are_kept_for_a_year_under_an_address_of_their_content(client: Any) -> None:
    style = re.search(r'href="(/static/base.css\?v=[0-9a-f]{10})"', client.get("/").text)
    assert style
    assert "immutable" in client.get(style[1], buffered=True).headers["Cache-Control"]
    assert "immutable" not in client.get("/static/nothing.css").headers.get("Cache-Control", "")
