"""Rows of the organisation table out of a register's CSV rows."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from store.gazetteer import Hub, Lao, amphoe_name, is_further
from store.orgs import OrgKind
from store.register import sms_name
from store.register_errors import position


def lao_row(lao: Lao, row: Mapping[str, str], today: date) -> dict[str, Any]:
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
        at=position(row.get("lat", ""), row.get("lon", "")),
        aliases=lao.aliases,
    )


def hub_row(hub: Hub, row: Mapping[str, str], today: date) -> dict[str, Any]:
    """A further hub is named by its amphoe and where it sits: "หาดใหญ่ (ทม.คลองแห)"."""
    amphoe = amphoe_name(hub.amphoe_code) or row.get("name_th", "")
    further = is_further(hub.code)
    host = hub.name.partition("(")[2].rstrip(")") or hub.name
    return _org_row(
        code=hub.code,
        kind=OrgKind.HUB,
        kind_type="hub",
        name=hub.name if further else amphoe,
        short=f"ศูนย์ {host}" if further else f"ศูนย์ อ.{amphoe}",
        row=row,
        today=today,
        amphoe=hub.amphoe_code,
        province=row.get("province_code") or hub.amphoe_code[:2],
        at=position(row.get("office_lat", ""), row.get("office_lon", "")),
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
    at: tuple[float, float] | None,
    aliases: tuple[str, ...] = (),
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
        "latitude": at[0] if at else None,
        "longitude": at[1] if at else None,
        "url": row.get("url", ""),
        "phone": "",
        "aliases": list(aliases),
        "at_work": False,
        "valid_from": today,
        "valid_to": None,
    }
