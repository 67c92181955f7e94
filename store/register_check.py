"""Holes in the register: places whose pleas would reach nobody."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from store.gazetteer import BANGKOK, Register, amphoes, tambons
from store.register import Directory
from store.staff import Membership, Staff


@dataclass(frozen=True, slots=True)
class Holes:
    """Codes: tambons without a receiving body, amphoes without a hub, LAOs without staff who may log in."""

    tambons: tuple[str, ...]
    amphoes: tuple[str, ...]
    laos: tuple[str, ...]


def holes(session: Session, directory: Directory, *, whole_country: bool = False) -> Holes:
    """Within the amphoes that the register knows, unless the whole country is asked for."""
    register = directory.register
    known = set(amphoes()) if whole_country else _known(register)
    staffed = set(session.scalars(select(col(Membership.org)).join(Staff).where(col(Staff.active))).all())
    return Holes(
        tambons=tuple(code for code in tambons() if code[:4] in known and not _received(register, code)),
        amphoes=tuple(
            code for code in sorted(known) if not code.startswith("10") and register.hub_of(code) is None
        ),
        laos=tuple(sorted(code for code in register.laos if code not in staffed)),
    )


def _known(register: Register) -> set[str]:
    found = {hub.amphoe_code for hub in register.hubs.values()} | {code[:4] for code in register.coverage}
    found |= {lao.amphoe_code for lao in register.laos.values() if lao.amphoe_code}
    return found | (
        {code for code in amphoes() if code.startswith("10")} if BANGKOK in register.laos else set()
    )


def _received(register: Register, tambon: str) -> bool:
    return any(code in register.laos for code in register.laos_of(tambon))
