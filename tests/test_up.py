"""`saitrong up` with stand-ins for the house's own processes: engines, children, signals, ports."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

import prepared
import secrets_file
from children import Child, Family
from settings import load
from store.engines import EngineError, ensure, place, postgres, valkey
from store.engines.processes import alive
from supervise import check_port, greeting
from tests.waiting import PATIENCE, free_port, until

# A program that ups the stand-ins: a server that answers /readyz, and a sleeper that notes its birth.
PROGRAM = """
import os, sys
from children import Child
from settings import load
from store.engines import EngineError
from supervise import up

SERVER = '''
import http.server, os
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/readyz" else 404); self.end_headers()
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Ready).serve_forever()
'''
SLEEPER = '''
import os, time
print("born", os.getpid(), os.environ["DATABASE_URL"], len(os.environ["SECRET_KEY"]), flush=True)
time.sleep(600)
'''
STUBBORN = '''
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN); print("born", flush=True); time.sleep(600)
'''
BROKEN = 'import sys; sys.exit("LINE_SECRT is not a setting")'

def prepare(url):
    return "login: admin@example.org word" if os.environ.get("FIRST") else None

def commands(settings):
    codes = {"server": SERVER, "sleeper": SLEEPER, "stubborn": STUBBORN, "broken": BROKEN}
    return [Child(name, (sys.executable, "-c", codes[name])) for name in sys.argv[1:]]

try:
    sys.exit(up(load(os.environ), os.environ, prepare=prepare, commands=commands))
except EngineError as error:
    sys.exit(f"saitrong: {error}")
