"""What the live process needs of the database and of Redis, without the weight of the tables."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import psycopg
from psycopg import OperationalError
from redis import asyncio as redis_asyncio
from redis.exceptions import RedisError

from store.ids import token_hash

__all__ = ["OperationalError", "listen", "orgs_of"]

_ORGS = """
select distinct m.org from staff_session s join staff on staff.id = s.staff_id and staff.active
join membership m on m.staff_id = s.staff_id
where s.token_hash = %s and s.ends_at > now() and m.role not in ('auditor', 'operator')
"""
PREFIX = "saitrong:live:"  # store/queue.py LIVE; importing it would bring rq and its weight along
ALARM = "alarm:"


def orgs_of(database_url: str, token: str) -> set[str]:
    """Organisations whose changes the holder of this session cookie may be told of; empty for nobody."""
    with psycopg.connect(database_url, connect_timeout=3, autocommit=True) as connection:
        return {row[0] for row in connection.execute(_ORGS, (token_hash(token),)).fetchall()}


async def listen(url: str) -> AsyncIterator[tuple[str, str]]:
    """(organisation, case id, or alarm id after ALARM) of every change, for ever; a lost Redis is looked for again."""
    while True:
        client: Any = redis_asyncio.Redis.from_url(url, socket_connect_timeout=1)
        try:
            async with client.pubsub() as heard:
                await heard.psubscribe(f"{PREFIX}*")
                async for message in heard.listen():
                    if message["type"] == "pmessage":
                        yield message["channel"].decode().removeprefix(PREFIX), message["data"].decode()
        except (RedisError, OSError):
            await asyncio.sleep(1)
        finally:
            await client.aclose()
