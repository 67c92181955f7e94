from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest


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
