"""What one browser has typed so far, kept on our side under an unguessable cookie: back, reload and cuts lose nothing."""

import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from flask import Response, g, request

from gateway.guard import house
from gateway.pages import receipts
from store import citizens
from store.db import OperationalError, utc_now
from triage.reading import Danger

COOKIE = "saitrong_draft"
_FIELDS = ("text", "place", "lat", "lon", "phone", "name", "danger")


@dataclass(slots=True)
class Draft:
    """typed: what stands in the fields. told: what has reached the house, slot by slot (danger, place, phone, photo).

    key: "" where the browser keeps no cookies. turns: how often something told was changed. call: numbers to call.
    doubted: those were said, but whether a life is in danger is not sure, and is asked.
    """

    key: str
    nonce: str
    typed: dict[str, str] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    photos: list[list[str]] = field(default_factory=list)
    call: list[str] = field(default_factory=list)
    doubted: bool = False
    turns: int = 0
    done: bool = False

    def take(self, **typed: str) -> None:
        self.typed |= {name: value for name, value in typed.items() if name in _FIELDS}

    def changed(self, slot: str, value: str) -> bool:
        """Whether the slot says something that the house does not know yet."""
        return value != self.told.get(slot, "")

    def tell(self, slot: str, value: str) -> None:
        self.told[slot] = value
        self.turns += 1

    def heard(self, signs: Iterable[Danger]) -> None:
        """The door spoke of danger to what was just told; what was sure once stays sure."""
        for sign in signs:
            self.doubted = sign.doubted and (self.doubted or not self.call)
            self.call = list(sign.numbers)


def current() -> Draft:
    """The draft of this browser; a new one when it has none, or while the database is away."""
    key = request.cookies.get(COOKIE, "")[:64]
    if not key:
        return Draft("", receipts.nonce_of(""))
    try:
        with house().database.session() as session:
            kept = citizens.draft(session, key, utc_now())
    except OperationalError:
        kept = {}
    return _of(key, kept) if kept else Draft(key, receipts.nonce_of(""))


def _of(key: str, kept: dict[str, Any]) -> Draft:
    return Draft(key, **{name: value for name, value in kept.items() if name in Draft.__slots__})


def keep(draft: Draft) -> bool:
    """False where nothing can be kept: no cookie, or the database is away. The pleas themselves are safe without."""
    if not draft.key:
        return False
    told = asdict(draft)
    del told["key"]
    try:
        with house().database.session() as session:
            citizens.keep_draft(session, draft.key, told, utc_now())
    except OperationalError:
        return False
    return True


def offer_cookie() -> None:
    """Give this browser a cookie with the answer, if it has none."""
    if COOKIE not in request.cookies:
        g.draft_cookie = secrets.token_urlsafe(16)


def set_cookie(response: Response) -> Response:
    if key := g.pop("draft_cookie", ""):
        response.set_cookie(
            COOKIE,
            key,
            max_age=int(citizens.DRAFT_LASTS.total_seconds()),
            httponly=True,
            samesite="Lax",
            secure=house().settings.public_url.startswith("https://"),
            path="/",
        )
    return response
