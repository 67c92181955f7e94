"""Server-sent events for staff pages: "this case of your organisation changed", nothing private in the stream.

A process of its own, because a thread per stream would starve the intake (engines.md section 6). A page that
misses an event loses nothing: it fetches the rows again, and polls while the stream is down.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from http.cookies import CookieError, SimpleCookie
from typing import Any

from store import streams

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]

HEARTBEAT = 15.0
WAITING = 200
"""Events kept for a slow reader; beyond it the oldest go, since the page reads the rows anyway."""
COOKIE = "saitrong_staff"


class Streams:
    """Who listens to which organisations, and the one subscription that feeds them all."""

    def __init__(self, database_url: str, redis_url: str) -> None:
        self.database_url = database_url
        self.redis_url = redis_url
        self._readers: dict[asyncio.Queue[str], set[str]] = {}
        self._feeding: asyncio.Task[None] | None = None

    def begin(self) -> None:
        if self._feeding is None:
            self._feeding = asyncio.get_running_loop().create_task(self._feed())

    async def _feed(self) -> None:
        async for org, case in streams.listen(self.redis_url):
            for queue, orgs in self._readers.items():
                if org in orgs:
                    if queue.full():
                        queue.get_nowait()
                    queue.put_nowait(case)

    @contextmanager
    def reading(self, orgs: set[str]) -> Iterator[asyncio.Queue[str]]:
        queue: asyncio.Queue[str] = asyncio.Queue(WAITING)
        self._readers[queue] = orgs
        try:
            yield queue
        finally:
            del self._readers[queue]


def create_live(
    database_url: str, redis_url: str
) -> Callable[[dict[str, Any], Receive, Send], Awaitable[None]]:
    """The ASGI application: GET /live for staff, /livez for operators, 404 for the rest."""
    found = Streams(database_url, redis_url)

    async def app(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["path"] == "/livez":
            await _plain(send, 200, b"alive\n")
        elif scope["path"] == "/live":
            await _stream(found, scope, receive, send)
        else:
            await _plain(send, 404, b"not here\n")

    return app


def asgi() -> Callable[[dict[str, Any], Receive, Send], Awaitable[None]]:
    """The factory granian calls; addresses come as `saitrong up` or the service unit gives them."""
    return create_live(os.environ["DATABASE_URL"], os.environ["REDIS_URL"])


async def _stream(found: Streams, scope: dict[str, Any], receive: Receive, send: Send) -> None:
    try:
        orgs = await asyncio.to_thread(streams.orgs_of, found.database_url, _cookie(scope))
    except streams.OperationalError:
        await _plain(send, 503, b"database away\n")
        return
    if not orgs:
        await _plain(send, 403, b"staff only\n")
        return
    found.begin()
    headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"), *_origin(scope)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    with found.reading(orgs) as queue:
        gone = asyncio.ensure_future(_gone(receive))
        try:
            await _tell(queue, gone, send)
        finally:
            gone.cancel()


async def _tell(queue: "asyncio.Queue[str]", gone: "asyncio.Future[None]", send: Send) -> None:
    await _chunk(send, "retry: 2000\n\n")
    while not gone.done():
        try:
            case = await asyncio.wait_for(queue.get(), HEARTBEAT)
        except TimeoutError:
            await _chunk(send, ": here\n\n")
        else:
            kind = "alarm" if case.startswith(streams.ALARM) else "case"
            await _chunk(send, f"event: {kind}\ndata: {case.removeprefix(streams.ALARM)}\n\n")


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _origin(scope: dict[str, Any]) -> list[tuple[bytes, bytes]]:
    """Without a proxy the stream lies on another port of the same host; only that same host may read it."""
    headers = dict(scope["headers"])
    origin, host = headers.get(b"origin", b""), headers.get(b"host", b"").partition(b":")[0]
    if origin.partition(b"://")[2].partition(b":")[0] != host or not host:
        return []
    return [(b"access-control-allow-origin", origin), (b"access-control-allow-credentials", b"true")]


def _cookie(scope: dict[str, Any]) -> str:
    jar: SimpleCookie = SimpleCookie()
    with suppress(CookieError):
        jar.load(dict(scope["headers"]).get(b"cookie", b"").decode("latin-1"))
    return jar[COOKIE].value if COOKIE in jar else ""


async def _chunk(send: Send, words: str) -> None:
    await send({"type": "http.response.body", "body": words.encode(), "more_body": True})


async def _plain(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
