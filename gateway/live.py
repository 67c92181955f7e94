"""Server-sent events for staff pages: "this case of your organisation changed", ids and versions, nothing private.

A process of its own, because a thread per stream would starve the intake (engines.md section 6). A page that
comes back says the last it heard and is told what it missed; where that is not known, or too much, it is told
"reset" and fetches anew. While Redis is away it is told "away", polls, and says so.
"""

import asyncio
import json
import os
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from store import streams
from store.streams import EVERYBODY, STAFF, Heard, Past, Position

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]

HEARTBEAT = 15.0
WAITING = 200
"""Changes kept for a slow reader, or told again to one that comes back; beyond it the page fetches anew."""
LOOKS_EVERY = 20.0
"""Seconds between two looks at whose session still holds; whoever listens is here for twice as long."""
COOKIE = "saitrong_staff"


@dataclass(eq=False, slots=True)
class Reader:
    """One open page. told: what it still has to be sent, in order; None ends it."""

    token: str
    topics: frozenset[str]
    told: "asyncio.Queue[bytes | None]" = field(default_factory=lambda: asyncio.Queue(WAITING + 1))

    def tell(self, words: bytes, at: Position) -> None:
        if self.told.qsize() >= WAITING:
            self.clear()
            words = shown(Heard(at, "reset"))
        self.told.put_nowait(words)

    def end(self) -> None:
        self.clear()
        self.told.put_nowait(None)

    def clear(self) -> None:
        while not self.told.empty():
            self.told.get_nowait()


class Streams:
    """Who listens to what, and the one reading of the stream that feeds them all."""

    def __init__(self, database_url: str, redis_url: str) -> None:
        self.database_url = database_url
        self.redis_url = redis_url
        self.past = Past()
        self.up = False
        self._readers: dict[str, set[Reader]] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._began = asyncio.Event()

    async def begin(self) -> None:
        """The first page starts it; every page waits until what happened before is known, three seconds at most."""
        if not self._tasks:
            loop = asyncio.get_running_loop()
            self._tasks = [loop.create_task(self._feed()), loop.create_task(self._looking())]
        with suppress(TimeoutError):
            await asyncio.wait_for(self._began.wait(), 3)

    @contextmanager
    def reading(self, token: str, topics: frozenset[str], since: Position | None) -> Iterator[Reader]:
        reader = Reader(token, topics | {EVERYBODY})
        self._enter(reader)
        try:
            for heard in self._missed(since):
                if heard.topics & reader.topics:
                    reader.tell(shown(heard), heard.at)
            yield reader
        finally:
            self._leave(reader)

    def _missed(self, since: Position | None) -> list[Heard]:
        if not self.up:
            return [Heard(self.past.last, "away")]
        after = self.past.after(since, streams.REMEMBERED) if since else []
        return [Heard(self.past.last, "reset")] if after is None else after

    def _enter(self, reader: Reader) -> None:
        for topic in reader.topics:
            self._readers.setdefault(topic, set()).add(reader)

    def _leave(self, reader: Reader) -> None:
        for topic in reader.topics:
            self._readers[topic].discard(reader)

    async def _feed(self) -> None:
        async for heard in streams.follow(self.redis_url, self.past):
            self.up = heard.kind != "away"
            self._began.set()
            words = shown(heard)
            hearing = [self._readers[topic] for topic in heard.topics if topic in self._readers]
            for reader in set().union(*hearing):
                reader.tell(words, heard.at)

    async def _looking(self) -> None:
        while True:
            await asyncio.sleep(LOOKS_EVERY)
            await self.look()

    async def look(self) -> None:
        """Whose session has ended is told no more; whose roles changed is told by the new ones; the rest are here."""
        readers = set(self._readers.get(EVERYBODY, ()))
        with suppress(streams.OperationalError):
            tokens = {each.token for each in readers}
            holds = await asyncio.to_thread(streams.standing, self.database_url, tokens)
            for reader in readers:
                self._hold(reader, holds.get(reader.token))
        await self.here(*(topic for each in readers for topic in each.topics if topic.startswith(STAFF)))

    async def here(self, *staff: str) -> None:
        until = time.time() + 2 * LOOKS_EVERY
        await streams.be_here(self.redis_url, (each.removeprefix(STAFF) for each in staff), until)

    def _hold(self, reader: Reader, topics: frozenset[str] | None) -> None:
        if topics is None:
            reader.end()
        elif topics | {EVERYBODY} != reader.topics and reader in self._readers[EVERYBODY]:
            self._leave(reader)
            reader.topics = topics | {EVERYBODY}
            self._enter(reader)


def shown(heard: Heard) -> bytes:
    """An event as the stream carries it: its place, its kind, an id and a version."""
    facts: dict[str, Any] = {"id": heard.id} if heard.id else {}
    if heard.version:
        facts["version"] = int(heard.version)
    return f"id: {heard.at[0]}-{heard.at[1]}\nevent: {heard.kind}\ndata: {json.dumps(facts)}\n\n".encode()


def create_live(
    database_url: str, redis_url: str
) -> Callable[[dict[str, Any], Receive, Send], Awaitable[None]]:
    """The ASGI application: GET /live for staff, /livez for operators, 404 for the rest."""
    found: list[Streams] = []

    async def app(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if not found:  # its event belongs to the loop that runs now
            found.append(Streams(database_url, redis_url))
        if scope["path"] == "/livez":
            await _plain(send, 200, b"alive\n")
        elif scope["path"] == "/live":
            await _stream(found[0], scope, receive, send)
        else:
            await _plain(send, 404, b"not here\n")

    return app


def asgi() -> Callable[[dict[str, Any], Receive, Send], Awaitable[None]]:
    """The factory granian calls; addresses come as `saitrong up` or the service unit gives them."""
    return create_live(os.environ["DATABASE_URL"], os.environ["REDIS_URL"])


async def _stream(found: Streams, scope: dict[str, Any], receive: Receive, send: Send) -> None:
    token = _cookie(scope)
    try:
        held = await asyncio.to_thread(streams.standing, found.database_url, [token])
    except streams.OperationalError:
        await _plain(send, 503, b"database away\n")
        return
    if token not in held:
        await _plain(send, 403, b"staff only\n")
        return
    await found.begin()
    headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"), *_origin(scope)]
    with found.reading(token, held[token], _since(scope)) as reader:
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await found.here(*(topic for topic in held[token] if topic.startswith(STAFF)))
        gone = asyncio.ensure_future(_gone(receive))
        try:
            await _tell(reader, gone, send)
        finally:
            gone.cancel()


async def _tell(reader: Reader, gone: "asyncio.Future[None]", send: Send) -> None:
    await _chunk(send, b"retry: 2000\n\n")
    while not gone.done():
        try:
            words = await asyncio.wait_for(reader.told.get(), HEARTBEAT)
        except TimeoutError:
            words = b": here\n\n"
        if words is None:
            await send({"type": "http.response.body", "body": b""})
            return
        await _chunk(send, words)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _since(scope: dict[str, Any]) -> Position | None:
    """The last the page has heard; for a new page, when it was made (?from=)."""
    header = dict(scope["headers"]).get(b"last-event-id", b"").decode("latin-1")
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("from", [""])[0]
    return streams.position(header or asked)


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


async def _chunk(send: Send, words: bytes) -> None:
    await send({"type": "http.response.body", "body": words, "more_body": True})


async def _plain(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
