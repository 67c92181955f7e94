"""Alembic's door: the database's address comes from store/migrate.py, never from a file."""

from alembic import context
from sqlalchemy import text

from store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    compare_type=True,
    compare_server_default=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    # a migration waits for a lock no longer than this, so that it never queues the intake behind itself
    connection.execute(text("set lock_timeout = '5s'"))
    context.run_migrations()
