"""The joint centre's page: what was asked of us, what we ask of others and how far each is, where the district hurts.

An LAO sees the same page with its own side of it: two centres, one case (domain.md section 2).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, render_template, request

from casework.access import Actor, NotAllowed
from casework.documents import money
from gateway.guard import audience, current_actor, house
from gateway.pages.bodies import Line, by_request, lines
from gateway.pages.contributions import given_this_year
from store import digests, heat, referrals
from store.cases import Relation
from store.db import Session, utc_now
from store.gazetteer import tambon_name
from store.register import Directory

hub = Blueprint("hub", __name__)

LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Heat:
    """Open cases of a district: category codes as columns, and (tambon, counts by category, urgent, all) as rows."""

    hub: str
    categories: Sequence[str]
    rows: Sequence[tuple[str, Counter[str], int, int]]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An LAO of a hub's district. counts: of the cases it owns, None when it has none."""

    code: str
    name: str
    at_work: bool
    counts: Any


@hub.get("/hub")
@audience("staff")
def show() -> str:
    return page()


@hub.get("/hub/digest")
@audience("staff")
def digest() -> str:
    """The weeks of our LAOs, or of the LAOs of our districts; one of them in full with ?org=…&week=…"""
    actor, now = current_actor(), utc_now()
    with house().database.session() as session:
        directory = house().shelf.directory(session)
        laos = _told_of(actor, directory)
        found = _asked_digest(session, laos)
        if found and found.seen_at is None and found.org in actor.orgs():
            found.seen_at, found.seen_by = now, actor.id
        return render_template(
            "digest.html",
            rows=digests.listed(session, laos),
            found=found,
            name=directory.name,
            tambon=tambon_name,
            hubs=[code for code in actor.orgs() if code in directory.register.hubs],
        )


def _told_of(actor: Actor, directory: Directory) -> list[str]:
    """Our own LAOs and those of the districts of our hubs."""
    register, orgs = directory.register, actor.orgs()
    served = {lao for code in orgs for lao in register.laos_served(code)}
    return [code for code in register.laos if code in orgs or code in served]


def _asked_digest(session: Session, laos: Sequence[str]) -> digests.Digest | None:
    org, week = request.args.get("org", ""), request.args.get("week", "")
    if not org:
        return None
    try:
        found = digests.of(session, org, date.fromisoformat(week)) if org in laos else None
    except ValueError:
        found = None
    if found is None:
        raise NotAllowed("digest")
    return found


def page(*, problem: str = "") -> str:
    actor = current_actor()
    if not actor.orgs():
        raise NotAllowed("hub")
    orgs = list(actor.orgs())
    with house().database.session() as session:
        directory = house().shelf.directory(session)
        hubs = [code for code in orgs if code in directory.register.hubs]
        to_us = _lines(session, actor, referrals.waiting(session, orgs, side="to"), directory)
        ours = _lines(session, actor, referrals.waiting(session, orgs, side="by"), directory)
        back = _lines(session, actor, referrals.lately(session, orgs, since=utc_now() - LATELY), directory)
        return render_template(
            "hub.html",
            to_us=to_us,
            ours=ours,
            back=back,
            unreached=sum(not line.reached for line in ours),
            late=sum(line.late for line in (*to_us, *ours)),
            heats=[_heat(session, code, directory) for code in hubs],
            neighbours=_neighbours(session, hubs, directory),
            hubs=hubs,
            given=given_this_year(session, hubs),
            money=money,
            provinces=any(code.startswith("prov-") for code in orgs),
            name=directory.name,
            problem=problem,
            digests=[row for row in digests.listed(session, orgs) if row.seen_at is None],
        )


def _lines(session: Session, actor: Actor, rows: Sequence[Any], directory: Directory) -> list[Line]:
    files = by_request(referrals.files(session, [row.id for row in rows])) if rows else {}
    return lines(actor, rows, files, directory)


def _heat(session: Session, code: str, directory: Directory) -> Heat:
    register = directory.register
    amphoe = register.hubs[code].amphoe_code
    others = [hub.code for hub in register.hubs_in(amphoe) if hub.code != code]
    rows = heat.by_tambon(session, amphoe, others=others)
    categories = sorted({row.category for row in rows})
    found: dict[str, Counter[str]] = {}
    urgent: Counter[str] = Counter()
    for row in rows:
        found.setdefault(row.tambon_code, Counter())[row.category] += row.n
        urgent[row.tambon_code] += row.urgent
    table = [
        (tambon_name(tambon) or "", counts, urgent[tambon], counts.total())
        for tambon, counts in sorted(found.items(), key=lambda each: -each[1].total())
    ]
    return Heat(code, categories, table)


def _neighbours(session: Session, hubs: Sequence[str], directory: Directory) -> list[Neighbour]:
    """LAOs of our districts; the hub receives for those without staff (decisions.md 2)."""
    register = directory.register
    laos = [register.laos[code] for hub in hubs for code in register.laos_served(hub)]
    counts = heat.by_body(session, [lao.code for lao in laos], relations=[Relation.OWNER.value])
    found = [Neighbour(lao.code, directory.name(lao.code), lao.at_work, counts.get(lao.code)) for lao in laos]
    return sorted(found, key=lambda each: (not each.at_work, each.name))
