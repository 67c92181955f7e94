"""What every command begins with: settings with this DATA_DIR's secrets, the log, a house on its engines."""

import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import click

import secrets_file
from settings import Settings, SettingsError, load

if TYPE_CHECKING:
    from wiring import House


def settings() -> Settings:
    """The environment, with the secrets of this DATA_DIR for what it does not name."""
    try:
        first = load(os.environ)
        return load(secrets_file.filled_in(os.environ, secrets_file.known_secrets(first.data_dir)))
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def start_log(chosen: Settings) -> None:
    logging.basicConfig(
        level=chosen.log_level,
        format="%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s pid=%(process)d %(message)s",
        datefmt="%Y-%m-%dT%H:%M:%S",
    )
    logging.Formatter.converter = time.gmtime
    for noisy in ("rq.worker", "rq.queue", "psycopg.pool", "urllib3"):
        logging.getLogger(noisy).setLevel("ERROR")


def metrics_folder(chosen: Settings) -> None:
    """Before prometheus_client is imported: counters of all processes of this host meet in files."""
    folder = chosen.data_dir / "metrics"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(folder))


@contextmanager
def house(*, pool_size: int = 4) -> Iterator["House"]:
    """A house on the engines the settings name, else on those of DATA_DIR, started for our own time if need be."""
    from psycopg.errors import UndefinedColumn, UndefinedTable
    from sqlalchemy.exc import ProgrammingError

    from store.engines import EngineError, ensure, stop
    from wiring import build

    chosen = settings()
    start_log(chosen)
    metrics_folder(chosen)
    try:
        engines = ensure(chosen.data_dir, database_url=chosen.database_url, redis_url=chosen.redis_url)
    except EngineError as error:
        raise click.ClickException(str(error)) from error
    try:
        named = replace(chosen, database_url=engines.database_url, redis_url=engines.redis_url)
        found = build(named, pool_size=pool_size)
        try:
            yield found
        finally:
            found.close()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    except ProgrammingError as error:
        if isinstance(error.orig, UndefinedTable | UndefinedColumn):
            raise click.ClickException(
                "the database lacks tables of this program: saitrong migrate"
            ) from error
        raise
    finally:
        stop(engines)
