"""What the live process needs of the database and of Redis, without the weight of the tables."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import OperationalError
from redis import asyncio as redis_asyncio
from redis.exceptions import RedisError

from store.ids import token_hash

__all__ = ["Heard", "OperationalError", "Past", "follow", "position", "standing"]

_STANDING = """
select s.token_hash, s.staff_id, array_agg(distinct m.org) from staff_session s
join staff on staff.id = s.staff_id and staff.active join membership m on m.staff_id = s.staff_id
where s.token_hash = any(%s) and s.ends_at > now() and m.role not in ('auditor', 'operator')
group by s.token_hash, s.staff_id
"""
# store/queue.py and store/changes.py say these too; importing them would bring rq, sqlalchemy and their weight along
LIVE = "saitrong:live"
BORN = "saitrong:live:born"
STAFF = "staff:"
EVERYBODY = "*"
HERE = "saitrong:here"
"""Staff with a page open now → until when that is believed (seconds of the epoch)."""
REMEMBERED = 5000
Position = tuple[int, int]
NOWHERE: Position = (0, 0)


@dataclass(frozen=True, slots=True)
class Heard:
    """One change: at, its place in the stream; topics, whom it is for; case or alarm by id, with a version if any.

    kind "away": the stream cannot be read now; "reset": what happened meanwhile is not known.
    """

    at: Position
    kind: str
    topics: frozenset[str] = frozenset({EVERYBODY})
    id: str = ""
    version: str = ""


@dataclass(slots=True)
class Past:
    """The newest changes, for pages that come back. since: from here on nothing is missing."""

    since: Position = NOWHERE
    last: Position = NOWHERE
    kept: deque[Heard] = field(default_factory=deque)

    def add(self, heard: Heard) -> None:
        self.last = max(self.last, heard.at)
        self.kept.append(heard)
        if len(self.kept) > REMEMBERED:
            self.since = self.kept.popleft().at

    def after(self, place: Position, most: int) -> list[Heard] | None:
        """Everything after that place, None where that is not known or is more than `most`."""
        if place < self.since:
            return None
        found = [heard for heard in reversed(self.kept) if heard.at > place]
        return found[::-1] if len(found) <= most else None


def position(text: str) -> Position | None:
    """ "1764140000000-3" as two numbers; None if it is no place in a stream."""
    first, _, second = text.partition("-")
    if not (first.isdecimal() and (second or "0").isdecimal()) or len(text) > 40:
        return None
    return int(first), int(second or 0)


def standing(database_url: str, tokens: Iterable[str]) -> dict[str, frozenset[str]]:
    """Session cookie → topics its holder may be told of: their organisations and themselves. Nobody's are left out."""
    hashes = {token_hash(token): token for token in tokens}
    with psycopg.connect(database_url, connect_timeout=3, autocommit=True) as connection:
        rows = connection.execute(_STANDING, (list(hashes),)).fetchall()
    return {hashes[row[0]]: frozenset({f"{STAFF}{row[1]}", *row[2]}) for row in rows}


async def follow(url: str, past: Past) -> AsyncIterator[Heard]:
    """Every change, for ever. A lost Redis is told ("away"), looked for again, and told when it is back ("reset").

    The first look fills `past` with what the stream still has. After a loss nothing before its end is known:
    who would have told was without Redis too.
    """
    look = _look_back
    while True:
        client: Any = redis_asyncio.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=15)
        try:
            await look(client, past)
            look = _begin_anew
            yield Heard(past.last, "reset")
            while True:
                for _, entries in await client.xread({LIVE: _text(past.last)}, count=500, block=5_000):
                    for at, entry in entries:
                        heard = _heard(at, entry)
                        past.add(heard)
                        yield heard
        except (RedisError, OSError):
            yield Heard(past.last, "away")
            await asyncio.sleep(1)
        finally:
            await client.aclose()


async def _look_back(client: Any, past: Past) -> None:
    """What happened until now. Nothing before the stream was born, or was cut off, is known."""
    now = str(int(time.time() * 1000))
    await client.set(BORN, now, nx=True)
    born = position((await client.get(BORN) or now.encode()).decode()) or NOWHERE
    entries = await client.xrevrange(LIVE, count=REMEMBERED)
    cut = (await client.xinfo_stream(LIVE))["max-deleted-entry-id"].decode() if entries else "0-0"
    past.kept.clear()
    past.since = max(born, position(cut) or NOWHERE)
    if len(entries) == REMEMBERED:
        past.since = max(past.since, position(entries[-1][0].decode()) or NOWHERE)
    past.last = max(past.since, past.last)
    for at, entry in reversed(entries):
        past.add(_heard(at, entry))


async def _begin_anew(client: Any, past: Past) -> None:
    seconds, micros = await client.time()
    past.kept.clear()
    past.since = past.last = max(past.last, (seconds * 1000 + micros // 1000, 0))


def _heard(at: bytes, entry: dict[bytes, bytes]) -> Heard:
    told = {name.decode(): value.decode() for name, value in entry.items()}
    topics = frozenset(told.get("t", "").split())
    return Heard(
        position(at.decode()) or NOWHERE, told.get("k", ""), topics, told.get("i", ""), told.get("v", "")
    )


def _text(place: Position) -> str:
    return f"{place[0]}-{place[1]}"


async def be_here(url: str, staff: Iterable[str], until: float) -> None:
    """These staff members have a page open; believed until then. Nobody else's mark is taken away but the outlived."""
    marks = dict.fromkeys(staff, until)
    client: Any = redis_asyncio.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=15)
    try:
        async with client.pipeline(transaction=False) as together:
            if marks:
                together.zadd(HERE, marks)
            together.zremrangebyscore(HERE, 0, time.time())
            await together.execute()
    except (RedisError, OSError):
        pass
    finally:
        await client.aclose()
