"""What one batch of triage will write, laid out before anything is written, and what it must know of open cases."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from casework.cases import Choice, choices_of


@dataclass(slots=True)
class Plan:
    """Rows of one batch, written together at its end."""

    cases: list[dict[str, Any]] = field(default_factory=list)
    access: list[dict[str, Any]] = field(default_factory=list)
    moved: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    people: list[dict[str, Any]] = field(default_factory=list)
    points: list[dict[str, Any]] = field(default_factory=list)
    pairs: list[dict[str, Any]] = field(default_factory=list)
    out: list[dict[str, Any]] = field(default_factory=list)
    marks: list[dict[str, Any]] = field(default_factory=list)
    joins: list[dict[str, Any]] = field(default_factory=list)
    adopted: list[dict[str, Any]] = field(default_factory=list)
    refined: list[dict[str, Any]] = field(default_factory=list)
    needs: list[dict[str, Any]] = field(default_factory=list)
    places: list[dict[str, Any]] = field(default_factory=list)
    settled: list[dict[str, Any]] = field(default_factory=list)
    spam: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OpenCase:
    """What a further message must know of the case it may join. ask: the choices it was asked about, once.

    decided: fields on which a person has spoken (store.cases.Case).
    """

    id: UUID
    reference: str
    kind: str
    category: tuple[str, ...]
    owner: str
    asks_place: bool
    tambon_code: str | None
    language: str
    last_in_at: datetime
    call: str
    ask: tuple[Choice, ...] = ()
    moo: str | None = None
    amphoe_code: str | None = None
    province_code: str | None = None
    urgency: str = "U3"
    decided: frozenset[str] = frozenset()


def open_case(row: Any) -> OpenCase | None:
    if row is None:
        return None
    return OpenCase(
        row.id, row.reference, row.kind, tuple(row.category), row.owner, row.asks_place, row.tambon_code,
        row.language, row.last_in_at, row.call, choices_of(row), row.moo, row.amphoe_code, row.province_code,
        row.urgency, frozenset(row.decided),
    )  # fmt: skip
