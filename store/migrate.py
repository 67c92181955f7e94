"""Bring a database to the tables this program knows; refuse one that a newer program has changed."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from store.db import connect
from store.tables import metadata


class NewerDatabase(Exception):
    """The database was migrated by a later version of the program."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def head() -> str:
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def current(connection: Connection) -> str:
    return MigrationContext.configure(connection).get_current_revision() or ""


def upgrade(database_url: str) -> None:
    """Upgrade to the head; raises NewerDatabase. Two programs starting at once wait for each other."""
    database = connect(database_url)
    try:
        with database.engine.connect() as connection:
            connection.execute(text("select pg_advisory_lock(hashtext('saitrong migrate'))"))
            connection.commit()
            known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
            found = current(connection)
            if found and found not in known:
                raise NewerDatabase(
                    f"the database stands at revision {found}, newer than this program ({head()}): "
                    "update the program, or restore the backup taken before that update"
                )
            connection.commit()
            if found != head():
                command.upgrade(_config(connection), "head")
    finally:
        database.close()


def drift(connection: Connection) -> list[object]:
    """What the tables in code and the tables in the database differ in; [] when they agree."""
    return list(compare_metadata(MigrationContext.configure(connection), metadata))
