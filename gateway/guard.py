"""Who is at the door: each view names its audience; staff are known by a session cookie, changes need its token."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Literal, TypeVar, cast

from flask import Response, abort, current_app, g, redirect, request, url_for

from casework.access import Actor
from store import staff as staff_store
from store.db import Session, utc_now
from store.ids import token_hash
from store.staff import Role, Staff, StaffSession
from wiring import House

Audience = Literal["citizen", "staff", "operator", "anyone"]
View = TypeVar("View", bound=Callable[..., Any])

COOKIE = "saitrong_staff"
LASTS = timedelta(hours=12)
_CLOCKS_DIFFER = 2000  # milliseconds


def house() -> House:
    found: House = current_app.extensions["house"]
    return found


def audience(who: Audience) -> Callable[[View], View]:
    """Declare for whom a view is; staff views are guarded here, once (tests/test_house.py walks every route)."""

    def declare(view: View) -> View:
        guarded = _staff_only(view) if who == "staff" else view
        guarded.audience = who  # type: ignore[attr-defined]  # a mark on the view, read by tests/test_house.py
        return guarded

    return declare


def _staff_only(view: View) -> View:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if _enter() is None:
            return redirect(url_for("session.login", next=request.full_path.rstrip("?")), 303)
        if request.method not in {"GET", "HEAD"} and not csrf_holds():
            abort(400)
        return view(*args, **kwargs)

    return cast("View", guarded)


def _enter() -> Actor | None:
    token = request.cookies.get(COOKIE, "")
    if not token:
        return None
    now = utc_now()
    row = house().database.ask(staff_store.ENTERS, {"token": token_hash(token), "now": now})
    if row is None:
        return None
    if now - row.seen_at > staff_store.SEEN_EVERY:
        with house().database.session() as session:
            staff_store.seen(session, token, now)
    roles: dict[str, set[Role]] = {}
    for org, role in zip(row.orgs, row.roles, strict=True):
        roles.setdefault(org, set()).add(Role(role))
    g.actor = Actor(row.staff_id, row.name, {org: frozenset(held) for org, held in roles.items()})
    g.token = token
    g.compact, g.toured = row.compact, row.toured
    return current_actor()


def current_actor() -> Actor:
    """The staff member of this request; only inside staff views."""
    found: Actor = g.actor
    return found


def live_from() -> str:
    """The place in the stream from which this page wants to be told: when it is made, less what clocks may differ."""
    return f"{int(utc_now().timestamp() * 1000) - _CLOCKS_DIFFER}-0"


def csrf_token() -> str:
    """Bound to the session, so that another site's form cannot know it. Every form of a page holds it."""
    known: str = g.get("csrf", "")
    if not known:
        secret = house().settings.secret_key.encode()
        known = g.csrf = hmac.new(secret, f"csrf {g.token}".encode(), hashlib.sha256).hexdigest()[:32]
    return known


def csrf_holds() -> bool:
    given = request.form.get("csrf", "") or request.headers.get("X-CSRF", "")
    return hmac.compare_digest(given.encode("utf-8", "replace"), csrf_token().encode())


def begin(session: Session, staff: Staff, now: datetime) -> str:
    """A new login; returns the cookie's value, of which only the hash is kept."""
    token = secrets.token_urlsafe(32)
    session.add(
        StaffSession(
            token_hash=token_hash(token),
            staff_id=staff.id,
            created_at=now,
            seen_at=now,
            ends_at=now + LASTS,
        )
    )
    return token


def set_cookie(response: Response, token: str) -> None:
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=house().settings.public_url.startswith("https://"),
        path="/",
    )
