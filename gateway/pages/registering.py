"""The form of a campaign: the citizen's under /report/<code>, the clerk's at the counter; read, judged, handed on."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.wrappers import Response as Answer

from casework import campaigns as asking
from casework.campaigns import Field, Wrong
from gateway.door import Received
from gateway.guard import audience, house
from gateway.pages import plea, receipts, slowing
from gateway.pages.course import ACCOUNT, receipt_address
from gateway.pages.plea import Plea, Problem
from gateway.pages.shown import language, said
from store import campaigns
from store.campaigns import Campaign
from store.db import utc_now
from store.gazetteer import tambon_name
from store.ids import BANGKOK
from triage import intake
from wording import say

registering = Blueprint("registering", __name__)

CODE = 8
"""Letters of a campaign's code; no page of the plea's form is named by as many."""


@dataclass(frozen=True, slots=True)
class Form:
    """typed: as it was typed, for the page that is shown again. answers: as they are kept."""

    nonce: str
    tambon: str = ""
    typed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    photos: tuple[Any, ...] = ()

    def one(self, code: str) -> str:
        return (self.typed.get(code) or [""])[0]


@registering.get(f"/report/<string(length={CODE}):code>")
@audience("citizen")
def form(code: str) -> Answer:
    campaign = open_one(code)
    if not isinstance(campaign, Campaign):
        return campaign
    return page("registering.html", campaign, blank())


@registering.post(f"/report/<string(length={CODE}):code>")
@audience("citizen")
def send(code: str) -> Answer:
    campaign = open_one(code)
    if not isinstance(campaign, Campaign):
        return campaign
    try:
        told, problems = read(campaign)
    except RequestEntityTooLarge:
        return page("registering.html", campaign, blank(), [Problem("photos", said("report.too_big"))], 413)
    except BadRequest:
        return page("registering.html", campaign, blank(), [Problem("name", said("report.cut_off"))], 400)
    if problems:
        return page("registering.html", campaign, told, problems, 400)
    if request.form.get("true") != "yes":
        return page("registering.html", campaign, told, [Problem("true", said("campaign.not_true"))], 400)
    wait = slowing.wait_for(told.nonce, danger=False)
    if wait:
        problem = Problem("name", said("report.wait", seconds=int(wait.total_seconds())))
        waited = slowing.ticket(told.nonce, wait)
        return page("registering.html", campaign, told, [problem], 429, waited=waited)
    token = receipts.token_of(house().settings.secret_key, told.nonce)
    got = hand_on(ACCOUNT, campaign, told, token)
    if got.status != 200:
        return page("registering.html", campaign, told, [Problem("name", said("report.not_taken"))], 503)
    call = [number for sign in intake.dangers_of(got.reception).values() for number in sign.numbers]
    return redirect(receipt_address(token, call, photos_lost=False), 303)


def open_one(code: str) -> Campaign | Answer:
    """The campaign that is open now; else the page that says when it is."""
    with house().database.session() as session:
        found = campaigns.by_code(session, code)
    if found is None:
        return Response(render_template("error.html", status=404), status=404)
    if asking.is_open(found, utc_now()):
        return found
    early = utc_now() < found.opens_at and not found.ended_at
    org = house().directory().name(found.org)
    return Response(
        render_template("registering_closed.html", campaign=found, early=early, org=org), status=410
    )


def blank() -> Form:
    return Form(receipts.nonce_of(""))


def read(campaign: Campaign) -> tuple[Form, list[Problem]]:
    """The form of this POST and what is wrong with it."""
    asked = asking.asked(campaign.fields)
    typed = {each.code: request.form.getlist(each.code) for each in asked}
    answers, problems = _answers(asked, typed)
    tambon = request.form.get("tambon", "")
    offered = dict(tambons_of(campaign))
    if tambon not in offered:
        tambon = next(iter(offered)) if len(offered) == 1 else ""
        if offered and not tambon:
            problems.append(Problem("tambon", said("campaign.no_tambon")))
    told = Form(receipts.nonce_of(request.form.get("nonce", "")), tambon, typed, answers)
    if "photos" in campaign.fields:
        taken, wrong = plea.take_photos([])
        return replace(told, photos=tuple(taken)), problems + wrong
    return told, problems


def _answers(
    asked: Sequence[Field], typed: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Any], list[Problem]]:
    answers, problems = {}, []
    today = utc_now().astimezone(BANGKOK).date()
    for each in asked:
        try:
            value = asking.checked(each, typed[each.code], today) if each.kind != "photos" else ""
        except Wrong as wrong:
            problems.append(Problem(each.code, said(wrong.key, field=each.named(language()))))
            continue
        if value:
            answers[each.code] = value
    return answers, problems


def hand_on(account: str, campaign: Campaign, told: Form, token: str, **facts: str) -> Received:
    """Through the one door; everything the form said travels with the message, so that nothing hangs on this process."""
    phone = str(told.answers.get("phone", ""))
    words = asking.words_of(campaign, told.answers, say("campaign.yes"), say("campaign.no"))
    kept = {name: value for name, value in told.answers.items() if name != "phone"}
    fact = {
        "id": str(campaign.id), "org": campaign.org, "need": campaign.need, "tambon": told.tambon, "answers": kept,
    }  # fmt: skip
    message = Plea(
        told.nonce, text=words, name=str(told.answers.get("name", "")), phone=phone, photos=told.photos
    )
    return plea.send(account, message, token, campaign=json.dumps(fact, ensure_ascii=False), **facts)


def tambons_of(campaign: Campaign) -> list[tuple[str, str]]:
    """(code, name) of the tambons in which the campaign's body acts."""
    covered = house().directory().register.tambons_of(campaign.org)
    return [(code, tambon_name(code) or code) for code in sorted(covered)]


def page(
    template: str,
    campaign: Campaign,
    told: Form,
    problems: list[Problem] | None = None,
    status: int = 200,
    **more: Any,
) -> Response:
    shown = render_template(
        template,
        campaign=campaign,
        told=told,
        fields=asking.asked(campaign.fields),
        tambons=tambons_of(campaign),
        org=house().directory().name(campaign.org),
        problems=problems or [],
        bait=slowing.BAIT,
        **({"waited": ""} | more),
    )
    return Response(shown, status=status)


def address(campaign: Campaign) -> str:
    """The public address, as the QR carries it."""
    return house().settings.public_url + url_for("citizen.registering.form", code=campaign.code)
