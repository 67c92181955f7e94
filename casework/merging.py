"""Two cases of one matter: one goes on, the other points to it, and every reporter stays informed under their own number."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework import alarms, replies
from casework.access import Actor, NotAllowed
from casework.answering import addressee
from casework.handling import Seen, allowed, change, glance, tell
from casework.lifecycle import IllegalMove, is_open, move
from casework.replies import Words
from store import merged, pairs, triaging
from store.cases import CaseState
from store.ids import grouped
from store.pairs import Verdict
from wording import say


def merge(
    session: Session,
    actor: Actor,
    reference: str,
    into: str,
    *,
    version: int,
    into_version: int,
    now: datetime,
) -> None:
    """The case goes on in `into`. Both versions are those that were compared; Stale when either has changed since.

    Nothing of either is lost: messages, needs and number stay with each. IllegalMove when either is ended already.
    """
    gone, kept = allowed(session, actor, reference, "close"), allowed(session, actor, into, "close")
    if gone.row.id == kept.row.id:
        raise NotAllowed("close")
    if not is_open(kept.row.state):
        raise IllegalMove(kept.row.state, CaseState.MERGED.value)
    move(gone.row.state, CaseState.MERGED)
    # in the order of their ids, so that two people who merge the same two never wait for each other
    for seen, shown, columns in sorted(
        ((gone, version, _going(kept, now)), (kept, into_version, _keeping(gone, kept))),
        key=lambda each: each[0].row.id,
    ):
        change(session, seen, shown, now, **columns)
    merged.take_along(session, gone.row.id, kept.row.id)
    alarms.end_with_case(session, gone.row.id, staff=actor.id, now=now)
    tell(session, gone, "joined_to", actor, now, other=str(kept.row.id))
    tell(session, kept, "joined_here", actor, now, other=str(gone.row.id))
    _say(session, gone.row, "merged", now)


def _going(kept: Seen, now: datetime) -> dict[str, Any]:
    return {
        "state": CaseState.MERGED.value,
        "merged_into": kept.row.id,
        "closed_at": now,
        "wants_person_at": None,
        "unread": False,
    }


def _keeping(gone: Seen, kept: Seen) -> dict[str, Any]:
    """As urgent as the more urgent of both; what one of them lacks the other gives."""
    one, other = kept.row, gone.row
    return {
        "urgency": min(one.urgency, other.urgency),
        "vulnerable": list(dict.fromkeys((*one.vulnerable, *other.vulnerable))),
        "incident_id": one.incident_id or other.incident_id,
        "wants_person_at": one.wants_person_at or other.wants_person_at,
    }


def undo(session: Session, actor: Actor, reference: str, *, version: int, now: datetime) -> None:
    """The case stands for itself again, with everything that was said in it meanwhile."""
    seen = allowed(session, actor, reference, "close")
    into = merged.kept(session, seen.row.id)
    if into is None:
        raise IllegalMove(seen.row.state, CaseState.ACTIVE.value)
    state = move(seen.row.state, CaseState.ACTIVE)
    change(session, seen, version, now, state=state.value, merged_into=None, closed_at=None)
    tell(session, seen, "parted", actor, now, other=str(into.id))
    tell(session, replace(seen, row=into), "parted_here", actor, now, other=str(seen.row.id))
    _say(session, seen.row, "parted", now)


def answer_others(
    session: Session, actor: Actor, reference: str, words: str, *, of: UUID, until: datetime, now: datetime
) -> int:
    """What was answered about the whole, to every other reporter of the case: each by their own channel, under their
    own number. How many. of: the answer itself; they leave, or are taken back, with it. until: when."""
    seen = allowed(session, actor, reference, "reply")
    others = merged.reporters(session, seen.row.id)
    for row in others:
        message = replies.outbound(
            addressee(session, row),
            "answer",
            numbered(row.reference, words, row.language),
            now=now,
            staff=actor.id,
            urgent=row.urgency == "U0",
        )
        along = {"hold_until": until, "sent_at": until, "facts": {"goes_with": str(of)}}
        triaging.put_messages(session, [message | along])
        tell(session, replace(seen, row=row), "answered", actor, now, message=str(message["id"]))
    return len(others)


def numbered(reference: str, words: str, language: str) -> Words:
    """A staff member's own words under the reader's own number."""
    return replies.answer(say("merged.answer", language, reference=grouped(reference), words=words))


def link(session: Session, actor: Actor, reference: str, other: str, *, now: datetime) -> None:
    """The two have to do with each other; each stays as it is and names the other."""
    mine, theirs = allowed(session, actor, reference, "correct"), glance(session, actor, other)
    if mine.row.id == theirs.row.id:
        raise NotAllowed("correct")
    pairs.say(session, mine.row.id, theirs.row.id, Verdict.LINKED, staff=actor.id, now=now)
    for seen, its in ((mine, theirs), (theirs, mine)):
        tell(session, seen, "linked_case", actor, now, other=str(its.row.id))


def _say(session: Session, row: Any, what: str, now: datetime) -> None:
    number = grouped(row.reference)
    whole = say(f"merged.{what}", row.language, reference=number)
    short = say(f"merged.{what}_sms", row.language, reference=row.reference)
    words = Words(text=whole, short=short, spoken=whole)
    to = addressee(session, row)
    triaging.put_messages(session, [replies.outbound(to, what, words, now=now, hold=replies.COMPANY)])
