"""LINE accounts of single bodies: added, told apart, renewed and set up while everything runs (channels.md 5, 6)."""

import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from cli import main
from store.db import utc_now
from tests.conftest import SECRETS, Work
from tests.speak import line_event
from tests.test_delivery_faults import pleas

BOT = "U" + "b" * 32


@pytest.fixture
def saitrong(wired: Any, engines: Any, provider: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The command in the environment of the wired house."""
    named = {
        **SECRETS, "DATABASE_URL": engines.database_url, "REDIS_URL": engines.redis_url, "PUBLIC_URL": "https://saitrong.test",
        "DATA_DIR": str(wired.settings.data_dir), "LINE_TOKEN": "token", "LINE_API_URL": provider.url,
    }  # fmt: skip
    monkeypatch.setattr(os, "environ", {**os.environ, **named})

    def run(*words: str, typed: str = "") -> Any:
        return CliRunner().invoke(main, words, input=typed)

    return run


@pytest.fixture
def bangkruai(saitrong: Any) -> str:
    done = saitrong(
        "line", "add", "bangkruai", "--org", "9079", "--colour", "#1F4E8C", "--stdin", typed="own\ntok\n"
    )
    assert done.exit_code == 0, done.output
    return str(done.output)


def to(body: dict[str, Any], destination: str) -> dict[str, Any]:
    return body | {"destination": destination}


def post(client: Any, destination: str, secret: str, path: str = "line") -> int:
    import json

    from tests.speak import sign_line

    body = json.dumps({"destination": destination, "events": [line_event()]}).encode()
    headers = {"X-Line-Signature": sign_line(body, secret)}
    return int(client.post(f"/hooks/{path}", data=body, headers=headers).status_code)


def test_an_account_is_added_with_its_destination_asked_at_line_and_its_secrets_sealed(
    bangkruai: str, wired_work: Work
) -> None:
    assert "https://saitrong.test/hooks/line.bangkruai" in bangkruai
    (row,) = wired_work.rows("select kind, home_org, sealed from account where code = 'line.bangkruai'")
    assert (row.kind, row.home_org) == ("line", "9079")
    assert set(row.sealed) == {"SECRET", "TOKEN", "COLOUR", "DESTINATION"}
    assert "own" not in row.sealed.values()
    assert wired_work.value("select detail from audit where action = 'account.secrets'").startswith(
        "line.bangkruai"
    )


@pytest.mark.parametrize("path", ["line", "line.bangkruai"])
def test_a_webhook_goes_to_the_account_its_destination_names_by_its_own_secret_alone(
    wired_app: Any, wired_work: Work, bangkruai: str, path: str
) -> None:
    """[6] at the shared address as well as at its own; running processes know the account without a restart."""
    client = wired_app.test_client()
    if path == "line":
        wired_app.extensions["house"].look_at_accounts()
    assert post(client, BOT, "own", path) == 200
    assert post(client, BOT, SECRETS["LINE_SECRET"], path) == 403
    wired_work.triage()
    assert wired_work.rows('select account, owner from "case"') == [("line.bangkruai", "9079")]


def test_another_bots_webhook_never_reaches_a_body_even_when_it_is_signed_with_its_secret(
    wired_app: Any, wired_work: Work, bangkruai: str
) -> None:
    """[6]"""
    client = wired_app.test_client()
    assert post(client, "U" + "9" * 32, "own", "line.bangkruai") == 403
    assert post(client, "U" + "9" * 32, "own", "line") == 403
    assert wired_work.value("select count(*) from raw_event") == 0


def test_a_renewed_secret_is_taken_at_once_the_old_one_for_a_day_and_not_longer(
    wired_app: Any, wired_work: Work, saitrong: Any, bangkruai: str
) -> None:
    """[5]"""
    client, path = wired_app.test_client(), "line.bangkruai"
    assert post(client, BOT, "own", path) == 200
    assert saitrong("line", "rotate", path, "--stdin", typed="newer\n").exit_code == 0
    assert post(client, BOT, "newer", path) == 200
    assert post(client, BOT, "own", path) == 200
    channel = wired_app.extensions["house"].channels[path]
    channel.previous_until = utc_now() - timedelta(seconds=1)
    assert post(client, BOT, "own", path) == 403
    assert pleas(wired_work) == 0


def test_an_account_sends_with_its_own_token_and_colour(
    wired_app: Any, wired_work: Work, provider: Any, bangkruai: str
) -> None:
    post(wired_app.test_client(), BOT, "own", "line.bangkruai")
    wired_work.all()
    (said,) = provider.deliveries
    assert said.body[0]["contents"]["header"]["backgroundColor"] == "#1F4E8C"


def test_setting_up_puts_webhook_and_menus_in_place_and_twice_is_once(
    saitrong: Any, bangkruai: str, provider: Any
) -> None:
    done = saitrong("line", "setup", "line.bangkruai")
    assert done.exit_code == 0, done.output
    settings = provider.state.settings
    assert settings["webhook"] == "https://saitrong.test/hooks/line.bangkruai"
    assert sorted(settings["aliases"]) == ["saitrong-en", "saitrong-ms", "saitrong-th"]
    assert settings["default_menu"] == settings["aliases"]["saitrong-th"]
    assert len(settings["menus"]) == 3
    before = dict(settings["aliases"])
    assert saitrong("line", "setup", "line.bangkruai").exit_code == 0
    assert (settings["aliases"], len(settings["menus"])) == (before, 3)


def test_every_part_of_a_menu_acts_and_the_languages_lead_to_each_other(
    saitrong: Any, bangkruai: str, provider: Any
) -> None:
    saitrong("line", "setup", "line.bangkruai")
    settings = provider.state.settings
    for alias, found in settings["aliases"].items():
        menu = settings["menus"][found]["menu"]
        kinds = [area["action"]["type"] for area in menu["areas"]]
        assert kinds == [
            "message",
            "message",
            "message",
            "message",
            "uri",
            "richmenuswitch",
            "richmenuswitch",
        ]
        others = {area["action"]["richMenuAliasId"] for area in menu["areas"][-2:]}
        assert others == set(settings["aliases"]) - {alias}
        covered = sum(area["bounds"]["width"] * area["bounds"]["height"] for area in menu["areas"])
        assert covered == menu["size"]["width"] * menu["size"]["height"]


def test_a_menu_of_an_older_program_is_taken_away(saitrong: Any, bangkruai: str, provider: Any) -> None:
    provider.state.settings["menus"] = {
        "rm-old": {"menu": {**MENU, "name": "saitrong-th old"}, "image": b"x"}
    }
    assert saitrong("line", "setup", "line.bangkruai").exit_code == 0
    assert "rm-old" not in provider.state.settings["menus"]


MENU = {
    "size": {"width": 2500, "height": 1686},
    "selected": True,
    "name": "",
    "chatBarText": "x",
    "areas": [],
}


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (("line", "add", "x", "--org", "9079", "--colour", "#FFFF00", "--stdin"), "s\nt\n", "too light"),
        (("line", "add", "x", "--org", "nowhere", "--stdin"), "s\nt\n", "no organisation nowhere"),
        (("line", "add", "x", "--org", "9079", "--stdin"), "\n", "is empty"),
        (("line", "rotate", "line.nobody", "--stdin"), "s\n", "no open LINE account"),
        (("line", "setup", "sms"), "", "no open LINE account"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    saitrong: Any, words: tuple[str, ...], typed: str, said: str
) -> None:
    done = saitrong(*words, typed=typed)
    assert done.exit_code == 1
    assert said in done.output


def test_secrets_sealed_with_another_key_are_left_out_and_named(
    wired: Any, wired_work: Work, bangkruai: str, caplog: pytest.LogCaptureFixture
) -> None:
    from dataclasses import replace

    wired.settings = replace(wired.settings, secret_key="another")
    with wired.database.session() as session:
        session.execute(text("update account set changed_at = now()"))
    wired.look_at_accounts()
    assert "line.bangkruai setting=SECRET was sealed with another SECRET_KEY" in caplog.text
