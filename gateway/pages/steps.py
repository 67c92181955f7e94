"""The pages after the first: one question each, every one may be skipped, each answer is told to the house at once.

The same slots as on every channel (decisions.md 20): danger, place, phone, photo. Who stops here has lost nothing.
"""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.wrappers import Response as Answer

from gateway.guard import audience
from gateway.pages import drafts, numbers, plea
from gateway.pages.course import ACCOUNT, number_of, order, place_told, to_receipt, token_of
from gateway.pages.drafts import Draft
from gateway.pages.photos import Photo
from gateway.pages.plea import Plea, Problem
from gateway.pages.shown import said, switched
from triage import intake

steps = Blueprint("steps", __name__)

LEAST_DIGITS = 9
_ANY = "<any(danger, place, contact, photos, check):step>"


@steps.get(f"/report/{_ANY}")
@audience("citizen")
def show(step: str) -> Answer | str:
    draft = drafts.current()
    if not draft.told:
        return redirect(url_for("citizen.report.form"), 303)
    return _page(step, draft, [])


@steps.post(f"/report/{_ANY}")
@audience("citizen")
def answer(step: str) -> Answer:
    draft = drafts.current()
    if not draft.told:
        return redirect(url_for("citizen.report.form"), 303)
    if step == "check" and not request.form.get("switch"):
        return _finished(draft)
    try:
        problems = _taken(step, draft)
    except RequestEntityTooLarge:
        return Response(_page(step, draft, [Problem("photos", said("report.too_big"))]), status=413)
    except BadRequest:
        return Response(_page(step, draft, [Problem("photos", said("report.cut_off"))]), status=400)
    drafts.keep(draft)
    if other := switched():
        return redirect(url_for(".show", step=step, lang=other, **_back()), 303)
    if problems:
        return Response(_page(step, draft, problems), status=400 if problems[0].field != "away" else 503)
    return redirect(_after(step, draft), 303)


@steps.get("/report/number")
@audience("citizen")
def number() -> str:
    """The number as soon as there is one, for the line above the questions."""
    polls = min(request.args.get("polls", 0, int), 99)
    return render_template("_sent.html", reference=number_of(drafts.current()), polls=polls)


# -- what each page takes ----------------------------------------------------------------------------------------


def _taken(step: str, draft: Draft) -> list[Problem]:
    """Read the answer into the draft and tell the house what is new; what is wrong with it otherwise."""
    return _TAKES[step](draft) if step in _TAKES else []


def _danger(draft: Draft) -> list[Problem]:
    told = request.form.get("danger", "")
    if told not in {"yes", "no"}:
        return []
    draft.take(danger=told)
    if told == "yes":
        return _tell(draft, "danger", told, text=said("report.danger_yes"), choice="danger", answer="yes")
    return _tell(draft, "danger", told, answer="no")


def _place(draft: Draft) -> list[Problem]:
    pin = {name: request.form.get(name, "") for name in ("lat", "lon")}
    latitude, longitude = plea.degrees(pin["lat"], 90), plea.degrees(pin["lon"], 180)
    if latitude is None or longitude is None:
        pin, latitude, longitude = {"lat": "", "lon": ""}, None, None
    draft.take(place=request.form.get("place", "").strip()[: plea.LONGEST_PLACE], **pin)
    if request.form.get("switch"):
        return []
    place = draft.typed["place"]
    return _tell(draft, "place", place_told(draft), place=place, latitude=latitude, longitude=longitude)


def _contact(draft: Draft) -> list[Problem]:
    phone = request.form.get("phone", "").strip()[: plea.LONGEST_PHONE]
    name = request.form.get("name", "").strip()[: plea.LONGEST_NAME]
    draft.take(phone=phone, name=name)
    if request.form.get("switch"):
        return []
    if phone and not LEAST_DIGITS <= len(plea.digits_of(phone)) <= 15:
        return [Problem("phone", said("report.phone_wrong"))]
    return _tell(draft, "phone", f"{phone}\n{name}", phone=phone, name=name)


def _photos(draft: Draft) -> list[Problem]:
    kept = [Photo(stored, kind, name) for stored, kind, name in draft.photos]
    taken, problems = plea.take_photos(kept)
    known = {photo.stored for photo in kept}
    fresh = {photo.stored: photo for photo in taken if photo.stored not in known}
    if not fresh:
        return problems
    draft.photos += [[photo.stored, photo.media_type, photo.name] for photo in fresh.values()]
    told = " ".join(stored for stored, _, _ in draft.photos)
    return problems + _tell(draft, "photo", told, photos=tuple(fresh.values()), **_where(draft, fresh))


def _where(draft: Draft, fresh: Mapping[str, Photo]) -> dict[str, Any]:
    """Where the photos were taken, if the citizen has said nothing about the place."""
    if any(draft.typed.get(name) for name in ("place", "lat")):
        return {}
    found = next((photo.position for photo in fresh.values() if photo.position), None)
    if not found:
        return {}
    draft.take(lat=f"{found[0]:.6f}", lon=f"{found[1]:.6f}")
    return {"latitude": found[0], "longitude": found[1]}


_TAKES: Mapping[str, Callable[[Draft], list[Problem]]] = {
    "danger": _danger,
    "place": _place,
    "contact": _contact,
    "photos": _photos,
}
_PLEA = frozenset(Plea.__dataclass_fields__)


def _tell(draft: Draft, slot: str, value: str, **facts: Any) -> list[Problem]:
    """One message for one slot, if it says something new."""
    if not draft.changed(slot, value.strip()):
        return []
    if not any(facts.values()):
        draft.tell(slot, "")  # taken back; what the house has been told stays in its story
        return []
    told = Plea(draft.nonce, **{name: fact for name, fact in facts.items() if name in _PLEA})
    more = {name: fact for name, fact in facts.items() if name not in _PLEA}
    got = plea.send(ACCOUNT, told, token_of(draft), turn=f"{slot} {draft.turns}", slot=slot, **more)
    if got.status != 200:
        return [Problem("away", said("report.not_taken"))]
    draft.tell(slot, value.strip())
    draft.heard(intake.dangers_of(got.reception).values())
    return []


# -- from page to page -------------------------------------------------------------------------------------------


def _after(step: str, draft: Draft) -> str:
    pages = order(draft)
    if draft.call and not draft.doubted and step != "place":
        return url_for(".show", step="place")
    if request.form.get("to") == "check" and "check" in pages:
        return url_for(".show", step="check")
    at = pages.index(step) + 1 if step in pages else len(pages)
    return url_for(".show", step=pages[at]) if at < len(pages) else to_receipt(draft)


def _finished(draft: Draft) -> Answer:
    return redirect(to_receipt(draft), 303)


def _back() -> dict[str, Any]:
    return {"to": "check"} if request.values.get("to") == "check" else {}


def _page(step: str, draft: Draft, problems: list[Problem]) -> str:
    pages = order(draft)
    return render_template(
        f"step_{step}.html",
        step=step,
        draft=draft,
        typed=draft.typed,
        problems=problems,
        at=pages.index(step) + 2 if step in pages else len(pages) + 1,
        of=len(pages) + 1,
        back=_before(step, pages),
        to=_back().get("to", ""),
        call=numbers.known(draft.call),
        reference=number_of(draft),
        polls=0,
        photos_lost=request.args.get("photos") == "lost",
    )


def _before(step: str, pages: tuple[str, ...]) -> str:
    if _back():
        return url_for(".show", step="check")
    at = pages.index(step) if step in pages else 0
    return url_for(".show", step=pages[at - 1]) if at else url_for("citizen.report.form")
