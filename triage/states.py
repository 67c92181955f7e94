"""The words of the dialogue's table: where a conversation stands, what may happen, what is said and done about it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from triage.privacy import notice

QUIET = timedelta(seconds=30)
SILENCE = timedelta(minutes=10)
PERSON = timedelta(hours=24)
MOST = 3
SLOTS = ("what", "danger", "place", "phone", "photo")
"""In the order in which they are asked for; `what` only where no word was said at all."""
NOTICE = notice().version
"""Version of the privacy notice in force."""


@dataclass(frozen=True, slots=True)
class State:
    """case: the one the questions are about. waits: a slot, or cancel, add, correct, fresh, which, rate, arrived, prove, code.
    about: the case that `waits` is about. person_until: a person answers. ready: ask at the next pause."""

    case: UUID | None = None
    missing: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    waits: str = ""
    about: UUID | None = None
    due: datetime | None = None
    person_until: datetime | None = None
    notice: int = 0
    noticed_at: datetime | None = None
    ready: bool = False

    def with_person(self, at: datetime) -> bool:
        return self.person_until is not None and at < self.person_until

    @property
    def next(self) -> str:
        """The slot to ask for, "" when there is none or enough was asked."""
        if len(self.asked) >= MOST:
            return ""
        return next((slot for slot in SLOTS if slot in self.missing and slot not in self.asked), "")


@dataclass(frozen=True, slots=True)
class Known:
    """A case that a wish is about. mine: it is this person's own."""

    id: UUID
    mine: bool = True
    ended: bool = False
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A case was opened. plain: enough was said to ask at once. beside: another open case of this person."""

    case: UUID
    missing: tuple[str, ...]
    urgent: bool = False
    plain: bool = True
    beside: UUID | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """The message held these slots, asked for or not."""

    slots: frozenset[str]


@dataclass(frozen=True, slots=True)
class Heard:
    """Words that answer nothing we asked."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What was said of the place leaves few to choose from: they are offered, as the same question."""


@dataclass(frozen=True, slots=True)
class Raised:
    """Danger came to light in an open case."""


@dataclass(frozen=True, slots=True)
class Paused:
    """All that came together was taken in."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """Nobody said anything until `due`."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Wished:
    """A word or button that asks for something (triage/wishes.py). case: what it is about. value: what goes with it."""

    name: str
    at: datetime
    case: Known | None = None
    value: str = ""


Event = Opened | Filled | Heard | Narrowed | Raised | Paused | Due | Wished


@dataclass(frozen=True, slots=True)
class Say:
    """what: the name of the words (triage/speaking.py)."""

    what: str
    case: UUID | None = None
    value: str = ""


@dataclass(frozen=True, slots=True)
class Do:
    """A change that the conversation asks for, carried out by triage/doing.py."""

    what: str
    case: UUID | None = None
    value: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    state: State
    says: tuple[Say, ...] = ()
    does: tuple[Do, ...] = ()
