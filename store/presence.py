"""A process shows that it lives by a lock that PostgreSQL drops the moment its connection is gone."""

import secrets
import threading

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from store.db import Database

LOCKS = 7310
"""First half of the advisory lock; the second is the process's own key, as rows name it in claimed_by."""


class Presence:
    """key: what rows claimed by this process carry."""

    def __init__(self, database: Database) -> None:
        self.key = secrets.randbelow(2**31 - 1) + 1
        self._database = database
        self._connection: Connection | None = None
        self._lock = threading.Lock()

    def hold(self) -> bool:
        """Take or keep the lock; False while the database is away. Call it every second or so."""
        # two threads at once would take the lock in two sessions, of which the second waits for ever
        with self._lock:
            return self._hold()

    def drop(self) -> None:
        with self._lock:
            self._drop()

    def _hold(self) -> bool:
        try:
            if self._connection is None:
                connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
                connection.execute(text("select pg_advisory_lock(:a, :b)"), {"a": LOCKS, "b": self.key})
                self._connection = connection
            else:
                self._connection.execute(text("select 1"))
        except SQLAlchemyError:
            self._drop()
            return False
        return True

    def _drop(self) -> None:
        if self._connection is not None:
            # the lock belongs to the server's session: the connection must really end, not return to the pool
            self._connection.invalidate()
            self._connection.close()
            self._connection = None
