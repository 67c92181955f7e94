"""The register lives: an LAO's name, rank, mergers, splits and other names, each foreseen before it is confirmed."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework.access import NotAllowed, may_change_register, may_import_register
from gateway.guard import audience, current_actor, house
from gateway.pages import places
from gateway.pages.shown import language, said
from store import orgs, register_log
from store import staff as staff_store
from store.db import Session, utc_now
from store.gazetteer import amphoe_name, tambon_name
from store.orgs import Org
from store.register import Directory
from store.register_acts import RANKS, Effect
from store.register_changes import (
    Act,
    Author,
    BadChange,
    Change,
    alias_added,
    alias_removed,
    decide,
    foresee,
    merged,
    renamed,
    split_off,
    upgraded,
    withdraw,
)
from store.register_log import OrgChange
from store.staff import Role

register = Blueprint("register", __name__)

LISTED = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One change as the page tells it."""

    row: OrgChange
    by: str
    may_withdraw: bool


@register.get("/admin/register")
@audience("staff")
def overview() -> str:
    """One's own bodies, or what was looked for; what is coming and what was done."""
    actor = current_actor()
    if not (actor.has(Role.ADMIN) or actor.has(Role.OPERATOR)):
        raise NotAllowed("admin")
    words = request.args.get("q", "").strip()[:80]
    with house().database.session() as session:
        directory = house().shelf.directory(session)
        mine = [code for code in actor.orgs(frozenset({Role.ADMIN})) if code in directory.register.laos]
        wanted = None if may_import_register(actor) else mine
        return render_template(
            "register.html",
            q=words,
            bodies=_named(directory, words, mine, everywhere=wanted is None),
            coming=_lines(session, register_log.coming(session, wanted)),
            history=_lines(session, register_log.history(session, wanted)),
            directory=directory,
            imports=may_import_register(actor),
        )


def _named(directory: Directory, words: str, mine: list[str], *, everywhere: bool) -> list[tuple[str, str]]:
    found = mine
    if everywhere and words:
        laos = directory.register.laos.values()
        found = [
            lao.code for lao in laos if words in lao.short_name or words in lao.full_name or words == lao.code
        ]
    return [(code, places.label(directory, code)) for code in found[:LISTED]]


@register.get("/admin/register/<org>")
@audience("staff")
def body(org: str) -> Answer | str:
    directory = house().directory()
    if directory.current(org) != org:
        return redirect(url_for("coverage.register.body", org=directory.current(org)), 303)
    _must_know(org)
    return _page(org, done=request.args.get("done", ""))


@register.post("/admin/register/<org>/<any(rename, upgrade, merge, split, alias, unalias):act>")
@audience("staff")
def change(org: str, act: str) -> Answer | str:
    """Without `confirm`: what would come of it. With it: decided."""
    _must_know(org)
    try:
        asked, day = _asked(org, act), _day()
        if not may_change_register(current_actor(), _concerned(asked)):
            raise NotAllowed("admin")
        with house().database.session() as session:
            by = Author(utc_now(), current_actor().id)
            if "confirm" not in request.form:
                effect = foresee(session, asked, by, on=day or by.today)
                return _preview(session, org, asked, effect, day or by.today)
            row = decide(session, asked, by, on=day)
    except BadChange as error:
        why = error.thai if language() == "th" else error.english
        return Response(_page(org, wrong=act, notice=why), status=400)
    there = (asked.other or org) if asked.act is Act.MERGE and row.applied_at else org
    return redirect(
        url_for("coverage.register.body", org=there, done="now" if row.applied_at else "later"), 303
    )


@register.post("/admin/register/withdraw/<uuid:change>")
@audience("staff")
def take_back(change: UUID) -> Answer:
    with house().database.session() as session:
        row = session.get(OrgChange, change)
        if row is None or not _may_withdraw(row):
            raise NotAllowed("admin")
        org = row.org or ""
        with suppress(BadChange):  # somebody was quicker: the page shows how it stands
            withdraw(session, change, Author(utc_now(), current_actor().id))
    return redirect(url_for("coverage.register.body", org=org, done="withdrawn"), 303)


