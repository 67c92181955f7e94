"""What a person decides on the registrations of a campaign: doubles set aside, the rest ready for the committee."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from casework import ending, handling, needs
from casework.access import Actor
from store import campaigns, pairs, standing
from store.campaigns import Campaign, RegistrationState
from store.cases import NeedState
from store.ids import grouped
from store.pairs import Verdict
from wording import say


def decide(
    session: Session, actor: Actor, campaign: Campaign, first: UUID, other: UUID, *, same: bool, now: datetime
) -> bool:
    """same: `other` is `first` again: it is set aside, its case ends, its number says which one goes on.

    Else the two are not shown together any more. False for what are not two registrations of this campaign.
    """
    kept, again = campaigns.registered(session, first), campaigns.registered(session, other)
    if (
        kept is None
        or again is None
        or {kept.campaign_id, again.campaign_id} != {campaign.id}
        or first == other
    ):
        return False
    if not same:
        pairs.say(session, first, other, Verdict.APART, staff=actor.id, now=now)
        return True
    if again.state == RegistrationState.SET_ASIDE:
        return True
    again.state, again.same_as = RegistrationState.SET_ASIDE.value, first
    pairs.say(session, first, other, Verdict.SAME_PERSON, staff=actor.id, now=now)
    _end_case(session, actor, first, other, now)
    return True


def _end_case(session: Session, actor: Actor, first: UUID, other: UUID, now: datetime) -> None:
    goes_on, over = standing.held(session, first), standing.held(session, other)
    words = say("campaign.again_told", over.language, reference=grouped(goes_on.reference))
    seen = handling.allowed(session, actor, over.reference, "close")
    ending.close(
        session, actor, over.reference, version=seen.row.version, reason="mistake", words=words, now=now
    )


def make_ready(session: Session, actor: Actor, campaign: Campaign, *, limit: int, now: datetime) -> int:
    """So many of those that wait are ready for the committee now, as each need's own steps allow; how many."""
    rows = campaigns.waiting(session, campaign, limit=limit)
    for row in rows:
        for state in _steps(row.state):
            seen = handling.allowed(session, actor, row.reference, needs.DOES[state])
            need = needs.found(session, seen, campaign.need)
            needs.apply(session, seen.row, need, state, version=need.version, staff=actor.id, now=now)
            handling.tell(
                session, seen, "need_moved", actor, now, need=need.code, before=need.state, after=state
            )
    return len(rows)


def _steps(state: str) -> list[NeedState]:
    return [NeedState.CONFIRMED, NeedState.READY] if state == NeedState.PROPOSED else [NeedState.READY]
