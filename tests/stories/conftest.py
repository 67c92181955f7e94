"""A story on the real engines, with LINE and the telephone company on 127.0.0.1."""

from typing import Any

import pytest

from tests.stories.harness import Story


@pytest.fixture
def story(wired_app: Any, wired_work: Any, provider: Any) -> Story:
    told = Story(wired_app, wired_work, provider)
    told.opens_every_day()
    return told
