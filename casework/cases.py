"""Open a case, add to it, correct it, close it: the rows of each step, and who sees it from then on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from store.cases import CaseState, NeedState, Relation, Track
from store.ids import case_reference, new_id

OWNER = "owner"
"""Stands among the decided fields of a case once a person gave it to a body."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to the question about the place: a body, a tambon (6-digit code), or both; "" what it leaves open."""

    org: str
    tambon: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """What triage found out about a plea, in casework's words. candidates: further bodies that may own it.

    ask: what the place may be, where few choices are left. away: bodies of the place that are not at work on the
    system, whom the owner stands in for. registered: tambon of the house registration, where the words name one.
    needs: "field:need". marks: what else was read in the words (triage/judge.py). said_in: their language.
    read_by: the version of the reading that proposes all this.
    silent: the writer cannot speak or be called.
    """

    kind: str
    category: tuple[str, ...]
    urgency: str
    confidence: float
    owner: str
    hub: str | None
    candidates: tuple[str, ...]
    accused: tuple[str, ...]
    asks_place: bool
    tambon_code: str | None
    amphoe_code: str | None
    province_code: str | None
    moo: str | None
    place_text: str
    emergency_numbers: tuple[str, ...]
    vulnerable: tuple[str, ...]
    reasons: tuple[str, ...]
    ask: tuple[Choice, ...] = ()
    away: tuple[str, ...] = ()
    registered: str | None = None
    needs: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    said_in: str = ""
    read_by: str = ""
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """The message that opens a case. received_by: the body whose desk took it down."""

    account: str
    conversation: UUID
    person: UUID
    text: str
    phone: str
    language: str
    latitude: float | None
    longitude: float | None
    at: datetime
    received_by: str = ""


def case_row(found: Findings, said: Said, *, serial: int, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(now),
        "reference": case_reference(serial, now),
        "account": said.account,
        "conversation_id": said.conversation,
        "person_id": said.person,
        "state": CaseState.NEW.value,
        "kind": found.kind,
        "category": list(found.category),
        "urgency": found.urgency,
        "confidence": found.confidence,
        "emergency_numbers": list(found.emergency_numbers),
        "vulnerable": list(found.vulnerable),
        "reasons": list(found.reasons),
        "read_by": found.read_by,
        "said_in": found.said_in,
        "marks": list(found.marks),
        "decided": [],
        "owner": found.owner,
        "hub": found.hub,
        "received_by": said.received_by,
        "asks_place": found.asks_place,
        **asked_columns(found.ask),
        "registered_tambon": found.registered,
        "registered_text": "",
        "tambon_code": found.tambon_code,
        "amphoe_code": found.amphoe_code,
        "province_code": found.province_code,
        "moo": found.moo,
        "place_text": found.place_text,
        "latitude": said.latitude,
        "longitude": said.longitude,
        "phone": said.phone,
        "text": said.text,
        "language": said.language,
        "silent": found.silent,
        "version": 1,
        "unread": True,
        "message_count": 1,
        "opened_at": now,
        "last_in_at": said.at,
        "updated_at": now,
    }


def need_rows(case: UUID, needs: Sequence[str], *, now: datetime) -> list[dict[str, Any]]:
    """Proposals for a person to confirm. Before the committee unless a person says otherwise (domain.md 1.5)."""
    return [
        {
            "id": new_id(now), "case_id": case, "code": code, "state": NeedState.PROPOSED.value,
            "track": Track.COMMITTEE.value, "created_at": now, "since": now,
        }
        for code in needs
    ]  # fmt: skip


def asked_columns(ask: Sequence[Choice]) -> dict[str, list[str]]:
    """Choices as the two columns of a case, one entry each."""
    return {"ask_orgs": [one.org for one in ask], "ask_tambons": [one.tambon for one in ask]}


def choices_of(row: Any) -> tuple[Choice, ...]:
    """The choices a case row keeps; two bodies that have been merged since are one."""
    pairs = dict.fromkeys(zip(row.ask_orgs, row.ask_tambons, strict=True))
    return tuple(Choice(org, tambon) for org, tambon in pairs)


def access_rows(case: UUID, found: Findings, received_by: str = "") -> list[dict[str, Any]]:
    """Owner, the candidates while ownership is open, the hub of the place; an accused body is never the owner.

    A hub sees in full what its own desk took down (decisions.md 4); another body keeps the number of it.
    """
    relations: dict[str, Relation] = dict.fromkeys(found.accused, Relation.ACCUSED)
    if found.hub:
        relations.setdefault(found.hub, Relation.HUB)
    for org in found.candidates:
        relations[org] = Relation.CANDIDATE
    relations[found.owner] = Relation.OWNER
    if received_by and relations.get(received_by, Relation.HUB) == Relation.HUB:
        relations[received_by] = Relation.REFERRED if received_by.startswith("hub-") else Relation.FORMER
    return [{"case_id": case, "org": org, "relation": relation.value} for org, relation in relations.items()]


def with_decided(before: Sequence[str], *fields: str) -> list[str]:
    """Fields on which a person has spoken; a later reading leaves them as they are."""
    return list(dict.fromkeys((*before, *fields)))


def event_row(
    case: UUID, verb: str, *, now: datetime, staff: UUID | None = None, **facts: Any
) -> dict[str, Any]:
    """One line of the story; facts hold codes and ids, never words of a citizen."""
    return {"id": new_id(now), "case_id": case, "at": now, "staff_id": staff, "verb": verb, "facts": facts}
