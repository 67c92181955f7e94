"""What an import would change, told before anything is changed."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session, col

from store import orgs, shapes
from store.gazetteer import Lao, Register
from store.orgs import Coverage, Org
from store.register import short_name
from store.register_errors import Problem
from store.register_import import Link, links_of, read_folder


@dataclass(frozen=True, slots=True)
class Compared:
    """How many stand in the files, and of these how many are new or different, and how many would be gone."""

    all: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would change, each a line in words; missing: organisations the folder does not name, which stay."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    missing: tuple[str, ...]
    links_new: tuple[Link, ...]
    links_ended: tuple[Link, ...]
    outlines: Compared
    villages: Compared
    warnings: tuple[Problem, ...]


def preview(session: Session, folder: Path) -> Preview:
    """Nothing is written. BadRegister lists every fault of the folder."""
    given = read_folder(session, folder)
    register = given.register or Register()
    known = {row.code: row for row in session.scalars(select(Org)).all()}
    links, linked = links_of(register), _linked(session)
    laos = register.laos.values()
    return Preview(
        new=tuple(f"{lao.short_name} ({lao.code})" for lao in laos if lao.code not in known),
        changed=tuple(line for lao in laos if lao.code in known for line in _changes(lao, known[lao.code])),
        missing=_missing(register, known) if given.register else (),
        links_new=tuple(sorted(links - linked)),
        links_ended=tuple(sorted(link for link in linked - links if link[0] in register.coverage)),
        outlines=_compared(
            dict(given.outlines), dict(shapes.outline_rows(session)) if given.outlines else {}
        ),
        villages=_compared(
            dict(given.villages), dict(shapes.village_rows(session)) if given.villages else {}
        ),
        warnings=given.warnings,
    )


def _missing(register: Register, known: dict[str, Org]) -> tuple[str, ...]:
    named = register.laos.keys() | {hub.code for hub in register.hubs.values()}
    return tuple(code for code, row in known.items() if code not in named and row.valid_to is None)


def _compared(
    given: dict[str, bytes] | dict[str, str], stored: dict[str, bytes] | dict[str, str]
) -> Compared:
    changed = sum(code in stored and stored[code] != value for code, value in given.items())
    gone = len(stored.keys() - given.keys()) if given else 0
    return Compared(len(given), len(given.keys() - stored.keys()), changed, gone)


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


def _linked(session: Session) -> set[Link]:
    found = session.execute(
        select(col(Coverage.tambon_code), col(Coverage.org)).where(*orgs.in_force(Coverage))
    )
    return {(tambon, code) for tambon, code in found}
