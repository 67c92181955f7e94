"""Several cases at once: chosen in the list, counted, confirmed, done one by one, and told what became of each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import several
from casework.correcting import CATEGORIES
from casework.incidents import LONGEST_TITLE
from gateway.guard import audience, current_actor, house
from gateway.pages import sieves
from gateway.pages.listing import LISTED
from gateway.pages.rows import lines_of
from gateway.pages.shown import said
from gateway.pages.verbs import REASONS
from store import caselines, pairs, staff
from store.cases import Urgency
from store.db import Session, utc_now
from store.queue import DELIVER

bulk = Blueprint("bulk", __name__)

MOST = 100
"""Cases of one press: what a person can still look over."""
_ONE = re.compile(r"(\d{12})\.(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Result:
    """why: "" when it was done, else why it was not, a key of bulk.why."""

    reference: str
    why: str


@bulk.get("/inbox/several")
@audience("staff")
def confirm() -> str | Answer:
    """one: "reference.version" of each; act: what is to be done. Nothing happens here."""
    act, chosen = _act(), _chosen(request.args.getlist("one"))
    if not chosen:
        return redirect(url_for("inbox.show", **_back()), 303)
    with house().database.session() as session:
        return _confirming(session, act, chosen)


@bulk.post("/inbox/several")
@audience("staff")
def do() -> str | tuple[str, int]:
    act, value = _act(), request.form.get("value", "").strip()
    chosen = _chosen(request.form.getlist("one"))
    if not chosen:
        abort(400)
    with house().database.session() as session:
        if problem := _problem(act, value):
            return _confirming(session, act, chosen, notice=said(problem)), 400
        if act == "incident" and (title := " ".join(request.form.get("title", "").split())):
            now = utc_now()
            value = str(pairs.new_incident(session, title[:LONGEST_TITLE], opened_at=now, now=now))
    results = [Result(reference, _one(act, reference, version, value)) for reference, version in chosen]
    house().nudges.wake(DELIVER)
    done = [each for each in results if not each.why]
    return render_template(
        "bulk_done.html",
        act=act,
        count=len(results),
        done=done,
        left=[r for r in results if r.why],
        back=_back(),
    )


def _one(act: str, reference: str, version: int, value: str) -> str:
    """Each in a transaction of its own, so that one that cannot be does not undo the others."""
    database, actor = house().database, current_actor()
    return several.one_of_several(
        database, actor, act, reference, version=version, value=value, words=_words(), now=utc_now()
    )


def _words() -> str:
    return request.form.get("words", "").strip()[:4000]


def _confirming(session: Session, act: str, chosen: Sequence[tuple[str, int]], *, notice: str = "") -> str:
    actor = current_actor()
    rows = caselines.by_references(
        session, [reference for reference, _ in chosen], orgs=actor.orgs(), relations=LISTED
    )
    # what is not this person's to see is as if it had not been named
    seen = {row.reference for row in rows}
    return render_template(
        "bulk.html",
        act=act,
        lines=lines_of(rows, _back()),
        ones=[f"{reference}.{version}" for reference, version in chosen if reference in seen],
        choices=_choices(session, act, actor.orgs()),
        notice=notice,
        back=_back(),
    )


def _choices(session: Session, act: str, orgs: Sequence[str]) -> list[tuple[str, Any]]:
    match act:
        case "assign":
            return [(str(one.id), one.name) for one in staff.colleagues(session, orgs)]
        case "urgency":
            return [(each.value, said(f"urgency.{each.value}")) for each in Urgency]
        case "category":
            return [(each, said(f"category.{each}")) for each in CATEGORIES]
        case "incident":
            return [(str(one.id), one.title) for one in pairs.incidents(session, orgs=orgs)]
        case "close":
            return [(each, said(f"reason.{each}")) for each in REASONS]
    return []


def _problem(act: str, value: str) -> str:
    """A key of the wording, "" when the press can be done."""
    if act == "take":
        return ""
    if act == "incident":
        return "" if value or request.form.get("title", "").strip() else "bulk.no_incident"
    if act == "close":
        return "" if value in REASONS else "case.no_reason"
    return "" if value else "bulk.no_choice"


def _act() -> str:
    act = request.values.get("act", "")
    if act not in several.ACTS:
        abort(400)
    return act


def _chosen(given: Sequence[str]) -> list[tuple[str, int]]:
    found = [_ONE.fullmatch(each) for each in given[:MOST]]
    return list({each[1]: (each[1], int(each[2])) for each in found if each}.values())


def _back() -> dict[str, Any]:
    """The list that it was chosen in."""
    told = {
        name.removeprefix("back_"): value
        for name, value in request.values.items()
        if name.startswith("back_")
    }
    return {name: value for name, value in told.items() if name in {"view", "q", *sieves.FILTERS}}
