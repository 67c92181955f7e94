"""A register, outlines and village names from a folder: looked through, compared, then taken over whole or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from store import covering, orgs, shapes
from store.folder import find_file, village_rows
from store.gazetteer import Coverage as Extent
from store.gazetteer import Lao, Register, register_from_folder, table_rows
from store.ids import BANGKOK as ZONE
from store.orgs import Coverage, Org, OrgKind
from store.register import short_name, touch
from store.register_errors import BadRegister, Problem, problems
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


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would change, each a line in words; missing: organisations the folder does not name, which stay."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    missing: tuple[str, ...]
    links_new: tuple[Link, ...]
    links_ended: tuple[Link, ...]
    outlines: int
    villages: int
    warnings: tuple[Problem, ...]


def preview(session: Session, folder: Path) -> Preview:
    """Nothing is written. BadRegister lists every fault of the folder."""
    warnings = _looked_through(folder)
    register = _as_merged(register_from_folder(folder), orgs.successors(session))
    known = {row.code: row for row in session.scalars(select(Org)).all()}
    named = register.laos.keys() | {hub.code for hub in register.hubs.values()}
    links, linked = _links(register), _linked(session)
    return Preview(
        new=tuple(
            f"{lao.short_name} ({lao.code})" for lao in register.laos.values() if lao.code not in known
        ),
        changed=tuple(
            line
            for lao in register.laos.values()
            if lao.code in known
            for line in _changes(lao, known[lao.code])
        ),
        missing=tuple(code for code, row in known.items() if code not in named and row.valid_to is None),
        links_new=tuple(sorted(links - linked)),
        links_ended=tuple(sorted(link for link in linked - links if link[0] in register.coverage)),
        outlines=len(_outlines(folder)),
        villages=len(village_rows(folder)),
        warnings=warnings,
    )


def _looked_through(folder: Path) -> tuple[Problem, ...]:
    found = problems(folder)
    fatal = [each for each in found if each.fatal]
    if fatal:
        raise BadRegister(fatal)
    return tuple(found)


def _changes(lao: Lao, row: Org) -> list[str]:
    """In words: another name, another rank, another amphoe."""
    before = short_name(row)
    found = []
    if row.name != lao.name and row.type == lao.type:
        found.append(f"{lao.code}: เปลี่ยนชื่อ {before} → {lao.short_name} / renamed")
    if row.type != lao.type:
        found.append(f"{lao.code}: เปลี่ยนฐานะ {before} → {lao.short_name} / changed in rank")
    if (row.amphoe_code or "") != lao.amphoe_code:
        found.append(f"{lao.code}: ย้ายอำเภอ {row.amphoe_code} → {lao.amphoe_code} / moved to another amphoe")
    return found


def _links(register: Register) -> set[Link]:
    return {
        (tambon, lao)
        for tambon, pairs in register.coverage.items()
        for lao, _ in pairs
        if lao in register.laos
    }


def _linked(session: Session) -> set[Link]:
    found = session.execute(
        select(col(Coverage.tambon_code), col(Coverage.org)).where(*orgs.in_force(Coverage))
    )
    return {(tambon, code) for tambon, code in found}


def _outlines(folder: Path) -> list[tuple[str, bytes]]:
    if find_file(folder, "tambon_cod_ab", ".geojson") is None:
        return []
    # shapely and numpy are loaded only where there are outlines to read
    from store.outlines import BadOutline, outline_rows

    try:
        return outline_rows(folder)
    except BadOutline as error:
        raise BadRegister([Problem(str(error), 0, "นำเข้าไม่ได้", "cannot be imported")]) from error


def import_folder(session: Session, folder: Path, *, now: datetime, by: UUID | None = None) -> Imported:
    """Load or renew the register from a folder shaped like the reference data; safe to repeat, all or nothing.

    Organisations stay as they work; links that the folder no longer has are ended today, not removed; a name or
    rank that changes leaves the old one as an alias. BadRegister lists every fault, and nothing is changed.
    """
    warnings = _looked_through(folder)
    register = _as_merged(register_from_folder(folder), orgs.successors(session))
    today = now.astimezone(ZONE).date()
    _put_orgs(session, folder, register, Author(now, by))
    ended = _put_links(session, register, today)
    numbers = [
        {"tambon_code": t, "moo": m, "org": o, "confirmed_by": by, "confirmed_at": now}
        for (t, m), o in register.moo.items()
    ]
    orgs.put_moo(session, numbers)
    shapes_read, villages = _outlines(folder), village_rows(folder)
    if shapes_read:
        shapes.replace_outlines(session, shapes_read)
    if villages:
        shapes.replace_villages(session, villages)
    done = Imported(
        len(register.laos),
        len(register.hubs),
        len(_links(register)),
        ended,
        len(shapes_read),
        len(villages),
        warnings,
    )
    detail = f"{done.laos} LAOs, {done.hubs} hubs, {done.links} links, {done.ended} ended"
    write(session, Act.IMPORT, None, Author(now, by), done=True, detail=detail)
    touch(session)
    return done


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
        [*laos, *(hub_row(hub, hubs[hub.amphoe_code], by.today) for hub in register.hubs.values())],
    )


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
    return covering.end_coverage(session, tambons=list(register.coverage), kept=_links(register), on=today)
