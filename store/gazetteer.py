"""Provinces, amphoes and tambons (names from geothai), and the register: which LAO covers which tambon.

A register is a value. `register_from_folder` reads it from CSV files as an operator is given them;
the database builds the same value from its rows through `build_register`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import geothai
from geothai.abolished import abolished_areas

from store.folder import find_file, outlines_of, table_rows, village_rows
from store.lazy import Lazy

if TYPE_CHECKING:
    from store.outlines import Outlines

Coverage = Literal["completely", "partially"]
VillageRows = Sequence[tuple[str, str]]
"""(code of eight digits: tambon and หมู่, name as the register writes it)."""

BANGKOK = "BMA"
"""Organisation code of กรุงเทพมหานคร, one LAO for every tambon whose code begins with 10."""

LAO_TYPES: Mapping[str, tuple[str, str]] = {
    "PAO": ("อบจ.", "องค์การบริหารส่วนจังหวัด"),
    "ThesabanNakhon": ("ทน.", "เทศบาลนคร"),
    "ThesabanMueang": ("ทม.", "เทศบาลเมือง"),
    "ThesabanTambon": ("ทต.", "เทศบาลตำบล"),
    "TAO": ("อบต.", "องค์การบริหารส่วนตำบล"),
    "Pattaya": ("เมือง", "เมือง"),
    "BMA": ("", ""),
}
"""Type of a LAO → its abbreviation and its full first words."""

DEMO = Path(__file__).parent / "demo"


@dataclass(frozen=True, slots=True)
class Lao:
    """name is the bare name ("พะตง"); aliases are earlier or other spellings of it."""

    code: str
    type: str
    name: str
    amphoe_code: str
    province_code: str
    at_work: bool = True
    aliases: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        return f"{LAO_TYPES.get(self.type, ('', ''))[1]}{self.name}"

    @property
    def short_name(self) -> str:
        return f"{LAO_TYPES.get(self.type, ('', ''))[0]}{self.name}"


@dataclass(frozen=True, slots=True)
class Hub:
    """The joint operations centre (สถานที่กลาง) of an amphoe; code is hub-<amphoe code>."""

    code: str
    amphoe_code: str
    at_work: bool = True
    name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """coverage: tambon code → its LAOs. moo: (tambon code, village number) → the LAO, where known.

    outlines, villages: loaded when a pin or a village name first asks for them; None where there are none.
    Compared by identity: name indexes are kept per register.
    """

    laos: Mapping[str, Lao] = field(default_factory=dict)
    hubs: Mapping[str, Hub] = field(default_factory=dict)
    coverage: Mapping[str, tuple[tuple[str, Coverage], ...]] = field(default_factory=dict)
    moo: Mapping[tuple[str, str], str] = field(default_factory=dict)
    outlines: "Lazy[Outlines] | None" = None
    villages: Callable[[], VillageRows] | None = None

    def laos_of(self, tambon_code: str, moo: str | None = None) -> tuple[str, ...]:
        """Codes of the LAOs that may own a place there: one when the tambon or its moo decides."""
        if tambon_code.startswith("10"):
            return (BANGKOK,) if BANGKOK in self.laos else ()
        by_moo = self.moo.get((tambon_code, moo)) if moo else None
        return (by_moo,) if by_moo else tuple(code for code, _ in self.coverage.get(tambon_code, ()))

    def tambons_of(self, lao: str) -> tuple[str, ...]:
        return tuple(code for code, laos in self.coverage.items() if any(one == lao for one, _ in laos))

    def hub_of(self, amphoe_code: str | None) -> Hub | None:
        return self.hubs.get(hub_code(amphoe_code)) if amphoe_code else None

    def laos_served(self, hub: str) -> tuple[str, ...]:
        """Codes of the LAOs in the service area of a hub; none for a code that is no hub's."""
        known = self.hubs.get(hub)
        return tuple(
            code for code, lao in self.laos.items() if known and lao.amphoe_code == known.amphoe_code
        )


def hub_code(amphoe_code: str) -> str:
    return f"hub-{amphoe_code}"


