"""What a month has cost: free replies, pushes, segments of text messages, by account and organisation."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request

from casework import counting
from casework.access import Actor, NotAllowed
from gateway.guard import audience, current_actor, house
from gateway.pages.shown import language
from store import quota
from store.db import Session, utc_now
from store.ids import BANGKOK
from store.quota import Quota
from store.staff import Role
from wording import say

costs = Blueprint("costs", __name__)

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
ALL = frozenset({Role.OPERATOR})
OWN = frozenset({Role.HEAD, Role.ADMIN})


@costs.get("/admin/costs")
@audience("staff")
def show() -> str:
    """?month=2026-11. A head sees their own organisations, whoever keeps the installation sees all."""
    actor = current_actor()
    orgs = _seen(actor)
    since, until = _month(request.args.get("month", ""), utc_now())
    with house().database.session() as session:
        rows = quota.costs(session, since=since, until=until, orgs=orgs)
        directory = house().shelf.directory(session)
        return render_template(
            "costs.html",
            month=_named(since),
            before=_shifted(since, -1),
            after=_shifted(since, 1) if until <= utc_now() else "",
            since=since,
            rows=rows,
            total={
                name: sum(getattr(row, name) for row in rows) for name in ("replies", "pushes", "segments")
            },
            standings=standings(session, actor),
            directory=directory,
        )


def standings(session: Session, actor: Actor) -> list[Any]:
    """Quotas worth a word to this person: of accounts whose home desk is theirs, all for whoever keeps the house."""
    return worth_a_word(session, actor, quota.standings(session, now=utc_now()))


def worth_a_word(session: Session, actor: Actor, known: Sequence[Quota]) -> list[Any]:
    if not counting.warnings(known, {}, None):
        return []  # nearly always, and then nobody need know whose account it is
    orgs = None if any(actor.has(role) for role in ALL) else tuple(actor.orgs())
    return counting.warnings(known, house().shelf.directory(session).homes, orgs)


def _seen(actor: Actor) -> tuple[str, ...] | None:
    if any(actor.has(role) for role in ALL):
        return None
    mine = tuple(org for org, roles in actor.roles.items() if roles & OWN)
    if not mine:
        raise NotAllowed("costs")
    return mine


def _month(asked: str, now: datetime) -> tuple[datetime, datetime]:
    """Of "2026-11" the first moment in Bangkok and the first of the next month; anything else is this month."""
    here = now.astimezone(BANGKOK)
    found = _MONTH.fullmatch(asked)
    year, month = (int(found[1]), int(found[2])) if found else (here.year, here.month)
    since = datetime(year, month, 1, tzinfo=BANGKOK)
    until = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=BANGKOK)
    return since, until


def _named(since: datetime) -> str:
    """ "พ.ย. 69", "Nov 2026"."""
    spoken = language()
    year = (since.year + 543) % 100 if spoken == "th" else since.year
    return f"{say('date.months', spoken).split()[since.month - 1]} {year}"


def _shifted(since: datetime, months: int) -> str:
    count = since.year * 12 + since.month - 1 + months
    return f"{count // 12}-{count % 12 + 1:02d}"
