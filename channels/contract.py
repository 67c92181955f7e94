"""The channel contract: a channel is three methods, `verify`, `parse`, `send`, and what else it may be able to do.

Everything a provider says is turned by its adapter into the values of words.py, everything we say reaches it as
an OutboundMessage; what goes wrong is one family (errors.py). Import all of it from here.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

from channels.calls import AnswerBrief, AreaBrief, CaseBrief, DeskBrief, Guess, Step
from channels.errors import (
    BadSignature,
    ChannelError,
    Malformed,
    MediaGone,
    MediaNotReady,
    OutcomeUnknown,
    QuotaSpent,
    RecipientGone,
    ReplyTokenInvalid,
    SendFailed,
)
from channels.prompts import Recorded
from channels.words import (
    Abandoned,
    Attachment,
    AttachmentKind,
    Brief,
    Button,
    Card,
    Edited,
    Event,
    InboundMessage,
    Location,
    Lookup,
    OutboundMessage,
    Presence,
    Receipt,
    ReceiptStatus,
    Reception,
    Unknown,
    Unsent,
    WebRequest,
)

__all__ = [
    "Abandoned",
    "AnswerBrief",
    "AnswersInline",
    "AreaBrief",
    "Attachment",
    "AttachmentKind",
    "BadSignature",
    "Brief",
    "Button",
    "Card",
    "CaseBrief",
    "Channel",
    "ChannelError",
    "CountsPushes",
    "DeskBrief",
    "Edited",
    "Event",
    "FetchesMedia",
    "Guess",
    "InboundMessage",
    "KeepsRecordings",
    "KnowsNames",
    "Location",
    "Lookup",
    "Malformed",
    "MarksRead",
    "MediaGone",
    "MediaNotReady",
    "NamesDestination",
    "OutboundMessage",
    "OutcomeUnknown",
    "Preloads",
    "Presence",
    "QuotaSpent",
    "Receipt",
    "ReceiptStatus",
    "Reception",
    "RecipientGone",
    "ReplyTokenInvalid",
    "RetriesSafely",
    "SendFailed",
    "SendsTogether",
    "ServesPrompts",
    "ShowsWaiting",
    "Step",
    "TextsPhones",
    "Unknown",
    "Unsent",
    "WebRequest",
    "WritesElsewhere",
]


class Channel(Protocol):
    """kind: the registry's name of the adapter; account: which account row it serves."""

    kind: str
    account: str

    def verify(self, request: WebRequest) -> None:
        """Raise BadSignature unless the provider sent exactly this."""

    def parse(self, request: WebRequest) -> Reception:
        """Read a verified request; raise Malformed when nothing of it can be read."""

    def send(self, message: OutboundMessage) -> str:
        """Deliver and return the provider's id; raise SendFailed (or a kind of it) or OutcomeUnknown."""


@runtime_checkable
class AnswersInline(Protocol):
    """A channel whose first answer travels in the HTTP response itself (SMS, voice)."""

    def answer(
        self, request: WebRequest, reception: Reception, *, urgent: str, brief: Brief | None
    ) -> Reception:
        """The reception with its answer completed. urgent: the canned words with the number to call, or ""."""


@runtime_checkable
class NamesDestination(Protocol):
    """A channel whose requests name the account they are for: many accounts may share one address."""

    destination: str
    """This account's own name at the provider, "" while it is not known."""

    def destination_of(self, request: WebRequest) -> str:
        """The name in the request, "" if there is none; unverified."""


@runtime_checkable
class FetchesMedia(Protocol):
    def fetch(self, attachment: Attachment, *, limit: int) -> tuple[bytes, str]:
        """The file's bytes and its declared media type; raise MediaNotReady, MediaGone or SendFailed(retryable).

        limit: bytes; MediaGone when the file is larger.
        """


@runtime_checkable
class RetriesSafely(Protocol):
    """A channel that sends one message once however often it is asked (a retry key): LINE's push."""

    safe_for: float
    """Seconds after the first attempt during which the same key is still recognised."""


@runtime_checkable
class Preloads(Protocol):
    """A channel whose provider's library takes a second to load: done at a process's start, not at its first send."""

    def preload(self) -> None: ...


@runtime_checkable
class SendsTogether(Protocol):
    """A channel that takes several of our messages in one call (OutboundMessage.then), which counts as one."""

    together: int
    """How many at most."""


@runtime_checkable
class CountsPushes(Protocol):
    """A channel whose provider allows only so many messages a month."""

    def pushes(self) -> tuple[int | None, int]:
        """(allowed, used) this month, allowed None for no limit; raises as send() does."""


@runtime_checkable
class KnowsNames(Protocol):
    def name_of(self, sender: str) -> str:
        """The name a person shows there, "" when the provider does not tell; raises SendFailed to be asked again."""


@runtime_checkable
class MarksRead(Protocol):
    def mark_read(self, token: str) -> None:
        """Show the person that somebody has opened what they wrote (fact `read_token` of a message)."""


@runtime_checkable
class ShowsWaiting(Protocol):
    def show_waiting(self, sender: str) -> None:
        """Show the person that an answer is being prepared; costs nothing."""


@runtime_checkable
class TextsPhones(Protocol):
    """A channel whose recipients are phone numbers and whose messages are paid by the segment."""

    @property
    def sends(self) -> bool:
        """Whether it has a provider to send with, rather than the screen."""

    def parts(self, message: OutboundMessage) -> int:
        """How many segments the message will take."""


@runtime_checkable
class WritesElsewhere(Protocol):
    """A channel that speaks: only a person's answer is spoken; notices go in writing by another account."""

    writes_by: str
    """Code of that account (SMS for the hotline), where it can send; the recipient is the same number."""


@runtime_checkable
class ServesPrompts(Protocol):
    """A channel that has an exchange fetch recorded sentences from us."""

    def prompt(self, address: str) -> Recorded | None:
        """The recording of the last part of its address."""


@runtime_checkable
class KeepsRecordings(Protocol):
    """A provider that still holds what was recorded when its callback never came."""

    def held(self, *, since: datetime) -> Sequence[str]:
        """Event ids (as of InboundMessage) of every recording since then; SendFailed if it cannot be asked."""

    def told_late(self, event_ids: Iterable[str], *, now: datetime) -> Sequence[InboundMessage]:
        """Those recordings as the words they would have been."""