def build_register(
    laos: Iterable[Lao],
    hubs: Iterable[Hub],
    coverage: Iterable[tuple[str, str, Coverage]],
    moo: Iterable[tuple[str, str, str]] = (),
    *,
    outlines: "Lazy[Outlines] | None" = None,
    villages: Callable[[], VillageRows] | None = None,
) -> Register:
    """coverage: (tambon, lao, how much) rows. moo: (tambon, village number, lao) rows."""
    covered: dict[str, tuple[tuple[str, Coverage], ...]] = {}
    for tambon, lao, extent in coverage:
        covered[tambon] = (*covered.get(tambon, ()), (lao, extent))
    return Register(
        laos={lao.code: lao for lao in laos},
        hubs={hub.code: hub for hub in hubs},
        coverage=covered,
        moo={(tambon, number): lao for tambon, number, lao in moo},
        outlines=outlines,
        villages=villages,
    )


def register_from_folder(path: Path) -> Register:
    """Read lao_register, tambon_lao and amphoe_hub_default (each with or without a year at its end).

    at_work.csv (org) and moo_lao.csv (tambon, moo, lao) may stand beside them; without at_work.csv
    every organisation is at work. Outlines (tambon_cod_ab….geojson) and village names (muban….csv), plain or
    gzipped, are read when first needed. FileNotFoundError when one of the three is missing.
    """
    at_work = {row["org"] for row in table_rows(path, "at_work", needed=False)}
    return build_register(
        [_lao(row, at_work) for row in table_rows(path, "lao_register")],
        [_hub(row, at_work) for row in table_rows(path, "amphoe_hub_default")],
        [(row["tambon"], row["lao"], _extent(row["coverage"])) for row in table_rows(path, "tambon_lao")],
        [(row["tambon"], row["moo"], row["lao"]) for row in table_rows(path, "moo_lao", needed=False)],
        outlines=outlines_of(path),
        villages=partial(village_rows, path) if find_file(path, "muban", ".csv") else None,
    )


@cache
def demo_register() -> Register:
    """The hand-written register of one district that the program carries itself."""
    return register_from_folder(DEMO)


def _lao(row: Mapping[str, str], at_work: set[str]) -> Lao:
    return Lao(
        code=row["lao_code"],
        type=row["type"],
        name=row["name_th"],
        amphoe_code=row["amphoe_code"],
        province_code=row["province_code"],
        at_work=not at_work or row["lao_code"] in at_work,
        aliases=tuple(alias for alias in row.get("aliases", "").split("|") if alias),
    )


def _hub(row: Mapping[str, str], at_work: set[str]) -> Hub:
    code = hub_code(row["amphoe_code"])
    return Hub(code, row["amphoe_code"], not at_work or code in at_work, row["default_hub"])


def _extent(word: str) -> Coverage:
    return "completely" if word == "completely" else "partially"


@cache
def province_name(code: str) -> str | None:
    found = geothai.province(code)
    return found.name_th if found else None


@cache
def amphoe_name(code: str) -> str | None:
    """Official name without อำเภอ or เขต."""
    found = geothai.district(code)
    return found.name_th.removeprefix("เขต") if found else None


@cache
def tambon_name(code: str) -> str | None:
    """Official name, also of a code that an older outline or register still bears."""
    found = geothai.subdistrict(code)
    return found.name_th if found else _abolished_names().get(code)


@cache
def _abolished_names() -> Mapping[str, str]:
    return {area.code: area.name_th for area in abolished_areas() if area.level == "subdistrict"}


@cache
def former_amphoes() -> Mapping[str, tuple[str, ...]]:
    """Tambon code → codes of amphoes that it belonged to before: what old papers and old people still say."""
    found: dict[str, tuple[str, ...]] = {}
    for area in abolished_areas():
        for code in area.successors if area.level == "subdistrict" else ():
            if area.code[:4] != code[:4] and tambon_name(code) == area.name_th:
                found[code] = (*found.get(code, ()), area.code[:4])
    return found


@cache
def amphoes() -> tuple[str, ...]:
    """Codes of the whole country."""
    return tuple(found.code for province in geothai.provinces() for found in geothai.districts(province.code))


@cache
def tambons() -> tuple[str, ...]:
    """Codes of the whole country."""
    return tuple(found.code for amphoe in amphoes() for found in geothai.subdistricts(amphoe))


def tambons_of_postcode(postcode: str) -> tuple[str, ...]:
    return tuple(found.code for found in geothai.by_postal_code(postcode))
