"""Kind → adapter, and settings that fail at start rather than in the night."""

import pytest

from channels.registry import ALL_SETTINGS, KINDS, open_channel
from tests.channels.specimens import PUBLIC_URL, SETTINGS, line_body


def test_every_kind_opens(open_one):
    assert [open_one(kind).kind for kind in KINDS] == list(KINDS)


@pytest.mark.parametrize("name", ["LINE_SECERT", "LINE_TOKENS", "LINE_SECRET_PREVIUS"])
def test_a_misspelt_setting_is_named_at_start(open_one, name):
    with pytest.raises(ValueError, match=name):
        open_one("line", **{name: "x"})


def test_an_account_of_its_own_has_settings_of_its_own(open_one):
    body = b'{"events":[]}'
    own = {"LINE_BANGKRUAI_SECRET": "own-secret"}
    open_one("line", "line.bangkruai", **own).verify(line_body(body, secret="own-secret").request)
    open_one("line", **own).verify(line_body(body).request)


@pytest.mark.parametrize(
    ("kind", "account", "name"),
    [
        ("line", "line.x-y", "LINE_X_Y_SECRET"),
        ("sms", "sms.x", "TWILIO_X_AUTH_TOKEN"),
        ("web", "web", "SECRET_KEY"),
    ],
)
def test_a_missing_secret_is_named(tmp_path, kind, account, name):
    with pytest.raises(ValueError, match=name):
        open_channel(kind, account, {}, tmp_path, PUBLIC_URL)


def test_an_unknown_kind_is_named(tmp_path):
    with pytest.raises(ValueError, match="pigeon"):
        open_channel("pigeon", "pigeon", SETTINGS, tmp_path, PUBLIC_URL)


def test_the_settings_are_the_documented_ones():
    assert {"LINE_SECRET", "LINE_TOKEN", "LINE_API_URL", "LINE_SECRET_PREVIOUS", "LINE_DESTINATION"} <= set(
        ALL_SETTINGS
    )
    assert {"TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM", "TWILIO_API_URL"} <= set(ALL_SETTINGS)


def test_the_screen_file_is_for_its_owner_alone(open_one, tmp_path):
    from uuid import uuid4

    from channels.contract import OutboundMessage

    open_one("screen").send(OutboundMessage(key=uuid4(), recipient="dev", text="ทดสอบ"))
    assert (tmp_path / "screen.jsonl").stat().st_mode & 0o777 == 0o600


def test_the_log_names_ids_only(open_one, caplog):
    from uuid import uuid4

    from channels.contract import OutboundMessage

    with caplog.at_level("INFO"):
        open_one("sms").send(OutboundMessage(key=uuid4(), recipient="+66812345678", text="ลับมาก"))
    assert caplog.records
    assert "ลับมาก" not in caplog.text
    assert "812345678" not in caplog.text
