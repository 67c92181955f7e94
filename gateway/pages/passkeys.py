"""Passkeys in the pages: made and removed at /me, shown at the login, alone or after the password."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, make_response, redirect, request, url_for
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response as Answer

from casework import passkeys as verbs
from casework.passkeys import Party, Refused
from gateway.guard import audience, begin, current_actor, house, set_cookie
from gateway.pages import myself, session
from gateway.pages.limits import give_back, too_many
from gateway.pages.passwords import holds
from gateway.pages.shown import said
from store import audit, entry
from store.db import utc_now

passkeys = Blueprint("passkeys", __name__)

COOKIE = "saitrong_asked"
PER_ADDRESS = 60
TRIES = 10
LONGEST = 20_000
"""Letters of an answer; a genuine one has some hundred."""


@passkeys.app_template_global("passkey_party")
def party() -> Party | None:
    """Our address as browsers bind passkeys to it; None where it is the number of a machine.

    On the developer's own machine they take the name localhost, not its number.
    """
    url = urlsplit(house().settings.public_url)
    host = url.hostname or ""
    try:
        if not ip_address(host).is_loopback:
            return None
        host = "localhost"
    except ValueError:
        pass
    return Party(host, f"{url.scheme}://{host}" + (f":{url.port}" if url.port else ""))


# -- at the login ------------------------------------------------------------------------------------------------


@passkeys.post("/login/passkey/options")
@audience("anyone")
def ask() -> Response:
    """With the ticket of a password: that person's passkeys. Without: whichever the device holds."""
    _own_site()
    if too_many((f"passkey address {request.remote_addr}", PER_ADDRESS)):
        return Response(said("login.too_many"), status=429)
    staff = session.ticket_holder(request.form["ticket"]) if request.form.get("ticket") else None
    with house().database.session() as opened:
        options, challenge = verbs.options_to_show(opened, _party(), staff=staff, now=utc_now())
    return _asked(options, challenge, "login")


@passkeys.post("/login/passkey")
@audience("anyone")
def enter() -> Answer:
    _own_site()
    address = f"passkey address {request.remote_addr}"
    if too_many((address, PER_ADDRESS)):
        return Response(session.login_form(error=said("login.too_many")), status=429)
    ticket = request.form.get("ticket", "")
    expected = session.ticket_holder(ticket) if ticket else None
    token, now = "", utc_now()
    with house().database.session() as opened:
        try:
            staff_id = verbs.shown(opened, _party(), _answer(), _challenge("login"), now=now)
        except Refused:
            staff_id = None
        person = entry.person(opened, staff_id) if staff_id else None
        if person and person.active and (not ticket or person.id == expected):
            audit.note(opened, "login", now=now, staff_id=person.id, detail="passkey")
            token = begin(opened, person, now)
        elif person:
            audit.note(opened, "login.failed", now=now, staff_id=person.id, detail="passkey")
    if not token:
        return Response(session.login_form(error=said("passkey.refused")), status=403)
    give_back(address)
    response = make_response(redirect(session.safe_next(request.form.get("next", "")), 303))
    set_cookie(response, token)
    response.delete_cookie(COOKIE, path="/")
    return response


# -- one's own ---------------------------------------------------------------------------------------------------


@passkeys.post("/me/passkeys/options")
@audience("staff")
def ask_new() -> Response:
    """The password first, so that a desk left open gains nobody a key to it."""
    actor = current_actor()
    if too_many((f"passkey {actor.id}", TRIES)):
        return Response(said("login.too_many"), status=429)
    with house().database.session() as opened:
        person = entry.person(opened, actor.id)
        if person is None or not holds(person.password_hash, request.form.get("old", "")):
            return Response(said("me.wrong_password"), status=400)
        options, challenge = verbs.options_to_make(
            opened, _party(), staff=person.id, email=person.email, name=actor.name, now=utc_now()
        )
    return _asked(options, challenge, f"make {actor.id}")


@passkeys.post("/me/passkeys")
@audience("staff")
def make() -> Answer:
    actor = current_actor()
    name = " ".join(request.form.get("name", "").split())[:60] or said("passkey.unnamed")
    try:
        with house().database.session() as opened:
            verbs.make(
                opened, _party(), _answer(), _challenge(f"make {actor.id}"), staff=actor.id, name=name,
                now=utc_now(),
            )  # fmt: skip
    except Refused:
        return myself.again("passkey.refused", 400)
    return redirect(url_for("myself.show"), 303)


@passkeys.post("/me/passkeys/<key>/remove")
@audience("staff")
def remove(key: str) -> Answer:
    actor = current_actor()
    if too_many((f"passkey {actor.id}", TRIES)):
        return myself.again("login.too_many", 429)
    with house().database.session() as opened:
        person = entry.person(opened, actor.id)
        if person is None or not holds(person.password_hash, request.form.get("old", "")):
            return myself.again("me.wrong_password", 400)
        if not verbs.remove(opened, key, staff=actor.id, now=utc_now()):
            abort(404)
    return redirect(url_for("myself.show"), 303)


# -- what was asked for ------------------------------------------------------------------------------------------


def _own_site() -> None:
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(400)


def _party() -> Party:
    found = party()
    if found is None:
        abort(404)
    return found


def _asked(options: str, challenge: bytes, purpose: str) -> Response:
    """The challenge waits in a signed cookie of this browser, and in the database until it is answered."""
    response = Response(options, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    response.set_cookie(
        COOKIE,
        _signer().dumps([purpose, challenge.hex()]),
        max_age=int(verbs.LASTS.total_seconds()),
        httponly=True,
        samesite="Strict",
        secure=house().settings.public_url.startswith("https://"),
        path="/",
    )
    return response


def _challenge(purpose: str) -> bytes:
    try:
        told, challenge = _signer().loads(
            request.cookies.get(COOKIE, ""), max_age=int(verbs.LASTS.total_seconds())
        )
    except (BadData, ValueError):
        raise Refused("no challenge") from None
    if told != purpose:
        raise Refused("asked for something else")
    return bytes.fromhex(challenge)


def _answer() -> str:
    return request.form.get("credential", "")[:LONGEST]


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(house().settings.secret_key, salt="passkey")
