"""Registration windows for those who keep them: open one, register at the counter, find doubles, list for the committee."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import campaigns as asking
from casework import listing_registrations as listing
from casework.access import NotAllowed, keeps_campaigns
from gateway.guard import audience, current_actor, house
from gateway.pages import receipts, registering
from gateway.pages.campaign_forms import TYPED, kept, known
from gateway.pages.plea import Problem
from gateway.pages.proposal import needs_known
from gateway.pages.registering import Form, blank, hand_on, read
from gateway.pages.shown import language, said
from gateway.pages.thread import qr
from store import audit
from store import campaigns as rows
from store.campaigns import Campaign
from store.db import Session, utc_now
from store.ids import new_id

campaigns = Blueprint("campaigns", __name__)

ACCOUNT = "desk"
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without those that look alike on paper."""
PART = 100
"""Registrations put before the committee with one press; the page says how many are left."""


@campaigns.get("/campaigns")
@audience("staff")
def show() -> str:
    return _list({})


@campaigns.post("/campaigns")
@audience("staff")
def keep() -> Answer:
    """A new window, or the changed facts of one."""
    form = {name: request.form.get(name, "").strip()[:2000] for name in TYPED}
    facts, problems = kept(form, request.form.getlist("field"))
    if problems:
        return Response(_list(form, problems, chosen=request.form.getlist("field")), status=400)
    now, actor = utc_now(), current_actor()
    with house().database.session() as session:
        campaign = _own(session, form["code"]) if form["code"] else None
        if campaign is None:
            code = "".join(secrets.choice(_LETTERS) for _ in range(registering.CODE))
            campaign = Campaign(id=new_id(now), code=code, made_by=actor.id, made_at=now, **facts)
            session.add(campaign)
        else:
            for name, value in facts.items():
                setattr(campaign, name, value)
        audit.note(
            session, "campaign.kept", now=now, staff_id=actor.id, org=campaign.org, detail=campaign.code
        )
    return redirect(url_for("campaigns.one", code=campaign.code), 303)


@campaigns.get("/campaigns/<code>")
@audience("staff")
def one(code: str) -> str:
    """Who registered, with names: looking is recorded as a reading."""
    return _page(code)


@campaigns.post("/campaigns/<code>/end")
@audience("staff")
def end(code: str) -> Answer:
    now = utc_now()
    with house().database.session() as session:
        campaign = _own(session, code)
        campaign.ended_at = None if campaign.ended_at else now
        audit.note(
            session, "campaign.ended", now=now, staff_id=current_actor().id, org=campaign.org, detail=code
        )
    return redirect(url_for("campaigns.one", code=code), 303)


@campaigns.get("/campaigns/<code>/poster")
@audience("staff")
def poster(code: str) -> str:
    """One page to hang up: what, when, where, and the QR."""
    with house().database.session() as session:
        campaign = _seen(session, code)
    address = registering.address(campaign)
    org = house().directory().name(campaign.org)
    return render_template(
        "campaign_poster.html", campaign=campaign, address=address, qr=qr(address), org=org
    )


# -- the counter -----------------------------------------------------------------------------------------------------


@campaigns.get("/campaigns/<code>/desk")
@audience("staff")
def desk(code: str) -> Answer:
    with house().database.session() as session:
        campaign = _seen(session, code)
    return _desk(campaign, blank())


@campaigns.post("/campaigns/<code>/desk")
@audience("staff")
def register(code: str) -> Answer:
    """Store, and the empty form for the next person at once. A window that is closed still takes who stood in the queue."""
    with house().database.session() as session:
        campaign = _seen(session, code)
    told, problems = read(campaign)
    if problems:
        return _desk(campaign, told, problems, 400)
    token = receipts.token_of(house().settings.secret_key, told.nonce, "desk")
    by, org = str(current_actor().id), campaign.org
    got = hand_on(ACCOUNT, campaign, told, token, by_staff=by, received_by=org, how="walk_in")
    if got.status != 200:
        return _desk(campaign, told, [Problem("name", said("report.not_taken"))], 503)
    return redirect(url_for("campaigns.desk", code=code, slip=token), 303)


@campaigns.get("/campaigns/<code>/latest")
@audience("staff")
def latest(code: str) -> str:
    """The clerk's last registrations with their numbers, asked for again until they are there."""
    with house().database.session() as session:
        campaign = _seen(session, code)
        return render_template("_registered.html", campaign=campaign, rows=_latest(session, campaign))


