"""A person's word over the reading: one change at a time, each kept with who, when, before, after and what had read it.

Only a person lowers an urgency (domain.md section 7). What was said, and where, is never rewritten here: a
transcript or another place sets the message back, and the worker reads and routes the case anew (decisions.md 10).
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework import needs
from casework.access import Actor, NotAllowed
from casework.cases import OWNER, with_decided
from casework.handling import Seen, allowed, change, tell
from store import corrections, proposals
from store.cases import NeedState, Urgency
from store.corrections import Corrected

KINDS = (
    "plea",
    "info",
    "cityfix",
    "complaint",
    "offer",
    "pdpa",
    "update",
    "thanks",
    "status",
    "spam",
    "offtopic",
)
CATEGORIES = ("disaster", "quality_of_life", "disease_control", "low_income_farmer", "other")
RISKS = ("elder", "child", "infant", "disabled", "pregnant", "ill", "bedridden")
READ = ("kind", "category", "urgency", "vulnerable")
"""Fields of a case on which a person's word stands against later readings."""
ROUTED_APART = frozenset({"complaint", "offer", "info"})
"""Kinds that go to the hub and not to the body of the place (decisions.md 7)."""


class NoSuchChange(Exception):
    """A change that is none: an unknown field, code or sign before it."""


def correct(
    session: Session, actor: Actor, reference: str, *, field: str, value: str, version: int, now: datetime
) -> bool:
    """One field. value: a code, for lists with a sign: "+elder" adds, "-elder" takes away, "=disaster" puts first.

    For a need "=" confirms a proposal. True when the case must be read and routed anew. NoSuchChange, Stale.
    """
    seen = allowed(session, actor, reference, "correct")
    if field == Corrected.NEED:
        _need(session, actor, seen, value, version, now)
        return False
    if field not in _CHANGES:
        raise NoSuchChange(field)
    before = getattr(seen.row, field)
    after = _CHANGES[field](before, value)
    if after == before and field in seen.row.decided:
        return False
    decided = with_decided(seen.row.decided, field)
    change(session, seen, version, now, **{field: after, "decided": decided})
    _keep(session, actor, seen, Corrected(field), _told(before), _told(after), now)
    again = field == "kind" and _routes_apart(before, after)
    if again:
        proposals.set_back(session, seen.row.id)
    return again


def confirm(session: Session, actor: Actor, reference: str, *, version: int, now: datetime) -> None:
    """The whole proposal is right: no later reading changes it, and what was proposed as a need is one."""
    seen = allowed(session, actor, reference, "correct")
    change(session, seen, version, now, decided=with_decided(seen.row.decided, *READ))
    proposals.confirm_needs(session, seen.row.id, now=now)
    needs.lay_clocks(session, seen.row, now=now)
    _keep(session, actor, seen, Corrected.ALL, "", "", now)


def write_down(
    session: Session, actor: Actor, reference: str, message: UUID, words: str, *, version: int, now: datetime
) -> None:
    """What a recording or a picture says, as a person hears or reads it; words of the citizen's own stay as they are."""
    seen = allowed(session, actor, reference, "correct")
    change(session, seen, version, now)
    if not proposals.write_down(session, seen.row.id, message, words, by=actor.id):
        raise NotAllowed("correct")
    _keep(session, actor, seen, Corrected.WORDS, "", "", now)


def move_place(
    session: Session, actor: Actor, reference: str, place: str, *, version: int, now: datetime
) -> None:
    """Where it happened, in a person's words: the case goes to whoever it belongs to there."""
    seen = allowed(session, actor, reference, "route")
    decided = [field for field in seen.row.decided if field != OWNER]
    change(session, seen, version, now, decided=decided)
    if not proposals.say_place(session, seen.row.id, place):
        raise NotAllowed("route")
    _keep(session, actor, seen, Corrected.PLACE, seen.row.tambon_code or "", "", now)


def _need(session: Session, actor: Actor, seen: Seen, value: str, version: int, now: datetime) -> None:
    sign, code = value[:1], value[1:]
    if sign not in {"+", "-", "="} or code.partition(":")[0] not in CATEGORIES or len(code) > 60:
        raise NoSuchChange(value)
    change(session, seen, version, now)
    state = NeedState.WITHDRAWN if sign == "-" else NeedState.CONFIRMED
    if proposals.set_need(session, seen.row.id, code, state, now=now):
        needs.lay_clocks(session, seen.row, now=now)
        _keep(
            session,
            actor,
            seen,
            Corrected.NEED,
            "" if sign == "+" else code,
            "" if sign == "-" else code,
            now,
        )


def _keep(
    session: Session, actor: Actor, seen: Seen, field: Corrected, old: str, new: str, now: datetime
) -> None:
    corrections.keep(
        session, seen.row.id, actor.id, field, old=old, new=new, read_by=seen.row.read_by, now=now
    )
    verb = "confirmed" if field == Corrected.ALL else "corrected"
    tell(session, seen, verb, actor, now, field=field.value, before=old, after=new)


def _told(value: Any) -> str:
    return value if isinstance(value, str) else ",".join(value)


def _routes_apart(before: str, after: str) -> bool:
    return before != after and bool({before, after} & ROUTED_APART)


def _kind(_before: str, value: str) -> str:
    return _one_of(KINDS, value)


def _urgency(_before: str, value: str) -> str:
    return _one_of([each.value for each in Urgency], value)


def _category(before: Sequence[str], value: str) -> list[str]:
    """ "=x": x instead of the first one."""
    sign, code = value[:1], _one_of(CATEGORIES, value[1:])
    rest = [each for each in before if each != code]
    if sign == "=":
        return [code, *(rest if code in before else rest[1:])]
    return _signed(sign, code, before)


def _vulnerable(before: Sequence[str], value: str) -> list[str]:
    return _signed(value[:1], _one_of(RISKS, value[1:]), before)


def _signed(sign: str, code: str, before: Sequence[str]) -> list[str]:
    rest = [each for each in before if each != code]
    if sign not in {"+", "-"}:
        raise NoSuchChange(sign)
    return [*rest, code] if sign == "+" else rest


def _one_of(known: Sequence[str], value: str) -> str:
    if value not in known:
        raise NoSuchChange(value)
    return value


_CHANGES: dict[str, Callable[[Any, str], Any]] = {
    "kind": _kind,
    "urgency": _urgency,
    "category": _category,
    "vulnerable": _vulnerable,
}
