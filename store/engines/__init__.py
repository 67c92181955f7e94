"""The two engines the program needs. Named by DATABASE_URL and REDIS_URL, or our own for one DATA_DIR.

    engines = ensure(data_dir)     # starts what does not run, adopts what does
    try: …
    finally: stop(engines)         # the last process to leave puts the lights out

Own engines lie on unix sockets in a folder of mode 700 and outlive a killed program: the next `ensure`
adopts them. Nothing here imports a database driver, so that a start is quick.
"""

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from store.engines import outside, place, postgres, valkey
from store.engines.place import Place
from store.engines.processes import EngineError

__all__ = ["EngineError", "Engines", "attach", "discard", "ensure", "stop"]


@dataclass(frozen=True, slots=True)
class Engines:
    """database_url: for libpq. started: by this call. at, hold: for `stop`, None if both are outside."""

    database_url: str
    redis_url: str
    started: bool
    at: Place | None = None
    hold: int | None = None


def ensure(data_dir: Path, *, database_url: str = "", redis_url: str = "") -> Engines:
    """Engines that answer. A URL given is used (the database tried first); the rest is our own.

    Waits for a crash recovery however long it takes. EngineError says in one line what is in the way.
    """
    if database_url:
        outside.check_database(database_url)
    if redis_url:
        outside.check_redis_address(redis_url)
    if database_url and redis_url:
        return Engines(database_url, redis_url, started=False)
    with place.plain_errors(data_dir), place.starting(data_dir):
        at = place.find(data_dir)
        hold = place.take_part(at.data_dir)
        try:
            return _started(at, hold, database_url, redis_url)
        except EngineError:
            _end_if_last(at, hold)  # one of the two may have started
            raise


def _started(at: Place, hold: int, database_url: str, redis_url: str) -> Engines:
    with ThreadPoolExecutor(2) as side_by_side:
        base = None if database_url else side_by_side.submit(postgres.ensure, at)
        cache = None if redis_url else side_by_side.submit(valkey.ensure, at)
    base_url, base_started = base.result() if base else (database_url, False)
    cache_url, cache_started = cache.result() if cache else (redis_url, False)
    return Engines(base_url, cache_url, base_started or cache_started, at, hold)


def attach(data_dir: Path) -> Engines | None:
    """The engines that run for this DATA_DIR right now, else None; starts nothing."""
    if not place.known(data_dir):
        return None
    with place.plain_errors(data_dir), place.starting(data_dir):
        at = place.find(data_dir)
        found = postgres.running(at)
        if not found or found.status != "ready" or not valkey.running(at):
            return None
        hold = place.take_part(at.data_dir)
    return Engines(postgres.url(found.run), valkey.url(at.run), started=False, at=at, hold=hold)


def revive(engines: Engines) -> bool:
    """Start again those of our own that have died; True if any had. Cheap while both live."""
    at = engines.at
    if at is None:
        return False
    own = [
        engine
        for engine, url in ((postgres, engines.database_url), (valkey, engines.redis_url))
        if url == engine.url(at.run) and not engine.running(at)
    ]
    if own:
        with place.plain_errors(at.data_dir), place.starting(at.data_dir):
            for engine in own:
                engine.ensure(at)
    return bool(own)


def stop(engines: Engines) -> bool:
    """Stop taking part; our own engines end cleanly with their last user. True if they have ended."""
    if engines.at is None or engines.hold is None:
        return False
    with place.starting(engines.at.data_dir):
        return _end_if_last(engines.at, engines.hold)


def discard(engines: Engines) -> None:
    """Stop and delete the data, which may lie outside DATA_DIR: for engines of a test or a check."""
    if stop(engines) and engines.at:
        shutil.rmtree(engines.at.home)
        shutil.rmtree(engines.at.run)
        (engines.at.data_dir / "engines.home").unlink()
        (engines.at.data_dir / "engines.run").unlink()


def _end_if_last(at: Place, hold: int) -> bool:
    if not place.leave(hold):
        return False
    with ThreadPoolExecutor(2) as side_by_side:
        ends = [side_by_side.submit(engine.stop, at) for engine in (valkey, postgres)]
    for ended in ends:
        ended.result()
    return True
