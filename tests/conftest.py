"""Real engines for every test: one embedded PostgreSQL and Valkey per run, emptied before each test that uses them."""

import gc
import logging
import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as examples
from sqlalchemy import text

SECRETS = {
    "SECRET_KEY": "test-secret-key",
    "LINE_SECRET": "test-line-secret",
    "TWILIO_AUTH_TOKEN": "test-twilio-token",
    "SCREEN_SECRET": "test-screen-secret",
}
PUBLIC_URL = "https://saitrong.test"


# before any test module imports prometheus_client, which looks once and for all
_METRICS = tempfile.TemporaryDirectory(prefix="saitrong-metrics-")
os.environ["PROMETHEUS_MULTIPROC_DIR"] = _METRICS.name


# argon2 at its least cost (time, memory, lanes): a tenth of a second less for every test with a login
PasswordHasher.__init__.__defaults__ = (1, 8, 1, *(PasswordHasher.__init__.__defaults__ or ())[3:])

# the register, the outlines and the weights are a large heap that lives to the end: a third of a second each time
# it is looked through for garbage, which was a third of the whole run
gc.set_threshold(10_000, 20, 20)

# the same examples in every run, however slowly they are drawn; SAITRONG_LONG looks for new ones
examples.register_profile(
    "here",
    deadline=None,
    derandomize="SAITRONG_LONG" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
examples.load_profile("here")


@pytest.fixture(scope="session")
def engines() -> Iterator[Any]:
    """In a short folder of their own, because a socket's path may not be long."""
    from store.engines import discard, ensure
    from store.migrate import upgrade
    from tests.quick import hasten, keep_compiled

    keep_compiled()
    with tempfile.TemporaryDirectory(prefix="saitrong-test-") as folder:
        found = ensure(Path(folder))
        hasten(found.database_url)
        upgrade(found.database_url)
        yield found
        discard(found)


@pytest.fixture(scope="session")
def provider() -> Iterator[Any]:
    """LINE's and Twilio's APIs on 127.0.0.1; anything else the SDKs would call is refused below."""
    from tests.provider import running

    with running() as found:
        yield found


@pytest.fixture(autouse=True)
def _stay_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches another machine."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> Any:
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise OSError(f"a test tried to reach {address[0]}")
        return real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(scope="session")
def fresh(engines: Any) -> Iterator[Any]:
    from tests.quick import Fresh

    found = Fresh(engines)
    yield found
    found.close()


@pytest.fixture(scope="session")
def warm(engines: Any) -> Iterator[Any]:
    from tests.quick import Warm

    found = Warm(engines.database_url)
    yield found
    found.close()


@pytest.fixture
def settings(engines: Any, tmp_path: Path) -> Any:
    from settings import load

    return load(
        {
            **SECRETS,
            "DATABASE_URL": engines.database_url,
            "REDIS_URL": engines.redis_url,
            "PUBLIC_URL": PUBLIC_URL,
            "DATA_DIR": str(tmp_path),
        }
    )


@pytest.fixture
def house(fresh: Any, warm: Any, settings: Any) -> Iterator[Any]:
    """A house on the real engines with the demo register; what it sends goes to the screen."""
    yield from _open_house(fresh, warm, settings)


@pytest.fixture
def wired(fresh: Any, warm: Any, settings: Any, provider: Any) -> Iterator[Any]:
    """The same, but LINE and Twilio are the provider on 127.0.0.1."""
    provider.reset()
    channels = {
        **settings.channels,
        "LINE_TOKEN": "token",
        "LINE_API_URL": provider.url,
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_FROM": "+66000000000",
        "TWILIO_API_URL": provider.url,
    }
    yield from _open_house(fresh, warm, replace(settings, channels=channels))


def _open_house(fresh: Any, warm: Any, settings: Any) -> Iterator[Any]:
    from wiring import build

    house = build(settings)
    with warm.lent(house):
        fresh.again(house)
        yield house
    house.close()


@pytest.fixture
def app(house: Any) -> Iterator[Any]:
    yield from _open_app(house)


@pytest.fixture
def wired_app(wired: Any) -> Iterator[Any]:
    yield from _open_app(wired)


def _open_app(house: Any) -> Iterator[Any]:
    from gateway.app import create_app

    app = create_app(house)
    app.testing = True
    yield app
    app.extensions["door"].sender.close()
    app.extensions["door"].nudger.close()


@pytest.fixture
def client(app: Any) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def staff(app: Any) -> Callable[..., FlaskClient]:
    """staff("901101", "clerk") -> a client logged in as a new person with that role."""
    return lambda org, role="clerk", **more: log_in(app, org, role, **more)


def log_in(app: Any, org: str, role: str = "clerk", *, email: str = "") -> FlaskClient:
    import demo
    from gateway.guard import COOKIE, begin
    from store.staff import Role

    house, now = app.extensions["house"], datetime.now(UTC)
    with house.database.session() as session:
        person = demo.add_staff(
            session, email or f"{role}.{org}@example.org", "correct horse", now=now, name=f"{role} {org}"
        )
        demo.give_role(session, person, org, Role(role), now=now)
        token = begin(session, person, now)
    client = app.test_client()
    client.set_cookie(COOKIE, token, domain="localhost")
    return client


_TIMES = {
    "message": ("sent_at", "received_at"),
    "case": ("opened_at", "last_in_at", "updated_at", "wants_person_at"),
    "dialogue": ("due_at", "person_until", "noticed_at"),
    "contact_code": ("sent_at",),
}


@dataclass(frozen=True)
class Work:
    """One worker's steps, done in the test's own thread: read and route what waits, send what is pending."""

    house: Any

    def triage(self) -> int:
        from store.presence import Presence
        from worker import Worker

        return Worker(self.house, Presence(self.house.database)).drain()

    def deliver(self) -> list[Any]:
        from casework import delivery
        from casework.outlook import UNDO
        from store.db import utc_now

        outcomes = []
        # the five seconds in which an answer may be taken back have passed
        self.change(
            "update message set hold_until = :now, sent_at = least(sent_at, :now) where state = 'pending'"
            " and hold_until between :now and :soon",
            now=utc_now(), soon=utc_now() + UNDO,
        )  # fmt: skip
        while jobs := delivery.claim(self.house.database, self.house.channels, now=utc_now(), limit=50, by=1):
            outcomes += [
                delivery.deliver(self.house.database, self.house.channels, job, utc_now) for job in jobs
            ]
        return outcomes

    def all(self) -> list[Any]:
        self.triage()
        return self.deliver()

    def rows(self, sql: str, **values: Any) -> list[Any]:
        with self.house.database.session() as session:
            return list(session.execute(text(sql), values))

    def value(self, sql: str, **values: Any) -> Any:
        return self.rows(sql, **values)[0][0]

    def change(self, sql: str, **values: Any) -> None:
        with self.house.database.session() as session:
            session.execute(text(sql), values)

    def go_on(self) -> None:
        """What the clock does with conversations in which something is due."""
        import clock

        clock.go_on(self.house)

    def pass_time(self, seconds: float) -> None:
        """Everything that was said, opened or is due lies that much further back."""
        for table, columns in _TIMES.items():
            for column in columns:
                self.change(
                    f'update "{table}" set {column} = {column} - :gap where {column} is not null',
                    gap=timedelta(seconds=seconds),
                )

    def later(self, seconds: float) -> None:
        """Let that much time pass for everything that waits."""
        with self.house.database.session() as session:
            for column in ("not_before", "hold_until", "claimed_at", "first_tried_at"):
                session.execute(
                    text(f"update message set {column} = {column} - :gap where {column} is not null"),
                    {"gap": timedelta(seconds=seconds)},
                )
            session.execute(
                text("update attachment set not_before = not_before - :gap where not_before is not null"),
                {"gap": timedelta(seconds=seconds)},
            )


@pytest.fixture
def work(house: Any) -> Work:
    return Work(house)


@pytest.fixture
def wired_work(wired: Any) -> Work:
    return Work(wired)


@pytest.fixture(autouse=True)
def _no_personal_data_in_logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever a test says over a channel must not turn up in a log line (house.md section 9)."""
    caplog.set_level(logging.INFO)
    yield
    for record in caplog.get_records("call"):
        if record.name.startswith("saitrong"):
            assert "0812345678" not in record.getMessage()
            assert "แม่ติดเตียง" not in record.getMessage()
