"""Words by which messages are read, changed for this installation: proposed, tried on what was said last, used, taken back."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework.access import NotAllowed
from gateway.guard import audience, current_actor, house
from gateway.pages.limits import too_many
from gateway.pages.shown import name_of, said
from store import ruling as rows
from store.db import Session, utc_now
from triage import ruling as verbs

rules = Blueprint("rules", __name__)

TRIES = 30
# which table of the wording names the parts of a list's path
_TABLES = {
    "urgency": "alarm.sign", "categories": "category", "kinds": "kind", "needs": "category",
    "vulnerable": "vulnerable",
}  # fmt: skip
_TIMES = frozenset({"today", "later"})
"""Lists beside those of people at risk: by when help is needed."""


@rules.get("/admin/rules")
@audience("staff")
def show() -> str:
    _must_rule()
    with house().database.session() as session:
        return _page(session)


@rules.post("/admin/rules")
@audience("staff")
def propose() -> Answer:
    _must_rule()
    form = request.form
    file, _, path = form.get("list", "").partition("/")
    try:
        with house().database.session() as session:
            made = verbs.propose(
                session, current_actor(), file=file, path=path, add=form.get("do") != "remove",
                word=form.get("word", ""), reason=form.get("reason", ""), now=utc_now(),
            )  # fmt: skip
    except verbs.BadChange as bad:
        with house().database.session() as session:
            return Response(_page(session, problem=said(bad.key), typed=form), status=400)
    return redirect(url_for("rules.preview", key=made), 303)


@rules.get("/admin/rules/<uuid:key>")
@audience("staff")
def preview(key: UUID) -> str | Response:
    """What would be read otherwise: counts, and numbers of cases this person may see; no words of anybody."""
    _must_rule()
    if too_many((f"rules {current_actor().id}", TRIES)):
        abort(429)
    with house().database.session() as session:
        found = verbs.preview(session, current_actor(), key, data_dir=str(house().readings), now=utc_now())
        row = rows.one(session, key)
        return render_template("rule.html", row=row, found=found, listed=_called(row), move=_move)


@rules.post("/admin/rules/<uuid:key>")
@audience("staff")
def decide(key: UUID) -> Answer:
    """do: use, or back (a change in use, or a draft)."""
    _must_rule()
    do, now = request.form.get("do", ""), utc_now()
    try:
        with house().database.session() as session:
            if do == "use":
                verbs.use(session, current_actor(), key, now=now)
            elif do == "back":
                verbs.take_back(session, current_actor(), key, now=now)
            else:
                abort(400)
    except verbs.BadChange as bad:
        with house().database.session() as session:
            return Response(_page(session, problem=said(bad.key)), status=409)
    verbs.follow(house().database, at_once=True)
    return redirect(url_for("rules.show"), 303)


def _must_rule() -> None:
    if not verbs.may_rule(current_actor(), house().directory().homes):
        raise NotAllowed("rule")


def _page(session: Session, *, problem: str = "", typed: Any = None) -> str:
    verbs.follow(house().database, at_once=True)
    return render_template(
        "rules.html",
        lists=[(f"{file}/{path}", _named(file, path), len(words)) for file, path, words in verbs.lists()],
        rows=rows.listed(session),
        called=_called,
        only_more=verbs.ONLY_MORE,
        problem=problem,
        typed=typed or {},
        longest=verbs.LONGEST,
    )


def _called(row: Any) -> str:
    return _named(row.file, row.path)


def _named(file: str, path: str) -> str:
    """ "ความด่วน · ป่วยฉุกเฉิน · ตัดสินได้เอง" of urgency/medical.grave."""
    first, *rest = path.split(".")
    if file == "numbers":
        parts = [name_of("alarm.sign" if first == "sign" else "kind", each) for each in rest]
    else:
        table = _TABLES[file]
        parts = [name_of("rule_weight" if first in _TIMES else table, first)]
        parts += [name_of("need", each) if file == "needs" else name_of("rule_weight", each) for each in rest]
    return " · ".join([said(f"rule_file.{file}"), *parts])


def _move(field: str, codes: str) -> str:
    """Codes of a reading in words; a dash for none."""
    table = {"urgency": "urgency", "kind": "kind", "category": "category", "vulnerable": "vulnerable"}.get(
        field
    )
    words = [
        name_of(table, code)
        if table
        else name_of("need", code.partition(":")[2])
        if field == "needs"
        else code
        for code in codes.split()
    ]
    return ", ".join(words) or "–"
