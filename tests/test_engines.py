"""The embedded engines, really started, killed and started again."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from store.engines import (
    EngineError,
    Engines,
    attach,
    discard,
    ensure,
    outside,
    place,
    postgres,
    programs,
    stop,
    valkey,
)
from store.engines.processes import alive, explain

ROOT = os.geteuid() == 0


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder every account can enter, unlike pytest's own."""
    path = Path(tempfile.mkdtemp(prefix="saitrong-test-"))
    path.chmod(0o755)
    yield path
    for data_dir in [found.parent for found in path.rglob("engines.home")]:
        clear(data_dir)
    shutil.rmtree(path)


def clear(data_dir: Path) -> None:
    with contextlib.suppress(EngineError):
        at = place.find(data_dir)
        valkey.stop(at)
        postgres.stop(at)
        shutil.rmtree(at.home)
        shutil.rmtree(at.run)


def remember(engines: Engines, word: str) -> None:
    with psycopg.connect(engines.database_url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS words (word text)")
        connection.execute("INSERT INTO words VALUES (%s)", [word])
    with redis.Redis.from_url(engines.redis_url) as client:
        client.rpush("words", word)


def remembered(engines: Engines) -> list[str]:
    with psycopg.connect(engines.database_url) as connection:
        return [word for (word,) in connection.execute("SELECT word FROM words ORDER BY 1")]


def remembered_by_valkey(engines: Engines) -> int:
    with redis.Redis.from_url(engines.redis_url) as client:
        return int(client.llen("words"))


def pids(engines: Engines) -> tuple[int, int]:
    assert engines.at
    base, cache = postgres.running(engines.at), valkey.running(engines.at)
    assert base
    assert cache
    return base.pid, cache


def setting(engines: Engines, name: str) -> str:
    with psycopg.connect(engines.database_url) as connection:
        return str(connection.execute("SELECT current_setting(%s)", [name]).fetchone()[0])  # type: ignore[index]


def test_a_first_start_gives_durable_engines_without_a_port(folder: Path) -> None:
    engines = ensure(folder / "var")
    assert engines.started
    assert [setting(engines, name) for name in ("fsync", "data_checksums", "listen_addresses")] == [
        "on",
        "on",
        "",
    ]
    assert setting(engines, "server_encoding") == "UTF8"
    with redis.Redis.from_url(engines.redis_url) as client:
        told = client.config_get("appendonly", "save", "maxmemory-policy", "port")
    assert told == {"appendonly": "yes", "save": "", "maxmemory-policy": "noeviction", "port": "0"}
    assert engines.at
    assert engines.at.run.stat().st_mode & 0o777 == 0o700
    assert len(str(engines.at.run / postgres.SOCKET)) < 108


def test_a_restart_keeps_the_data(folder: Path) -> None:
    engines = ensure(folder)
    remember(engines, "น้ำท่วม")
    assert stop(engines)
    assert attach(folder) is None
    again = ensure(folder)
    assert again.started
    assert (remembered(again), remembered_by_valkey(again)) == (["น้ำท่วม"], 1)


def test_killed_engines_recover_by_themselves(folder: Path) -> None:
    engines = ensure(folder)
    remember(engines, "ไฟไหม้")
    with redis.Redis.from_url(engines.redis_url) as client:
        client.execute_command("WAITAOF", 1, 0, 2000)
    for pid in pids(engines):
        os.kill(pid, signal.SIGKILL)
    again = ensure(folder)
    assert again.started
    assert (remembered(again), remembered_by_valkey(again)) == (["ไฟไหม้"], 1)


def test_a_killed_server_with_a_busy_session_is_waited_out(folder: Path) -> None:
    engines = ensure(folder)
    busy = psycopg.connect(engines.database_url)
    busy.execute("CREATE TABLE numbers AS SELECT generate_series(1, 10) AS n")
    busy.commit()
    spinning = "DO $$ BEGIN LOOP PERFORM 1; END LOOP; END $$"  # never looks whether its server still lives
    busy.pgconn.send_query(spinning.encode())
    os.kill(pids(engines)[0], signal.SIGKILL)
    try:
        again = ensure(folder)
        with psycopg.connect(again.database_url) as connection:
            assert connection.execute("SELECT count(*) FROM numbers").fetchone() == (10,)
        assert not alive(busy.info.backend_pid)
    finally:
        with contextlib.suppress(ProcessLookupError):  # else it would spin for ever beside all later tests
            os.kill(busy.info.backend_pid, signal.SIGKILL)
        busy.close()


def test_engines_of_a_killed_program_are_adopted(folder: Path) -> None:
    code = (
        "import os, pathlib, sys; from store.engines import ensure;"
        "ensure(pathlib.Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(folder)], check=False)
    engines = attach(folder)
    assert engines
    before = pids(engines)
    again = ensure(folder)
    assert not again.started
    assert pids(again) == before


def test_only_the_last_user_ends_the_engines(folder: Path) -> None:
    first, second = ensure(folder), ensure(folder)
    assert not stop(first)
    remember(second, "ยังอยู่")
    assert stop(second)


def test_stale_pid_and_socket_files_are_no_hindrance(folder: Path) -> None:
    engines = ensure(folder)
    at = engines.at
    assert at
    stop(engines)
    # a pid that lives, but is not ours to end
    (at.home / "pg/postmaster.pid").write_text(
        f"{os.getpid()}\n{at.home}/pg\n0\n5432\n{at.run}\n\n0\nready\n"
    )
    (at.home / "valkey/valkey.pid").write_text(f"{os.getpid()}\n")
    for name in (postgres.SOCKET, "valkey.sock"):
        with socket.socket(socket.AF_UNIX) as door:
            door.bind(str(at.run / name))
    (at.run / f"{postgres.SOCKET}.lock").write_text(f"{os.getpid()}\n{at.home}/pg\n0\n5432\n{at.run}\n\n")
    assert ensure(folder).started


def test_engines_whose_socket_was_swept_away_are_started_anew(folder: Path) -> None:
    engines = ensure(folder)
    assert engines.at
    before = pids(engines)
    (engines.at.run / postgres.SOCKET).unlink()
    again = ensure(folder)
    assert again.started
    assert pids(again)[0] != before[0]


def test_a_broken_append_only_file_is_set_aside(folder: Path) -> None:
    engines = ensure(folder)
    remember(engines, "คำ")
    assert engines.at
    stop(engines)
    (engines.at.home / "valkey/appendonlydir/appendonly.aof.manifest").write_text("nonsense\n")
    again = ensure(folder)
    assert remembered(again) == ["คำ"]
    assert list(engines.at.home.glob("valkey.broken-*"))


def test_two_data_dirs_live_side_by_side(folder: Path) -> None:
    here, there = ensure(folder / "here"), ensure(folder / "there")
    assert here.database_url != there.database_url
    remember(here, "หนึ่ง")
    remember(there, "สอง")
    assert (remembered(here), remembered(there)) == (["หนึ่ง"], ["สอง"])
    stop(here)
    assert remembered(there) == ["สอง"]


def test_two_processes_start_one_pair(folder: Path) -> None:
    code = "import pathlib, sys; from store.engines import ensure; print(ensure(pathlib.Path(sys.argv[1])).started)"
    racers = [
        subprocess.Popen([sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert sorted(racer.communicate(timeout=30)[0].strip() for racer in racers) == ["False", "True"]


def test_a_long_path_and_a_space_in_it_do_no_harm(folder: Path) -> None:
    data_dir = folder / ("ยาว" * 20) / "of the village" / ("x" * 60)
    engines = ensure(data_dir)
    remember(engines, "ถึง")
    stop(engines)
    assert remembered(ensure(data_dir)) == ["ถึง"]


@pytest.mark.skipif(not ROOT, reason="only root runs the engines under another account")
def test_root_in_a_closed_home_gets_a_folder_the_account_can_enter(folder: Path) -> None:
    closed = folder / "home"
    closed.mkdir(mode=0o700)
    engines = ensure(closed / "var")
    assert engines.at
    assert not engines.at.home.is_relative_to(closed)
    remember(engines, "ปิด")
    stop(engines)
    assert remembered(ensure(closed / "var")) == ["ปิด"]
    # a copy of the folder may not reach for the first one's data
    shutil.copytree(closed / "var", folder / "copy")
    with pytest.raises(EngineError, match="belongs to") as refused:
        ensure(folder / "copy")
    (folder / "copy/engines.home").unlink()
    assert one_line(refused.value)


@pytest.mark.skipif(not ROOT, reason="only root runs the engines under another account")
def test_programs_in_a_closed_home_are_copied_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = folder / "home/venv/site-packages"
    site.mkdir(parents=True)
    wheel = programs.postgres_folders()[0].parents[1]
    for source in (wheel, wheel.with_name(f"{wheel.name}.libs")):
        if source.exists():
            shutil.copytree(source, site / source.name, ignore=shutil.ignore_patterns("include"))
    (folder / "home").chmod(0o700)
    monkeypatch.setattr(programs, "postgres_folders", lambda: [site / wheel.name / "pginstall/bin"])
    engines = ensure(folder / "var")
    remember(engines, "ไกล")
    stop(engines)
    copies = list((folder / "var/engines/programs").iterdir())
    assert remembered(ensure(folder / "var")) == ["ไกล"]
    assert list((folder / "var/engines/programs").iterdir()) == copies


def one_line(error: BaseException) -> bool:
    return "\n" not in str(error)


def test_data_of_a_newer_version_are_left_alone(folder: Path) -> None:
    (folder / "engines/pg").mkdir(parents=True)
    (folder / "engines/pg/PG_VERSION").write_text("97\n")
    with pytest.raises(EngineError, match=r"written by PostgreSQL 97, newer than our \d+") as refused:
        ensure(folder)
    assert one_line(refused.value)
    assert attach(folder) is None


def test_data_that_are_gone_are_not_replaced_by_empty_ones(folder: Path) -> None:
    (folder / "engines.home").write_text(str(folder / "moved-away"))
    with pytest.raises(EngineError, match="bring it back from a backup"):
        ensure(folder)


def test_a_file_in_the_way_of_data_dir_is_named(folder: Path) -> None:
    (folder / "var").write_text("")
    with pytest.raises(EngineError, match="set DATA_DIR to another folder"):
        ensure(folder / "var" / "data")


def test_a_full_disk_is_named(folder: Path) -> None:
    said = "PANIC:  could not write to file: No space left on device\n"
    assert "is full" in str(explain("PostgreSQL", said, folder))


BAD_DATABASES = {
    "garbage": "not a PostgreSQL address",
    "mysql://me:hush@127.0.0.1/x": "not a PostgreSQL address",
    "postgresql://me:hush@127.0.0.1:1/x": "no PostgreSQL answers at 127.0.0.1:1",
    "postgresql+psycopg://me:hush@127.0.0.1:port/x": "miswritten",
    "postgresql://me:hush@[::1/x": "cannot be read",
    "postgresql://me:hush@127.0.0.1/x?nonsense=1": "cannot be read",
}


@pytest.mark.parametrize("url", BAD_DATABASES)
def test_a_wrong_database_url_is_one_line_without_the_password(url: str, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=BAD_DATABASES[url]) as refused:
        ensure(tmp_path, database_url=url, redis_url="redis://127.0.0.1:1")
    assert str(refused.value).startswith("DATABASE_URL")
    assert one_line(refused.value)
    assert "hush" not in str(refused.value)


BAD_REDIS = {
    "garbage": "not a Redis address",
    "redis://:hush@127.0.0.1:1/0": "no Redis answers at 127.0.0.1:1",
    "redis://:hush@127.0.0.1:port/0": "cannot be read",
    "unix:///nowhere/valkey.sock": "no Redis answers at /nowhere/valkey.sock",
}


@pytest.mark.parametrize("url", BAD_REDIS)
def test_a_wrong_redis_url_is_one_line_without_the_password(url: str) -> None:
    with pytest.raises(EngineError, match=BAD_REDIS[url]) as refused:
        outside.check_redis(url)
    assert str(refused.value).startswith("REDIS_URL")
    assert one_line(refused.value)
    assert "hush" not in str(refused.value)


def test_a_program_starts_while_its_redis_is_away(folder: Path) -> None:
    engines = ensure(folder, redis_url="redis://127.0.0.1:1/0")
    assert engines.redis_url == "redis://127.0.0.1:1/0"
    assert engines.at
    assert valkey.running(engines.at) is None


def test_discarded_engines_leave_nothing_behind(folder: Path) -> None:
    engines = ensure(folder)
    assert engines.at
    discard(engines)
    assert not engines.at.home.exists()
    assert not engines.at.run.exists()
    assert ensure(folder).started


def test_named_engines_are_told_apart_when_they_refuse(folder: Path) -> None:
    engines = ensure(folder)
    assert outside.check_database(engines.database_url) >= 15
    assert outside.check_redis(engines.redis_url)
    with pytest.raises(EngineError, match='role "stranger" does not exist'):
        outside.check_database(engines.database_url.replace("saitrong@", "stranger@"))
    with redis.Redis.from_url(engines.redis_url) as client:
        client.config_set("requirepass", "hush")
        with pytest.raises(EngineError, match="refuses this user or password"):
            outside.check_redis(engines.redis_url)
        client.execute_command("AUTH", "hush")
        client.config_set("requirepass", "")
