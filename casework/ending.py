"""The end of a case and of a talk with a person: closed with last words and a rating, opened again, given back."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from casework import alarms, handling, lifecycle, notices, prompts, replies
from casework.access import Actor
from casework.answering import addressee
from casework.handling import Seen
from casework.lifecycle import Locked
from casework.outlook import UNDO
from store import dialogues, held, merged, triaging
from store import help as handouts
from store import needs as rows
from store.cases import CaseState, NeedState

HELPED = "helped"
"""The one reason of closing that counts as help; every other is "closed without help" (store/help.py outcomes)."""
_ASIDE = frozenset({NeedState.PROPOSED, NeedState.WITHDRAWN})
UNRATED = frozenset({"withdrawn", "mistake", "not_reached"})
"""Reasons of closing after which nobody is asked to rate."""


def close(
    session: Session, actor: Actor, reference: str, *, version: int, reason: str, words: str, now: datetime
) -> None:
    """End the case with a reason; words, if any, go to every reporter of it. IllegalMove if it is ended already.

    "helped" is what was really done: Locked (evidence, unsettled) where nothing proves it or something is left to do.
    """
    seen = handling.allowed(session, actor, reference, "close")
    lifecycle.move(seen.row.state, CaseState.CLOSED)
    if reason == HELPED and (why := unproven(session, seen.row.id)):
        raise Locked(seen.row.state, CaseState.CLOSED.value, why)
    columns = {"state": CaseState.CLOSED.value, "closed_at": now, "ended_as": reason, "wants_person_at": None}
    handling.change(session, seen, version, now, **columns)
    handling.tell(session, seen, "closed", actor, now, reason=reason)
    alarms.end_with_case(session, seen.row.id, staff=actor.id, now=now)
    for each in (seen, *(replace(seen, row=row) for row in merged.reporters(session, seen.row.id))):
        held.let_go(session, each.row.id, now=now, within=UNDO)  # an answer just written comes before the end
        _say_goodbye(session, actor, each, reason, words, now)


def unproven(session: Session, case: UUID) -> str:
    """Why a case does not count as helped, "" if it does: evidence (no receipt, no word of the citizen), unsettled."""
    needs = rows.of_case(session, case)
    if any(need.state not in _ASIDE and not lifecycle.settled(need) for need in needs):
        return "unsettled"
    helped = any(need.state == NeedState.HELPED for need in needs)
    return "" if helped or handouts.proven(session, case) else "evidence"


def _say_goodbye(session: Session, actor: Actor, seen: Seen, reason: str, words: str, now: datetime) -> None:
    """The last words and, where there is something to rate, one tap from 1 to 5. A caller is asked in writing."""
    to, rated = addressee(session, seen.row), reason not in UNRATED
    spoken = to.account.partition(".")[0] in {"voice", "desk"}
    messages = []
    if words and (spoken or not rated):
        purpose = "answer" if spoken else "closed"
        messages.append(replies.outbound(to, purpose, replies.answer(words), now=now, staff=actor.id))
        words = ""
    if rated:
        asked = prompts.closing(seen.row.reference, words, seen.row.language)
        messages.append(replies.outbound(to, "closed", asked, now=now, staff=actor.id))
        dialogues.ask_rating(session, to.conversation, seen.row.id)
    if messages:
        messages += notices.by_text(session, seen.row, now, account=to.account)
    triaging.put_messages(session, messages)
    dialogues.give_back(session, seen.row.conversation_id)


def give_back(session: Session, actor: Actor, reference: str, *, now: datetime) -> None:
    """The robot answers this person again."""
    seen = handling.allowed(session, actor, reference, "reply")
    dialogues.give_back(session, seen.row.conversation_id)
    handling.change(session, seen, seen.row.version, now, wants_person_at=None)
    handling.tell(session, seen, "given_back", actor, now)


def reopen(session: Session, actor: Actor, reference: str, *, version: int, now: datetime) -> None:
    seen = handling.allowed(session, actor, reference, "close")
    state = lifecycle.move(seen.row.state, CaseState.ACTIVE)
    back = {"state": state.value, "closed_at": None, "ended_as": None, "merged_into": None}
    handling.change(session, seen, version, now, **back)
    handling.tell(session, seen, "reopened", actor, now)
