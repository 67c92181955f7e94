"""An LAO's own table of villages: one row a หมู่, ours or not, saved all at once with who and when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework.access import NotAllowed
from gateway.guard import audience, current_actor, house
from store import orgs, register_moo, shapes
from store import staff as staff_store
from store.db import Session, utc_now
from store.gazetteer import amphoe_name, tambon_name
from store.orgs import MooCover
from store.register import Directory
from store.register_log import Author, BadChange
from store.staff import Role

villages = Blueprint("villages", __name__)

NUMBERS = 20
"""Rows of a tambon whose villages nobody has imported."""


@dataclass(frozen=True, slots=True)
class Village:
    """holder: whose it is known to be, "" when nobody said. by, at: who said so."""

    tambon: str
    moo: str
    name: str
    holder: str
    by: str
    at: datetime | None

    @property
    def key(self) -> str:
        return f"{self.tambon}/{self.moo}"


@villages.get("/admin/coverage/villages/<org>")
@audience("staff")
def table(org: str) -> str:
    _must_administer(org)
    with house().database.session() as session:
        directory = house().shelf.directory(session)
        rows = _rows(session, directory, org)
    tambons = {
        code: f"ต.{tambon_name(code)} อ.{amphoe_name(code[:4])}"
        for code in directory.register.tambons_of(org)
    }
    return render_template(
        "villages.html",
        org=org,
        directory=directory,
        rows=rows,
        tambons=tambons,
        saved="saved" in request.args,
    )


@villages.post("/admin/coverage/villages/<org>")
@audience("staff")
def save(org: str) -> Answer:
    """What is ticked is ours; what is not is nobody's word any more. A strange row changes nothing at all."""
    _must_administer(org)
    pairs = [
        (tambon, moo) for tambon, _, moo in (each.partition("/") for each in request.form.getlist("ours"))
    ]
    with house().database.session() as session:
        try:
            register_moo.set_villages(session, org, pairs, Author(utc_now(), current_actor().id))
        except BadChange:
            abort(400)
    return redirect(url_for("coverage.villages.table", org=org, saved=1), 303)


def _must_administer(org: str) -> None:
    """Only the LAO's own administrator: a village decides who is answerable for its people."""
    known = org in house().directory().register.laos
    if not known or Role.ADMIN not in current_actor().roles.get(org, frozenset()):
        raise NotAllowed("admin")


def _rows(session: Session, directory: Directory, org: str) -> list[Village]:
    covered = directory.register.tambons_of(org)
    names = dict(shapes.villages_within(session, covered))
    known = {(row.tambon_code, row.moo): row for row in orgs.moo_rows(session) if row.tambon_code in covered}
    people = staff_store.names(session, {row.confirmed_by for row in known.values() if row.confirmed_by})
    return [
        _village(tambon, moo, names.get(f"{tambon}{moo:02d}", ""), known.get((tambon, str(moo))), people)
        for tambon in sorted(covered)
        for moo in _numbers(tambon, names, known)
    ]


def _numbers(tambon: str, names: Iterable[str], known: Iterable[tuple[str, str]]) -> list[int]:
    named = {int(code[6:]) for code in names if code.startswith(tambon)} or set(range(1, NUMBERS + 1))
    return sorted(named | {int(moo) for where, moo in known if where == tambon})


def _village(tambon: str, moo: int, name: str, row: MooCover | None, people: Mapping[UUID, str]) -> Village:
    # the register writes some names with บ้าน before them and some without
    name = name.removeprefix("บ้าน")
    if row is None:
        return Village(tambon, str(moo), name, "", "", None)
    return Village(
        tambon,
        str(moo),
        name,
        row.org,
        people.get(row.confirmed_by, "") if row.confirmed_by else "",
        row.confirmed_at,
    )
