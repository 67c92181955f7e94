"""The staff's event stream as a process of its own: for staff, of their own bodies, ids and nothing else."""

import asyncio
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from redis import Redis

from casework.cases import event_row
from gateway.guard import COOKIE
from gateway.live import Streams
from store import triaging
from store.presence import Presence
from store.streams import HERE, standing
from tests.conftest import Work
from tests.gateway.stream import MINE, OTHER, Stream, status, tell, token_of
from tests.speak import line_event, post_line
from tests.waiting import until
from worker import Worker


@pytest.mark.parametrize("cookie", ["", "x=1", f"{COOKIE}=", f"{COOKIE}=guess", f"{COOKIE}=\xff", ";;=;"])
def test_who_is_no_staff_hears_nothing(house: Any, port: int, cookie: str) -> None:
    assert status(port, Cookie=cookie) == 403


@pytest.mark.parametrize("role", ["auditor", "operator"])
def test_who_may_read_no_case_hears_of_none(app: Any, port: int, role: str) -> None:
    assert status(port, Cookie=f"{COOKIE}={token_of(app, MINE, role)}") == 403


def test_an_ended_session_and_a_closed_account_open_no_stream(app: Any, work: Work, port: int) -> None:
    token = token_of(app, MINE)
    work.value(
        "with set as (update staff set active = false where email like 'clerk%' returning 1) select 1 from set"
    )
    assert status(port, Cookie=f"{COOKIE}={token}") == 403
    work.value("with set as (update staff set active = true returning 1) select count(*) from set")
    work.value("with set as (update staff_session set ends_at = now() returning 1) select count(*) from set")
    assert status(port, Cookie=f"{COOKIE}={token}") == 403


def test_staff_hear_of_their_own_bodies_cases_only(app: Any, opened: Callable[..., Stream]) -> None:
    mine, other = opened(MINE), opened(OTHER)
    cases = [str(uuid.uuid4()) for _ in range(4)]
    for org, case in zip((OTHER, MINE, "hub-9011", MINE), cases, strict=True):
        tell(app, org, case)
    assert [mine.next(), mine.next()] == [cases[1], cases[3]]
    assert mine.data == {"id": cases[3], "version": 1}
    assert other.next() == cases[0]
    assert mine.lines.empty() or not any("data" in line for line in list(mine.lines.queue))


def test_a_plea_read_and_an_acknowledgement_sent_are_both_told_by_the_cases_id_alone(
    app: Any, work: Work, opened: Callable[..., Stream]
) -> None:
    mine = opened(MINE)
    worker = Worker(work.house, Presence(work.house.database))
    worker.start()
    post_line(app.test_client(), line_event())
    told = [mine.next(), mine.next()]
    worker.stop()
    assert told == [str(work.value('select id from "case"'))] * 2
    assert work.value("select state from message where purpose = 'ack'") == "sent"


def test_an_alarm_is_an_event_of_its_own_kind_and_its_id_is_all_it_says(
    app: Any, opened: Callable[..., Stream]
) -> None:
    mine, alarm = opened(MINE), uuid.uuid4()
    app.extensions["house"].nudges.ring([(MINE, alarm)])
    assert mine.next() == str(alarm)
    tell(app, MINE, "case")
    assert mine.next() == "case"
    assert mine.kinds == ["alarm", "case"]


def test_who_leaves_or_gets_another_role_is_noticed_while_the_stream_is_open(
    app: Any, work: Work, engines: Any
) -> None:
    goes, changes = token_of(app, MINE), token_of(app, OTHER)

    async def scene() -> tuple[list[bytes | None], frozenset[str]]:
        found = Streams(engines.database_url, engines.redis_url)
        held = standing(engines.database_url, [goes, changes])
        with (
            found.reading(goes, held[goes], None) as one,
            found.reading(changes, held[changes], None) as other,
        ):
            one.clear()
            work.change(
                "delete from staff_session where staff_id = (select id from staff where email = :who)",
                who=f"clerk.{MINE}@example.org",
            )
            work.change(
                "update membership set org = :new where org = :old and role = 'clerk' and staff_id = (select id from staff where email = 'clerk.9098@example.org')",
                old=OTHER,
                new="hub-9011",
            )
            await found.look()
            return [one.told.get_nowait()], other.topics

    with ThreadPoolExecutor(1) as aside:  # the tests of the browser run a loop in this thread
        ended, topics = aside.submit(lambda: asyncio.run(scene())).result()
    assert ended == [None]
    assert "hub-9011" in topics
    assert OTHER not in topics


def test_who_has_a_page_open_is_here(app: Any, opened: Callable[..., Stream]) -> None:
    opened(MINE)
    redis = app.extensions["house"].nudges.redis
    assert until(lambda: redis.zcard(HERE) == 1)
    assert redis.zrange(HERE, 0, -1, withscores=True)[0][1] > time.time() + 20


def test_a_change_is_told_after_its_commit_and_never_to_who_is_accused(
    app: Any, work: Work, opened: Callable[..., Stream]
) -> None:
    mine, other = opened(MINE), opened(OTHER)
    post_line(app.test_client(), line_event())
    work.triage()
    case = mine.next()
    work.change(
        "insert into case_access (case_id, org, relation) select id, :org, 'accused' from \"case\"", org=OTHER
    )
    with work.house.database.session() as session:
        triaging.put_cases(
            session, cases=[], access=[], events=[event_row(uuid.UUID(case), "seen", now=datetime.now(UTC))]
        )
        time.sleep(0.2)
        assert not any("data" in line for line in list(mine.lines.queue))
    assert mine.next() == case
    assert mine.data["version"] == 1
    assert not any("data" in line for line in list(other.lines.queue))


def test_only_a_page_of_the_same_host_may_read_the_stream(opened: Callable[..., Stream]) -> None:
    same = opened(MINE, Origin="http://127.0.0.1:8000").answer
    assert same.getheader("access-control-allow-origin") == "http://127.0.0.1:8000"
    other = opened(MINE, Origin="https://elsewhere.example").answer
    assert other.getheader("access-control-allow-origin") is None


def test_any_other_address_is_not_here(port: int, engines: Any) -> None:
    assert status(port, "/inbox") == 404
    with Redis.from_url(engines.redis_url) as redis:
        assert redis.ping()
