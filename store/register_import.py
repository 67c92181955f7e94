"""A register, outlines and village names from a folder: looked through, compared, then taken over whole or not at all."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from store import audit, orgs, shapes
from store.folder import find_file, village_rows
from store.gazetteer import LAO_TYPES, Lao, Register, register_from_folder, table_rows
from store.ids import BANGKOK as ZONE
from store.orgs import Coverage, Org, OrgKind
from store.register import touch
from store.register_errors import BadRegister, Problem, problems
from store.register_rows import hub_row, lao_row

Link = tuple[str, str]


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
    register = register_from_folder(folder)
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
    before = f"{LAO_TYPES.get(row.type, ('', ''))[0]}{row.name}"
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
    register = register_from_folder(folder)
    today = now.astimezone(ZONE).date()
    _put_orgs(session, folder, register, today)
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
    audit.note(session, "register.import", now=now, staff_id=by, detail=detail)
    touch(session)
    return done


def _put_orgs(session: Session, folder: Path, register: Register, today: date) -> None:
    extra = {row["lao_code"]: row for row in table_rows(folder, "lao_register")}
    hubs = {row["amphoe_code"]: row for row in table_rows(folder, "amphoe_hub_default")}
    _keep_old_names(session, register)
    laos = [lao_row(lao, extra[lao.code], today) for lao in register.laos.values()]
    orgs.put_orgs(
        session, [*laos, *(hub_row(hub, hubs[hub.amphoe_code], today) for hub in register.hubs.values())]
    )


def _keep_old_names(session: Session, register: Register) -> None:
    for row in session.scalars(select(Org).where(col(Org.kind) == OrgKind.LAO.value)).all():
        lao = register.laos.get(row.code)
        if lao is None:
            continue
        old = (
            [f"{LAO_TYPES.get(row.type, ('', ''))[0]}{row.name}"]
            if (row.name, row.type) != (lao.name, lao.type)
            else []
        )
        aliases = list(dict.fromkeys((*row.aliases, *lao.aliases, *old)))
        if aliases != row.aliases:
            row.aliases = aliases
    session.flush()


def _put_links(session: Session, register: Register, today: date) -> int:
    links = [
        {"tambon_code": tambon, "org": lao, "extent": extent, "valid_from": today, "valid_to": None}
        for tambon, pairs in register.coverage.items()
        for lao, extent in pairs
        if lao in register.laos
    ]
    orgs.put_coverage(session, links)
    return orgs.end_coverage(session, tambons=list(register.coverage), kept=_links(register), on=today)
