"""The clock killed in the middle of the ladder, a second clock, a provider down: everybody is rung once a step."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from tests import speak
from tests.faults.city import ROOT, City, city, delivered, say_by_line, set_fault
from tests.provider import running as provider_running
from tests.waiting import until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]

LAO = "9079"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    with provider_running() as provider, city(tmp_path_factory.mktemp("alarms"), provider.url) as running:
        with psycopg.connect(running.database_url, autocommit=True) as connection:
            _staff(connection)
        yield running


def _staff(connection: Any) -> None:
    """Two rungs on duty day and night, each with LINE and a phone."""
    for rung in (1, 2):
        person = uuid4()
        connection.execute(
            "insert into staff (id, email, name, password_hash, active, created_at) values (%s, %s, %s, '', true, now())",
            (person, f"duty{rung}@example.org", f"duty {rung}"),
        )
        connection.execute(
            "insert into membership (staff_id, org, role) values (%s, %s, 'field')", (person, LAO)
        )
        for kind, account, value in (
            ("line", "line", speak.user(900 + rung)),
            ("phone", "", f"+6690000000{rung}"),
        ):
            connection.execute(
                "insert into staff_contact (id, staff_id, kind, account, value, code_hash, code_tries, created_at,"
                " verified_at) values (%s, %s, %s, %s, %s, '', 0, now(), now())",
                (uuid4(), person, kind, account, value),
            )
        for weekday in range(7):
            connection.execute(
                "insert into duty_shift (id, org, staff_id, kind, rung, weekday, starts, ends, created_by, created_at)"
                " values (%s, %s, %s, 'alarm', %s, %s, '00:00', '00:00', %s, now())",
                (uuid4(), LAO, person, rung, weekday, person),
            )


def hurry(town: City, seconds: int) -> None:
    """Let that much time pass for every alarm and every call."""
    with psycopg.connect(town.database_url, autocommit=True) as connection:
        gap = f"{seconds} seconds"
        connection.execute(
            "update alarm set opened_at = opened_at - %s::interval, next_at = next_at - %s::interval",
            (gap, gap),
        )
        connection.execute(
            "update alarm_ring set at = at - %s::interval, called_at = called_at - %s::interval", (gap, gap)
        )


def rung(town: City) -> list[tuple[str, int, str]]:
    return [
        tuple(row)
        for row in town.rows(
            "select s.name, r.step, r.way from alarm_ring r join staff s on s.id = r.staff_id"
            " where r.called_at is not null order by r.step, r.way"
        )
    ]


def second_clock(town: City) -> "subprocess.Popen[bytes]":
    environ = {
        **os.environ,
        "DATA_DIR": str(town.data_dir),
        "DATABASE_URL": town.database_url,
        "REDIS_URL": town.redis_url,
    }
    environ |= {"SECRET_KEY": "x" * 32}
    environ.pop("PROMETHEUS_MULTIPROC_DIR", None)
    return subprocess.Popen(
        [sys.executable, "-m", "cli", "clock"],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_a_killed_clock_and_a_second_one_ring_each_step_once_with_line_down(
    town: City, tmp_path: Path
) -> None:
    set_fault(town.provider_url, path="/v2/bot/message/push", kind="error", times=None, status=500)
    other = second_clock(town)
    try:
        say_by_line(town.port, speak.line_event(speak.DROWNING))
        first = until(lambda: len(rung(town)) == 3 and rung(town))
        assert first == [("duty 1", 0, "line"), ("duty 1", 0, "sms"), ("duty 1", 0, "voice")]
        # LINE is down: the text message and the call go all the same
        apis = until(lambda: _to(town, "+66900000001") == ["twilio.call", "twilio.message"] and True)
        assert apis, _to(town, "+66900000001")
        for step in (1, 2):
            for pid in town.pids("-m cli clock"):
                if pid != other.pid:
                    os.kill(pid, signal.SIGKILL)
            hurry(town, 120)
            assert until(lambda step=step: any(row[1] == step for row in rung(town))), rung(town)
        time.sleep(2.5)
    finally:
        other.terminate()
        other.wait(20)
    steps = rung(town)
    assert len(steps) == len(set(steps))
    assert {name for name, step, _ in steps if step == 1} == {"duty 2"}
    assert town.number("alarm") == 1
    # each step to each person: one text message, one call
    for number in ("+66900000001", "+66900000002"):
        times = len({step for name, step, _ in steps if name[-1] == number[-1]})
        assert _to(town, number) == ["twilio.call"] * times + ["twilio.message"] * times
    assert (
        town.number(
            "message where purpose = 'duty' and conversation_id in (select conversation_id from \"case\")"
        )
        == 0
    )


def _to(town: City, number: str) -> list[str]:
    return sorted(one["api"] for one in delivered(town.provider_url)["deliveries"] if one["to"] == number)
