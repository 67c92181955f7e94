"""The privacy notice and the form by which people ask about their own data."""

import re
from typing import Any

import pytest

from gateway.pages.rights import PARTS, RIGHTS
from tests.pages.helpers import plea
from triage.privacy import notice
from wording import say

PAGE = "/privacy/request"


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_notice_is_whole_and_says_which_version_it_is_and_since_when(client: Any, language: str) -> None:
    page = client.get(f"/privacy?lang={language}").text
    for part in PARTS:
        assert say(f"privacy.{part}_title", language) in page
    assert say("privacy.version", language, n=notice().version, day="").strip() in page
    assert ("2569" if language == "th" else "2026") in page
    assert f'href="{PAGE}"' in page


@pytest.mark.parametrize("right", RIGHTS)
@pytest.mark.parametrize("language", ["th", "en"])
def test_a_request_is_a_case_of_its_own_kind_whatever_is_added_in_words(
    client: Any, work: Any, right: str, language: str
) -> None:
    earlier = plea(client, work)
    told = {
        "right": right,
        "reference": earlier.reference,
        "text": "Please delete all, my house floods",
        "phone": "0890001234",
    }
    answer = client.post(f"{PAGE}?lang={language}", data=told)
    assert answer.location.startswith("/receipt/")
    work.all()
    case = work.rows("select id, urgency, text, reference from \"case\" where kind = 'pdpa'")[0]
    assert (
        work.value(
            "select facts->>'right' from message where case_id = :case and direction = 'in'", case=case.id
        )
        == right
    )
    assert case.urgency == "U3"
    assert earlier.reference[:4] in case.text
    assert work.value('select count(*) from "case"') == 2
    assert f"{case.reference[:4]}-{case.reference[4:8]}" in client.get(answer.location).text


def test_what_is_missing_is_said_and_what_was_typed_stays(client: Any, work: Any) -> None:
    answer = client.post(PAGE, data={"reference": "123", "phone": "12", "text": "ขอดูทั้งหมด"})
    assert answer.status_code == 400
    for field in ("right", "reference", "phone"):
        assert f'<a href="#{field}">' in answer.text
        assert f'id="{field}"' in answer.text
    assert "ขอดูทั้งหมด" in answer.text
    assert 'value="123"' in answer.text
    assert work.value("select count(*) from message") == 0


def test_a_request_pressed_twice_is_one(client: Any, work: Any) -> None:
    nonce = re.search(r'name="nonce" value="([^"]+)"', client.get(PAGE).text)
    assert nonce
    for _ in range(2):
        client.post(PAGE, data={"nonce": nonce[1], "right": "copy"})
    work.all()
    assert work.value('select count(*) from "case"') == 1
