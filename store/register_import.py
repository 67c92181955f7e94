"""A register, outlines and village names from a folder: looked through, compared, then taken over whole or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from store import covering, hub_areas, orgs, shapes
from store.folder import find_file, table_rows, village_rows
from store.gazetteer import Coverage as Extent
from store.gazetteer import Hub, Lao, Register, is_further
from store.orgs import Org, OrgKind
from store.reference import register_from_folder
from store.register import short_name, touch
from store.register_errors import NEEDED, BadRegister, Problem, problems
from store.register_log import Act, Author, write
from store.register_rows import hub_row, lao_row

Link = tuple[str, str]
Links = tuple[tuple[str, Extent], ...]


@dataclass(frozen=True, slots=True)
class Imported:
    laos: int
    hubs: int
    links: int
    ended: int
    outlines: int = 0
    villages: int = 0
    warnings: tuple[Problem, ...] = ()


def links_of(register: Register) -> set[Link]:
    return {
        (tambon, lao)
        for tambon, pairs in register.coverage.items()
        for lao, _ in pairs
        if lao in register.laos
    }


@dataclass(frozen=True, slots=True)
class Given:
    """What a folder holds, read and looked through. register: None where it has only outlines or village names."""

    register: Register | None
    outlines: tuple[tuple[str, bytes], ...]
    villages: tuple[tuple[str, str], ...]
    warnings: tuple[Problem, ...]


def read_folder(session: Session, folder: Path) -> Given:
    """BadRegister lists every fault of every file; bodies that were merged are read as those they live on in."""
    found = problems(folder)
    fatal = [each for each in found if each.fatal]
    outlines: list[tuple[str, bytes]] = []
    try:
        outlines = _outlines(folder)
    except BadRegister as error:
        fatal += error.problems
    if fatal:
        raise BadRegister(fatal)
    register = None
    if any(find_file(folder, stem, ".csv") for stem in NEEDED):
        register = _as_merged(register_from_folder(folder), orgs.successors(session))
    return Given(register, tuple(outlines), tuple(village_rows(folder)), tuple(found))


def _outlines(folder: Path) -> list[tuple[str, bytes]]:
    if find_file(folder, "tambon_cod_ab", ".geojson") is None:
        return []
    # shapely and numpy are loaded only where there are outlines to read
    from store.outlines import BadOutline, outline_rows

    try:
        return outline_rows(folder)
    except BadOutline as error:
        raise BadRegister(error.problems) from error


def import_folder(session: Session, folder: Path, *, now: datetime, by: UUID | None = None) -> Imported:
    """Load or renew the register from a folder shaped like the reference data; safe to repeat, all or nothing.

    Organisations stay as they work; links that the folder no longer has are ended today, not removed; a name or
    rank that changes leaves the old one as an alias. BadRegister lists every fault, and nothing is changed.
    """
    given, author = read_folder(session, folder), Author(now, by)
    ended = _take_over(session, folder, given.register, author) if given.register else 0
    if given.outlines:
        shapes.replace_outlines(session, given.outlines)
    if given.villages:
        shapes.replace_villages(session, given.villages)
    done = _counted(given, ended)
    detail = (
        f"{done.laos} LAOs, {done.hubs} hubs, {done.links} links, {done.ended} ended,"
        f" {done.outlines} outlines, {done.villages} villages"
    )
    write(session, Act.IMPORT, None, author, done=True, detail=detail)
    touch(session)
    return done


def _counted(given: Given, ended: int) -> Imported:
    register = given.register or Register()
    return Imported(
        len(register.laos), len(register.hubs), len(links_of(register)), ended,
        len(given.outlines), len(given.villages), given.warnings,
    )  # fmt: skip


def _take_over(session: Session, folder: Path, register: Register, by: Author) -> int:
    """Organisations, links and village numbers; how many links ended."""
    _put_orgs(session, folder, register, by)
    ended = _put_links(session, register, by.today)
    numbers = [
        {"tambon_code": t, "moo": m, "org": o, "confirmed_by": by.staff, "confirmed_at": by.now}
        for (t, m), o in register.moo.items()
    ]
    orgs.put_moo(session, numbers)
    return ended


def _as_merged(register: Register, successors: Mapping[str, str]) -> Register:
    """A register that still names bodies that were merged, read as if it named those they live on in."""
    if not successors:
        return register
    coverage = {tambon: _merged(pairs, successors) for tambon, pairs in register.coverage.items()}
    return replace(
        register,
        laos={code: lao for code, lao in register.laos.items() if code not in successors},
        coverage=coverage,
        moo={pair: successors.get(lao, lao) for pair, lao in register.moo.items()},
        areas={lao: hub for lao, hub in register.areas.items() if lao not in successors},
    )


def _merged(pairs: Links, successors: Mapping[str, str]) -> Links:
    """Two that were merged are one: it has the tambon completely, where no third is."""
    found = {successors.get(lao, lao): extent for lao, extent in pairs}
    if len(found) == 1 and len(pairs) > 1:
        return ((next(iter(found)), "completely"),)
    return tuple(found.items())


def _put_orgs(session: Session, folder: Path, register: Register, by: Author) -> None:
    extra = {row["lao_code"]: row for row in table_rows(folder, "lao_register")}
    hubs = {row["amphoe_code"]: row for row in table_rows(folder, "amphoe_hub_default")}
    _keep_old_names(session, register, by)
    laos = [lao_row(lao, extra[lao.code], by.today) for lao in register.laos.values()]
    orgs.put_orgs(
        session,
        [*laos, *(hub_row(hub, _hub_facts(hub, hubs), by.today) for hub in register.hubs.values())],
    )
    hub_areas.put_missing(session, register.areas, on=by.today, now=by.now)


def _hub_facts(hub: Hub, rows: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """A further hub does not sit where the first one does."""
    return {} if is_further(hub.code) else rows[hub.amphoe_code]


def _keep_old_names(session: Session, register: Register, by: Author) -> None:
    for row in session.scalars(select(Org).where(col(Org.kind) == OrgKind.LAO.value)).all():
        lao = register.laos.get(row.code)
        if lao is None:
            continue
        called = (row.name, row.type) == (lao.name, lao.type)
        aliases = list(dict.fromkeys((*row.aliases, *lao.aliases, *(() if called else (short_name(row),)))))
        if not called:
            _note_change(session, row, lao, by)
        if aliases != row.aliases:
            row.aliases = aliases
    session.flush()


def _note_change(session: Session, row: Org, lao: Lao, by: Author) -> None:
    act = Act.RENAME if row.type == lao.type else Act.UPGRADE
    before = {"name": row.name, "type": row.type, "aliases": list(row.aliases)}
    told = f"{short_name(row)} → {lao.short_name}"
    write(session, act, row.code, by, done=True, name=lao.name, kind=lao.type, before=before, detail=told)


def _put_links(session: Session, register: Register, today: date) -> int:
    links = [
        {"tambon_code": tambon, "org": lao, "extent": extent, "valid_from": today, "valid_to": None}
        for tambon, pairs in register.coverage.items()
        for lao, extent in pairs
        if lao in register.laos
    ]
    covering.put_coverage(session, links)
    return covering.end_coverage(session, tambons=list(register.coverage), kept=links_of(register), on=today)
