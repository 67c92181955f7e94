"""A thread of the gateway that stores spooled requests once the database is back; one process of a host acts."""

import logging
import threading
from dataclasses import dataclass, field

from psycopg import DatabaseError, OperationalError
from psycopg_pool import PoolClosed, PoolTimeout

from channels.contract import BadSignature, Malformed, WebRequest
from gateway.door import answers_directly, nudge
from gateway.whose import Door, addressed
from store import spool
from triage import intake

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
            done = spool.drain(folder, lambda item: _take(self.door, item))
        except (OperationalError, PoolTimeout, PoolClosed) as error:
            self.door.mark_away()
            log.warning("spool waits error=%s", type(error).__name__)
            return 0
        if done:
            log.info("spool drained requests=%d", done)
        return done


def take_spooled(door: Door, item: spool.Spooled) -> bool:
    """Store a spooled request now that the database is back; False sets it aside (its signature does not hold).

    psycopg's errors pass through: the file stays and is tried again.
    """
    web = WebRequest(item.url, item.headers, item.body, item.received_at, item.step, item.form, item.query)
    account, channel = addressed(door, item.account, web)
    if channel is None:
        return False
    try:
        if not item.verified:
            channel.verify(web)
        reception = channel.parse(web)
    except BadSignature:
        return False
    except Malformed as error:
        intake.record_unreadable(door.house.database.intake, account, web, str(error))
        return True
    recorded = intake.record(
        door.house.database.intake,
        account,
        web,
        reception,
        dangers=intake.dangers_of(reception),
        inline=answers_directly(channel),
        answered=item.answered,
    )
    nudge(door, account, recorded)
    return True


def _take(door: Door, item: spool.Spooled) -> bool:
    """A request that the database refuses for what is in it is set aside, so that it holds up nobody."""
    try:
        return take_spooled(door, item)
    except OperationalError:
        raise
    except DatabaseError:
        log.exception("spooled request set aside account=%s", item.account)
        return False
