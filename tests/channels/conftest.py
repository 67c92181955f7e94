from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from channels.registry import open_channel
from tests.channels.specimens import PUBLIC_URL, SETTINGS
from tests.provider import Provider, running


@pytest.fixture(scope="module")
def one_provider() -> Iterator[Provider]:
    with running() as provider:
        yield provider


@pytest.fixture
def provider(one_provider: Provider) -> Provider:
    one_provider.reset()
    return one_provider


@pytest.fixture
def open_one(tmp_path: Path) -> Callable[..., Any]:
    """open_one("line", LINE_TOKEN="t"): a channel on the specimens' secrets, writing below tmp_path."""

    def opened(kind: str, account: str = "", **settings: str) -> Any:
        return open_channel(kind, account or kind, {**SETTINGS, **settings}, tmp_path, PUBLIC_URL)

    return opened


@pytest.fixture
def line(provider: Provider, open_one: Callable[..., Any]) -> Any:
    return open_one("line", LINE_TOKEN="t", LINE_API_URL=provider.url)


@pytest.fixture
def sms(provider: Provider, open_one: Callable[..., Any]) -> Any:
    return open_one("sms", **_twilio(provider))


@pytest.fixture
def hotline(open_one: Callable[..., Any]) -> Any:
    return open_one("voice")


@pytest.fixture
def voice(provider: Provider, open_one: Callable[..., Any]) -> Any:
    return open_one("voice", **_twilio(provider))


def _twilio(provider: Provider) -> dict[str, str]:
    return {"TWILIO_ACCOUNT_SID": "AC0", "TWILIO_FROM": "+6621112222", "TWILIO_API_URL": provider.url}
