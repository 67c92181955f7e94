from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.stream import MINE, Stream, port, token_of

__all__ = ["port"]


@pytest.fixture
def adrift(settings: Any, provider: Any, tmp_path: Path) -> Iterator[Any]:
    """A gateway whose PostgreSQL and Valkey are not there; LINE and Twilio are."""
    from gateway.app import create_app
    from wiring import build

    provider.reset()
    channels = {**settings.channels, "LINE_TOKEN": "token", "LINE_API_URL": provider.url}
    nowhere = replace(
        settings,
        database_url=f"postgresql://nobody@/x?host={tmp_path}",
        redis_url=f"unix://{tmp_path}/nobody.sock",
        channels=channels,
    )
    house = build(nowhere)
    app = create_app(house)
    app.testing = True
    yield app
    app.extensions["door"].sender.close()
    app.extensions["door"].nudger.close()
    house.close()


@pytest.fixture
def opened(app: Any, port: int) -> Iterator[Callable[..., Stream]]:
    """opened("9079"): the stream of a new clerk there, its subscription standing."""
    streams: list[Stream] = []

    def one(org: str = MINE, role: str = "clerk", **headers: str) -> Stream:
        streams.append(Stream(port, token_of(app, org, role), **headers))
        assert streams[-1].answer.status == 200
        return streams[-1]

    yield one
    for each in streams:
        each.close()
