"""What was kept on disk while the database was away is stored once it is back: whole, once, none holding up another."""

import threading
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.draining import SpoolDrain
from store import spool
from store.spool import Spooled
from tests import speak
from tests.conftest import Work
from tests.speak import line_event


@pytest.fixture
def drain(app: Any) -> SpoolDrain:
    return SpoolDrain(app.extensions["door"], threading.Event())


def spooled(n: int, **more: Any) -> Spooled:
    body = speak.line_body(line_event(source={"type": "user", "userId": speak.user(n)}))
    item = Spooled(
        account="line",
        url="https://saitrong.test/hooks/line",
        step="",
        headers={"x-line-signature": speak.sign_line(body)},
        body=body,
        form=(),
        query=(),
        received_at=datetime.now(UTC),
        verified=False,
        answered=False,
    )
    return replace(item, **more)


def keep(work: Work, *items: Spooled) -> None:
    for n, item in enumerate(items):
        spool.save(work.house.spool, f"{n:03d}", item)


def left(work: Work) -> list[str]:
    return sorted(path.name for path in work.house.spool.glob("0*"))


def test_what_was_spooled_unverified_is_verified_now_and_a_forgery_is_set_aside(
    work: Work, drain: SpoolDrain
) -> None:
    keep(work, spooled(1), spooled(2, headers={"x-line-signature": "forged"}), spooled(3))
    assert drain.once() == 3
    assert work.value("select count(*) from message") == 2
    assert left(work) == ["001.refused"]


def test_a_request_the_database_can_never_hold_holds_up_nobody(work: Work, drain: SpoolDrain) -> None:
    keep(work, spooled(1, url="https://saitrong.test/\x00", verified=True), spooled(2))
    drain.once()
    assert work.value("select count(*) from message") == 1
    assert left(work) == ["000.refused"]


def test_a_request_of_an_account_nobody_opened_is_set_aside(work: Work, drain: SpoolDrain) -> None:
    keep(work, spooled(1, account="line.elsewhere"))
    drain.once()
    assert left(work) == ["000.refused"]


def test_when_it_was_said_is_when_it_came_and_not_when_it_was_stored(work: Work, drain: SpoolDrain) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    keep(work, spooled(1, received_at=at))
    drain.once()
    assert work.value("select received_at from message") == at


def test_who_was_told_the_number_while_the_database_was_away_is_not_told_again(
    work: Work, drain: SpoolDrain
) -> None:
    body = speak.line_body(line_event(speak.DROWNING))
    keep(work, spooled(1, body=body, headers={}, verified=True, answered=True))
    drain.once()
    assert work.rows("select state, urgent from message where purpose = 'danger'") == [("unsure", True)]


def test_while_the_database_is_away_nothing_is_tried_and_nothing_lost(adrift: Any) -> None:
    door = adrift.extensions["door"]
    away = SpoolDrain(door, threading.Event())
    spool.save(door.house.spool, "000", spooled(1))
    assert away.once() == 0
    assert door.away()
    assert [path.name for path in spool.waiting(door.house.spool)] == ["000.json"]
