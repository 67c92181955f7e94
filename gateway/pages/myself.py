"""What a staff member keeps of their own login: the password, the second factor, where they are logged in."""

import io

import segno
from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as Answer

from casework import people
from gateway.guard import audience, current_actor, house
from gateway.pages.limits import too_many
from gateway.pages.passwords import SHORTEST, hashed, holds
from gateway.pages.shown import said
from store import audit, entry, passkeys
from store.db import Session, utc_now

myself = Blueprint("myself", __name__)

TRIES = 10


@myself.get("/me")
@audience("staff")
def show() -> str:
    with house().database.session() as session:
        return _page(session)


@myself.post("/me/password")
@audience("staff")
def password() -> Answer:
    old, new = request.form.get("old", ""), request.form.get("new", "")
    if too_many((f"password {current_actor().id}", TRIES)):
        return again("login.too_many", 429)
    with house().database.session() as session:
        person = entry.person(session, current_actor().id)
        if person is None or not holds(person.password_hash, old):
            return again("me.wrong_password", 400)
        if len(new) < SHORTEST:
            return again("me.too_short", 400, least=SHORTEST)
        person.password_hash = hashed(new)
        entry.end_sessions(session, person.id, but=g.token)
        audit.note(session, "staff.password", now=utc_now(), staff_id=person.id)
        return Response(_page(session, done=said("me.changed")))


@myself.post("/me/second-factor")
@audience("staff")
def second_factor() -> Answer:
    """Switched on by a code of the very secret that was shown; off by the password."""
    actor, now = current_actor(), utc_now()
    if too_many((f"second {actor.id}", TRIES)):
        return again("login.too_many", 429)
    secret, code = request.form.get("secret", ""), request.form.get("code", "").strip()
    with house().database.session() as session:
        if "off" in request.form:
            person = entry.person(session, actor.id)
            if person is None or not holds(person.password_hash, request.form.get("old", "")):
                return again("me.wrong_password", 400)
            people.switch_off(session, actor.id, now=now)
            return redirect(url_for("myself.show"), 303)
        spare = people.switch_on(session, actor.id, secret, code, now=now) if _is_secret(secret) else []
        if not spare:
            return Response(_page(session, problem=said("me.wrong_code"), secret=secret), status=400)
        return Response(_page(session, spare=spare))


@myself.post("/me/sessions")
@audience("staff")
def sessions() -> Answer:
    with house().database.session() as session:
        entry.end_sessions(session, current_actor().id, but=g.token)
        audit.note(session, "staff.sessions_ended", now=utc_now(), staff_id=current_actor().id)
        return Response(_page(session, done=said("me.ended")))


def _is_secret(text: str) -> bool:
    return 16 <= len(text) <= 64 and text.isascii() and text.isalnum()


def again(key: str, status: int, **facts: object) -> Response:
    """The page with what was wrong."""
    with house().database.session() as session:
        return Response(_page(session, problem=said(key, **facts)), status=status)


def _page(
    session: Session, *, problem: str = "", done: str = "", secret: str = "", spare: list[str] | None = None
) -> str:
    person = entry.person(session, current_actor().id)
    factor = entry.second_factor(session, current_actor().id)
    shown = secret if _is_secret(secret) else people.new_secret()
    return render_template(
        "me.html",
        person=person,
        factor=factor,
        secret=shown,
        picture=""
        if factor
        else _picture(people.address_of(shown, person.email if person else "", "Saitrong")),
        spare=spare or [],
        problem=problem,
        done=done,
        least=SHORTEST,
        passkeys=passkeys.of(session, current_actor().id),
    )


def _picture(address: str) -> Markup:
    """The QR as an image of its own, since the page allows no inline style."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", omitsize=True, border=2, xmldecl=False, svgns=True
    )
    return Markup(out.getvalue().decode())  # noqa: S704
