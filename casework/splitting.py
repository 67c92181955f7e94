"""One case with two pleas: what was chosen goes on under a number of its own, and the citizen is told once."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework import replies
from casework.access import Actor
from casework.answering import addressee
from casework.handling import Seen, allowed, change, tell
from casework.lifecycle import IllegalMove, is_open
from casework.replies import Words
from store import merged, pairs, proposals, triaging
from store import needs as rows
from store.cases import CaseState, NeedState, Urgency
from store.ids import case_reference, grouped, new_id
from store.pairs import Verdict
from wording import say

LONGEST_TEXT = 500


class NothingToSplit(Exception):
    """Nothing was chosen, or so much that nothing would stay."""


def split(
    session: Session,
    actor: Actor,
    reference: str,
    *,
    version: int,
    messages: Collection[UUID],
    needs: Collection[UUID],
    urgency: str,
    now: datetime,
) -> str:
    """The number of the new case. messages: of the citizen's own; needs: ids. What is not of the case is not taken.

    Words alone are read and routed anew, as a plea of their own; what a person chose as a need stays as it is.
    """
    seen = allowed(session, actor, reference, "correct")
    if not is_open(seen.row.state):
        raise IllegalMove(seen.row.state, CaseState.ACTIVE.value)
    said = merged.said_in(session, seen.row.id)
    chosen = [each for each in said if each.id in messages]
    wanted = [each.id for each in standing(session, seen.row.id) if each.id in needs]
    if not (chosen or wanted) or len(chosen) == len(said):
        raise NothingToSplit
    change(session, seen, version, now, message_count=max(1, seen.row.message_count - len(chosen)))
    key, number = new_id(now), case_reference(triaging.references(session, 1)[0], now)
    merged.put_beside(session, seen.row.id, **_columns(seen, key, number, chosen, urgency, now))
    merged.move(session, seen.row.id, key, messages=[each.id for each in chosen], needs=wanted)
    pairs.say(session, seen.row.id, key, Verdict.LINKED, staff=actor.id, now=now)
    _tell(session, actor, seen, number, now)
    if chosen and not wanted:
        proposals.set_back(session, key)
    return number


def standing(session: Session, case: UUID) -> list[Any]:
    """Needs of a case that were not withdrawn."""
    return [each for each in rows.of_case(session, case) if each.state != NeedState.WITHDRAWN]


def _columns(
    seen: Seen, key: UUID, number: str, chosen: list[Any], urgency: str, now: datetime
) -> dict[str, Any]:
    row = seen.row
    words = "\n".join(each.text for each in chosen if each.text)[:LONGEST_TEXT]
    return {
        "id": key,
        "reference": number,
        "state": CaseState.ACTIVE.value,
        "urgency": urgency if urgency in {*Urgency} else row.urgency,
        "text": words or row.text,
        "decided": [],
        "incident_id": None,
        "wants_person_at": None,
        "rating": None,
        "version": 1,
        "unread": False,
        "message_count": max(1, len(chosen)),
        # the plea was made when it was made, and its days are counted from then
        "opened_at": chosen[0].sent_at if chosen else row.opened_at,
        "last_in_at": chosen[-1].sent_at if chosen else row.last_in_at,
        "updated_at": now,
    }


def _tell(session: Session, actor: Actor, seen: Seen, number: str, now: datetime) -> None:
    """Both stories, and the citizen once, in the new case."""
    new = allowed(session, actor, number, "correct")
    tell(session, seen, "split_off", actor, now, other=str(new.row.id))
    tell(session, new, "split_from", actor, now, other=str(seen.row.id))
    language = seen.row.language
    whole = say("split.text", language, old=grouped(seen.row.reference), new=grouped(number))
    words = Words(text=whole, short=say("split.sms", language, new=number), spoken=whole)
    to = addressee(session, new.row)
    triaging.put_messages(session, [replies.outbound(to, "split", words, now=now, hold=replies.COMPANY)])
