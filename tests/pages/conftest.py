"""What several tests of the pages begin with."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conftest import Work
from tests.pages.answering import newest
from tests.pages.helpers import FLOOD, HUB, KHUAN_LANG, ROOF, plea
from tests.speak import line_event, post_line


@pytest.fixture
def clerk(staff: Callable[..., FlaskClient]) -> FlaskClient:
    return staff(KHUAN_LANG)


@pytest.fixture
def hub(staff: Callable[..., FlaskClient]) -> FlaskClient:
    return staff(HUB)


@pytest.fixture
def case(client: FlaskClient, work: Work) -> Any:
    return plea(client, work)


@pytest.fixture
def on_line(client: FlaskClient, work: Work) -> Any:
    """A case that came by LINE and was acknowledged with its free reply."""
    post_line(client, line_event("หลังคาปลิวทั้งหลัง ขอผ้าใบคลุม หมู่ 5 ต.ควนลัง อ.หาดใหญ่ จ.สงขลา"))
    work.all()
    return newest(work)


@pytest.fixture
def two(client: Any, work: Any) -> tuple[Any, Any]:
    """A flood in moo 3 and a roof in moo 5 of one body, by two people."""
    one = plea(client, work, phone="089-000-0001", name="ก ทดสอบ", **FLOOD)
    return one, plea(client, work, phone="089-000-0002", name="ข ทดสอบ", **ROOF)
