"""A process is alive as long as its lock is held; PostgreSQL drops it with the connection."""

import threading
from typing import Any

import psycopg
import pytest

from store.presence import LOCKS, Presence
from tests.conftest import Work
from tests.waiting import PATIENCE, until


@pytest.fixture
def presence(house: Any) -> Any:
    found = Presence(house.database)
    yield found
    found.drop()


def held(work: Work, presence: Presence) -> int:
    return int(
        work.value(
            "select count(*) from pg_locks where locktype = 'advisory' and classid = :a and objid = :b and granted",
            a=LOCKS,
            b=presence.key,
        )
    )


def backend(work: Work, presence: Presence) -> int:
    return int(
        work.value("select pid from pg_locks where classid = :a and objid = :b", a=LOCKS, b=presence.key)
    )


def test_a_present_process_holds_one_lock_however_often_it_says_so(work: Work, presence: Presence) -> None:
    assert presence.hold()
    first = backend(work, presence)
    assert presence.hold()
    assert (held(work, presence), backend(work, presence)) == (1, first)


def test_dropping_it_ends_the_lock_at_once_and_not_when_the_pool_likes(
    work: Work, presence: Presence
) -> None:
    presence.hold()
    presence.drop()
    assert until(lambda: held(work, presence) == 0)


def test_the_lock_falls_with_the_connection_and_is_taken_again(work: Work, presence: Presence) -> None:
    presence.hold()
    work.value("select pg_terminate_backend(:pid, 5000)", pid=backend(work, presence))
    assert held(work, presence) == 0
    assert not presence.hold(), "the first try meets the broken connection"
    assert presence.hold()
    assert held(work, presence) == 1


def test_threads_that_say_so_at_once_wait_for_nobody(work: Work, presence: Presence) -> None:
    together = threading.Barrier(8)
    said: list[bool] = []

    def hold() -> None:
        together.wait()
        said.append(presence.hold())

    threads = [threading.Thread(target=hold, daemon=True) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert said == [True] * 8
    assert held(work, presence) == 1


def test_no_two_processes_have_the_same_key(house: Any) -> None:
    keys = {Presence(house.database).key for _ in range(200)}
    assert len(keys) == 200
    assert all(0 < key < 2**31 for key in keys)


def test_without_a_database_nobody_is_present(tmp_path: Any) -> None:
    from store.db import connect

    database = connect(f"postgresql://nobody@/x?host={tmp_path}")
    assert not Presence(database).hold()
    database.close()


def test_a_process_killed_in_the_middle_leaves_no_lock(engines: Any, work: Work) -> None:
    """As kill -9: the socket is closed without a word."""
    with psycopg.connect(engines.database_url, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s, 42)", (LOCKS,))
        connection.pgconn.finish()
    held = "select 1 from pg_locks where classid = :a and objid = 42"
    assert until(lambda: not work.rows(held, a=LOCKS)), "the lock outlived its process"
