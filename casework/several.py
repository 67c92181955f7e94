"""One verb on several cases: each with the same checks as alone, each for itself."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from casework import assigning, correcting, ending, handling, incidents
from casework.access import Actor, NotAllowed
from casework.correcting import NoSuchChange
from casework.handling import Stale
from casework.lifecycle import IllegalMove
from store.db import Database

ACTS = ("take", "assign", "urgency", "category", "incident", "close")


def one_of_several(
    database: Database,
    actor: Actor,
    act: str,
    reference: str,
    *,
    version: int,
    value: str,
    words: str,
    now: datetime,
) -> str:
    """Do it to one of them; "" when it was done, else why not: "not_allowed", "stale", "illegal".

    version: the one that was looked over. value: a staff id, a code, an incident's id or a reason, as the act needs.
    """
    try:
        with database.session() as session:
            seen = handling.allowed(session, actor, reference, "read")
            if seen.row.version != version:
                return "stale"
            _DO[act](session, actor, reference, version, value, words, now)
    except (NotAllowed, NoSuchChange, ValueError):
        return "not_allowed"
    except Stale:
        return "stale"
    except IllegalMove:
        return "illegal"
    return ""


Do = Callable[[Session, Actor, str, int, str, str, datetime], None]


def _take(
    session: Session, actor: Actor, reference: str, _v: int, _value: str, _w: str, now: datetime
) -> None:
    handling.take(session, actor, reference, now=now)


def _assign(
    session: Session, actor: Actor, reference: str, version: int, value: str, _w: str, now: datetime
) -> None:
    assigning.assign(session, actor, reference, UUID(value), version=version, now=now)


def _urgency(
    session: Session, actor: Actor, reference: str, version: int, value: str, _w: str, now: datetime
) -> None:
    correcting.correct(session, actor, reference, field="urgency", value=value, version=version, now=now)


def _category(
    session: Session, actor: Actor, reference: str, version: int, value: str, _w: str, now: datetime
) -> None:
    correcting.correct(
        session, actor, reference, field="category", value=f"={value}", version=version, now=now
    )


def _incident(
    session: Session, actor: Actor, reference: str, version: int, value: str, _w: str, now: datetime
) -> None:
    incidents.put_in(session, actor, reference, UUID(value), version=version, now=now)


def _close(
    session: Session, actor: Actor, reference: str, version: int, value: str, words: str, now: datetime
) -> None:
    ending.close(session, actor, reference, version=version, reason=value, words=words, now=now)


_DO: Mapping[str, Do] = {
    "take": _take,
    "assign": _assign,
    "urgency": _urgency,
    "category": _category,
    "incident": _incident,
    "close": _close,
}
