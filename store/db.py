"""The database: engine, sessions, and the two helpers every table uses."""

import select
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from psycopg import Connection
from psycopg import Error as PsycopgError
from psycopg_pool import ConnectionPool
from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Engine,
    Executable,
    Text,
    TextClause,
    create_engine,
    event,
    text,
)
from sqlalchemy.exc import DisconnectionError, OperationalError
from sqlmodel import Session, SQLModel

from store import changes
from store.changes import Change

__all__ = [
    "Database",
    "OperationalError",
    "SQLModel",
    "Session",
    "checked",
    "clause",
    "connect",
    "instant",
    "one_of",
]


def instant(*, nullable: bool = False, index: bool = False) -> Any:
    """A timestamp with zone; UTC inside, Asia/Bangkok only on pages."""
    return Column(DateTime(timezone=True), nullable=nullable, index=index)


def one_of(_states: type[StrEnum], *, primary_key: bool = False) -> Any:
    """Text for a state. Text and CHECK, because SQLModel would store a StrEnum by its member name."""
    return Column(Text, nullable=False, primary_key=primary_key)


def known(column: str, states: type[StrEnum]) -> str:
    """The SQL condition that a column holds one of the states."""
    allowed = ", ".join(f"'{state.value}'" for state in states)
    return f"{column} IN ({allowed})"


def checked(table: str, column: str, states: type[StrEnum]) -> CheckConstraint:
    return CheckConstraint(known(column, states), name=f"{table}_{column}_known")


class Database:
    """One engine for pages and casework, one small pool for the intake's single statement.

    The intake commits a plea with one prepared statement per request; an ORM session there halves
    the web tier's throughput (benchmarks/intake.py), so it has connections of its own in autocommit.
    """

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.url = url
        self.engine: Engine = create_engine(
            _sqlalchemy_url(url),
            pool_size=pool_size,
            max_overflow=4,
            pool_timeout=5,
            connect_args={"connect_timeout": 3},
        )
        event.listen(self.engine, "checkout", _still_there)
        self._asking = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._pool_size = pool_size
        self._intake: ConnectionPool[Connection[Any]] | None = None
        self.told: Callable[[Sequence[Change]], None] | None = None
        """Called after a commit with what the transaction changed (wiring.py: the live streams)."""

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Commits when the block ends well, rolls back when it raises."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session
            found = changes.gathered(session)
        if found and self.told:
            self.told(found)

    def ask(self, statement: Executable, facts: Mapping[str, Any]) -> Any:
        """The first row of one read, or None; without a transaction around it, which would cost two exchanges more."""
        with self._asking.connect() as connection:
            return connection.execute(statement, facts).first()

    @property
    def intake(self) -> "ConnectionPool[Connection[Any]]":
        if self._intake is None:
            self._intake = ConnectionPool(
                libpq_url(self.url),
                min_size=1,
                max_size=self._pool_size,
                timeout=0.8,
                reconnect_timeout=60,
                # connect_timeout is whole seconds in libpq; 2 is its least
                kwargs={"autocommit": True, "connect_timeout": 2, "prepare_threshold": 1},
                open=True,
            )
        return self._intake

    def alive(self) -> bool:
        try:
            with self.engine.connect() as connection:
                connection.execute(text("select 1"))
        except OperationalError:
            return False
        return True

    def close(self) -> None:
        if self._intake is not None:
            self._intake.close(timeout=2)
        self.engine.dispose()


def _still_there(connection: Connection[Any], _record: Any, _proxy: Any) -> None:
    """A server that ended has closed its lines, and a closed line can be read: only then is the server asked. (A ping
    before each use, as the pool would do it, is a tenth of the time of a list.)"""
    line = select.poll()
    try:
        line.register(connection.fileno(), select.POLLIN)
        if line.poll(0):
            connection.execute("select 1")
            connection.rollback()
    except PsycopgError as error:
        raise DisconnectionError("the server has closed the line") from error


def connect(url: str, *, pool_size: int = 8) -> Database:
    return Database(url, pool_size=pool_size)


def libpq_url(url: str) -> str:
    """DATABASE_URL as libpq reads it (a driver name after the plus sign is SQLAlchemy's)."""
    scheme, _, rest = url.partition("://")
    return f"{scheme.partition('+')[0]}://{rest}"


def _sqlalchemy_url(url: str) -> str:
    return "postgresql+psycopg://" + libpq_url(url).partition("://")[2]


@lru_cache(maxsize=512)
def clause(sql: str) -> TextClause:
    """`text` of a statement that is put together anew each time, though it has few shapes: looked through for its
    parameters once."""
    return text(sql)


def changed(result: Any) -> int:
    """How many rows an UPDATE touched (SQLAlchemy types only its cursor results with a count)."""
    return int(result.rowcount)


def utc_now() -> datetime:
    """For the doors only (views, jobs, commands); everything below is handed its time."""
    return datetime.now(UTC)
