"""Lists put together by their reader: the builder of filters, views that are kept, and how close the rows stand."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import keeping
from casework.correcting import CATEGORIES, KINDS, RISKS
from gateway.guard import audience, current_actor, house
from gateway.pages import sieves
from gateway.pages.proposal import needs_known
from gateway.pages.shown import said
from store import pairs, staff, views
from store.cases import CaseState, Urgency
from store.db import Session, utc_now
from store.gazetteer import amphoe_name, tambon_name
from store.register import Directory

filtering = Blueprint("sieves", __name__)


@filtering.get("/inbox/filter")
@audience("staff")
def build() -> str:
    with house().database.session() as session:
        kept = _kept(session, request.args.get("view", ""))
        return _page(session, sieves.asked(kept.asked if kept else request.args), kept=kept)


@filtering.post("/inbox/filter")
@audience("staff")
def choose() -> Answer | tuple[str, int]:
    """Show the list that is asked for; with `keep` under a name, for oneself or for a centre (share: its code)."""
    told: Mapping[str, Any] = sieves.asked(request.form)
    actor, name = current_actor(), " ".join(request.form.get("name", "").split())
    if "keep" not in request.form:
        return redirect(url_for("inbox.show", **told), 303)
    with house().database.session() as session:
        if not name:
            return _page(session, told, notice=said("sieve.no_name")), 400
        share = request.form.get("share", "") or None
        made = keeping.keep(
            session, actor, name=name[: keeping.LONGEST_NAME], asked=told, org=share, now=utc_now()
        )
    return redirect(url_for("inbox.show", view=made), 303)


@filtering.post("/inbox/views/<uuid:view>/drop")
@audience("staff")
def drop(view: UUID) -> Answer:
    with house().database.session() as session:
        keeping.drop(session, current_actor(), view)
    return redirect(url_for("inbox.show"), 303)


@filtering.post("/inbox/density")
@audience("staff")
def density() -> Answer:
    """compact: "1" for rows of 40 px, "" for 56; then back to the list of the address."""
    compact = request.form.get("compact", "")
    if compact not in {"", "1"}:
        abort(400)
    with house().database.session() as session:
        views.choose(session, current_actor().id, compact=bool(compact))
    back: dict[str, Any] = {
        name: value for name, value in request.args.items() if name in {"view", "q", *sieves.FILTERS}
    }
    return redirect(url_for("inbox.show", **back), 303)


@filtering.post("/inbox/tour")
@audience("staff")
def tour() -> Answer:
    """over: "1" when the hints of the first day are over, "" to see them again."""
    over = bool(request.form.get("over", ""))
    with house().database.session() as session:
        views.choose(session, current_actor().id, toured=over)
    g.toured = over
    return redirect(url_for("inbox.show"), 303)


def _kept(session: Session, given: str) -> Any:
    actor = current_actor()
    return next(
        (view for view in views.seen_by(session, actor.id, actor.orgs()) if str(view.id) == given), None
    )


def _page(session: Session, told: Mapping[str, str], *, kept: Any = None, notice: str = "") -> str:
    actor, directory = current_actor(), house().shelf.directory(session)
    return render_template(
        "filter.html",
        told=told,
        kept=kept,
        may_drop=kept is not None and keeping.may_drop(actor, kept),
        notice=notice,
        views=[view for view in sieves.offered(actor) if view != "alarms"],
        states=[each.value for each in CaseState],
        urgencies=[each.value for each in Urgency],
        categories=CATEGORIES,
        kinds=KINDS,
        needs=dict.fromkeys(needs_known(())),
        risks=RISKS,
        channels=sieves.CHANNELS,
        tambons=_tambons(directory, actor.orgs()),
        colleagues=staff.colleagues(session, actor.orgs()),
        incidents=pairs.incidents(session, orgs=actor.orgs()),
        orgs=[(org, directory.name(org)) for org in actor.orgs()],
        longest=keeping.LONGEST_NAME,
    )


def _tambons(directory: Directory, orgs: tuple[str, ...]) -> list[tuple[str, str]]:
    """(code, "ต.ควนลัง อ.หาดใหญ่") of the places these organisations look after."""
    register, found = directory.register, set()
    for org in orgs:
        hub = register.hubs.get(org)
        if hub:
            found |= {code for code in register.coverage if code.startswith(hub.amphoe_code)}
        elif org in register.laos:
            found |= set(register.tambons_of(org))
    return [(code, f"ต.{tambon_name(code)} อ.{amphoe_name(code[:4])}") for code in sorted(found)]
