"""The `saitrong` command beside a running installation's engines: in this process what a second's imports would tell
nothing more of, in a process of its own what ends, hangs up or reads line by line.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pyotp
import pytest
from click.testing import CliRunner

import cli
from casework import people
from store.reference import DEMO
from store.staff import by_email
from tests.conftest import SECRETS, Work
from tests.speak import ROOF, line_event, post_line, post_twilio, sms

ROOT = Path(__file__).parents[1]
CASE = {
    "reference", "account", "opened_at", "state", "kind", "category", "urgency", "org", "hub", "place", "text",
    "messages", "incident",
}  # fmt: skip
MESSAGE = {
    "id", "account", "direction", "state", "event_id", "provider_message_id", "case", "sender", "sent_at",
    "received_at", "text",
}  # fmt: skip
PHONE = "089-000-1234"


def environ(tmp_path: Path, **more: str) -> dict[str, str]:
    """Nothing of the developer's own settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"DATA_DIR": str(tmp_path / "data"), **SECRETS, **more}


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def bare(tmp_path: Path) -> Run:
    """bare("triage", said="…"): no engine is named."""

    def run(*words: str, said: str = "", **more: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "cli", *words]
        env = environ(tmp_path, **more)
        return subprocess.run(
            command, cwd=ROOT, env=env, input=said, capture_output=True, text=True, check=False
        )

    return run


@pytest.fixture
def alone(bare: Run, engines: Any) -> Run:
    """On the tests' own engines, as beside a running `make run`."""
    named = {"DATABASE_URL": engines.database_url, "REDIS_URL": engines.redis_url}
    return lambda *words, **more: bare(*words, **(named | more))


@pytest.fixture
def saitrong(engines: Any, tmp_path: Path) -> Run:
    """The same in this process."""
    named = {"DATABASE_URL": engines.database_url, "REDIS_URL": engines.redis_url}
    others = {name: None for name in os.environ if name != "PROMETHEUS_MULTIPROC_DIR"}

    def run(*words: str, said: str = "", **more: str) -> "subprocess.CompletedProcess[str]":
        env: dict[str, str | None] = {**others, **environ(tmp_path, **named, **more)}
        done = CliRunner(env=env).invoke(cli.main, words, input=said)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)

    return run


def lines(done: "subprocess.CompletedProcess[str]") -> list[dict[str, Any]]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def one_line_error(done: "subprocess.CompletedProcess[str]") -> str:
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    told = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    assert len(told) == 1, done.stderr
    return told[0]


@pytest.fixture
def spoken(client: Any, work: Work) -> Work:
    post_line(client, line_event(f"{ROOF} โทร {PHONE}"))
    post_twilio(client, "/hooks/sms", sms(sender="+66890001234"))
    work.all()
    return work


