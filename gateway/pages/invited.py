"""An invitation taken up: name and password, once."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import people
from gateway.guard import audience, begin, house, set_cookie
from gateway.pages.limits import too_many
from gateway.pages.passwords import SHORTEST, hashed
from gateway.pages.shown import said
from store import audit, entry
from store import staff as staff_store
from store.db import utc_now
from store.entry import Invitation

invited = Blueprint("invited", __name__)

PER_ADDRESS = 30


@invited.get("/invite/<token>")
@audience("anyone")
def form(token: str) -> Response:
    with house().database.session() as session:
        invitation = entry.invitation(session, token, utc_now())
        known = invitation is not None and staff_store.by_email(session, invitation.email) is not None
        return _page(invitation, known=known, status=200 if invitation else 404)


@invited.post("/invite/<token>")
@audience("anyone")
def accept(token: str) -> Answer:
    if too_many((f"invite address {request.remote_addr}", PER_ADDRESS)):
        return Response(said("login.too_many"), status=429)
    name, password = request.form.get("name", "").strip()[:80], request.form.get("password", "")
    now = utc_now()
    with house().database.session() as session:
        invitation = entry.invitation(session, token, now)
        if invitation is None:
            return _page(None, known=False, status=404)
        known = staff_store.by_email(session, invitation.email) is not None
        if not known and (len(password) < SHORTEST or not name):
            problem = said("invited.too_short", least=SHORTEST)
            return _page(invitation, known=False, status=400, problem=problem, name=name)
        person = people.accept(
            session, invitation, name=name, password_hash="" if known else hashed(password), now=now
        )
        if known:
            # an invitation gives roles; to come in takes the password and the second factor as always
            return redirect(url_for("session.login"), 303)
        audit.note(session, "login", now=now, staff_id=person.id)
        cookie = begin(session, person, now)
    response = make_response(redirect(url_for("inbox.show"), 303))
    set_cookie(response, cookie)
    return response


def _page(
    invitation: Invitation | None, *, known: bool, status: int, problem: str = "", name: str = ""
) -> Response:
    org = house().directory().name(invitation.org) if invitation else ""
    page = render_template(
        "invited.html",
        invitation=invitation,
        org=org,
        known=known,
        problem=problem,
        name=name,
        least=SHORTEST,
    )
    response = Response(page, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
