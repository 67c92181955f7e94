"""The centre's own answers: listed, written, changed; and filled for the composer of a case."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import templates as verbs
from casework.access import NotAllowed, keeps_templates
from casework.correcting import CATEGORIES
from gateway.guard import audience, current_actor, house
from gateway.pages import fields
from gateway.pages.casefile import Casefile
from gateway.pages.shown import said
from store import templates as rows
from store.db import Session, utc_now
from store.ids import grouped

templates = Blueprint("templates", __name__)


@templates.get("/admin/templates")
@audience("staff")
def show() -> str:
    with house().database.session() as session:
        return _page(session)


@templates.post("/admin/templates")
@audience("staff")
def put() -> Answer:
    """One form for new, changed and dropped; what was typed stays when it cannot be kept."""
    given, now = request.form, utc_now()
    key, org = fields.key(given.get("key", "")), given.get("org", "")
    try:
        with house().database.session() as session:
            if "drop" in given and key:
                verbs.drop(session, current_actor(), key=key, org=org, now=now)
            else:
                verbs.put(
                    session,
                    current_actor(),
                    key=key,
                    org=org,
                    title=given.get("title", "").strip()[:80],
                    words=given.get("words", "").strip()[: verbs.LONGEST],
                    category=given.get("category", "") if given.get("category") in CATEGORIES else "",
                    names=frozenset(names()),
                    now=now,
                )
    except verbs.BadTemplate as bad:
        with house().database.session() as session:
            problem = said("template.unknown", name=bad.name) if bad.name else said("template.empty")
            return Response(_page(session, problem=problem, typed=given), status=400)
    return redirect(url_for("templates.show"), 303)


def names() -> dict[str, str]:
    """What is written in braces → which fact it is, in both languages of the pages."""
    return {said(f"template.field.{field}"): field for field in verbs.FIELDS}


def offered(case: Casefile) -> list[tuple[str, str]]:
    """(title, words with their fields filled) for the composer of this case."""
    actor = current_actor()
    facts = {
        "number": grouped(case.reference), "org": case.owner, "place": case.place, "staff": actor.name,
    }  # fmt: skip
    known = {name: facts[field] for name, field in names().items()}
    return [(row.title, verbs.filled(row.words, known)) for row in case.templates]


def _page(session: Session, *, problem: str = "", typed: Any = None) -> str:
    orgs = keeps_templates(current_actor())
    if not orgs:
        raise NotAllowed("template")
    return render_template(
        "templates.html",
        orgs=orgs,
        directory=house().shelf.directory(session),
        rows=rows.of_orgs(session, orgs),
        categories=CATEGORIES,
        names=list(names()),
        problem=problem,
        typed=typed or {},
        longest=verbs.LONGEST,
    )
