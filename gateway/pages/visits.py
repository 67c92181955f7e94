"""The survey sheet of a visit: filled in on the phone, kept there while there is no connection, taken in once."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import handling, visiting
from casework.correcting import RISKS
from casework.visiting import AGREES, ITEMS, Sheet
from gateway.guard import audience, csrf_token, current_actor, house
from gateway.pages.casepage import digits_of, in_full
from gateway.pages.handing import stored_picture
from gateway.pages.photos import MOST, Refused, take
from gateway.pages.shown import said
from store import audit
from store import needs as need_rows
from store import visits as rows
from store.db import Session, utc_now
from store.ids import BANGKOK

visits = Blueprint("visits", __name__)

WHO = ("self", "spouse", "child", "parent", "relative", "other")
MOST_PHOTOS = MOST * 2


class Unfit(Exception):
    """A sheet that cannot be taken in; key: the sentence that says why."""

    def __init__(self, field: str, key: str) -> None:
        super().__init__(key)
        self.field = field
        self.key = key


@visits.get("/field/visits/<reference>")
@audience("staff")
def form(reference: str) -> str:
    with house().database.session() as session:
        return _page(session, digits_of(reference))


@visits.get("/field/token")
@audience("staff")
def token() -> Answer:
    """What a sheet that waited is sent with: the login may have changed since it was written."""
    return jsonify(csrf=csrf_token())


@visits.post("/field/visits/<reference>")
@audience("staff")
def take_in(reference: str) -> Answer:
    """JSON for the page's own script: {"kept": id, "conflicts": [words]} or {"problem": words}; else a page."""
    digits, now = digits_of(reference), utc_now()
    try:
        sheet = _sheet()
        with house().database.session() as session:
            conflicts = visiting.record(session, current_actor(), digits, sheet, now=now)
    except Unfit as unfit:
        return _refused(digits, unfit.field, said(unfit.key))
    except Refused as refused:
        return _refused(digits, "photos", said(refused.key, name=refused.name))
    if _asks_json():
        words = [said(f"visit.conflict.{code}") for code in conflicts]
        return jsonify(
            kept=str(sheet.id), conflicts=words, at=url_for(".show", reference=digits, visit=sheet.id)
        )
    return redirect(url_for(".show", reference=digits, visit=sheet.id), 303)


@visits.get("/cases/<reference>/visits/<uuid:visit>")
@audience("staff")
def show(reference: str, visit: UUID) -> str:
    """A sheet to read and to print; the reading of the case is recorded."""
    with house().database.session() as session:
        seen = in_full(handling.see(session, current_actor(), digits_of(reference), now=utc_now()))
        found = rows.known(session, visit)
        if found is None or found.case_id != seen.row.id:
            abort(404)
        return render_template(
            "visit_shown.html", case=seen.row, visit=found, photos=rows.photos(session, visit)
        )


@visits.get("/cases/<reference>/visits/<uuid:visit>/photos/<int:position>")
@audience("staff")
def photo(reference: str, visit: UUID, position: int) -> Answer:
    with house().database.session() as session:
        seen = in_full(handling.glance(session, current_actor(), digits_of(reference)))
        found = rows.known(session, visit)
        kept = [each for each in rows.photos(session, visit) if each.position == position]
        if found is None or found.case_id != seen.row.id or not kept:
            abort(404)
        audit.note(session, "case.file", now=utc_now(), staff_id=current_actor().id, case_id=seen.row.id)
    return stored_picture(kept[0].stored)


def _sheet() -> Sheet:
    form = request.form
    try:
        key = UUID(form.get("id", ""))
        begun, ended = (datetime.fromisoformat(form[name]) for name in ("begun_at", "ended_at"))
        version = int(form["case_version"])
    except (KeyError, ValueError):
        raise Unfit("found", "visit.broken") from None
    found = form.get("found", "").strip()[: visiting.LONGEST]
    if not found:
        raise Unfit("found", "visit.no_found")
    if form.get("agrees") not in AGREES:
        raise Unfit("agrees", "visit.no_agrees")
    return Sheet(
        key, _zoned(begun), _zoned(ended), found, form["agrees"], version, _position(), _damage(), _household(),
        form.get("help_elsewhere", "").strip()[:1000], "ready" in form, _photos(),
    )  # fmt: skip


def _zoned(at: datetime) -> datetime:
    """The phone sends its zone; a form without a script the clock of Thailand."""
    return at if at.tzinfo else at.replace(tzinfo=BANGKOK)


def _position() -> tuple[float, float, float] | None:
    try:
        latitude, longitude = float(request.form["latitude"]), float(request.form["longitude"])
        accuracy = float(request.form.get("accuracy") or 0)
    except (KeyError, ValueError):
        return None
    good = abs(latitude) <= 90 and abs(longitude) <= 180 and accuracy >= 0
    return (latitude, longitude, accuracy) if good else None


def _damage() -> list[dict[str, Any]]:
    lines = zip(
        *(request.form.getlist(f"damage_{name}") for name in ("item", "quantity", "note")), strict=False
    )
    return [
        {"item": item, "quantity": quantity.strip()[:40], "note": note.strip()[:300]}
        for item, quantity, note in lines
        if item in ITEMS
    ][: visiting.MOST_ROWS]


def _household() -> list[dict[str, Any]]:
    """Who lives there: how they stand to the applicant, age, what makes them vulnerable; no names."""
    lines = zip(*(request.form.getlist(f"person_{name}") for name in ("who", "age", "risk")), strict=False)
    return [
        {
            "who": who,
            "age": int(age) if age.isdecimal() and int(age) < 130 else None,
            "risk": risk if risk in RISKS else "",
        }
        for who, age, risk in lines
        if who in WHO
    ][: visiting.MOST_ROWS]


def _photos() -> list[dict[str, Any]]:
    """photo_at: beside each photo, in the same order, where the phone was ("7.01,100.47", or nothing)."""
    at = request.form.getlist("photo_at")
    kept = []
    for n, upload in enumerate(request.files.getlist("photos")[:MOST_PHOTOS]):
        if not upload.filename:
            continue
        photo = take(house().files, upload.stream, upload.filename[:200])
        place = photo.position or _pair(at[n] if n < len(at) else "")
        latitude, longitude = place or (None, None)
        kept.append(
            {
                "stored": photo.stored,
                "media_type": photo.media_type,
                "latitude": latitude,
                "longitude": longitude,
            }
        )
    return kept


def _pair(typed: str) -> tuple[float, float] | None:
    try:
        latitude, longitude = (float(part) for part in typed.split(","))
    except ValueError:
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _asks_json() -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _refused(digits: str, field: str, problem: str) -> Answer:
    if _asks_json():
        return Response(json.dumps({"problem": problem}), status=422, mimetype="application/json")
    with house().database.session() as session:
        return Response(_page(session, digits, field=field, problem=problem), status=400)


def _page(session: Session, digits: str, *, field: str = "", problem: str = "") -> str:
    seen = handling.allowed(session, current_actor(), digits, "survey")
    handling.see(session, current_actor(), digits, now=utc_now())
    needs = [
        each
        for each in need_rows.of_case(session, seen.row.id)
        if each.state not in {"proposed", "withdrawn"}
    ]
    empty: Sequence[int] = range(3)
    return render_template(
        "visit.html", case=seen.row, needs=needs, items=ITEMS, who=WHO, risks=RISKS, agrees=AGREES, lines=empty,
        field=field, problem=problem, draft=request.form,
    )  # fmt: skip
