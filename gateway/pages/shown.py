"""What every template may use: sentences, dates, masks, the language, and the headers that keep a page safe."""

import hashlib
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, current_app, g, request, url_for
from markupsafe import Markup, escape

from gateway.guard import house
from gateway.pages import dates, masks, numbers
from store.caselines import CAPPED
from store.db import utc_now
from store.ids import grouped
from wording import LANGUAGES, say, sentences

LANGUAGE_COOKIE = "lang"
_YEAR = 365 * 24 * 3600
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:{tiles}; font-src 'self'; "
    "connect-src 'self'{live}; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def register(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        say=said,
        name_of=name_of,
        lang=language,
        asset=asset,
        url_for=address,
        piece=piece,
        other_language=other_language,
        numbers=numbers,
        actor=actor,
    )
    app.jinja_env.filters.update(
        day=lambda at: dates.day(at, language()),
        moment=lambda at: dates.moment(at, language()),
        calendar=lambda day: dates.calendar(day, language()),
        clock=lambda at: dates.clock(at, language()),
        when=when,
        told_at=lambda at: when(datetime.fromisoformat(at)),
        grouped=grouped,
        phone=masks.phone,
        covered=masks.identity,
        dialled=masks.dialled,
        channel=channel_kind,
        capped=lambda n: f"{CAPPED - 1}+" if n >= CAPPED else n,
    )
    app.after_request(_headers)
    app.after_request(_remember_language)


def language() -> str:
    """ "th" or "en": asked for in the address, else remembered, else Thai. A page asks some hundred times."""
    known: str = g.get("language", "")
    if not known:
        asked = request.args.get("lang") or request.cookies.get(LANGUAGE_COOKIE, "")
        known = g.language = asked if asked in LANGUAGES else LANGUAGES[0]
    return known


def switched() -> str:
    """The language that the button of a form asks for, "" when another button was pressed."""
    asked = request.form.get("switch", "")
    return asked if asked in LANGUAGES else ""


def said(key: str, **facts: object) -> str:
    return say(key, language(), **facts)


def name_of(table: str, code: str) -> str:
    """The word for a code that triage or casework made; a newer code than our words is shown as it is."""
    key = f"{table}.{code}"
    return said(key) if key in sentences(language()) else code


def actor() -> Any:
    """The staff member of this request, None on a citizen's page."""
    return g.get("actor")


def other_language() -> tuple[str, str]:
    """(language, address of this page in it); a page that only a form leads to gives the home page."""
    other = "en" if language() == "th" else "th"
    if request.method != "GET" or request.endpoint is None:
        return other, url_for("citizen.home", lang=other)
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if name in {"view", "next"}}
    return other, url_for(request.endpoint, **(request.view_args or {}), **kept, lang=other)


def when(at: datetime) -> Markup:
    """How long ago, with the full date for those who hover or print."""
    spoken = language()
    title, shown = escape(dates.moment(at, spoken)), escape(dates.ago(at, utc_now(), spoken))
    return Markup(f'<time datetime="{at.isoformat(timespec="seconds")}" title="{title}">{shown}</time>')  # noqa: S704


@lru_cache(maxsize=1024)
def channel_kind(account: str) -> str:
    """ "line" of "line.bangkruai": which picture and word stand for an account."""
    kind = account.partition(".")[0].removesuffix("th")
    return kind if kind in {"line", "sms", "voice", "web", "desk"} else "other"


def asset(name: str) -> str:
    """A file of static/ under an address that changes with its content, so that it may be kept for a year."""
    return _asset(current_app.static_folder or "", name)


@cache
def _asset(folder: str, name: str) -> str:
    return url_for("static", filename=name, v=_print_of(Path(folder) / name))


def address(endpoint: str, **values: Any) -> str:
    """url_for in templates. An address whose path is always the same is built once, and a page of staff has some thirty;
    what is asked of it is written behind it (None: not asked)."""
    if not _steady(endpoint) or any(
        name[0] == "_" or isinstance(value, list) for name, value in values.items()
    ):
        return url_for(endpoint, **values)
    asked = [(name, value) for name, value in values.items() if value is not None]
    return f"{_plain(endpoint)}?{urlencode(asked, safe=_SAFE)}" if asked else _plain(endpoint)


_SAFE = "!$'()*,/:;?@"
"""What Werkzeug leaves as it is in a query."""


@cache
def _plain(endpoint: str) -> str:
    return url_for(endpoint)


@cache
def _steady(endpoint: str) -> bool:
    return all(not rule.arguments for rule in current_app.url_map.iter_rules(endpoint))


def piece(template: str, **facts: str | bool) -> Markup:
    """A part of pages that hangs on nothing but the language and these facts, drawn once for each of them. The template
    gets no more than these: neither the request nor who asks."""
    return _piece(template, language(), tuple(facts.items()))


@lru_cache(maxsize=1024)
def _piece(template: str, _language: str, facts: tuple[tuple[str, str | bool], ...]) -> Markup:
    return Markup(current_app.jinja_env.get_template(template).render(dict(facts)))  # noqa: S704


@cache
def _print_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


@cache
def _policy(tile_url: str, live: str) -> str:
    """The host of map tiles is the only foreign one that a page may ask, and only where one is set; the streams have
    a port of their own where no proxy puts them under our address."""
    where = urlsplit(tile_url)
    return _POLICY.format(
        tiles=f" {where.scheme}://{where.netloc}" if tile_url else "",
        live=f" http://*{live}" if live[:1] == ":" else "",
    )


def _headers(response: Response) -> Response:
    if request.blueprint == "hooks":
        return response  # for machines; every plea passes here
    headers = response.headers
    policy = _policy(house().settings.tile_url, current_app.config.get("LIVE", ""))
    headers.setdefault("Content-Security-Policy", policy)
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(), microphone=()")
    if request.endpoint == "static" and response.status_code == 200:
        headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    elif getattr(current_app.view_functions.get(request.endpoint or ""), "audience", "") == "staff":
        headers["Cache-Control"] = "no-store"
    elif response.mimetype == "text/html":
        # private: the form carries a nonce of its own. Not no-store: "back" must find what was typed
        headers.setdefault("Cache-Control", "private, no-cache")
    return response


def _remember_language(response: Response) -> Response:
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, asked, max_age=_YEAR, samesite="Lax", httponly=True)
    return response
