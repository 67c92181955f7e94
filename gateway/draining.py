"""A thread of the gateway that stores spooled requests once the database is back; one process of a host acts."""

import logging
import threading
from dataclasses import dataclass, field

from psycopg import OperationalError
from psycopg_pool import PoolClosed, PoolTimeout

from gateway.door import Door, take_spooled
from store import spool

log = logging.getLogger("saitrong.spool")

EVERY = 1.0


@dataclass(slots=True)
class SpoolDrain:
    door: Door
    ended: threading.Event
    _thread: threading.Thread | None = field(default=None)

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="spool", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self.ended.set()
        if self._thread is not None:
            self._thread.join(5)

    def _run(self) -> None:
        while not self.ended.wait(EVERY):
            self.once()

    def once(self) -> int:
        """Drain what waits; 0 while there is nothing or the database is still away."""
        folder = self.door.house.spool
        if self.door.away() or not spool.waiting(folder):
            return 0
        try:
            done = spool.drain(folder, lambda item: take_spooled(self.door, item))
        except (OperationalError, PoolTimeout, PoolClosed) as error:
            self.door.mark_away()
            log.warning("spool waits error=%s", type(error).__name__)
            return 0
        if done:
            log.info("spool drained requests=%d", done)
        return done
