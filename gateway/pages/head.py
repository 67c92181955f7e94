"""For the head of a centre: what waits and since when, times against the aims, channels, satisfaction. No case is named."""

from datetime import timedelta
from typing import Literal

from flask import Blueprint, Response, abort, render_template, request

from casework import charts
from casework.access import NotAllowed, heads
from gateway.guard import audience, current_actor, house
from gateway.pages import head_charts
from gateway.pages.figures import WEEKS, Figures, category, gather, share, span, week_of
from gateway.pages.shown import name_of
from store.db import Session, utc_now
from store.register import Directory

head = Blueprint("head", __name__)

KEPT_FOR = timedelta(seconds=20)
_kept: dict[tuple[tuple[str, ...], int, str], Figures] = {}
TYPES: dict[str, tuple[Literal["svg", "png"], str]] = {
    "svg": ("svg", "image/svg+xml"),
    "png": ("png", "image/png"),
}


@head.get("/head")
@audience("staff")
def show() -> str:
    """?org=CODE: one of the person's organisations, else all of them. ?weeks=4, 8 or 26."""
    with house().database.session() as session:
        _kept.clear()  # who opens the page sees it as it is now
        directory = house().shelf.directory(session)
        return render_template(
            "head.html",
            figures=_asked(session, directory),
            orgs=sorted(heads(current_actor())),
            directory=directory,
            charts=list(head_charts.CHARTS),
            weeks=WEEKS,
            span=span,
            share=share,
            urgency=lambda code: name_of("urgency", code),
            names={
                "category": lambda row: category(row.category),
                "week": lambda row: week_of(row.week),
                "urgency": lambda row: name_of("urgency", row.urgency),
            },
        )


@head.get("/head/chart/<name>.<kind>")
@audience("staff")
def chart(name: str, kind: str) -> Response:
    """The same figures as a picture: shown in the page as SVG, taken along as SVG or PNG."""
    if name not in head_charts.CHARTS or kind not in TYPES:
        abort(404)
    drawn, media_type = TYPES[kind]
    with house().database.session() as session:
        directory = house().shelf.directory(session)
        figures = _asked(session, directory)
        whose = ", ".join(directory.name(org) for org in figures.orgs[:3])
        more = f" (+{len(figures.orgs) - 3})" if len(figures.orgs) > 3 else ""
        drawing = head_charts.chart(name, figures, f"{whose}{more}")
    response = Response(charts.drawn(drawing, drawn), mimetype=media_type)
    if "take" in request.args:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def _asked(session: Session, directory: Directory) -> Figures:
    mine = tuple(sorted(heads(current_actor())))
    if not mine:
        raise NotAllowed("head")
    org, weeks = request.args.get("org", ""), request.args.get("weeks", "")
    if org and org not in mine:
        raise NotAllowed("head")
    chosen = next((each for each in WEEKS if str(each) == weeks), 8)
    return _gathered(session, directory, (org,) if org else mine, chosen)


def _gathered(session: Session, directory: Directory, orgs: tuple[str, ...], weeks: int) -> Figures:
    """A page and its charts are asked for together: they are counted once, and kept for the others."""
    key, now = (orgs, weeks, house().database.url), utc_now()
    found = _kept.get(key)
    if found is None or now - found.now > KEPT_FOR:
        for old in [each for each, figures in list(_kept.items()) if now - figures.now > KEPT_FOR]:
            _kept.pop(old, None)
        found = _kept[key] = gather(session, directory, orgs, weeks=weeks, now=now)
    return found
