"""The register in the database: imported from a folder, read back as one value for triage and pages."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlmodel import Session

from store import orgs, shapes
from store.db import Database
from store.gazetteer import BANGKOK, LAO_TYPES, Coverage, Hub, Lao, Register, VillageRows, build_register
from store.lazy import Lazy
from store.orgs import Org, OrgKind

if TYPE_CHECKING:
    from store.outlines import Outlines

Shapes = tuple["Lazy[Outlines] | None", Callable[[], VillageRows] | None]

SMS_NAME_UNITS = 18


@dataclass(frozen=True, slots=True)
class OrgName:
    """name: in full, as a citizen is told. sms: at most 18 UTF-16 units (decisions.md 21)."""

    name: str
    sms: str
    kind: str
    at_work: bool
    phone: str


@dataclass(frozen=True, slots=True)
class Directory:
    """The register, the organisations' names, and the home desk of each account; version changes with any of it.

    successors: code of a body that was merged → the body it lives on in.
    """

    register: Register
    names: Mapping[str, OrgName]
    homes: Mapping[str, str]
    version: str = ""
    successors: Mapping[str, str] = field(default_factory=dict)

    def current(self, code: str) -> str:
        """The code itself, or that of the body a merged one lives on in."""
        return self.successors.get(code, code)

    def name(self, code: str) -> str:
        known = self.names.get(self.current(code))
        return known.name if known else code


def sms_name(text: str) -> str:
    """The first 18 UTF-16 units of a short name, never ending inside a Thai cluster."""
    return cut_units(text, SMS_NAME_UNITS)


def cut_units(text: str, most: int) -> str:
    """The first letters of a Thai name within that many UTF-16 units, marks kept with their consonant."""
    kept = text[:most]
    while kept != text and len(kept) > 1 and text[len(kept)] in _MARKS:
        kept = kept[:-1]
    return kept


# vowels and tone marks that hang on the consonant before them
_MARKS = frozenset("ัิีึืฺุู็่้๊๋์ํ๎ำ")


def touch(session: Session) -> None:
    """Tell every process that its copy of the register is old."""
    orgs.put_meta(session, "register", str(uuid4()))


def ensure_province(session: Session, province: str, name: str, on: date) -> str:
    """The organisation of a province (decisions.md 1), made when somebody is to work in it; its code."""
    code = f"prov-{province}"
    if session.get(Org, code) is None:
        session.add(
            Org(
                code=code, kind=OrgKind.PROVINCE.value, name=name, sms_name=sms_name(name), province_code=province,
                valid_from=on,
            )
        )  # fmt: skip
        session.flush()
    return code


def short_name(row: Org) -> str:
    """As people call a LAO: "อบต.พะตง"."""
    return called(row.type, row.name)


def called(kind: str, name: str) -> str:
    return f"{LAO_TYPES.get(kind, ('', ''))[0]}{name}"


def full_name(row: Org) -> str:
    if row.kind == OrgKind.HUB:
        return f"สถานที่กลาง อ.{row.name}"
    if row.kind == OrgKind.PROVINCE:
        return f"จังหวัด{row.name}"
    if row.code == BANGKOK:
        return "กรุงเทพมหานคร"
    return f"{LAO_TYPES.get(row.type, ('', ''))[1]}{row.name}"


def load(session: Session, database: Database | None = None) -> Directory:
    """database: where outlines and villages are read from, once a pin or a village name asks; None leaves them out."""
    found, covers = orgs.register_rows(session)
    laos = [_lao(o) for o in found if o.kind == OrgKind.LAO]
    hubs = [Hub(o.code, o.amphoe_code or "", o.at_work, full_name(o)) for o in found if o.kind == OrgKind.HUB]
    outlines, villages = _shapes(database, orgs.meta(session, shapes.VERSION)) if database else (None, None)
    current = {lao.code for lao in laos}
    register = build_register(
        laos,
        hubs,
        [(c.tambon_code, c.org, _extent(c.extent)) for c in covers if c.org in current],
        [(row.tambon_code, row.moo, row.org) for row in orgs.moo_rows(session) if row.org in current],
        areas=orgs.hub_areas(session),
        outlines=outlines,
        villages=villages,
    )
    return Directory(
        register=register,
        names={o.code: OrgName(full_name(o), o.sms_name, o.kind, o.at_work, o.phone) for o in found},
        homes={account.code: account.home_org for account in orgs.accounts(session)},
        version=orgs.register_version(session),
        successors=orgs.successors(session),
    )


def _lao(o: Org) -> Lao:
    return Lao(
        o.code, o.type, o.name, o.amphoe_code or "", o.province_code or "", o.at_work, tuple(o.aliases)
    )


def _extent(word: str) -> Coverage:
    return "completely" if word == "completely" else "partially"


@lru_cache(maxsize=2)
def _shapes(database: Database, version: str) -> Shapes:
    """The same values as long as the shapes stay, however often the rest of the register changes."""
    if not version:
        return None, None
    return Lazy(partial(_outlines, database)), partial(_villages, database)


def _outlines(database: Database) -> "Outlines":
    # shapely and numpy stay out of processes that never see a pin
    from store.outlines import build_outlines

    with database.session() as session:
        return build_outlines(shapes.outline_rows(session))


def _villages(database: Database) -> list[tuple[str, str]]:
    with database.session() as session:
        return shapes.village_rows(session)


@dataclass(slots=True)
class Shelf:
    """One process's copy of the directory, read anew when the version in the database changes."""

    database: Database
    _held: Directory | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def directory(self, session: Session | None = None, version: str = "") -> Directory:
        """The directory in force; one small look at the version each call (unless it is told), one load when it changed."""
        if session is None:
            with self.database.session() as own:
                return self.directory(own)
        with self._lock:
            version = version or orgs.register_version(session)
            if self._held is None or self._held.version != version:
                self._held = load(session, self.database)
            return self._held

    @property
    def held(self) -> Directory | None:
        """The last copy, for a moment in which the database is away."""
        return self._held
