"""The register in the database: imported from a folder, read back as one value for triage and pages."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlmodel import Session

from store import orgs
from store.db import Database
from store.gazetteer import (
    BANGKOK,
    LAO_TYPES,
    Hub,
    Lao,
    Register,
    amphoe_name,
    build_register,
    register_from_folder,
    table_rows,
)
from store.orgs import Org, OrgKind

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
    """The register, the organisations' names, and the home desk of each account; version changes with any of it."""

    register: Register
    names: Mapping[str, OrgName]
    homes: Mapping[str, str]
    version: str = ""

    def name(self, code: str) -> str:
        known = self.names.get(code)
        return known.name if known else code


@dataclass(frozen=True, slots=True)
class Imported:
    laos: int
    hubs: int
    links: int
    ended: int


def sms_name(text: str) -> str:
    """The first 18 UTF-16 units of a short name, never ending inside a Thai cluster."""
    kept = text[:SMS_NAME_UNITS]
    while kept != text and len(kept) > 1 and text[len(kept)] in _MARKS:
        kept = kept[:-1]
    return kept


# vowels and tone marks that hang on the consonant before them
_MARKS = frozenset("ัิีึืฺุู็่้๊๋์ํ๎ำ")


def import_folder(session: Session, folder: Path, *, today: date) -> Imported:
    """Load or renew the register from a folder shaped like the reference data; safe to repeat, all or nothing.

    Organisations stay as they work; links that the folder no longer has are ended today, not removed.
    """
    register = register_from_folder(folder)
    extra = {row["lao_code"]: row for row in table_rows(folder, "lao_register")}
    hubs = {row["amphoe_code"]: row for row in table_rows(folder, "amphoe_hub_default")}
    laos = [_lao_row(lao, extra[lao.code], today) for lao in register.laos.values()]
    rows = [*laos, *(_hub_row(hub, hubs[hub.amphoe_code], today) for hub in register.hubs.values())]
    orgs.put_orgs(session, rows)
    known = register.laos.keys()
    links = [
        {"tambon_code": tambon, "org": lao, "extent": extent, "valid_from": today, "valid_to": None}
        for tambon, pairs in register.coverage.items()
        for lao, extent in pairs
        if lao in known
    ]
    orgs.put_coverage(session, links)
    kept = {(link["tambon_code"], link["org"]) for link in links}
    ended = orgs.end_coverage(session, tambons=list(register.coverage), kept=kept, on=today)
    touch(session)
    return Imported(len(laos), len(register.hubs), len(links), ended)


def touch(session: Session) -> None:
    """Tell every process that its copy of the register is old."""
    orgs.put_meta(session, "register", str(uuid4()))


def _lao_row(lao: Lao, row: Mapping[str, str], today: date) -> dict[str, Any]:
    return _org_row(
        code=lao.code,
        kind=OrgKind.LAO,
        kind_type=lao.type,
        name=lao.name,
        short=lao.short_name,
        row=row,
        today=today,
        amphoe=lao.amphoe_code,
        province=lao.province_code,
        latitude=row.get("lat", ""),
        longitude=row.get("lon", ""),
    )


def _hub_row(hub: Hub, row: Mapping[str, str], today: date) -> dict[str, Any]:
    amphoe = amphoe_name(hub.amphoe_code) or row["name_th"]
    return _org_row(
        code=hub.code,
        kind=OrgKind.HUB,
        kind_type="hub",
        name=amphoe,
        short=f"ศูนย์ อ.{amphoe}",
        row=row,
        today=today,
        amphoe=hub.amphoe_code,
        province=row["province_code"],
        latitude=row.get("office_lat", ""),
        longitude=row.get("office_lon", ""),
    )


def _org_row(
    *,
    code: str,
    kind: OrgKind,
    kind_type: str,
    name: str,
    short: str,
    row: Mapping[str, str],
    today: date,
    amphoe: str,
    province: str,
    latitude: str,
    longitude: str,
) -> dict[str, Any]:
    return {
        "code": code,
        "kind": kind.value,
        "type": kind_type,
        "name": name,
        "name_en": row.get("name_en", ""),
        "sms_name": sms_name(short),
        "amphoe_code": amphoe or None,
        "province_code": province or None,
        "dla_code": row.get("dla_code_2017", ""),
        "latitude": float(latitude) if latitude else None,
        "longitude": float(longitude) if longitude else None,
        "url": row.get("url", ""),
        "phone": "",
        "aliases": [],
        "at_work": False,
        "valid_from": today,
        "valid_to": None,
    }


def full_name(row: Org) -> str:
    if row.kind == OrgKind.HUB:
        return f"สถานที่กลาง อ.{row.name}"
    if row.code == BANGKOK:
        return "กรุงเทพมหานคร"
    return f"{LAO_TYPES.get(row.type, ('', ''))[1]}{row.name}"


def load(session: Session) -> Directory:
    found, covers = orgs.register_rows(session)
    return Directory(
        register=_register(found, [(c.tambon_code, c.org, c.extent) for c in covers]),
        names={o.code: OrgName(full_name(o), o.sms_name, o.kind, o.at_work, o.phone) for o in found},
        homes={account.code: account.home_org for account in orgs.accounts(session)},
        version=orgs.register_version(session),
    )


def _register(found: Sequence[Org], covers: Sequence[tuple[str, str, Any]]) -> Register:
    laos = [
        Lao(o.code, o.type, o.name, o.amphoe_code or "", o.province_code or "", o.at_work, tuple(o.aliases))
        for o in found
        if o.kind == OrgKind.LAO
    ]
    hubs = [Hub(o.code, o.amphoe_code or "", o.at_work, full_name(o)) for o in found if o.kind == OrgKind.HUB]
    return build_register(laos, hubs, covers)


@dataclass(slots=True)
class Shelf:
    """One process's copy of the directory, read anew when the version in the database changes."""

    database: Database
    _held: Directory | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def directory(self, session: Session | None = None) -> Directory:
        """The directory in force; one small look at the version each call, one load when it changed."""
        if session is None:
            with self.database.session() as own:
                return self.directory(own)
        with self._lock:
            version = orgs.register_version(session)
            if self._held is None or self._held.version != version:
                self._held = load(session)
            return self._held

    @property
    def held(self) -> Directory | None:
        """The last copy, for a moment in which the database is away."""
        return self._held
