"""LINE as a channel."""

from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Protocol

from channels.contract import Attachment, OutboundMessage, Reception, SendFailed, WebRequest
from channels.line.media import fetch_content
from channels.line.webhook import check_destination, check_signature, read_events
from channels.screen import ScreenSender


class Sender(Protocol):
    def send(self, message: OutboundMessage) -> str: ...


@dataclass(eq=False)
class LineChannel:
    """destination: the bot's user id, if only its webhooks are taken. Without a token we send to the screen."""

    kind = "line"
    # LINE knows a retry key for 24 hours; an hour is left for clocks and slow queues
    safe_for = 23 * 3600.0

    account: str
    screen: ScreenSender
    secret: str = field(repr=False)
    secret_previous: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    api_url: str = ""
    destination: str = ""
    public_url: str = ""
    _loading: Lock = field(default_factory=Lock, repr=False, compare=False)

    def verify(self, request: WebRequest) -> None:
        check_signature(request, [secret for secret in (self.secret, self.secret_previous) if secret])
        if self.destination:
            check_destination(request, self.destination)

    def parse(self, request: WebRequest) -> Reception:
        return Reception(read_events(request))

    def preload(self) -> None:
        """Load the SDK (1.5 s, 50 MB) before somebody waits for it."""
        with self._loading:
            _ = self._sender

    def send(self, message: OutboundMessage) -> str:
        self.preload()
        return self._sender.send(message)

    def fetch(self, attachment: Attachment, *, limit: int) -> tuple[bytes, str]:
        if not self.token:
            raise SendFailed("no token to fetch with", retryable=True, after=600)
        return fetch_content(attachment, token=self.token, api_url=self.api_url, limit=limit)

    def health(self) -> list[tuple[str, bool, str]]:
        """For `saitrong doctor`: what LINE says of webhook, quota and bot, as (what, good, what to do)."""
        if not self.token:
            return [("no token: what would be sent goes to the screen", True, "")]
        from channels.line.health import health

        address = f"{self.public_url}/hooks/{self.account}"
        return health(self.token, self.api_url, address=address, destination=self.destination)

    @cached_property
    def _sender(self) -> Sender:
        if not self.token:
            return self.screen
        # the SDK costs 1.5 s to import: only processes that send pay for it
        from channels.line.send import LineSender

        return LineSender(self.token, self.api_url)
