"""The development channel: takes signed JSON, and "sends" by writing lines into a file nobody else may read."""

import logging
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Lock

import orjson

from channels.contract import InboundMessage, Malformed, OutboundMessage, Reception, WebRequest
from channels.signing import check
from channels.values import json_object, key_in, text_in

_log = logging.getLogger(__name__)
_WRITING = Lock()


@dataclass(frozen=True)
class ScreenSender:
    """What would be sent goes to screen.jsonl; also used by real channels that have no account yet."""

    account: str
    data_dir: Path

    def send(self, message: OutboundMessage) -> str:
        line = orjson.dumps({"account": self.account, **asdict(message)}) + b"\n"
        self._append(line)
        _log.info("on screen: account=%s message=%s", self.account, message.key)
        return f"screen-{message.key}"

    def _append(self, line: bytes) -> None:
        self.data_dir.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        with _WRITING, os.fdopen(os.open(self.data_dir / "screen.jsonl", flags, 0o600), "ab") as file:
            file.write(line)


@dataclass(eq=False)
class ScreenChannel:
    """Its requests are JSON: {id, sender, text, name?}, signed as channels.signing does."""

    kind = "screen"

    account: str
    screen: ScreenSender
    secret: str = field(repr=False)

    def verify(self, request: WebRequest) -> None:
        check(request, self.secret)

    def parse(self, request: WebRequest) -> Reception:
        said = json_object(request.body)
        event_id, sender = key_in(said, "id"), key_in(said, "sender")
        if not (event_id and sender):
            raise Malformed("id and sender are needed")
        message = InboundMessage(
            event_id=event_id,
            sender=sender,
            sent_at=request.received_at,
            message_id=event_id,
            text=text_in(said, "text"),
            sender_name=text_in(said, "name"),
        )
        return Reception((message,))

    def send(self, message: OutboundMessage) -> str:
        return self.screen.send(message)
