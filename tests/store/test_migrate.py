"""From nothing to the tables in code, and never over a database of a newer program."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from store import db, migrate
from store.migrate import NewerDatabase

VERSIONS = Path(migrate.__file__).parent / "migrations" / "versions"


@pytest.fixture
def empty_database(engines: Any) -> Iterator[str]:
    """A database of its own beside the tests' one."""
    with psycopg.connect(engines.database_url, autocommit=True) as connection:
        old = connection.info.dbname
        connection.execute("drop database if exists migrating with (force)")
        connection.execute("create database migrating")
        yield re.sub(rf"/{re.escape(old)}(?=\?|$)", "/migrating", engines.database_url)
        connection.execute("drop database migrating with (force)")


def found_in(url: str) -> tuple[str, list[object]]:
    database = db.connect(url, pool_size=1)
    try:
        with database.engine.connect() as connection:
            return migrate.current(connection), migrate.drift(connection)
    finally:
        database.close()


def test_from_empty_to_head_without_drift_and_twice_changes_nothing(empty_database: str) -> None:
    assert found_in(empty_database)[0] == ""
    for _ in range(2):
        migrate.upgrade(empty_database)
        assert found_in(empty_database) == (migrate.head(), [])


def test_a_table_changed_by_hand_is_drift(empty_database: str) -> None:
    migrate.upgrade(empty_database)
    with psycopg.connect(empty_database) as connection:
        connection.execute("alter table org drop column phone")
    assert "phone" in str(found_in(empty_database)[1])


def test_a_database_of_a_newer_program_is_refused_in_one_sentence_and_left_alone(empty_database: str) -> None:
    migrate.upgrade(empty_database)
    with psycopg.connect(empty_database) as connection:
        connection.execute("update alembic_version set version_num = '9999'")
    with pytest.raises(NewerDatabase) as refused:
        migrate.upgrade(empty_database)
    said = str(refused.value)
    assert "9999" in said
    assert "update the program" in said
    assert "\n" not in said
    assert found_in(empty_database)[0] == "9999"


def test_revisions_are_numbered_named_and_follow_one_another() -> None:
    names = sorted(path.name for path in VERSIONS.glob("*.py") if path.name != "__init__.py")
    assert names
    before = "None"
    for number, name in enumerate(names, start=1):
        assert re.fullmatch(rf"{number:04d}_[a-z0-9]+(_[a-z0-9]+)+\.py", name), name
        text = (VERSIONS / name).read_text("utf-8")
        assert re.search(rf"^revision\b.*= ['\"]{number:04d}['\"]", text, re.MULTILINE), name
        follows = re.search(r"^down_revision\b.*= (.+)$", text, re.MULTILINE)
        assert follows is not None
        assert follows[1].strip("'\"") == before
        before = f"{number:04d}"
    assert migrate.head() == before
