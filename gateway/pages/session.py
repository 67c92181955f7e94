"""Staff come in and go out."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from gateway.guard import COOKIE, audience, begin, house, set_cookie
from gateway.pages.limits import give_back, too_many
from gateway.pages.shown import said
from store import audit
from store import staff as staff_store
from store.db import Session, utc_now
from store.staff import Staff

session = Blueprint("session", __name__)

_hasher = PasswordHasher()
PER_EMAIL = 5
PER_ADDRESS = 30


@session.get("/login")
@audience("anyone")
def login() -> Response:
    if "HX-Request" in request.headers:
        # a poll of a page whose session has ended: the whole page must go to the login, not a piece of it
        return Response(headers={"HX-Refresh": "true"})
    return Response(_form())


@session.post("/login")
@audience("anyone")
def enter() -> Answer:
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(400)
    email = request.form.get("email", "").strip().lower()[:254]
    by_email, by_address = f"login email {email}", f"login address {request.remote_addr}"
    if too_many((by_email, PER_EMAIL), (by_address, PER_ADDRESS)):
        return Response(_form(error=said("login.too_many")), status=429)
    token = _token(email, request.form.get("password", ""))
    if token is None:
        return Response(_form(error=said("login.wrong")), status=403)
    give_back(by_email, by_address)
    response = make_response(redirect(safe_next(request.form.get("next", "")), 303))
    set_cookie(response, token)
    return response


@session.post("/logout")
@audience("staff")
def logout() -> Answer:
    with house().database.session() as opened:
        staff_store.end_session(opened, g.token)
        audit.note(opened, "logout", now=utc_now(), staff_id=g.actor.id)
    response = redirect(url_for("session.login"), 303)
    response.delete_cookie(COOKIE)
    return response


def _form(error: str = "") -> str:
    typed = request.form if request.method == "POST" else request.args
    return render_template(
        "login.html",
        error=error,
        email=typed.get("email", ""),
        next=safe_next(typed.get("next", "")),
    )


def _token(email: str, password: str) -> str | None:
    """A new session's token; None for a wrong password, which costs the same time as an unknown e-mail."""
    with house().database.session() as opened:
        staff = staff_store.by_email(opened, email)
        holds = _holds(staff.password_hash if staff else _nobody(), password)
        if staff is None:
            return None
        if not holds or not staff.active:
            audit.note(opened, "login.failed", now=utc_now(), staff_id=staff.id)
            return None
        return _begin(opened, staff)


def _begin(opened: Session, staff: Staff) -> str:
    now = utc_now()
    audit.note(opened, "login", now=now, staff_id=staff.id)
    return begin(opened, staff, now)


def _holds(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_hex(16))


def safe_next(path: str) -> str:
    """Where to go after the login: a path of ours, never another site, whatever the address says."""
    local = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if local else url_for("inbox.show")
