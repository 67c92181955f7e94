"""The neutral words: what a provider said, what we say, and the request and answer they travel in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from channels.calls import AnswerBrief, AreaBrief, CaseBrief, DeskBrief, Guess, Step


@dataclass(frozen=True, slots=True)
class WebRequest:
    """What a channel may see of HTTP.

    url: PUBLIC_URL + raw path + raw query, byte for byte as the provider requested it.
    step: what stands below /hooks/<account>, "" for the hook itself ("menu", "status", …).
    headers: names in lower case. form: decoded pairs in order, blank values kept.
    """

    url: str
    headers: Mapping[str, str]
    body: bytes
    received_at: datetime
    step: str = ""
    form: tuple[tuple[str, str], ...] = ()
    query: tuple[tuple[str, str], ...] = ()

    def field(self, name: str, default: str = "") -> str:
        """First form value of that name; the query's if the form has none."""
        for key, value in (*self.form, *self.query):
            if key == name:
                return value
        return default


@dataclass(frozen=True, slots=True)
class Location:
    latitude: float
    longitude: float
    label: str = ""


AttachmentKind = Literal["image", "video", "audio", "file"]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file a provider holds (`provider_id` or `url`), or one we already stored (`stored`).

    external: the provider only points to somebody else's server; such a file is never fetched.
    preview: of a picture we send, the address of its small copy.
    """

    kind: AttachmentKind
    provider_id: str = ""
    url: str = ""
    stored: str = ""
    name: str = ""
    media_type: str = ""
    seconds: int | None = None
    external: bool = False
    preview: str = ""


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One thing a person said.

    event_id: the provider's key of this event, the guard against redelivery.
    message_id: the provider's key of the message itself (an edit carries the same one again).
    sender: who may be answered on this account (LINE user id, phone in E.164, link secret's hash).
    sent_at: when it was said, by the provider's clock (UTC); orders the conversation.
    choice: a pressed key or button ("danger", "topic:2"), as the adapter names it.
    group: id of the group chat it was said in; such words are kept but open no case.
    addressed: in a group it was said to us (we were mentioned); else we are silent there.
    standby: another system answers this person now; keep, send nothing.
    unreadable: a kind of message we do not know yet; shown as such, never dropped.
    phone: a number the person gave or called from, as typed.
    facts: what a form asked beyond the words (place, name, topic), plain keys.
    """

    event_id: str
    sender: str
    sent_at: datetime
    message_id: str = ""
    text: str = ""
    choice: str = ""
    location: Location | None = None
    attachments: tuple[Attachment, ...] = ()
    sender_name: str = ""
    reply_token: str = ""
    language: str = ""
    group: str = ""
    addressed: bool = False
    standby: bool = False
    unreadable: bool = False
    phone: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


ReceiptStatus = Literal["accepted", "sent", "delivered", "read", "failed", "gone"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of something we sent. `gone`: the number opted out or does not exist."""

    event_id: str
    provider_id: str
    status: ReceiptStatus
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether a person may be written to (follow / unfollow, STOP / START).

    wished: they asked for it in words (STOP); then no text message goes to that number, whoever would send it.
    """

    event_id: str
    sender: str
    reachable: bool
    at: datetime
    wished: bool = False


@dataclass(frozen=True, slots=True)
class Edited:
    """A person changed what they had said: the new words replace the old, which staff may still read."""

    event_id: str
    sender: str
    message_id: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Unsent:
    """A person took a message back: its words and files must go. sender: the group, if it was said in one."""

    event_id: str
    sender: str
    message_id: str


@dataclass(frozen=True, slots=True)
class Abandoned:
    """A call that ended without a word: counted, offered a call-back, no empty plea."""

    event_id: str
    sender: str
    at: datetime
    call: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Kept raw and shown to an operator: a sibling event we cannot read, or a new kind of event."""

    event_id: str
    reason: str
    sender: str = ""


Event = InboundMessage | Receipt | Presence | Edited | Unsent | Abandoned | Unknown | Step | Guess


@dataclass(frozen=True, slots=True)
class Lookup:
    """The answer needs the house's word about a case: the sender's newest one, the one of a typed reference,
    or the one that the event of this request's account (`value`: its event_id) was put into; or, by "postcode",
    about a place (AreaBrief); by "desk", whether the office is open (DeskBrief); by "message", the words of an
    answer (AnswerBrief). asker: who asks, on this account."""

    by: Literal["sender", "reference", "event", "postcode", "desk", "message"]
    value: str
    asker: str = ""


@dataclass(frozen=True, slots=True)
class Reception:
    """Events of one request and the answer the provider expects in the same breath."""

    events: tuple[Event, ...] = ()
    answer: str = ""
    media_type: str = "text/plain; charset=utf-8"
    lookup: Lookup | None = None


Brief = CaseBrief | AreaBrief | DeskBrief | AnswerBrief


@dataclass(frozen=True, slots=True)
class Button:
    """label: at most 20 grapheme clusters. value: a number for tel, words for text, data for postback, an address for uri."""

    label: str
    action: Literal["tel", "text", "postback", "uri", "location", "camera", "camera_roll"]
    value: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A bubble: coloured head, lines of (label, value), a note below, at most three buttons."""

    title: str
    lines: tuple[tuple[str, str], ...] = ()
    note: str = ""
    tone: Literal["ok", "danger", "info"] = "ok"
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """One thing we say. The adapter picks the form its channel carries best.

    key: our message id, the same for every attempt (LINE's retry key).
    text: the full plain words; also the card's altText. short: the same in one SMS segment.
    spoken: the same for a voice, digits in groups. card: the same as a bubble.
    reply_token: use the free reply; the adapter never falls back by itself.
    then: what is said after it in the same breath (channels that SendTogether); their keys are not used.
    """

    key: UUID
    recipient: str
    text: str
    short: str = ""
    spoken: str = ""
    card: Card | None = None
    buttons: tuple[Button, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    reply_token: str = ""
    language: str = "th"
    sender_name: str = ""
    then: tuple["OutboundMessage", ...] = ()
