"""What staff know of a case's place: whose area it is, and where the person's house is registered."""

from datetime import datetime

from sqlmodel import Session

from casework.access import Actor, NotAllowed
from casework.cases import OWNER, Choice, asked_columns, choices_of, with_decided
from casework.handling import allowed, change, give, tell
from store import register_moo
from store.register_log import Author


def confirm_body(
    session: Session,
    actor: Actor,
    reference: str,
    choice: Choice,
    *,
    org_name: str,
    at_work: bool,
    place_text: str,
    keep: bool,
    version: int,
    now: datetime,
) -> None:
    """One of the choices is it: the case goes there, if it is at work; nothing is left open about the place.

    keep: the village is that body's from now on, for every plea. BadChange if it cannot be.
    """
    seen = allowed(session, actor, reference, "route")
    row = seen.row
    if choice not in choices_of(row):
        raise NotAllowed("route")
    tambon = choice.tambon or row.tambon_code
    if keep:
        register_moo.confirm_moo(session, tambon or "", row.moo or "", choice.org, Author(now, actor.id))
    owner = choice.org if at_work else row.owner
    placed = {"tambon_code": tambon, "amphoe_code": tambon[:4], "province_code": tambon[:2]} if tambon else {}
    assignee = row.assignee if owner == row.owner else None
    change(
        session, seen, version, now, owner=owner, assignee=assignee, asks_place=False, ask_orgs=[], ask_tambons=[],
        place_text=place_text or row.place_text, decided=with_decided(row.decided, OWNER), **placed,
    )  # fmt: skip
    tell(session, seen, "body_confirmed", actor, now, org=choice.org, kept=keep)
    if owner != row.owner:
        give(session, actor, seen, owner, org_name, now)


def confirm_tambon(
    session: Session,
    actor: Actor,
    reference: str,
    tambon: str,
    *,
    bodies: tuple[Choice, ...],
    hub: str | None,
    place_text: str,
    version: int,
    now: datetime,
) -> None:
    """A tambon that several bodies share is it: who has the case keeps it; whose area it is can be pressed next.

    bodies: those of the tambon. hub: that of its amphoe, if at work.
    """
    seen = allowed(session, actor, reference, "route")
    if Choice("", tambon) not in choices_of(seen.row):
        raise NotAllowed("route")
    change(
        session, seen, version, now, asks_place=False, hub=hub or seen.row.hub, place_text=place_text,
        tambon_code=tambon, amphoe_code=tambon[:4], province_code=tambon[:2], **asked_columns(bodies),
    )  # fmt: skip
    tell(session, seen, "tambon_confirmed", actor, now, tambon=tambon)


def set_registered(
    session: Session,
    actor: Actor,
    reference: str,
    *,
    text: str,
    tambon: str | None,
    version: int,
    now: datetime,
) -> None:
    """Where the house is registered, as staff were told; some kinds of help depend on it, the route never does."""
    seen = allowed(session, actor, reference, "correct")
    if (text, tambon) != (seen.row.registered_text, seen.row.registered_tambon):
        change(session, seen, version, now, registered_text=text, registered_tambon=tambon)
        tell(session, seen, "registered", actor, now, tambon=tambon)
