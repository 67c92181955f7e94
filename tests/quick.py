"""What every test would do anew and need not: compile the same routes, templates and statements, open connections,
load the same demo register.
"""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
from flask import Flask
from jinja2 import BytecodeCache
from redis import Redis
from sqlalchemy import text
from werkzeug.routing import Rule

from store.db import Database, connect
from store.tables import metadata


class KeptTemplates(BytecodeCache):
    """Compiled templates of this process, whichever app of it compiled them."""

    def __init__(self) -> None:
        self.codes: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Any) -> None:
        bucket.code = self.codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Any) -> None:
        self.codes[bucket.key, bucket.checksum] = bucket.code


def keep_compiled() -> None:
    """Each test has an app of its own; its three hundred routes and its templates are compiled once."""
    Flask.jinja_options = {"bytecode_cache": KeptTemplates()}
    compiled: dict[tuple[Any, ...], Any] = {}
    really = Rule._compile_builder

    def compile_builder(rule: Rule, append_unknown: bool = True) -> Any:
        # a builder knows nothing of its map: these are all that it is made of
        key = (rule.rule, rule.subdomain, rule.merge_slashes, repr(rule.defaults), append_unknown)
        if key not in compiled:
            compiled[key] = really(rule, append_unknown)
        return compiled[key]

    Rule._compile_builder = compile_builder  # type: ignore[method-assign]


def hasten(database_url: str) -> None:
    """These data need outlive no crash: nobody waits for the disk."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"alter system set {setting} = off")
        connection.execute("select pg_reload_conf()")


class Fresh:
    """The database as the demo register leaves it, brought back in one statement.

    What the register brought is kept in temporary tables of one connection, and so is the function that deletes
    every row there is and copies those back.
    """

    def __init__(self, engines: Any) -> None:
        self.engines = engines
        self.connection: psycopg.Connection[Any] | None = None

    def again(self, house: Any) -> None:
        with Redis.from_url(self.engines.redis_url) as redis:
            redis.flushall()
        if self.connection is not None:
            with contextlib.suppress(psycopg.OperationalError):  # a test may have cut every connection
                self.connection.execute("select pg_temp.fresh()")
                return
        self.close()
        self.connection = psycopg.connect(self.engines.database_url, autocommit=True)
        self._learn(self.connection, house)

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _learn(self, connection: psycopg.Connection[Any], house: Any) -> None:
        import demo

        # foreign keys asleep: deleting few rows is ten times quicker than truncating many tables
        connection.execute("set session_replication_role = replica")
        emptied = [f'delete from public."{table}";' for table in metadata.tables]
        connection.execute("do $$ begin " + " ".join(emptied) + " end $$")
        with house.database.session() as session:
            demo.load(session, datetime.now(UTC))
        filled = []
        for table in metadata.tables:
            connection.execute(f'create temp table "fresh_{table}" as table public."{table}"')
            if connection.execute(f'select 1 from "fresh_{table}" limit 1').fetchone():
                filled.append(f'insert into public."{table}" select * from pg_temp."fresh_{table}";')
            else:
                connection.execute(f'drop table "fresh_{table}"')
        restarted = "perform setval('case_reference_serial', 1, false);"
        connection.execute(
            "create function pg_temp.fresh() returns void language plpgsql as $$ begin "
            + " ".join((*emptied, restarted, *filled))
            + " end $$"
        )


class Warm:
    """One engine and one intake pool, lent to each house in turn: compiled statements and warm connections."""

    def __init__(self, url: str) -> None:
        self.kept: Database = connect(url)

    @contextlib.contextmanager
    def lent(self, house: Any) -> Iterator[None]:
        kept, own = self.kept, house.database
        engine, own.engine = own.engine, kept.engine.execution_options()  # listeners are the borrower's alone
        own._intake, kept._intake = kept._intake, None
        yield
        if own._intake is not None and not own._intake.closed:
            own._intake.check()  # a test may have cut them
            kept._intake = own._intake
        own.engine, own._intake = engine, None
        self._let_go()

    def close(self) -> None:
        self.kept.close()

    def _let_go(self) -> None:
        """No lock outlives its test; whoever has left a connection open keeps it, and the next test gets others."""
        pool: Any = self.kept.engine.pool
        if pool.checkedout():
            self.kept.engine.dispose()
            return
        with contextlib.ExitStack() as held:
            for _ in range(pool.checkedin()):
                held.enter_context(self.kept.engine.connect()).execute(
                    text("select pg_advisory_unlock_all()")
                )
