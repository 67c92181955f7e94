"""A page that lost its stream misses nothing: it is told again, or told that it must fetch anew."""

import time
from collections.abc import Callable
from typing import Any

from gateway.live import WAITING
from store.changes import CASE, Change
from tests.gateway.stream import MINE, OTHER, Stream, tell


def test_a_page_is_told_that_the_queue_is_away_and_fetches_anew_when_it_is_back(
    app: Any, opened: Callable[..., Stream]
) -> None:
    mine = opened(MINE)
    redis: Any = app.extensions["house"].nudges.redis
    tell(app, MINE, "before")
    assert mine.next() == "before"
    for reader in redis.client_list():
        if reader["cmd"] == "xread":
            redis.client_kill_filter(_id=reader["id"])
    assert [mine.next(), mine.next()] == ["away", "reset"]
    tell(app, MINE, "after")
    assert mine.next() == "after"
    # nobody knows what was not told while the queue was away
    late = opened(MINE, **{"Last-Event-ID": "1-0"})
    assert late.next() == "reset"


def test_a_page_that_comes_back_is_told_everything_it_missed_and_nothing_twice(
    app: Any, opened: Callable[..., Stream]
) -> None:
    first = opened(MINE)
    for case in ("a", "b"):
        tell(app, MINE, case)
    assert [first.next(), first.next()] == ["a", "b"]
    assert first.data == {"id": "b", "version": 1}
    first.close()
    for org, case in ((MINE, "c"), (OTHER, "x"), (MINE, "d")):
        tell(app, org, case)
    again = opened(MINE, **{"Last-Event-ID": first.last})
    tell(app, MINE, "e")
    assert [again.next() for _ in range(3)] == ["c", "d", "e"]
    assert again.answer.getheader("cache-control") == "no-store"


def test_a_new_page_is_told_what_happened_since_it_was_made(app: Any, opened: Callable[..., Stream]) -> None:
    opened(OTHER)
    made = int(time.time() * 1000)
    tell(app, MINE, "meanwhile")
    page = opened(MINE, path=f"/live?from={made}-0")
    assert page.next() == "meanwhile"


def test_a_gap_that_is_too_large_makes_the_page_fetch_anew(app: Any, opened: Callable[..., Stream]) -> None:
    first = opened(MINE)
    tell(app, MINE, "seen")
    assert first.next() == "seen"
    first.close()
    changes = [Change(CASE, f"{n}", (MINE,), 1) for n in range(WAITING + 50)]
    app.extensions["house"].nudges.tell(changes)
    again = opened(MINE, **{"Last-Event-ID": first.last})
    assert again.next() == "reset"
    assert [again.next() for _ in range(49)][-1] == f"{WAITING + 49}"
    again.close()
    assert opened(MINE, **{"Last-Event-ID": "1-0"}).next() == "reset"