def _latest(session: Session, campaign: Campaign) -> Sequence[Any]:
    return rows.latest(session, campaign, staff=current_actor().id)


def _desk(
    campaign: Campaign, told: Form, problems: list[Problem] | None = None, status: int = 200
) -> Response:
    with house().database.session() as session:
        found = _latest(session, campaign)
    slip = request.args.get("slip", "")
    return registering.page(
        "campaign_desk.html", campaign, told, problems, status, rows=found,
        slip=slip if receipts.is_token(slip) else "", closed=not asking.is_open(campaign, utc_now()),
    )  # fmt: skip


# -- doubles and the committee -----------------------------------------------------------------------------------------


@campaigns.post("/campaigns/<code>/alike")
@audience("staff")
def alike(code: str) -> Answer:
    """A person's word on two registrations: the second is the first again, or they have nothing to do with each other."""
    try:
        first, other = (UUID(each) for each in request.form.get("pair", "").split("/"))
    except ValueError:
        abort(400)
    with house().database.session() as session:
        campaign = _own(session, code)
        if not listing.decide(
            session, current_actor(), campaign, first, other, same="same" in request.form, now=utc_now()
        ):
            abort(400)
    return redirect(url_for("campaigns.one", code=code, _anchor="alike"), 303)


@campaigns.post("/campaigns/<code>/committee")
@audience("staff")
def committee(code: str) -> Answer:
    """The next hundred registrations are ready for the committee."""
    with house().database.session() as session:
        campaign = _own(session, code)
        listing.make_ready(session, current_actor(), campaign, limit=PART, now=utc_now())
    return redirect(url_for("campaigns.one", code=code), 303)


# -- pages -------------------------------------------------------------------------------------------------------------


def _seen(session: Session, code: str) -> Campaign:
    """A campaign of one of the person's bodies."""
    found = rows.by_code(session, code)
    if found is None or found.org not in current_actor().orgs():
        raise NotAllowed("campaigns")
    return found


def _own(session: Session, code: str) -> Campaign:
    found = _seen(session, code)
    if found.org not in keeps_campaigns(current_actor()):
        raise NotAllowed("campaigns")
    return found


def _list(
    form: Mapping[str, str], problems: list[Problem] | None = None, *, chosen: Sequence[str] | None = None
) -> str:
    actor = current_actor()
    if not actor.orgs():
        raise NotAllowed("campaigns")
    with house().database.session() as session:
        directory = house().shelf.directory(session)
        found = rows.of_orgs(session, list(actor.orgs()))
        edited = _own(session, request.args["edit"]) if "edit" in request.args else None
    fields = [field for field in asking.fields().values() if not field.fixed]
    return render_template(
        "campaigns.html",
        rows=found,
        orgs=[
            (code, directory.name(code)) for code in keeps_campaigns(actor) if code in directory.register.laos
        ],
        fields=[(field.code, field.named(language())) for field in fields],
        chosen=chosen if chosen is not None else edited.fields if edited else [code.code for code in fields],
        needs=needs_known(()),
        form=form or known(edited),
        problems=problems or [],
        name=directory.name,
        now=utc_now(),
    )


def _page(code: str) -> str:
    now, actor = utc_now(), current_actor()
    with house().database.session() as session:
        campaign = _seen(session, code)
        audit.note(session, "campaign.read", now=now, staff_id=actor.id, org=campaign.org, detail=code)
        found = rows.page(session, campaign, after=request.args.get("after", type=UUID), limit=PART + 1)
        pairs = rows.alike(session, campaign)
        again = rows.rows_of(session, campaign, [key for pair in pairs for key in (pair.one, pair.other)])
        return render_template(
            "campaign.html",
            campaign=campaign,
            rows=found[:PART],
            more=str(found[PART - 1].case_id) if len(found) > PART else "",
            pairs=[(again[pair.one], again[pair.other], pair.why) for pair in pairs],
            counts=rows.counts(session, campaign),
            open=asking.is_open(campaign, now),
            keeps=campaign.org in keeps_campaigns(actor),
            address=registering.address(campaign),
            part=PART,
            org=house().shelf.directory(session).name(campaign.org),
        )
