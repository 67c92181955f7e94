"""LINE as a channel."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from channels.contract import Attachment, OutboundMessage, Reception, SendFailed, WebRequest
from channels.line.media import fetch_content
from channels.line.webhook import check_destination, check_signature, destination_of, read_events
from channels.screen import ScreenSender

if TYPE_CHECKING:
    from channels.line.asking import LineAsker


class Sender(Protocol):
    def send(self, message: OutboundMessage) -> str: ...


@dataclass(eq=False)
class LineChannel:
    """destination: the bot's user id, if only its webhooks are taken. Without a token we send to the screen.

    previous_until: from then on the previous secret is no longer taken; None: until it is taken away.
    colour: of the head of its cards.
    """

    kind = "line"
    # LINE knows a retry key for 24 hours; an hour is left for clocks and slow queues
    safe_for = 23 * 3600.0
    together = 5

    account: str
    screen: ScreenSender
    secret: str = field(repr=False)
    secret_previous: str = field(default="", repr=False)
    previous_until: datetime | None = None
    token: str = field(default="", repr=False)
    api_url: str = ""
    destination: str = ""
    colour: str = ""
    public_url: str = ""
    _loading: Lock = field(default_factory=Lock, repr=False, compare=False)

    def verify(self, request: WebRequest) -> None:
        check_signature(request, self._secrets(request.received_at))
        if self.destination:
            check_destination(request, self.destination)

    def destination_of(self, request: WebRequest) -> str:
        """Whose webhook it says it is: with many accounts behind one address it picks the account."""
        return destination_of(request)

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

    def pushes(self) -> tuple[int | None, int]:
        return self._asker.pushes() if self.token else (None, 0)

    def name_of(self, sender: str) -> str:
        return self._asker.name_of(sender) if self.token and not sender.startswith("anon:") else ""

    def mark_read(self, token: str) -> None:
        if self.token:
            self._asker.mark_read(token)

    def show_waiting(self, sender: str) -> None:
        if self.token and not sender.startswith("anon:"):
            self._asker.show_waiting(sender)

    def health(self) -> list[tuple[str, bool, str]]:
        """For `saitrong doctor`: what LINE says of webhook, quota and bot, as (what, good, what to do)."""
        if not self.token:
            return [("no token: what would be sent goes to the screen", True, "")]
        from channels.line.health import health

        return health(self.token, self.api_url, address=self.address, destination=self.destination)

    @property
    def address(self) -> str:
        """Where LINE must send its webhooks."""
        return f"{self.public_url}/hooks/{self.account}"

    def _secrets(self, now: datetime) -> list[str]:
        in_time = self.previous_until is None or now < self.previous_until
        return [secret for secret in (self.secret, self.secret_previous if in_time else "") if secret]

    @cached_property
    def _sender(self) -> Sender:
        if not self.token:
            return self.screen
        # the SDK costs 1.5 s to import: only processes that send pay for it
        from channels.line.send import LineSender

        return LineSender(self.token, self.api_url, self.colour)

    @cached_property
    def _asker(self) -> "LineAsker":
        with self._loading:
            from channels.line.asking import LineAsker
            from channels.line.send import open_api

            return LineAsker(open_api(self.token, self.api_url))
