"""The register in force, written as the folder that `register import` reads."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import orjson
from sqlalchemy import select
from sqlmodel import Session, col

from store import orgs, shapes
from store.gazetteer import is_further
from store.orgs import Org, OrgKind


def export_folder(session: Session, folder: Path) -> list[Path]:
    """The files written: organisations, links, confirmed villages, who is at work; outlines and names if stored."""
    folder.mkdir(parents=True, exist_ok=True)
    found = session.scalars(select(Org).where(*orgs.in_force(Org)).order_by(col(Org.code))).all()
    laos = [row for row in found if row.kind == OrgKind.LAO.value]
    hubs = [row for row in found if row.kind == OrgKind.HUB.value]
    links = sorted(orgs.register_rows(session)[1], key=lambda link: (link.tambon_code, link.org))
    written = [
        _table(folder / "lao_register.csv", _LAO, map(_lao, laos)),
        _table(folder / "amphoe_hub_default.csv", _HUB, (_hub(row) for row in hubs if not is_further(row.code))),
        _table(folder / "tambon_lao.csv", ("tambon", "lao", "coverage"), ((c.tambon_code, c.org, c.extent) for c in links)),
        _table(folder / "moo_lao.csv", ("tambon", "moo", "lao"), ((m.tambon_code, m.moo, m.org) for m in orgs.moo_rows(session))),
        _table(folder / "at_work.csv", ("org",), ((row.code,) for row in found if row.at_work)),
    ]  # fmt: skip
    areas = list(_areas(session, hubs))
    if areas:
        written.append(_table(folder / "hub_area.csv", ("hub", "name", "lao"), areas))
    villages = shapes.village_rows(session)
    if villages:
        written.append(_table(folder / "muban.csv", ("code", "name"), villages))
    outlines = shapes.outline_rows(session)
    if outlines:
        written.append(_geojson(folder / "tambon_cod_ab.geojson", outlines))
    return written


_LAO = (
    "lao_code", "type", "name_th", "name_en", "amphoe_code", "province_code", "dla_code_2017", "lat", "lon", "url", "aliases",
)  # fmt: skip
_HUB = ("amphoe_code", "name_th", "province_code", "office_lat", "office_lon", "default_hub")


def _lao(row: Org) -> Sequence[object]:
    return (
        row.code, row.type, row.name, row.name_en, row.amphoe_code or "", row.province_code or "", row.dla_code,
        _number(row.latitude), _number(row.longitude), row.url, "|".join(row.aliases),
    )  # fmt: skip


def _hub(row: Org) -> Sequence[object]:
    hub = f"ที่ว่าการอำเภอ{row.name}"
    return (
        row.amphoe_code or "",
        row.name,
        row.province_code or "",
        _number(row.latitude),
        _number(row.longitude),
        hub,
    )


def _areas(session: Session, hubs: Sequence[Org]) -> Iterable[Sequence[object]]:
    """Each further hub with the LAOs it serves, one a row; one without any has a row too."""
    areas = orgs.hub_areas(session)
    for hub in hubs:
        if is_further(hub.code):
            served = [lao for lao, code in areas.items() if code == hub.code]
            yield from ((hub.code, hub.name, lao) for lao in served or [""])


def _number(value: float | None) -> str:
    return "" if value is None else str(value)


def _table(path: Path, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    """With a byte order mark, so that Excel reads the Thai."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        writer.writerows(rows)
    return path


def _geojson(path: Path, outlines: list[tuple[str, bytes]]) -> Path:
    # shapely and numpy are loaded only where there are outlines to write
    import shapely

    features = [
        {
            "type": "Feature",
            "id": code,
            "properties": {},
            "geometry": orjson.loads(shapely.to_geojson(shapely.from_wkb(shape))),
        }
        for code, shape in outlines
    ]
    path.write_bytes(orjson.dumps({"type": "FeatureCollection", "features": features}))
    return path
