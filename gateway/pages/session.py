"""Staff come in and go out."""

from uuid import UUID

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, url_for
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response as Answer

from casework import people
from gateway.guard import COOKIE, audience, begin, house, set_cookie
from gateway.pages.limits import give_back, too_many
from gateway.pages.passwords import holds, nobody
from gateway.pages.shown import said
from store import audit, entry
from store import staff as staff_store
from store.db import Session, utc_now
from store.staff import Staff

session = Blueprint("session", __name__)

PER_EMAIL = 5
PER_CODE = 5
TICKET_LASTS = 300
"""Seconds between the password and the code of the second factor."""
PER_ADDRESS = 30


@session.get("/login")
@audience("anyone")
def login() -> Response:
    if "HX-Request" in request.headers:
        # a poll of a page whose session has ended: the whole page must go to the login, not a piece of it
        return Response(headers={"HX-Refresh": "true"})
    return Response(login_form())


@session.post("/login")
@audience("anyone")
def enter() -> Answer:
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(400)
    email = request.form.get("email", "").strip().lower()[:254]
    by_email, by_address = f"login email {email}", f"login address {request.remote_addr}"
    if too_many((by_email, PER_EMAIL), (by_address, PER_ADDRESS)):
        return Response(login_form(error=said("login.too_many")), status=429)
    with house().database.session() as opened:
        staff = _known(opened, email, request.form.get("password", ""))
        if staff is None:
            return Response(login_form(error=said("login.wrong")), status=403)
        if people.second_ways(opened, staff.id):
            return Response(_code_form(opened, _tickets().dumps(str(staff.id))))
        token = _begin(opened, staff)
    give_back(by_email, by_address)
    return _enter(token)


@session.post("/login/code")
@audience("anyone")
def code() -> Answer:
    """The second step: six digits of the telephone, or one of the spare codes."""
    ticket = request.form.get("ticket", "")
    staff_id = ticket_holder(ticket)
    if staff_id is None:
        return Response(login_form(error=said("login.late")), status=403)
    if too_many((f"login code {staff_id}", PER_CODE)):
        return Response(login_form(error=said("login.too_many")), status=429)
    now = utc_now()
    with house().database.session() as opened:
        staff, factor = entry.person(opened, staff_id), entry.second_factor(opened, staff_id)
        if staff is None or not staff.active or factor is None:
            return Response(login_form(error=said("login.late")), status=403)
        if not people.second_holds(opened, factor, request.form.get("code", ""), now):
            audit.note(opened, "login.failed", now=now, staff_id=staff.id)
            return Response(_code_form(opened, ticket, error=said("me.wrong_code")), status=403)
        token = _begin(opened, staff)
    give_back(f"login code {staff_id}")
    return _enter(token)


@session.post("/logout")
@audience("staff")
def logout() -> Answer:
    with house().database.session() as opened:
        staff_store.end_session(opened, g.token)
        audit.note(opened, "logout", now=utc_now(), staff_id=g.actor.id)
    response = redirect(url_for("session.login"), 303)
    response.delete_cookie(COOKIE)
    return response


def login_form(error: str = "") -> str:
    typed = request.form if request.method == "POST" else request.args
    return render_template(
        "login.html",
        error=error,
        email=typed.get("email", ""),
        next=safe_next(typed.get("next", "")),
    )


def _enter(token: str) -> Response:
    response = make_response(redirect(safe_next(request.form.get("next", "")), 303))
    set_cookie(response, token)
    return response


def _tickets() -> URLSafeTimedSerializer:
    """Who gave the right password, for five minutes; signed, so that no state is kept before the second step."""
    return URLSafeTimedSerializer(house().settings.secret_key, salt="second factor")


def ticket_holder(ticket: str) -> UUID | None:
    """Who gave the right password within the last minutes; None for an old or invented ticket."""
    try:
        return UUID(_tickets().loads(ticket, max_age=TICKET_LASTS))
    except (BadData, ValueError):
        return None


def _code_form(opened: Session, ticket: str, error: str = "") -> str:
    staff_id = ticket_holder(ticket)
    return render_template(
        "login_code.html",
        ticket=ticket,
        ways=people.second_ways(opened, staff_id) if staff_id else (),
        error=error,
        next=safe_next(request.form.get("next", "")),
    )


def _known(opened: Session, email: str, password: str) -> Staff | None:
    """Whose e-mail and password these are; a wrong password costs the same time as an unknown e-mail."""
    staff = staff_store.by_email(opened, email)
    right = holds(staff.password_hash if staff else nobody(), password)
    if staff is None:
        return None
    if not right or not staff.active:
        audit.note(opened, "login.failed", now=utc_now(), staff_id=staff.id)
        return None
    return staff


def _begin(opened: Session, staff: Staff) -> str:
    now = utc_now()
    audit.note(opened, "login", now=now, staff_id=staff.id)
    return begin(opened, staff, now)


def safe_next(path: str) -> str:
    """Where to go after the login: a path of ours, never another site, whatever the address says."""
    local = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if local else url_for("inbox.show")
