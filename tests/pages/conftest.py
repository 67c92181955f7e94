"""What several tests of the pages begin with."""

from typing import Any

import pytest

from tests.pages.helpers import FLOOD, ROOF, plea


@pytest.fixture
def two(client: Any, work: Any) -> tuple[Any, Any]:
    """A flood in moo 3 and a roof in moo 5 of one body, by two people."""
    one = plea(client, work, phone="089-000-0001", name="ก ทดสอบ", **FLOOD)
    return one, plea(client, work, phone="089-000-0002", name="ข ทดสอบ", **ROOF)
