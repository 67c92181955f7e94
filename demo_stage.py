"""The stage of the demo cases: one transaction, invented hours, acts in the order of their time."""

import heapq
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from sqlmodel import Session

from casework.access import Actor
from channels.contract import Attachment, InboundMessage, Reception, WebRequest
from store.register import Directory
from triage import pipeline
from triage.intake import dangers_of, record


class _One:
    """The intake's pool with one connection: the one of the session, so that nothing is seen before the end."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @contextmanager
    def connection(self) -> Iterator[Any]:
        yield self.session.connection().connection.driver_connection


@dataclass
class Stage:
    """acts: (when, order, what), the next first. clerks: organisation → people who work there.
    first, before: by organisation, references that later cases are grouped with, or merged into."""

    session: Session
    directory: Directory
    folder: Path
    until: datetime
    dice: Random = field(default_factory=lambda: Random(2569))  # noqa: S311  the same cases every time
    acts: list[tuple[datetime, int, Callable[[datetime], None]]] = field(default_factory=list)
    clerks: dict[str, list[Actor]] = field(default_factory=dict)
    first: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    order: Iterator[int] = field(default_factory=count)

    def at(self, when: datetime, what: Callable[[datetime], None]) -> None:
        if when < self.until:
            heapq.heappush(self.acts, (when, next(self.order), what))

    def play(self) -> None:
        while self.acts:
            when, _, what = heapq.heappop(self.acts)
            what(when)


def say(
    stage: Stage, account: str, sender: str, at: datetime, *, text: str = "", choice: str = "", name: str = "",
    phone: str = "", files_: tuple[Attachment, ...] = (), call: str = "",
) -> None:  # fmt: skip
    """One message through the intake and the triage, at its own hour."""
    key = f"demo-{next(stage.order)}"
    said = InboundMessage(
        event_id=key, message_id=key, sender=sender, sent_at=at, text=text, choice=choice, attachments=files_,
        sender_name=name, phone=phone, facts={"call": call} if call else {},
    )  # fmt: skip
    request = WebRequest(url="demo:", headers={}, body=b"", received_at=at)
    reception = Reception((said,))
    pool: Any = _One(stage.session)
    record(pool, account, request, reception, dangers=dangers_of(reception), inline=False)
    pipeline.triage(stage.session, stage.directory, now=at)
