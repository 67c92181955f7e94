"""Clocks, criteria, aims and the committee's rules as officials set them: looked at first, dated, with a source, undone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import criteria
from casework import standards as verbs
from casework.access import NotAllowed
from casework.committee import BadEntry
from casework.standard_items import FILES, OWN, BadValue, Item, item, items, read
from gateway.guard import audience, current_actor, house
from gateway.pages import fields
from gateway.pages import standard_words as words
from gateway.pages.shown import name_of, said
from store import standards as rows
from store.db import Session, utc_now
from store.ids import BANGKOK
from store.register import Directory
from triage import ruling

standards = Blueprint("standards", __name__)

SHOWN = 50
"""Running clocks that the preview names one by one."""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as the page lists it. since: of what lies over the shipped file, None where that stands as delivered."""

    item: Item
    key: str
    name: str
    value: str
    source: str
    verified: bool
    since: date | None


@standards.get("/admin/standards")
@audience("staff")
def show() -> str:
    return _list(request.args.get("file", FILES[0]))


@standards.get("/admin/standards/<file>")
@audience("staff")
def form(file: str) -> str:
    found, org = _asked(file)
    return _form(found, org, typed=_typed(found))


@standards.post("/admin/standards/<file>")
@audience("staff")
def put(file: str) -> Answer | str:
    """Without `confirm`: what would follow. With it: set."""
    found, org = _asked(file)
    typed, now = request.form, utc_now()
    try:
        since = fields.day("since")
        value = read(found, typed, since)
        with house().database.session() as session:
            if "confirm" not in typed:
                verbs.checked(found, fields.words("source"), since, now)
                return _preview(session, found, value, org, since)
            verbs.put(
                session, current_actor(), house().directory().homes, found, value, org=org, source=fields.words("source"),
                since=since, running=typed.get("running") == "1", now=now,
            )  # fmt: skip
    except (BadValue, BadEntry) as bad:
        return Response(_form(found, org, typed=typed, problem=bad.field), status=400)
    ruling.follow(house().database, at_once=True)
    return redirect(url_for("standards.show", file=file, org=org, saved=1), 303)


@standards.post("/admin/standards/<uuid:key>/<do>")
@audience("staff")
def mark(key: UUID, do: str) -> Answer:
    """do: verify, or back."""
    act = {"verify": verbs.verify, "back": verbs.take_back}.get(do)
    if act is None:
        abort(404)
    with house().database.session() as session:
        row = session.get(rows.RuleVersion, key)
        act(session, current_actor(), house().shelf.directory(session).homes, key, now=utc_now())
    ruling.follow(house().database, at_once=True)
    file, org = (row.file, row.org or "") if row else (FILES[0], "")
    return redirect(url_for("standards.show", file=file, org=org, saved=1), 303)


@standards.get("/criteria/<version>")
@audience("staff")
def book(version: str) -> str:
    """The criteria as they stood in that version, for whoever reads a case that was checked by it."""
    if not current_actor().orgs():
        raise NotAllowed("standards")
    with house().database.session() as session:
        kept = rows.book(session, version)
    known = next((each for each in _books() if each.version == version), None)
    if kept is None and known is None:
        abort(404)
    parts = criteria.as_told(kept.fields) if kept else known.fields if known else {}
    return render_template(
        "criteria_book.html", version=version, parts=parts, now=criteria.book().version, name=words.field_name
    )


def _books() -> list[criteria.Book]:
    """org: whose criteria the page of a case showed."""
    orgs = ("", request.args.get("org", ""), *current_actor().orgs())
    return [criteria.delivered(), *(criteria.book(org) for org in orgs)]


def _asked(file: str) -> tuple[Item, str]:
    """The entry and the body it is set for. NotAllowed."""
    org = request.values.get("org", "")
    if org not in verbs.sets_for(current_actor(), house().directory().homes):
        raise NotAllowed("standards")
    ruling.follow(house().database, at_once=True)
    return item(file, org, _path(file)), org


