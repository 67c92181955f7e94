"""Who looks after my area: a place, a postcode or the phone's position → the body, how to reach it, its outline."""

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, render_template, request

from casework.cases import Choice
from casework.replies import Question
from gateway.guard import audience, house
from gateway.pages import maps
from gateway.pages.maps import Map
from gateway.pages.plea import degrees
from gateway.pages.shown import language
from store import orgs
from store.db import Session
from store.gazetteer import amphoe_name, province_name, tambon_name
from store.register import Directory
from triage.judge import place_shown
from triage.locate import Place, locate
from triage.question import MOST, amphoe_of, choices, worded
from triage.settling import UNSURE, settled

area = Blueprint("area", __name__)

LONGEST = 300
LISTED = 24


@dataclass(frozen=True, slots=True)
class Body:
    """What the register knows of a body, for whoever wants to reach it."""

    code: str
    name: str
    where: str
    phone: str
    url: str
    at_work: bool


@dataclass(frozen=True, slots=True)
class Found:
    """body: when it is sure. question: when few are left. twins: bodies of one name, which no question tells apart.
    listed: words to ask with again, when more are left. inside: tambons to be shown as found."""

    place: str = ""
    outside: bool = False
    body: Body | None = None
    hub: Body | None = None
    question: Question | None = None
    twins: tuple[Body, ...] = ()
    listed: tuple[str, ...] = ()
    map: Map | None = None
    inside: frozenset[str] = frozenset()


@area.route("/area", methods=["GET", "POST"])
@audience("citizen")
def show() -> str:
    """POST for a position, so that nobody's whereabouts stand in an address."""
    words = request.values.get("q", "").strip()[:LONGEST]
    lat, lon = degrees(request.form.get("lat", ""), 90), degrees(request.form.get("lon", ""), 180)
    pinned = lat is not None and lon is not None
    found = None
    if words or pinned:
        with house().database.session() as session:
            found = _find(session, words, lat, lon)
    drawn = found.map.shapes if found and found.map else ()
    return render_template(
        "area.html",
        q=words,
        lat=lat if pinned else "",
        lon=lon if pinned else "",
        found=found,
        names={shape.code: tambon_name(shape.code) or shape.code for shape in drawn},
        look=dict.fromkeys(found.inside, "inside") if found else {},
    )


def _find(session: Session, words: str, lat: float | None, lon: float | None) -> Found:
    directory = house().shelf.directory(session)
    register = directory.register
    place = locate(words, lat=lat, lon=lon, register=register)
    offered = choices(place, register)
    picked = _picked(offered)
    if picked == UNSURE:
        return _hub_only(session, place, directory)
    if picked:
        place = settled(picked, place, register, tambon=place.tambon_code or "")
        offered = ()
    found = _answer(session, place, offered, directory)
    return _with_map(session, found, place)


def _picked(offered: tuple[Choice, ...]) -> Choice | None:
    """The pressed answer, by its number in the question."""
    number = request.form.get("choice", "")
    if number == "0":
        return UNSURE
    known = number.isascii() and number.isdecimal() and 1 <= int(number[:3]) <= len(offered)
    return offered[int(number) - 1] if known else None


def _answer(session: Session, place: Place, offered: tuple[Choice, ...], directory: Directory) -> Found:
    hub = directory.register.hub_of(amphoe_of(place, directory.register), *place.lao_codes)
    sure = place.lao_codes[0] if len(place.lao_codes) == 1 and not place.ask else ""
    return Found(
        place=place_shown(place),
        outside=place.outside,
        body=_body(session, sure, directory),
        hub=_body(session, hub.code if hub else "", directory),
        question=worded(offered, directory, language()) if offered else None,
        twins=() if offered or sure else _twins(session, place, directory),
        listed=() if offered or sure else _listed(place),
    )


def _twins(session: Session, place: Place, directory: Directory) -> tuple[Body, ...]:
    laos = place.lao_codes if len(place.lao_codes) <= MOST else ()
    found = (_body(session, code, directory) for code in laos)
    return tuple(body for body in found if body)


def _hub_only(session: Session, place: Place, directory: Directory) -> Found:
    found = _answer(session, place, (), directory)
    return _with_map(session, replace(found, body=None, twins=(), listed=()), place)


def _listed(place: Place) -> tuple[str, ...]:
    """Tambons to choose from, each as words that this page understands."""
    return tuple(
        f"ต.{tambon_name(code)} อ.{amphoe_name(code[:4])} จ.{province_name(code[:2])}"
        for code, _ in place.candidates[:LISTED]
    )


def _body(session: Session, code: str, directory: Directory) -> Body | None:
    row = orgs.org(session, code) if code else None
    if row is None:
        return None
    parts = (("อ.", amphoe_name(row.amphoe_code or "")), ("จ.", province_name(row.province_code or "")))
    url = row.url if row.url.startswith(("http://", "https://")) else ""
    where = " ".join(f"{mark}{name}" for mark, name in parts if name)
    return Body(code, directory.name(code), where, row.phone, url, row.at_work)


def _with_map(session: Session, found: Found, place: Place) -> Found:
    register = house().shelf.directory(session).register
    amphoe = amphoe_of(place, register)
    if not amphoe:
        return found
    body = found.body.code if found.body else ""
    inside = frozenset({place.tambon_code or "", *(register.tambons_of(body) if body else ())}) - {""}
    drawn: Any = maps.amphoe_map(session, house().database, amphoe)
    return replace(found, map=drawn, inside=inside)
