"""Sign in with LINE (channels.md section 5, case 67): whatever does not hold is no sign-in."""

import re
import time
from typing import Any

import pytest

from tests.conftest import Work
from tests.pages.helpers import WORDS, send

USER = "U" + "1" * 32


@pytest.fixture
def line(wired: Any, wired_app: Any, provider: Any) -> Any:
    from dataclasses import replace

    values = {
        **wired.settings.channels,
        "LINE_LOGIN_CHANNEL_ID": "1650000000",
        "LINE_LOGIN_SECRET": "login-secret",
        "LINE_LOGIN_URL": provider.url,
    }
    wired.settings = replace(wired.settings, channels=values)
    return wired_app


def tells(provider: Any, **claims: Any) -> None:
    told = {"sub": USER, "aud": "1650000000", "exp": int(time.time()) + 600, **claims}
    with provider.state.lock:
        provider.state.settings["id_tokens"] = {"token": told}
        provider.state.settings["codes"] = {"code": "token"}


def line_case(app: Any, house: Any) -> Any:
    from tests.speak import line_event, post_line

    assert (
        post_line(app.test_client(), line_event(WORDS, source={"type": "user", "userId": USER})).status_code
        == 200
    )
    Work(house).all()
    return Work(house).rows('select * from "case"')[0]


def come_back(client: Any, provider: Any, **claims: Any) -> Any:
    there = client.get("/track/line")
    asked = dict(re.findall(r"(state|nonce)=([\w-]+)", there.location))
    tells(provider, **{"nonce": asked["nonce"], **claims})
    return client.get(f"/track/line/back?code=code&state={asked['state']}")


def test_a_sign_in_with_line_opens_ones_own_cases(line: Any, wired: Any, provider: Any) -> None:
    case = line_case(line, wired)
    client = line.test_client()
    assert "/track/line" in client.get("/track").text
    assert come_back(client, provider).location == "/track/mine"
    assert case.reference in client.get("/track/mine").text.replace("-", "")
    page = client.get(f"/track/mine/{case.reference}").text
    assert WORDS in page
    assert "เรื่องนี้แจ้งมาทางLINE" in page


@pytest.mark.parametrize(
    "claims", [{"exp": 1_600_000_000}, {"aud": "1659999999"}, {"nonce": "another"}, {"sub": ""}]
)
def test_case_67_a_sign_in_that_does_not_hold_is_none_and_a_case_is_still_possible(
    line: Any, wired: Any, provider: Any, claims: dict[str, Any]
) -> None:
    line_case(line, wired)
    client = line.test_client()
    answer = come_back(client, provider, **claims)
    assert answer.status_code == 403
    assert 'href="/report"' in answer.text
    assert client.get("/track/mine").status_code == 303
    assert send(client).status_code == 303


def test_case_67_a_nonce_opens_the_door_once(line: Any, wired: Any, provider: Any) -> None:
    line_case(line, wired)
    client = line.test_client()
    there = client.get("/track/line")
    asked = dict(re.findall(r"(state|nonce)=([\w-]+)", there.location))
    cookie = client.get_cookie("saitrong_signin", path="/track").value
    back = f"/track/line/back?code=code&state={asked['state']}"
    tells(provider, nonce=asked["nonce"])
    assert client.get(back).status_code == 303
    thief = line.test_client()
    thief.set_cookie("saitrong_signin", cookie, path="/track")
    tells(provider, nonce=asked["nonce"])
    assert thief.get(back).status_code == 403
    assert line.test_client().get(back).status_code == 403


def test_case_67_the_id_token_of_a_liff_app_is_good_once(line: Any, wired: Any, provider: Any) -> None:
    line_case(line, wired)
    tells(provider)
    assert line.test_client().post("/track/line", data={"id_token": "token"}).status_code == 303
    assert line.test_client().post("/track/line", data={"id_token": "token"}).status_code == 403
    assert line.test_client().post("/track/line", data={"id_token": "forged"}).status_code == 403


def test_case_67_with_line_away_nobody_is_signed_in(line: Any, provider: Any) -> None:
    provider.fault("/oauth2/", "error")
    assert come_back(line.test_client(), provider).status_code == 403


def test_without_the_setting_no_sign_in_is_offered(client: Any) -> None:
    assert "/track/line" not in client.get("/track").text
    assert client.get("/track/line").status_code == 404


def test_somebody_without_a_case_on_line_is_told_so(line: Any, provider: Any) -> None:
    answer = come_back(line.test_client(), provider)
    assert answer.status_code == 404
    assert "ยังไม่มีเรื่องจาก LINE นี้" in answer.text