"""


class Up:
    """A running supervisor and the lines it has printed."""

    def __init__(self, data_dir: Path, *children: str, **environ: str) -> None:
        self.port = free_port(2)  # the streams listen on the next one
        self.data_dir = data_dir
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *children],
            env={**os.environ, "DATA_DIR": str(data_dir), "PORT": str(self.port), **environ},
            cwd=Path(__file__).parents[1],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def lines(self) -> list[str]:
        """Everything up to "ready"."""
        assert self.process.stdout
        found = []
        for line in self.process.stdout:
            found.append(line.strip())
            if line.strip() == "ready":
                break
        return found

    def end(self, sign: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        self.process.send_signal(sign)
        return self.ended()

    def ended(self) -> tuple[int, str]:
        _, said = self.process.communicate(timeout=PATIENCE * 2)
        return self.process.returncode, said

    def births(self) -> list[int]:
        lines = (self.data_dir / "log/sleeper.log").read_text("utf-8").splitlines()
        return [int(line.split()[1]) for line in lines if line.startswith("born")]


def gone(pid: int) -> bool:
    return not alive(pid)


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="saitrong-test-"))
    path.chmod(0o755)
    yield path
    if place.known(path):
        at = place.find(path)
        valkey.stop(at)
        postgres.stop(at)
        shutil.rmtree(at.run)
    shutil.rmtree(path)


def engines_run(data_dir: Path) -> bool:
    at = place.find(data_dir)
    return bool(postgres.running(at) or valkey.running(at))


def test_a_first_start_tells_addresses_and_the_login_once_and_ends_cleanly(folder: Path) -> None:
    first = Up(folder, "server", "sleeper", FIRST="1")
    lines = first.lines()
    assert lines[-2:] == ["login: admin@example.org word", "ready"]
    told = "\n".join(lines)
    assert all(
        part in told
        for part in (f":{first.port}/inbox", "/report", "/hooks/line", str(folder / "secrets.env"))
    )
    assert until(first.births)
    said = (folder / "log/sleeper.log").read_text("utf-8")
    assert "postgresql://saitrong@/saitrong?host=" in said
    assert said.split()[-1] == "64"
    assert first.end(signal.SIGINT) == (0, "")
    assert all(gone(pid) for pid in first.births())
    assert not engines_run(folder)

    again = Up(folder, "server")
    assert not any(line.startswith("login") for line in again.lines())
    assert again.end() == (0, "")


def test_a_database_is_prepared_once_for_one_set_of_migrations(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engines = ensure(folder)
    prepared.note(folder, engines.database_url)
    assert not prepared.is_current(folder, engines.database_url)  # it has no tables
    with psycopg.connect(engines.database_url) as connection:
        connection.execute("CREATE TABLE alembic_version AS SELECT '0001' AS version_num")
    assert not prepared.is_current(folder, engines.database_url)
    prepared.note(folder, engines.database_url)
    assert prepared.is_current(folder, engines.database_url)
    monkeypatch.setattr(prepared, "VERSIONS", folder)  # a newer program
    (folder / "0002_more.py").write_text("")
    assert not prepared.is_current(folder, engines.database_url)
    assert not prepared.is_current(folder, "postgresql://me@127.0.0.1:1/x")


def test_a_killed_child_is_back_at_once(folder: Path) -> None:
    house = Up(folder, "server", "sleeper")
    house.lines()
    assert until(lambda: len(house.births()) == 1)
    os.kill(house.births()[0], signal.SIGKILL)
    assert until(lambda: len(house.births()) == 2)
    house.end()


def test_a_killed_supervisor_takes_its_children_along_and_the_next_adopts_the_engines(folder: Path) -> None:
    house = Up(folder, "server", "sleeper")
    house.lines()
    assert until(house.births)
    before = postgres.running(place.find(folder))
    house.end(signal.SIGKILL)
    if sys.platform == "linux":
        assert until(lambda: gone(house.births()[0]))
    again = Up(folder, "server", PORT=str(house.port))
    assert again.lines()[-1] == "ready"
    after = postgres.running(place.find(folder))
    assert before
    assert after
    assert before.pid == after.pid
    again.end()
    assert not engines_run(folder)


def test_a_child_that_cannot_start_is_told_in_one_line_and_the_login_is_not_lost(folder: Path) -> None:
    house = Up(folder, "broken", FIRST="1")
    assert house.lines() == ["login: admin@example.org word"]
    code, said = house.ended()
    assert code == 1
    assert said.startswith("saitrong: broken does not start: LINE_SECRT is not a setting (")
    assert said.count("\n") == 1
    assert not engines_run(folder)


def test_a_child_that_cannot_be_made_now_is_tried_again(tmp_path: Path) -> None:
    family = Family(tmp_path)
    program = tmp_path / "program"
    family.start([Child("late", (str(program),))], os.environ)
    assert family.pids() == {}
    program.write_text("#!/bin/sh\nsleep 600\n")
    program.chmod(0o755)
    while not family.pids():
        family.tend()
    hurry = threading.Event()
    hurry.set()
    family.end(hurry)


def test_a_taken_port_is_told_in_one_line_before_anything_starts(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, said = Up(folder, "server", PORT=str(port)).ended()
    assert code == 1
    assert said == f"saitrong: port {port} is taken by another program: PORT=8010 make run\n"
    assert not place.known(folder)


def test_a_second_supervisor_of_the_same_folder_is_refused(folder: Path) -> None:
    house = Up(folder, "server")
    house.lines()
    code, said = Up(folder, "server").ended()
    assert code == 1
    assert "already running" in said
    assert said.count("\n") == 1
    assert house.end()[0] == 0


def test_a_wrong_address_of_a_database_is_told_in_one_line(folder: Path) -> None:
    code, said = Up(folder, "server", DATABASE_URL="postgresql://me:hush@127.0.0.1:1/x").ended()
    assert code == 1
    assert said.startswith("saitrong: DATABASE_URL: no PostgreSQL answers at 127.0.0.1:1")
    assert said.count("\n") == 1
    assert "hush" not in said


def test_a_stubborn_child_is_killed_when_hurried(tmp_path: Path) -> None:
    code = "import signal,time; signal.signal(15, signal.SIG_IGN); print('born', flush=True); time.sleep(600)"
    family = Family(tmp_path)
    family.start([Child("stubborn", (sys.executable, "-c", code))], os.environ)
    log = tmp_path / "log/stubborn.log"
    assert until(lambda: "born" in log.read_text("utf-8"))
    pid = family.pids()["stubborn"]
    hurry = threading.Event()
    hurry.set()
    family.end(hurry)
    assert gone(pid)


def test_left_over_children_of_a_killed_supervisor_are_ended(tmp_path: Path) -> None:
    code = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']).wait()"
    family = Family(tmp_path)
    family.start([Child("parent", (sys.executable, "-c", code))], os.environ)
    leader = family.pids()["parent"]
    assert until(lambda: len(group(leader)) == 2)
    both = group(leader)
    Family(tmp_path).end_left_over()
    family.end(threading.Event())
    assert all(gone(pid) for pid in both)
    assert not (tmp_path / "up.pids").exists()


def group(leader: int) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(ProcessLookupError):
            if os.getpgid(int(entry.name)) == leader:
                found.append(int(entry.name))
    return found


def test_secrets_are_made_once_and_kept_private(tmp_path: Path) -> None:
    assert secrets_file.known_secrets(tmp_path) == {}
    made = secrets_file.first_secrets(tmp_path)
    assert set(made) == set(secrets_file.NAMES)
    assert secrets_file.path(tmp_path).stat().st_mode & 0o777 == 0o600
    assert secrets_file.first_secrets(tmp_path) == made == secrets_file.known_secrets(tmp_path)


def test_secrets_of_an_older_release_are_added_to(tmp_path: Path) -> None:
    secrets_file.path(tmp_path).write_text("# kept\nSECRET_KEY=old\n", "utf-8")
    made = secrets_file.first_secrets(tmp_path)
    assert made["SECRET_KEY"] == "old"
    assert set(made) == set(secrets_file.NAMES)


def test_the_environment_wins_over_the_file() -> None:
    named = {"SECRET_KEY": "mine", "LINE_SECRET_FILE": "/run/secrets/line"}
    filled = secrets_file.filled_in(
        named, {"SECRET_KEY": "made", "LINE_SECRET": "made", "SCREEN_SECRET": "made"}
    )
    assert filled == {**named, "SCREEN_SECRET": "made"}


def test_the_login_is_the_last_word_before_ready(tmp_path: Path) -> None:
    lines = greeting(load({"DATA_DIR": str(tmp_path), "PUBLIC_URL": "https://help.example"}), "login: A B")
    assert lines[-2:] == ["login: A B", "ready"]
    assert "inbox:   https://help.example/inbox" in lines


def test_the_port_of_the_live_stream_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(EngineError, match=r"^LIVE_PORT \d+ is taken"):
            check_port("LIVE_PORT", taken.getsockname()[1])
