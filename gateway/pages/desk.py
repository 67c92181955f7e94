"""The front desk: a clerk writes down what somebody at the counter or on the phone says."""

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import handling
from casework.access import NotAllowed
from gateway.guard import audience, current_actor, house
from gateway.pages import plea, receipts
from gateway.pages.plea import Plea, Problem
from gateway.pages.shown import said
from store import caselists
from store.db import Session

desk = Blueprint("desk", __name__)

ACCOUNT = "desk"
WAYS = ("walk_in", "call", "letter", "visit")


@desk.get("/desk")
@audience("staff")
def form() -> str:
    _must_work()
    return _form(plea.blank(), WAYS[0])


@desk.post("/desk")
@audience("staff")
def write() -> Answer:
    _must_work()
    told, problems = plea.from_request()
    how = request.form.get("how", "")
    how = how if how in WAYS else WAYS[0]
    if problems and not plea.must_go(told):
        return Response(_form(told, how, problems), status=400)
    token = receipts.token_of(house().settings.secret_key, told.nonce, "desk")
    got = plea.send(ACCOUNT, told, token, by_staff=str(current_actor().id), how=how)
    if got.status != 200:
        return Response(_form(told, how, [Problem("text", said("report.not_taken"))]), status=503)
    return redirect(url_for("desk.receipt", token=token), 303)


@desk.get("/desk/<token>")
@audience("staff")
def receipt(token: str) -> str:
    """To print or to read out: the number and the body, nothing of what was said."""
    _must_work()
    if not receipts.is_token(token):
        abort(404)
    with house().database.session() as session:
        case = caselists.brief(session, account=ACCOUNT, by="sender", value=receipts.sender_of(token))
        return render_template(
            "desk_receipt.html",
            token=token,
            reference=case.reference if case else "",
            org=house().shelf.directory(session).name(case.owner) if case else "",
            state=case.state if case else "",
            opened_at=case.opened_at if case else None,
            readable=bool(case) and _may_open(session, case.reference),
        )


def _may_open(session: Session, reference: str) -> bool:
    """Whether the case, which may have gone to another body at once, opens for the clerk who wrote it down."""
    try:
        handling.glance(session, current_actor(), reference)
    except NotAllowed:
        return False
    return True


def _must_work() -> None:
    """Auditors and operators take no pleas."""
    if not current_actor().orgs():
        raise NotAllowed("desk")


def _form(told: Plea, how: str, problems: list[Problem] | None = None) -> str:
    return render_template("desk.html", plea=told, how=how, ways=WAYS, problems=problems or [])
