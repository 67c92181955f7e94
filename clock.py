"""The clock: what happens by the hour and not by a message. Later issues add alarms, deadlines, retention."""

import logging
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import OperationalError

from store import staff
from store.db import utc_now
from store.queue import TRIAGE
from triage import recordings
from wiring import House

log = logging.getLogger("saitrong.clock")


@dataclass(frozen=True, slots=True)
class Chore:
    """Something done every so often; safe to do twice, since two clocks may run."""

    name: str
    every: timedelta
    do: Callable[[House], None]


def forget_old(house: House) -> None:
    """Sessions that ended and counters of old tries."""
    with house.database.session() as session:
        staff.forget_old(session, utc_now())


def fetch_untold(house: House) -> None:
    """What callers said although the exchange never told us."""
    if recordings.fetch_untold(house.database, house.channels, utc_now()):
        house.nudges.wake(TRIAGE)


CHORES = (
    Chore("forget old sessions and tries", timedelta(hours=1), forget_old),
    Chore("fetch recordings nobody told of", timedelta(minutes=5), fetch_untold),
)


def main(house: House) -> None:
    """Run until SIGTERM or SIGINT; a chore that meets an absent database is tried again a minute later."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    due = {chore.name: utc_now() for chore in CHORES}
    log.info("clock ready chores=%d", len(CHORES))
    while not ended.wait(1):
        for chore in CHORES:
            if utc_now() >= due[chore.name]:
                due[chore.name] = utc_now() + _attend(chore, house)


def _attend(chore: Chore, house: House) -> timedelta:
    """Do it; returns how long until the next time."""
    try:
        chore.do(house)
    except OperationalError as error:
        log.warning("chore put off name=%r error=%s", chore.name, type(error).__name__)
        return timedelta(minutes=1)
    log.info("chore done name=%r", chore.name)
    return chore.every
