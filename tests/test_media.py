"""Photos and recordings: fetched at once with bounded tries, and a plea never waits for its photo."""

import base64
from typing import Any

import pytest

from casework import attachments
from store import attachments as rows
from store.db import utc_now
from store.files import path_of
from tests.conftest import Work
from tests.speak import line_event, post_line

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def photo(content_id: str = "900", **provider: Any) -> dict[str, Any]:
    contents = {"contentProvider": {"type": "line"} | provider}
    return line_event(message={"type": "image", "id": content_id, **contents})


def fetch(work: Work) -> list[str]:
    """What the worker's sweep does with files that are due; the new state of each."""
    house = work.house
    with house.database.session() as session:
        due = rows.claim(session, now=utc_now(), limit=10)
    return [attachments.fetch(house.database, house.channels, house.files, row, utc_now()) for row in due]


def test_a_photo_still_prepared_is_stored_once_ready_and_the_case_is_there_meanwhile(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[19]"""
    provider.content("900", 202, 202, 202, 200, body=text(PNG), type="image/png")
    post_line(wired_app.test_client(), photo())
    wired_work.triage()
    assert wired_work.value('select count(*) from "case"') == 1
    states = []
    for _ in range(4):
        states += fetch(wired_work)
        wired_work.later(200)
    assert states == ["pending", "pending", "pending", "stored"]
    (row,) = wired_work.rows("select stored, media_type, size from attachment")
    assert path_of(wired_work.house.files, row.stored).read_bytes() == PNG
    assert (row.media_type, row.size) == ("image/png", len(PNG))


@pytest.mark.parametrize("status", [404, 410])
def test_a_photo_that_is_gone_is_marked_and_the_plea_survives(
    wired_app: Any, wired_work: Work, provider: Any, status: int
) -> None:
    """[20]"""
    provider.content("900", status)
    post_line(wired_app.test_client(), photo())
    wired_work.triage()
    assert fetch(wired_work) == ["gone"]
    assert wired_work.value('select count(*) from "case"') == 1


def test_a_provider_that_fails_for_ever_is_given_up_after_bounded_tries(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[20]"""
    provider.content("900", 500)
    post_line(wired_app.test_client(), photo())
    states: list[str] = []
    while (done := fetch(wired_work)) and len(states) < 50:
        states += done
        wired_work.later(200)
    assert states[-1] == "gone"
    assert len(states) == attachments.TRIES
    assert wired_work.value("select error from attachment").startswith("given up")


def test_a_file_on_somebody_elses_server_is_never_fetched(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[20] its address is theirs to choose, and might be one of our own."""
    post_line(
        wired_app.test_client(), photo(type="external", originalContentUrl=f"{provider.url}/v2/bot/info")
    )
    asked = provider.state.requests
    wired_work.triage()
    assert fetch(wired_work) == []
    assert wired_work.value("select state from attachment") == "external"
    assert provider.state.requests == asked


def test_a_paper_named_a_photo_is_kept_as_what_it_is(wired_app: Any, wired_work: Work, provider: Any) -> None:
    """[21]"""
    provider.content("900", 200, body=text(b"%PDF-1.7 " + b"x" * 50), type="image/jpeg")
    post_line(wired_app.test_client(), photo())
    assert fetch(wired_work) == ["stored"]
    assert wired_work.value("select media_type from attachment") == "application/pdf"


def test_a_file_beyond_the_limit_is_not_kept(
    wired_app: Any, wired_work: Work, provider: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[21]"""
    monkeypatch.setattr(attachments, "LIMIT", 1000)
    provider.content("900", 200, body=text(PNG + b"0" * 5000), type="image/png")
    post_line(wired_app.test_client(), photo())
    assert fetch(wired_work) == ["gone"]


def test_staff_see_where_a_photo_was_taken_beside_it_and_get_a_small_copy_first(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[21] the file itself carries no place any more."""
    import re

    from tests.casework.test_pictures import PLACE, exif
    from tests.casework.test_pictures import photo as taken
    from tests.conftest import log_in

    provider.content("900", 200, body=text(taken("JPEG", exif=exif())))
    post_line(wired_app.test_client(), photo())
    wired_work.triage()
    assert fetch(wired_work) == ["stored"]
    row = wired_work.rows('select reference, owner from "case"')[0]
    clerk = log_in(wired_app, row.owner)
    page = clerk.get(f"/cases/{row.reference}").get_data(as_text=True)
    assert f"geo:{PLACE[0]:.6f},{PLACE[1]:.6f}" in page
    (address,) = re.findall(r'<img src="([^"]+)"', page)
    with clerk.get(address) as small, clerk.get(address.partition("?")[0]) as whole:
        assert (small.mimetype, len(small.data) < len(whole.data)) == ("image/jpeg", True)
        assert b"Telephone" not in whole.data
