"""One turn of a call: what the exchange told, and what travels in the address of the next step."""

from dataclasses import dataclass
from urllib.parse import urlencode

from channels.contract import Brief
from channels.prompts import Prompts

REPEATS = 2
"""A prompt without a usable key is said so many times again."""
MOST_QUESTIONS = 10
"""Documents that ask, before the recorder and again after it, whatever is pressed: no path goes round for ever."""


@dataclass(frozen=True, slots=True)
class Turn:
    """tries: how often this prompt was said without an answer. asked: questions since the call or the recording began.
    recording: the sid of what was recorded. sealed: the caller's number, for a callback. keyed: a number typed in,
    in clear; kept: the same, sealed, from the step before. gone: the caller has hung up. reachable: we have a number.
    danger: the caller pressed it, and is asked nothing more. postcode: where it happened, as keyed in. chosen: code
    of the body whose key was pressed, "" for who is not sure. message: id of the answer an outgoing call speaks.
    brief: the house's word for this turn."""

    step: str
    call: str
    language: str = "th"
    tries: int = 0
    asked: int = 0
    digits: str = ""
    topic: str = ""
    recording: str = ""
    sealed: str = ""
    keyed: str = ""
    kept: str = ""
    dial_status: str = ""
    gone: bool = False
    reachable: bool = True
    danger: bool = False
    postcode: str = ""
    chosen: str | None = None
    message: str = ""
    brief: Brief | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """The hotline of one account. base: PUBLIC_URL/hooks/<account>. staff_number: "" when nobody can be rung.

    recognise: the exchange is asked for its guess at what is said; it costs, and is only a hint.
    """

    base: str
    prompts: Prompts
    staff_number: str = ""
    recognise: bool = False

    def url(self, step: str, turn: Turn, **facts: object) -> str:
        """The address of the next step, with all that must not be forgotten. Signed by the exchange, so it is ours."""
        query: dict[str, object] = {
            "lang": turn.language,
            "s": turn.asked + 1,
            "danger": "1" if turn.danger else "",
            "rec": turn.recording,
            "num": turn.kept,
            **facts,
        }
        return f"{self.base}/{step}?{urlencode({name: value for name, value in query.items() if value})}"
