"""Lists that staff keep: for oneself, or for everybody of a centre."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework.access import Actor, NotAllowed, keeps_templates
from store import views

LONGEST_NAME = 60


def keep(
    session: Session, actor: Actor, *, name: str, asked: Mapping[str, str], org: str | None, now: datetime
) -> UUID:
    """org: whose staff see it too; one of the actor's own."""
    if org is not None and org not in actor.orgs():
        raise NotAllowed("share")
    return views.keep(session, actor.id, org=org, name=name, asked=asked, now=now)


def drop(session: Session, actor: Actor, view: UUID) -> None:
    found = views.one(session, view)
    if found is None or not may_drop(actor, found):
        raise NotAllowed("drop")
    views.drop(session, view)


def may_drop(actor: Actor, view: Any) -> bool:
    """Its maker, as long as they work there; and whoever keeps the centre's ready answers, of what the centre shares."""
    if view.org is None:
        return bool(view.staff_id == actor.id)
    return view.org in (actor.orgs() if view.staff_id == actor.id else keeps_templates(actor))
