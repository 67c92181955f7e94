"""Which places have a receiving body, for administrators: a map and lists of one province or amphoe at a time."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request, url_for

from casework import hub_areas
from casework.access import Actor, NotAllowed
from gateway.guard import audience, current_actor, house
from gateway.pages import maps
from gateway.pages.maps import Map
from gateway.pages.register import register
from gateway.pages.register_import import imports
from gateway.pages.villages import villages
from store.db import Session
from store.gazetteer import Register, amphoe_name, amphoes, province_name, tambon_name, tambons
from store.register import Directory
from store.register_check import Holes, holes
from store.staff import Role

coverage = Blueprint("coverage", __name__)
for pages in (villages, register, imports):
    coverage.register_blueprint(pages)


_MARKS = {"none": "! ", "shared": "½ "}
"""Signs on the map, so that colour alone says nothing."""


@dataclass(frozen=True, slots=True)
class Row:
    """One place of the list beside the map. look: "one", "shared" or "none"; bodies: (code, name, has staff)."""

    code: str
    name: str
    look: str
    bodies: tuple[tuple[str, str, bool], ...] = ()
    counts: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What the page shows: where, its rows, its map if there are outlines, and the holes within."""

    title: str
    above: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    holes: Holes
    map: Map | None = None


@coverage.get("/admin/coverage")
@audience("staff")
def show() -> str:
    actor = current_actor()
    if not (actor.has(Role.ADMIN) or actor.has(Role.OPERATOR)):
        raise NotAllowed("admin")
    asked = request.args.get("within")
    with house().database.session() as session:
        directory = house().shelf.directory(session)
        within = _home(actor, directory.register) if asked is None else asked
        look = _look(session, directory, within)
    return render_template(
        "coverage.html",
        look=look,
        hubs_of=within if directory.register.hub_of(within) and hub_areas.keeps(actor, within) else "",
        name=directory.name,
        own=[code for code in actor.orgs(frozenset({Role.ADMIN})) if code in directory.register.laos],
        names={row.code: row.name for row in look.rows},
        looks={row.code: row.look for row in look.rows},
        marks_of={row.code: _MARKS[row.look] for row in look.rows if row.look in _MARKS},
        hole_name=lambda code: _hole(directory, code),
        links={row.code: url_for("coverage.show", within=row.code) for row in look.rows if len(row.code) < 6},
    )


def _home(actor: Actor, register: Register) -> str:
    """The amphoe of the administrator's own body; the whole country for an operator."""
    codes = actor.orgs(frozenset({Role.ADMIN}))
    found = [register.laos[code].amphoe_code for code in codes if code in register.laos]
    found += [register.hubs[code].amphoe_code for code in codes if code in register.hubs]
    return next((code for code in found if code), "")


def _look(session: Session, directory: Directory, within: str) -> Look:
    found = holes(session, directory)
    if not within:
        return _country(directory.register, found)
    if len(within) == 2 and province_name(within):
        drawn = maps.province_map(session, house().database, within)
        return _province(directory.register, found, within, drawn)
    if len(within) != 4 or not amphoe_name(within):
        abort(404)
    return _amphoe(directory, found, within, maps.amphoe_map(session, house().database, within))


def _country(register: Register, found: Holes) -> Look:
    known = {lao.province_code for lao in register.laos.values()} | {
        hub.amphoe_code[:2] for hub in register.hubs.values()
    }
    bare, away = Counter(code[:2] for code in found.tambons), _lonely(register, found, 2)
    hubless = Counter(code[:2] for code in found.amphoes)
    rows = (
        Row(code, province_name(code) or code, "", counts={"tambons": bare[code], "amphoes": hubless[code], "laos": away[code]})
        for code in sorted(known)
        if code
    )  # fmt: skip
    return Look("", (), tuple(rows), Holes((), (), ()))


def _province(register: Register, found: Holes, province: str, drawn: Map | None) -> Look:
    bare, away = Counter(code[:4] for code in found.tambons), _lonely(register, found, 4)
    rows = tuple(
        Row(
            code, amphoe_name(code) or code, "none" if bare[code] or code in found.amphoes else "one",
            counts={"tambons": bare[code], "amphoes": int(code in found.amphoes), "laos": away[code]},
        )
        for code in amphoes()
        if code.startswith(province)
    )  # fmt: skip
    return Look(province_name(province) or province, (), rows, _within(register, found, province), drawn)


def _amphoe(directory: Directory, found: Holes, amphoe: str, drawn: Map | None) -> Look:
    lonely = frozenset(found.laos)
    rows = tuple(_tambon(code, directory, lonely) for code in tambons() if code.startswith(amphoe))
    above = ((amphoe[:2], province_name(amphoe[:2]) or amphoe[:2]),)
    return Look(amphoe_name(amphoe) or amphoe, above, rows, _within(directory.register, found, amphoe), drawn)


def _tambon(code: str, directory: Directory, lonely: frozenset[str]) -> Row:
    laos = [lao for lao in directory.register.laos_of(code) if lao in directory.register.laos]
    bodies = tuple((lao, directory.name(lao), lao not in lonely) for lao in laos)
    return Row(
        code, tambon_name(code) or code, ("none", "one")[len(laos)] if len(laos) < 2 else "shared", bodies
    )


def _within(register: Register, found: Holes, area: str) -> Holes:
    return Holes(
        tuple(code for code in found.tambons if code.startswith(area)),
        tuple(code for code in found.amphoes if code.startswith(area)),
        tuple(code for code in found.laos if _where(register, code).startswith(area)),
    )


def _lonely(register: Register, found: Holes, digits: int) -> Counter[str]:
    """LAOs without staff, by province or amphoe."""
    return Counter(_where(register, code)[:digits] for code in found.laos)


def _hole(directory: Directory, code: str) -> str:
    """A tambon, an amphoe or an LAO, as the lists name it."""
    if code in directory.register.laos:
        return directory.name(code)
    name = tambon_name(code) or amphoe_name(code) or code
    return f"{name} ({amphoe_name(code[:4])})" if tambon_name(code) else name


def _where(register: Register, lao: str) -> str:
    known = register.laos[lao]
    return known.amphoe_code or known.province_code