def test_cases_are_exported_in_the_fixed_shape_and_masked(spoken: Work, saitrong: Run) -> None:
    found = lines(saitrong("export", "cases", "--jsonl"))
    assert [line["account"] for line in found] == ["line", "sms"]
    for line in found:
        assert line.keys() >= CASE
        assert re.fullmatch(r"\d{12}", line["reference"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", line["opened_at"])
        assert (line["org"], line["category"], line["messages"]) == ("9079", ["disaster"], 1)
        assert PHONE not in line["text"]
        assert "ควนลัง" in line["text"]


def test_messages_are_exported_in_the_fixed_shape_and_masked(spoken: Work, saitrong: Run) -> None:
    found = lines(saitrong("export", "messages", "--jsonl"))
    assert len(found) == 5  # the privacy notice to a phone is a message of its own
    for line in found:
        assert line.keys() >= MESSAGE
        assert "890001234" not in json.dumps(line)
        assert PHONE not in json.dumps(line)
    assert {(line["direction"], line["state"]) for line in found} == {("in", "triaged"), ("out", "sent")}
    assert len({line["case"] for line in found}) == 2


def test_unmasked_is_whole_and_in_the_audit_even_if_its_reader_hangs_up(
    spoken: Work, alone: Run, engines: Any, tmp_path: Path
) -> None:
    assert PHONE in lines(alone("export", "cases", "--jsonl", "--unmasked"))[0]["text"]
    named = {"DATABASE_URL": engines.database_url, "REDIS_URL": engines.redis_url}
    command = [sys.executable, "-m", "cli", "export", "messages", "--jsonl", "--unmasked"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environ(tmp_path, **named), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
    noted = spoken.rows("select action, detail from audit where action like 'export%' order by at")
    assert noted == [("export.cases", "unmasked"), ("export.messages", "unmasked")]


def test_a_masked_export_is_the_default_and_needs_its_format_named(saitrong: Run) -> None:
    assert saitrong("export", "cases").returncode == 2
    assert saitrong("export", "secrets", "--jsonl").returncode == 2


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[Callable[[str], "subprocess.Popen[str]"]]:
    """pipe("triage"): a running command with no engine named."""
    open_ones: list[subprocess.Popen[str]] = []

    def start(word: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "cli", word]
        process = subprocess.Popen(
            command, cwd=ROOT, env=environ(tmp_path), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        open_ones.append(process)
        return process

    yield start
    for process in open_ones:
        with process:
            process.kill()


def ask(process: "subprocess.Popen[str]", line: str) -> dict[str, Any]:
    """Say one line and wait for its answer, with the pipe left open."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()
    found: dict[str, Any] = json.loads(process.stdout.readline())
    return found


def test_triage_answers_line_by_line_and_a_bad_line_costs_only_itself(pipe: Any, tmp_path: Path) -> None:
    process = pipe("triage")
    read = ask(process, json.dumps({"id": 7, "text": ROOF, "channel": "line"}, ensure_ascii=False))
    assert (read["id"], read["kind"], read["category"][0]) == (7, "plea", "disaster")
    assert read["route"] == {"to": "lao", "orgs": ["9079"]}
    assert read["place"]["tambon_code"] == "901102"
    assert read.keys() == {
        "id", "kind", "category", "confidence", "urgency", "emergency_numbers", "place", "vulnerable", "route", "reasons",
    }  # fmt: skip
    assert "error" in ask(process, "{")
    assert ask(process, json.dumps({"id": "b", "text": ROOF, "lat": "x"}))["id"] == "b"
    assert ask(process, json.dumps({"id": "c", "text": "ขอบคุณครับ"}, ensure_ascii=False))["kind"] == "thanks"
    assert not (tmp_path / "data").exists(), "no engine was started, nothing was written"


def test_locate_answers_line_by_line_without_an_engine(pipe: Any, tmp_path: Path) -> None:
    process = pipe("locate")
    found = ask(process, json.dumps({"id": 1, "text": "หมู่ 3 ต.ควนลัง อ.หาดใหญ่"}, ensure_ascii=False))
    assert (found["id"], found["tambon_code"], found["lao_codes"], found["ask"]) == (
        1,
        "901102",
        ["9079"],
        False,
    )
    assert ask(process, json.dumps({"id": 2, "postcode": "90110"}))["how"] == "postcode"
    assert ask(process, json.dumps({"id": 3, "lat": 51.5, "lon": -0.1}))["outside"] is True
    assert not (tmp_path / "data").exists()


def test_a_reference_folder_that_is_not_there_is_one_line(bare: Run) -> None:
    assert "REFERENCE_DIR /nowhere" in one_line_error(bare("locate", REFERENCE_DIR="/nowhere"))


def test_a_person_is_added_logs_in_and_gets_a_further_role_with_the_password_kept(
    app: Any, work: Work, alone: Run
) -> None:
    words = ("staff", "add", "New.Clerk@Example.org", "--org", "9079")
    done = alone(*words, "--role", "clerk", "--password-stdin", said="a long enough word\n")
    assert done.stdout.strip() == "New.Clerk@Example.org is clerk of 9079"
    again = alone(*words, "--role", "head")
    assert "password" not in again.stdout
    roles = work.rows(
        "select m.role from membership m join staff s on s.id = m.staff_id where s.email = 'new.clerk@example.org'"
    )
    assert {row.role for row in roles} == {"clerk", "head"}
    form = {"email": "new.clerk@example.org", "password": "a long enough word"}
    assert app.test_client().post("/login", data=form).status_code == 303


def test_a_password_that_is_made_is_shown_once_and_works(app: Any, house: Any, saitrong: Run) -> None:
    done = saitrong("staff", "add", "made@example.org", "--org", "hub-9011", "--role", "clerk")
    password = done.stdout.strip().rpartition("; password ")[2]
    assert len(password) >= 12
    form = {"email": "made@example.org", "password": password}
    assert app.test_client().post("/login", data=form).status_code == 303


def test_whoever_lost_the_second_factor_is_let_in_again_from_the_console(
    app: Any, work: Work, saitrong: Run
) -> None:
    saitrong("staff", "add", "only@example.org", "--org", "9079", "--role", "admin", "--password-stdin",
             said="a long enough word\n")  # fmt: skip
    with work.house.database.session() as session:
        person = by_email(session, "only@example.org")
        assert person
        secret = people.new_secret()
        assert people.switch_on(session, person.id, secret, pyotp.TOTP(secret).now(), now=datetime.now(UTC))
    form = {"email": "only@example.org", "password": "a long enough word"}
    assert "/inbox" not in app.test_client().post("/login", data=form).headers.get("Location", "")
    assert saitrong("staff", "reset", "only@example.org").stdout.strip().endswith("the password alone")
    assert app.test_client().post("/login", data=form).headers["Location"] == "/inbox"
    assert "nobody logs in as" in one_line_error(saitrong("staff", "reset", "who@example.org"))


def test_what_staff_add_cannot_do_it_says_in_one_line_and_leaves_nobody_behind(
    work: Work, saitrong: Run
) -> None:
    words = ("staff", "add", "x@example.org", "--org")
    assert "no role boss; one of clerk" in one_line_error(saitrong(*words, "9079", "--role", "boss"))
    assert "no organisation 0000" in one_line_error(saitrong(*words, "0000", "--role", "clerk"))
    short = saitrong(*words, "9079", "--role", "clerk", "--password-stdin", said="short\n")
    assert "8 characters" in one_line_error(short)
    assert work.value("select count(*) from staff where email = 'x@example.org'") == 0


def test_a_register_is_imported_and_a_broken_one_changes_nothing(
    work: Work, saitrong: Run, tmp_path: Path
) -> None:
    assert (
        saitrong("register", "import", str(DEMO)).stdout
        == "8 LAOs, 1 hubs, 8 tambon links; 0 links ended\n0 outlines, 0 villages\n"
    )
    (tmp_path / "lao_register.csv").write_text("a,b\n1,2\n")
    refused = saitrong("register", "import", str(tmp_path))
    assert "nothing was imported" in one_line_error(refused)
    assert "tambon_lao.csv" in refused.stderr
    assert work.value("select count(*) from org where kind = 'lao'") == 8


def test_the_doctors_exit_code_says_whether_anything_is_bad(house: Any, alone: Run) -> None:
    well = alone("doctor")
    assert well.returncode == 0, well.stdout
    assert "tables are at revision" in well.stdout
    ill = alone("doctor", LINE_SECERT="x")
    assert ill.returncode == 1
    assert "LINE_SECERT is no setting" in ill.stdout
    for secret in SECRETS.values():
        assert secret not in well.stdout + ill.stdout


def test_a_command_that_meets_an_empty_database_says_what_to_run(engines: Any, bare: Run) -> None:
    with psycopg.connect(engines.database_url, autocommit=True) as connection:
        old = connection.info.dbname
        connection.execute("create database blank")
        blank = re.sub(rf"/{old}(?=\?|$)", "/blank", engines.database_url)
        done = bare("export", "cases", "--jsonl", DATABASE_URL=blank, REDIS_URL=engines.redis_url)
        connection.execute("drop database blank with (force)")
    assert "saitrong migrate" in one_line_error(done)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PORT", "eighty", "PORT=eighty"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL=LOUD"),
        ("LINE_TOKEN_FILE", "/nowhere/token", "/nowhere/token"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_in_one_line(
    bare: Run, name: str, value: str, told: str
) -> None:
    assert told in one_line_error(bare("triage", **{name: value}))