def _must_know(org: str) -> None:
    if org not in house().directory().register.laos or not may_change_register(current_actor(), [org]):
        raise NotAllowed("admin")


def _concerned(asked: Change) -> list[str]:
    return [asked.org, asked.other or ""] if asked.act is Act.MERGE else [asked.org]


def _may_withdraw(row: OrgChange) -> bool:
    """Who may decide it for this body may take it back."""
    return may_change_register(current_actor(), [row.org or ""])


def _asked(org: str, act: str) -> Change:
    """What the form asks for; BadChange when it asks for nothing."""
    form = request.form
    name, kind = form.get("name", "").strip(), form.get("kind", "")
    if act == "rename":
        return renamed(org, name)
    if act == "upgrade":
        return upgraded(org, kind, name)
    if act == "merge":
        return merged(org, _other(form.get("into", "")))
    if act == "split":
        shared = "shared" in form
        return split_off(org, form.get("code", "").strip(), kind, name, form.getlist("tambon"), shared=shared)
    return (alias_added if act == "alias" else alias_removed)(org, form.get("alias", "").strip())


def _other(typed: str) -> str:
    """The code of the one body that the words mean."""
    directory = house().directory()
    words = " ".join(typed.split())
    if words in directory.register.laos:
        return words
    fits = [
        code
        for code in directory.register.laos
        if words in {places.label(directory, code), directory.name(code)}
    ]
    if len(fits) != 1:
        raise BadChange(said("register.no_body"), said("register.no_body"))
    return fits[0]


def _day() -> date | None:
    """The typed day; None for today."""
    typed = request.form.get("on", "").strip()
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise BadChange(said("register.no_day"), said("register.no_day")) from None


def _page(org: str, *, done: str = "", wrong: str = "", notice: str = "") -> str:
    """wrong: the form that could not be done; what was typed in it stays."""
    with house().database.session() as session:
        directory = house().shelf.directory(session)
        row = orgs.org(session, org)
        return render_template(
            "register_body.html",
            org=org,
            row=row,
            name=directory.name(org),
            tambons=[(code, _tambon(code)) for code in directory.register.tambons_of(org)],
            neighbours=_neighbours(directory, row) if row else [],
            ranks=RANKS,
            coming=_lines(session, register_log.coming(session, [org])),
            history=_lines(session, register_log.history(session, [org])),
            directory=directory,
            done=done,
            wrong=wrong,
            notice=notice,
            typed=request.form if wrong else {},
            today=Author(utc_now()).today.isoformat(),
        )


def _neighbours(directory: Directory, row: Org) -> list[str]:
    """Bodies of the same amphoe, to be chosen from."""
    laos = directory.register.laos.values()
    near = [lao.code for lao in laos if lao.amphoe_code == row.amphoe_code and lao.code != row.code]
    return [places.label(directory, code) for code in near]


def _preview(session: Session, org: str, asked: Change, effect: Effect, day: date) -> str:
    directory = house().shelf.directory(session)
    return render_template(
        "register_preview.html",
        org=org,
        name=directory.name(org),
        act=asked.act.value,
        effect=effect,
        day=day,
        at_once=day <= Author(utc_now()).today,
        tambons=[_tambon(code) for code in effect.tambons],
        other=directory.name(asked.other) if asked.act is Act.MERGE and asked.other else "",
        fields=[(key, value) for key, value in request.form.items(multi=True) if key != "csrf"],
    )


def _tambon(code: str) -> str:
    return f"ต.{tambon_name(code)} อ.{amphoe_name(code[:4])}"


def _lines(session: Session, rows: Sequence[OrgChange]) -> list[Line]:
    people: dict[UUID, Any] = staff_store.names(session, {row.staff_id for row in rows if row.staff_id})
    return [
        Line(row, people.get(row.staff_id, "") if row.staff_id else "", _may_withdraw(row)) for row in rows
    ]
