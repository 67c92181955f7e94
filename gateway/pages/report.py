"""The citizen's form, its first page: what happened. It opens the case; the pages after it only add (steps.py)."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.wrappers import Response as Answer

from gateway.door import Received
from gateway.guard import audience, house
from gateway.pages import drafts, plea, receipts, slowing
from gateway.pages.course import ACCOUNT, after_first, number_of, place_told, receipt_address
from gateway.pages.drafts import Draft
from gateway.pages.pinning import pinning
from gateway.pages.plea import Plea, Problem
from gateway.pages.shown import said, switched
from gateway.pages.steps import steps
from triage import intake

report = Blueprint("report", __name__)
report.register_blueprint(steps)
report.register_blueprint(pinning)
report.after_request(drafts.set_cookie)


@report.get("/report")
@audience("citizen")
def form() -> str:
    drafts.offer_cookie()
    draft = drafts.current()
    if draft.done:
        draft = Draft(draft.key, receipts.nonce_of(""))
    return _form(Plea(draft.nonce, draft.typed.get("text", "")), draft=draft)


@report.post("/report")
@audience("citizen")
def send() -> Answer:
    try:
        told, problems = plea.from_request(empty="report.wordless")
    except RequestEntityTooLarge:
        return _shown_again(plea.blank(), [Problem("text", said("report.too_big"))], 413)
    except BadRequest:
        # the upload broke off; what was typed waits in the browser (static/app.js)
        return _shown_again(plea.blank(), [Problem("text", said("report.cut_off"))], 400)
    if not request.form:
        return _shown_again(told, [Problem("text", said("report.cut_off"))], 400)
    draft = _draft_of(told)
    if other := switched():
        drafts.keep(draft)
        return redirect(url_for("citizen.report.form", lang=other), 303)
    if problems and not plea.must_go(told):
        drafts.keep(draft)
        return _shown_again(told, problems, 400)
    return _handed_over(told, draft, photos_lost=bool(problems))


def _handed_over(told: Plea, draft: Draft, *, photos_lost: bool) -> Answer:
    if not draft.told:
        wait = slowing.wait_for(told.nonce, danger=plea.must_go(told))
        if wait:
            problem = Problem("text", said("report.wait", seconds=int(wait.total_seconds())))
            return _shown_again(told, [problem], 429, waited=slowing.ticket(told.nonce, wait))
    token = receipts.token_of(house().settings.secret_key, told.nonce)
    got = plea.send(ACCOUNT, told, token)
    if got.status != 200:
        return _shown_again(told, [Problem("text", said("report.not_taken"))], 503)
    _note(draft, told, got)
    if drafts.keep(draft):
        return redirect(after_first(draft, photos_lost=photos_lost), 303)
    return redirect(receipt_address(token, draft.call, photos_lost=photos_lost), 303)


def _draft_of(told: Plea) -> Draft:
    """The browser's draft if it is of this plea; a page from before, or from another window, begins its own."""
    draft = drafts.current()
    if draft.nonce != told.nonce:
        draft = Draft(draft.key, told.nonce)
    draft.take(text=told.text[: plea.LONGEST])
    return draft


def _note(draft: Draft, told: Plea, got: Received) -> None:
    """What the house knows now; a form that says everything at once leaves less to ask."""
    draft.done = False
    draft.tell("text", told.text)
    if told.place or told.latitude is not None:
        draft.take(place=told.place, lat=_shown(told.latitude), lon=_shown(told.longitude))
        draft.tell("place", place_told(draft))
    if told.phone or told.name:
        draft.take(phone=told.phone, name=told.name)
        draft.tell("phone", f"{told.phone}\n{told.name}")
    if told.photos:
        known = {stored for stored, _, _ in draft.photos}
        draft.photos += [[p.stored, p.media_type, p.name] for p in told.photos if p.stored not in known]
        draft.tell("photo", "yes")
    draft.heard(intake.dangers_of(got.reception).values())


def _shown(degrees: float | None) -> str:
    return "" if degrees is None else f"{degrees:.6f}"


def _form(
    told: Plea, problems: list[Problem] | None = None, *, draft: Draft | None = None, waited: str = ""
) -> str:
    begun = draft if draft and draft.told else None
    return render_template(
        "report.html",
        plea=told,
        problems=problems or [],
        waited=waited,
        bait=slowing.BAIT,
        begun=begun,
        goes_on=after_first(begun, photos_lost=False) if begun else "",
        reference=number_of(begun) if begun else "",
    )


def _shown_again(told: Plea, problems: list[Problem], status: int, *, waited: str = "") -> Answer:
    drafts.offer_cookie()
    return Response(_form(told, problems, waited=waited), status=status)
