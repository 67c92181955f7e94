"""Photos and recordings: fetched once ready, given up when gone, never from somebody else's server."""

import base64
from typing import Any

import pytest
import urllib3

from channels import download
from channels.contract import Attachment, MediaGone, MediaNotReady, SendFailed
from tests.provider import Provider

LIMIT = 1_000_000
CONTENT = "/v2/bot/message/444/content"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "TIMEOUT", urllib3.Timeout(connect=1, read=0.3))


def photo(**parts: Any) -> Attachment:
    return Attachment(kind="image", **({"provider_id": "444"} | parts))


def test_a_photo_still_prepared_is_had_once_ready(line, provider: Provider):
    """Case 19."""
    provider.content("444", 202, 202, 202, 200)
    for _ in range(3):
        with pytest.raises(MediaNotReady):
            line.fetch(photo(), limit=LIMIT)
    assert line.fetch(photo(), limit=LIMIT) == (b"\xff\xd8\xff\xe0 a photo", "image/jpeg")


@pytest.mark.parametrize("status", [404, 410, 400])
def test_a_photo_that_is_gone_is_gone(line, provider: Provider, status):
    """Case 20."""
    provider.content("444", status)
    with pytest.raises(MediaGone):
        line.fetch(photo(), limit=LIMIT)


@pytest.mark.parametrize(
    "fault", [{"kind": "error"}, {"kind": "hang_before", "seconds": 1}, {"kind": "drop"}, {"kind": "rate"}]
)
def test_a_disturbance_is_worth_another_try(line, provider: Provider, fault):
    """Case 20."""
    provider.fault(CONTENT, **fault)
    with pytest.raises(SendFailed) as caught:
        line.fetch(photo(), limit=LIMIT)
    assert caught.value.retryable
    assert line.fetch(photo(), limit=LIMIT)[0]


def test_somebody_elses_server_is_never_asked(line, provider: Provider):
    """Case 20."""
    provider.content("444", 200)
    before = provider.state.requests
    with pytest.raises(MediaGone):
        line.fetch(photo(external=True, url=f"{provider.url}{CONTENT}"), limit=LIMIT)
    assert provider.state.requests == before


def test_a_redirect_is_not_followed(line, provider: Provider):
    provider.fault(CONTENT, "redirect")
    with pytest.raises(MediaGone):
        line.fetch(photo(), limit=LIMIT)


def test_an_id_cannot_leave_its_place_in_the_address(line, provider: Provider):
    provider.content("..%2F..%2Fprofile", 404)
    with pytest.raises(MediaGone):
        line.fetch(photo(provider_id="../../profile"), limit=LIMIT)


def test_more_than_the_limit_is_not_kept(line, provider: Provider):
    """Case 21, the limit; the declared type is passed on as LINE says it."""
    body = base64.b64encode(b"%PDF" + bytes(200_000)).decode()
    provider.content("444", 200, body=body, type="image/png")
    with pytest.raises(MediaGone):
        line.fetch(photo(), limit=100_000)
    data, declared = line.fetch(photo(), limit=LIMIT)
    assert (len(data), declared) == (200_004, "image/png")


@pytest.mark.parametrize("kind", ["line", "sms", "voice"])
def test_without_an_account_a_file_waits_for_one(open_one, kind):
    with pytest.raises(SendFailed) as caught:
        open_one(kind).fetch(photo(), limit=LIMIT)
    assert caught.value.retryable


def test_a_recording_is_had_from_the_provider_with_our_account(voice, provider: Provider):
    url = f"{provider.url}/2010-04-01/Accounts/AC0/Recordings/RE1"
    data, declared = voice.fetch(Attachment(kind="audio", provider_id=url), limit=LIMIT)
    assert data
    assert declared == "audio/mpeg"


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest",
        "https://api.twilio.com@evil.example/x",
        "file:///etc/passwd",
        "",
        "//x",
        "http://[x",
    ],
)
def test_a_recordings_address_leads_nowhere_else(voice, url):
    with pytest.raises(MediaGone):
        voice.fetch(Attachment(kind="audio", provider_id=url), limit=LIMIT)
