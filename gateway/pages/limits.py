"""How often an address, an e-mail or a number may be tried; counted in the database, for all processes together."""

from datetime import timedelta

from gateway.guard import house
from store import staff as staff_store
from store.db import utc_now

WINDOW = timedelta(minutes=15)


def too_many(*limits: tuple[str, int]) -> bool:
    """limits: (key, most in 15 minutes). Every key is counted, also when another is already over its limit."""
    with house().database.session() as session:
        over = [staff_store.tries(session, key, now=utc_now(), window=WINDOW) > most for key, most in limits]
    return any(over)


def counted(key: str) -> int:
    """How often now, this time included, in the current 15 minutes."""
    with house().database.session() as session:
        return staff_store.tries(session, key, now=utc_now(), window=WINDOW)


def give_back(*keys: str) -> None:
    """The try just counted under these keys was a right one."""
    with house().database.session() as session:
        for key in keys:
            staff_store.give_back(session, key)
