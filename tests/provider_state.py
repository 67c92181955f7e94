"""What the imitated provider remembers, and the small values its parts speak in."""

import base64
import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

MONTHLY = {"message": "You have reached your monthly limit."}
RATE = {"message": "The API rate limit has been exceeded. Try again later."}


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes = b"{}"
    media_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


def json_answer(status: int, body: object, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, json.dumps(body, ensure_ascii=False).encode(), headers=named)


@dataclass(frozen=True, slots=True)
class Call:
    """One request as the imitations see it."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    def form(self) -> dict[str, str]:
        parsed = parse_qs(self.body.decode(), keep_blank_values=True)
        return {name: values[0] for name, values in parsed.items()}


@dataclass(slots=True)
class Fault:
    path: str
    kind: str
    times: int | None = 1
    status: int = 500
    seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Delivery:
    """body: the message objects for LINE, the form for Twilio. key: retry key, reply token or ""."""

    id: str
    api: str
    to: str
    key: str
    at: float
    body: Any


@dataclass(slots=True)
class State:
    """Everything the imitation remembers; used under `lock`."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    deliveries: list[Delivery] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    accepted_keys: dict[str, tuple[str, list[dict[str, str]]]] = field(default_factory=dict)
    used_tokens: set[str] = field(default_factory=set)
    contents: dict[str, dict[str, Any]] = field(default_factory=dict)
    opted_out: set[str] = field(default_factory=set)
    # Twilio: what callers left (sid, call_sid, duration, status, date_created), and call → who rang
    recordings: list[dict[str, Any]] = field(default_factory=list)
    calls: dict[str, str] = field(default_factory=dict)
    # what the provider's console shows: webhook, webhook_on, webhook_status, chat_mode, sms_url, voice_url, account
    settings: dict[str, Any] = field(default_factory=dict)
    quota: int | None = None
    latency: float = 0.0
    requests: int = 0
    released: threading.Event = field(default_factory=threading.Event)
    serial: int = 0

    def next_id(self, prefix: str = "") -> str:
        self.serial += 1
        return f"{prefix}{self.serial:018d}"

    def deliver(self, api: str, to: str, key: str, body: Any) -> str:
        delivery = Delivery(self.next_id(), api, to, key, time.time(), body)
        self.deliveries.append(delivery)
        return delivery.id

    def duplicates(self) -> int:
        contents = [json.dumps([one.to, one.body], sort_keys=True) for one in self.deliveries]
        return len(contents) - len(set(contents))

    def take_fault(self, path: str) -> Fault | None:
        with self.lock:
            for fault in self.faults:
                if path.startswith(fault.path) and fault.times != 0:
                    fault.times = None if fault.times is None else fault.times - 1
                    return fault
        return None


def content_bytes(content: dict[str, Any]) -> bytes:
    return base64.b64decode(content.get("body", base64.b64encode(b"\xff\xd8\xff\xe0 a photo")))
