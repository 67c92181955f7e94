"""The front desk: a clerk writes down what somebody at the counter or on the phone says."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import handling
from casework.access import NotAllowed, Sight
from gateway.guard import audience, current_actor, house
from gateway.pages import plea, receipts
from gateway.pages.plea import Plea, Problem
from gateway.pages.shown import said
from gateway.pages.thread import qr
from store import caselists, threads
from store.db import Session
from triage.privacy import notice
from wording import SPOKEN

desk = Blueprint("desk", __name__)

ACCOUNT = "desk"
LEAST_DIGITS = 9
"""As many of a number's last digits as make it the same number, with or without the country."""
WAYS = ("walk_in", "call", "letter", "visit")
LONGEST_BEHALF = 200


@dataclass(frozen=True, slots=True)
class Form:
    """What the desk notes beside the plea. how: the way it came. behalf: for whom, if not for the caller.

    notice: the privacy notice was told or handed out; never a condition for taking the plea. body: for which of their
    bodies the clerk takes it down.
    """

    how: str = WAYS[0]
    speaks: str = "th"
    behalf: str = ""
    notice: bool = False
    body: str = ""

    @property
    def facts(self) -> dict[str, str]:
        told = f"{notice().version}" if self.notice else ""
        return {
            "how": self.how,
            "language": self.speaks,
            "behalf": self.behalf,
            "notice": told,
            "received_by": self.body,
        }


@desk.get("/desk")
@audience("staff")
def form() -> str:
    _must_work()
    return _form(plea.blank(), Form())


@desk.post("/desk")
@audience("staff")
def write() -> Answer:
    _must_work()
    told, problems = plea.from_request()
    noted = _noted()
    if problems and not plea.must_go(told):
        return Response(_form(told, noted, problems), status=400)
    token = receipts.token_of(house().settings.secret_key, told.nonce, "desk")
    got = plea.send(ACCOUNT, told, token, by_staff=str(current_actor().id), **noted.facts)
    if got.status != 200:
        return Response(_form(told, noted, [Problem("text", said("report.not_taken"))]), status=503)
    return redirect(url_for("desk.receipt", token=token), 303)


@desk.post("/desk/same")
@audience("staff")
def same() -> str:
    """Open cases of the same phone number that this clerk may read: perhaps it is about one of them."""
    _must_work()
    last = plea.digits_of(request.form.get("phone", ""))[-LEAST_DIGITS:]
    found = []
    if len(last) == LEAST_DIGITS:
        with house().database.session() as session:
            found = [
                row
                for row in threads.open_with_phone(session, list(current_actor().orgs()), last)
                if _may_open(session, row.reference)
            ]
    return render_template("_same.html", rows=found)


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
            address=_follow(),
            qr=qr(_follow()),
            readable=bool(case) and _may_open(session, case.reference),
        )


def _follow() -> str:
    """Where the holder of the printed slip follows the case; the number itself stands beside it."""
    return house().settings.public_url + url_for("citizen.tracking.track")


def _may_open(session: Session, reference: str) -> bool:
    """Whether the case, which may have gone to another body at once, opens for the clerk who wrote it down."""
    try:
        return handling.glance(session, current_actor(), reference).sight == Sight.FULL
    except NotAllowed:
        return False


def _must_work() -> None:
    """Auditors and operators take no pleas."""
    if not current_actor().orgs():
        raise NotAllowed("desk")


def _noted() -> Form:
    given = request.form
    how, speaks = given.get("how", ""), given.get("speaks", "")
    return Form(
        how if how in WAYS else WAYS[0],
        speaks if speaks in SPOKEN else SPOKEN[0],
        given.get("behalf", "").strip()[:LONGEST_BEHALF],
        "notice" in given,
        _body(given.get("body", "")),
    )


def _body(given: str) -> str:
    mine = current_actor().orgs()
    return given if given in mine else mine[0]


def _form(told: Plea, noted: Form, problems: list[Problem] | None = None) -> str:
    return render_template(
        "desk.html",
        plea=told,
        noted=noted,
        ways=WAYS,
        languages=SPOKEN,
        version=notice().version,
        mine=[(code, house().directory().name(code)) for code in current_actor().orgs()],
        problems=problems or [],
    )
