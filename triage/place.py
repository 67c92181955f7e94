"""What is known of a place, and from what."""

from dataclasses import dataclass
from typing import Literal

How = Literal["pin", "words", "postcode", "lao_name", "village", "answer", "none"]
"""answer: the citizen chose it when asked; never what `locate` finds by itself."""


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of a place: where it happens, not where the writer is registered.

    province, amphoe, tambon, moo, lao_name: what the words name, official Thai without จังหวัด, อำเภอ, ตำบล.
    The codes are what was decided; candidates are tambons (code, score 0–1) a question could settle: beside a
    decided tambon, those across a boundary that is near the pin. registered: tambon of the house registration,
    where the words name it apart. span: the words that gave the place. outside: the pin is not in Thailand.
    """

    province: str | None = None
    amphoe: str | None = None
    tambon: str | None = None
    moo: str | None = None
    lao_name: str | None = None
    tambon_code: str | None = None
    amphoe_code: str | None = None
    province_code: str | None = None
    candidates: tuple[tuple[str, float], ...] = ()
    lao_codes: tuple[str, ...] = ()
    ask: bool = True
    how: How = "none"
    outside: bool = False
    reasons: tuple[str, ...] = ()
    span: str = ""
    registered: str | None = None


NOWHERE = Place()
"""Nothing said, nothing known."""