def _path(file: str) -> tuple[str, ...]:
    """The address of the entry, or of the new one that the form names."""
    path = tuple(request.values.get("item", "").split("|"))
    if path[-1] == "" and file in {"criteria", "committee"}:
        return (*path[:-1], request.values.get("code", "").strip())
    return path


def _typed(found: Item) -> dict[str, str]:
    """The form of an entry as it is in force."""
    entry = found.entry
    kept = {name: str(value) for name, value in entry.items() if isinstance(value, str | int)}
    kept["within"] = str(entry.get("within", entry.get("value", entry.get("remind_after_days", ""))))
    kept["stops"] = "1" if entry.get("stops") else ""
    return kept | {"source": "", "since": _today().isoformat()}


def _today() -> date:
    return utc_now().astimezone(BANGKOK).date()


def _list(file: str) -> str:
    actor, asked = current_actor(), request.args.get("org", "")
    with house().database.session() as session:
        directory = house().shelf.directory(session)
        mine = verbs.sets_for(actor, directory.homes)
        if not mine or file not in FILES:
            raise NotAllowed("standards")
        org = asked if asked in mine else mine[0]
        told = rows.listed(session, file, list(actor.orgs()))
    ruling.follow(house().database, at_once=True)
    return render_template(
        "standards.html",
        file=file,
        files=FILES,
        org=org,
        orgs=[(code, _whose(directory, code)) for code in mine],
        lines=[_line(each, told, org) for each in items(file, org)],
        told=[
            (
                row,
                words.name(row.file, tuple(row.path)),
                words.row_value(row),
                _whose(directory, row.org or ""),
            )
            for row in told
        ],
        mine=mine,
        today=_today(),
        parts=[(name, words.field_name(name)) for name in criteria.book().fields],
        saved="saved" in request.args,
    )


def _whose(directory: Directory, org: str) -> str:
    return directory.name(org) if org else said("standards.everybody")


def _line(found: Item, told: list[Any], org: str) -> Line:
    over = [
        row
        for row in told
        if tuple(row.path) == found.path
        and not row.back_at
        and row.since <= _today()
        and row.org in {None, org or None}
    ]
    entry = found.entry
    return Line(
        found, "|".join(found.path), words.name(found.file, found.path), words.value(found.kind, found.path, entry),
        str(entry.get("source", "")), bool(entry.get("verified")), over[0].since if over else None,
    )  # fmt: skip


def _about(found: Item, directory: Directory, org: str) -> dict[str, Any]:
    """What the form and its preview both show. value: what holds now."""
    return {
        "item": found,
        "key": "|".join(found.path),
        "org": org,
        "whose": _whose(directory, org),
        "name": words.name(found.file, found.path),
        "value": words.value(found.kind, found.path, found.entry) if found.entry else "",
    }


def _form(found: Item, org: str, *, typed: Mapping[str, str], problem: str = "") -> str:
    with house().database.session() as session:
        directory = house().shelf.directory(session)
    return render_template(
        "standard.html",
        **_about(found, directory, org),
        typed=typed,
        problem=problem,
        law=found.path in {("answer",), ("posting",)},
        today=_today(),
    )


def _preview(session: Session, found: Item, value: Mapping[str, Any] | None, org: str, since: date) -> str:
    directory = house().shelf.directory(session)
    moved = verbs.foresee(session, found, value, org, now=utc_now())
    book = criteria.book(org)
    counts = rows.checked_by(session, [found.path[0]], org) if found.file == "criteria" else {}
    mine = set(current_actor().orgs())
    return render_template(
        "standard_preview.html",
        **_about(found, directory, org),
        after=words.value(found.kind, found.path, value) if value is not None else said("standards.out"),
        since=since,
        at_once=since <= _today(),
        typed=request.form,
        moved=[each for each in moved if each.row.owner in mine][:SHOWN],
        count=len(moved),
        earlier=sum(each.due_at < utc_now() for each in moved),
        counts=counts,
        version=book.version,
        owns=OWN,
        need_name=lambda code: name_of("need", code.partition(":")[2]),
    )
