"""Words of the telephone that other channels do not have: the steps of a call, a machine's guess, what is spoken."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a caller did: a key, silence, a recording; kept, so that staff can follow the call.

    key: what was pressed ("" for nothing). detail: what it came to ("37" seconds, "busy", a body's code);
    never a telephone number.
    """

    event_id: str
    call: str
    step: str
    key: str
    detail: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Guess:
    """What an exchange's speech recognition took a recording for: a hint for who types it, never its text."""

    event_id: str
    message_id: str
    text: str


@dataclass(frozen=True, slots=True)
class CaseBrief:
    """What may be said aloud about a case to whoever holds its number: no name, no words.

    answer: what staff answered last, only for the number the case was told from.
    """

    reference: str
    org_name: str
    state: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class AreaBrief:
    """Whose a place may be, for a caller to choose from: (code, name) of each body; none when they are too many."""

    bodies: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DeskBrief:
    """open: whether the office works now. duty: the number of whoever is on duty at any hour, "" if none is known."""

    open: bool
    duty: str = ""


@dataclass(frozen=True, slots=True)
class AnswerBrief:
    """What an officer answered, to be spoken again."""

    words: str
