"""A register out of a folder of CSV files, as an operator is given them, and the one that the program carries itself."""

from collections.abc import Iterable, Mapping
from functools import cache, partial
from pathlib import Path

from store.folder import find_file, outlines_of, table_rows, village_rows
from store.gazetteer import Coverage, Hub, Lao, Register, build_register, hub_code

DEMO = Path(__file__).parent / "demo"


def register_from_folder(path: Path) -> Register:
    """Read lao_register, tambon_lao and amphoe_hub_default (each with or without a year at its end).

    at_work.csv (org), moo_lao.csv (tambon, moo, lao) and hub_area.csv (hub, name, lao) may stand beside them; without
    at_work.csv every organisation is at work. Outlines (tambon_cod_ab….geojson) and village names (muban….csv), plain or
    gzipped, are read when first needed. FileNotFoundError when one of the three is missing.
    """
    at_work = {row["org"] for row in table_rows(path, "at_work", needed=False)}
    areas = table_rows(path, "hub_area", needed=False)
    return build_register(
        [_lao(row, at_work) for row in table_rows(path, "lao_register")],
        [_hub(row, at_work) for row in table_rows(path, "amphoe_hub_default")] + _further(areas, at_work),
        [(row["tambon"], row["lao"], _extent(row["coverage"])) for row in table_rows(path, "tambon_lao")],
        [(row["tambon"], row["moo"], row["lao"]) for row in table_rows(path, "moo_lao", needed=False)],
        areas={row["lao"]: row["hub"] for row in areas if row["lao"]},
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


def _further(rows: Iterable[Mapping[str, str]], at_work: set[str]) -> list[Hub]:
    """Hubs beside the first: hub-9011-2 is the second of amphoe 9011."""
    found = {row["hub"]: row["name"] for row in rows}
    return [
        Hub(code, code.split("-")[1], not at_work or code in at_work, name) for code, name in found.items()
    ]


def _extent(word: str) -> Coverage:
    return "completely" if word == "completely" else "partially"
