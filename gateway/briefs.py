"""What a channel may say in the same breath: a case, a place, whether the office is open, an answer read out again."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from casework import deadlines, watch
from channels.contract import AnswerBrief, AreaBrief, Brief, CaseBrief, DeskBrief, Lookup
from gateway.whose import Door
from store.caselists import brief, last_answer, words_of
from store.db import OperationalError, Session, utc_now
from store.gazetteer import tambons_of_postcode
from store.ids import conversation_id
from store.register import Directory
from triage.question import choices_of_postcode
from wiring import House


def look_up(door: Door, account: str, lookup: Lookup | None) -> Brief | None:
    """None when nothing is asked or to be said of it, and while the database is away."""
    if lookup is None or door.away():
        return None
    try:
        if lookup.by == "postcode":
            return _area(door.house.directory(), lookup.value)
        with door.house.database.session() as session:
            return _OF[lookup.by](door.house, session, account, lookup)
    except OperationalError:
        return None


def _area(directory: Directory, postcode: str) -> AreaBrief | None:
    """The bodies of a postcode, few enough to be read out, else none of them; None where there is no such postcode."""
    if not tambons_of_postcode(postcode):
        return None
    offered = choices_of_postcode(postcode, directory.register)
    return AreaBrief(tuple((one.org, directory.name(one.org)) for one in offered))


def _case(house: House, session: Session, account: str, lookup: Lookup) -> CaseBrief | None:
    row = brief(session, account=account, by=lookup.by, value=lookup.value)  # type: ignore[arg-type]  # _OF calls it for these three alone
    if row is None:
        return None
    held = house.shelf.held or house.shelf.directory(session)
    own = bool(lookup.asker) and _own(row, account, lookup.asker)
    answer = last_answer(session, row.id) if own else ""
    return CaseBrief(row.reference, held.name(row.owner), row.state, answer)


def _own(row: Any, account: str, asker: str) -> bool:
    """Whether the case was told from this number, or names it for calling back."""
    return bool(row.conversation_id == conversation_id(account, asker) or _same_number(row.phone, asker))


def _same_number(one: str, other: str) -> bool:
    """0898765432 is +66898765432: the last nine digits of a Thai number say all."""
    mine, theirs = ("".join(c for c in number if c.isdigit())[-9:] for number in (one, other))
    return len(mine) >= 8 and mine == theirs


def _desk(house: House, session: Session, account: str, _lookup: Lookup) -> DeskBrief:
    """Where it happens nobody knows yet: the account's home desk keeps watch."""
    held = house.shelf.held or house.shelf.directory(session)
    home, at = held.homes.get(account, ""), now()
    return DeskBrief(deadlines.load(session, at).open_at(home, at), watch.phone_on_duty(session, home, at))


def _answer(_house: House, session: Session, account: str, lookup: Lookup) -> AnswerBrief | None:
    try:
        words = words_of(session, account=account, message=UUID(lookup.value))
    except ValueError:
        return None
    return AnswerBrief(words) if words else None


def now() -> datetime:
    """A door's clock; tests turn it."""
    return utc_now()


_OF: dict[str, Callable[[House, Session, str, Lookup], Brief | None]] = {
    "sender": _case,
    "reference": _case,
    "event": _case,
    "desk": _desk,
    "message": _answer,
}
