"""What the README tells a newcomer to type, typed."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from tests.conftest import SECRETS, Work

ROOT = Path(__file__).parents[1]


@pytest.fixture
def port(app: Any) -> Iterator[int]:
    """The gateway on a port of this machine, known to the world by that address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    house = app.extensions["house"]
    house.settings = replace(house.settings, public_url=f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def first_pleas(data_dir: Path, port: int) -> "subprocess.CompletedProcess[str]":
    environ = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environ |= {"DATA_DIR": str(data_dir), "PORT": str(port)}
    command = [sys.executable, "-m", "examples.first_pleas"]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)


def test_four_first_pleas_become_four_cases_in_the_right_hands(work: Work, port: int, tmp_path: Path) -> None:
    (tmp_path / "secrets.env").write_text("".join(f"{name}={value}\n" for name, value in SECRETS.items()))
    done = first_pleas(tmp_path, port)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:4] == [
        "LINE     answered 200",
        "SMS      answered 200",
        "call     answered 200",
        "web form answered 303",
    ]
    assert f"http://127.0.0.1:{port}/inbox" in done.stdout
    work.all()
    rows = {row.account: row.owner for row in work.rows('select account, owner from "case"')}
    assert rows == {"line": "9079", "sms": "9078", "web": "9080", "voice": "hub-9011"}


def test_without_a_running_program_one_line_says_so(tmp_path: Path) -> None:
    (tmp_path / "secrets.env").write_text("".join(f"{name}={value}\n" for name, value in SECRETS.items()))
    done = first_pleas(tmp_path, 9)
    assert done.returncode == 1
    assert done.stderr == "Error: nobody answers on 127.0.0.1:9: make run first\n"
    empty = first_pleas(tmp_path / "empty", 9)
    assert "LINE_SECRET is not known" in empty.stderr
