"""Sign in with LINE to read one's own cases. Whatever is wrong with a sign-in, one is simply not signed in."""

import logging
import secrets
from datetime import timedelta
from functools import lru_cache

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from channels.errors import SendFailed
from channels.line.login import LineLogin, NotSignedIn, SignedIn, open_login
from gateway.guard import audience, house
from gateway.pages.limits import too_many
from gateway.pages.mine import set_view
from store import citizens, threads
from store.db import utc_now

log = logging.getLogger("saitrong.signin")

signin = Blueprint("signin", __name__)

COOKIE = "saitrong_signin"
LIVES = timedelta(minutes=10)
PER_ADDRESS = 30


def _login() -> LineLogin | None:
    settings = house().settings.channels
    return _opened(tuple(sorted((k, v) for k, v in settings.items() if k.startswith("LINE_"))))


@lru_cache(maxsize=2)
def _opened(settings: tuple[tuple[str, str], ...]) -> LineLogin | None:
    return open_login(dict(settings))


def offered() -> bool:
    """Whether a button for it is shown: LINE's own page needs the secret too."""
    login = _login()
    return bool(login and login.secret)


def _back() -> str:
    return house().settings.public_url + url_for("citizen.signin.back")


@signin.get("/track/line")
@audience("citizen")
def go() -> Answer:
    login = _login()
    if login is None or not login.secret:
        abort(404)
    state, nonce = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
    with house().database.session() as session:
        citizens.give_nonce(session, nonce, utc_now() + LIVES)
    answer = redirect(login.address(state=state, nonce=nonce, back=_back()), 303)
    answer.set_cookie(
        COOKIE,
        f"{state}.{nonce}",
        max_age=int(LIVES.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=house().settings.public_url.startswith("https://"),
        path="/track",
    )
    return answer


@signin.get("/track/line/back")
@audience("citizen")
def back() -> Answer:
    login = _login()
    state, _, nonce = request.cookies.get(COOKIE, "").partition(".")
    if login is None or not nonce or not secrets.compare_digest(state, request.args.get("state", "")):
        return _not_signed_in()
    with house().database.session() as session:
        fresh = citizens.take_nonce(session, nonce, utc_now())
    if not fresh:
        return _not_signed_in()
    try:
        token = login.id_token(request.args.get("code", ""), back=_back())
        return _signed_in(login.verified(token, nonce=nonce))
    except (NotSignedIn, SendFailed) as error:
        return _not_signed_in(error)


@signin.post("/track/line")
@audience("citizen")
def liff() -> Answer:
    """A LIFF app hands over its id token, which opens the door once."""
    login, token = _login(), request.form.get("id_token", "")[:4000]
    if login is None or request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(404)
    if not token or too_many((f"signin address {request.remote_addr}", PER_ADDRESS)):
        return _not_signed_in()
    try:
        who = login.verified(token)
    except (NotSignedIn, SendFailed) as error:
        return _not_signed_in(error)
    with house().database.session() as session:
        fresh = citizens.first_use(session, f"id token {token}", who.ends_at)
    return _signed_in(who) if fresh else _not_signed_in()


def _signed_in(who: SignedIn) -> Answer:
    token = secrets.token_urlsafe(32)
    with house().database.session() as session:
        found = threads.conversations_of(session, "line", who.user)
        if found:
            citizens.open_view(session, token, found[0], None, utc_now())
    if not found:
        return Response(render_template("signin.html", known=True), status=404)
    answer = set_view(redirect(url_for("citizen.mine.listed"), 303), token)
    answer.delete_cookie(COOKIE, path="/track")
    return answer


def _not_signed_in(error: Exception | None = None) -> Answer:
    if error:
        log.info("not signed in reason=%s", error)
    return Response(render_template("signin.html", known=False), status=403)
