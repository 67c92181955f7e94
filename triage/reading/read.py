"""The whole reading of one message."""

from dataclasses import dataclass

from triage.reading.danger import danger
from triage.reading.normalise import normalise


@dataclass(frozen=True, slots=True)
class Reading:
    """category: weightiest first, empty when undecided. confidence: that kind and first category hold.

    reasons: short texts that name the words that decided. silent: the writer cannot speak or be called.
    """

    kind: str
    category: tuple[str, ...]
    confidence: float
    urgency: str
    emergency_numbers: tuple[str, ...]
    vulnerable: tuple[str, ...]
    third_party: bool
    silent: bool
    language: str
    reasons: tuple[str, ...]
    normalised: str


def read(text: str, channel: str = "", choice: str = "") -> Reading:
    """Read a message; choice: a pressed key ("danger", "topic:1" … "topic:4")."""
    normalised = normalise(text)
    found = danger(normalised)
    urgency = "U0" if found or choice == "danger" else "U1"
    numbers = found.numbers if found else ()
    return Reading("plea", (), 0.3, urgency, numbers, (), False, False, "th", (channel,), normalised)  # noqa: FBT003
