"""Bodies a case may be handed to, as people name them: "อบต.พะตง อ.หาดใหญ่ จ.สงขลา"; only those at work here."""

from dataclasses import dataclass

from store.gazetteer import amphoe_name, province_name
from store.orgs import OrgKind
from store.register import Directory, OrgName

MOST = 400
"""Choices in one list; further bodies are found by typing their name in full."""


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    label: str


def choices(
    directory: Directory, *, hub: str | None, amphoe: str | None, province: str | None, owner: str
) -> list[Choice]:
    """The hub of the place first, then the bodies of its district and its province, then the rest of the country."""
    at_work = [code for code in _owners(directory) if code != owner]

    def nearness(code: str) -> tuple[int, str]:
        where = _where(directory, code)
        far = (
            0
            if code == hub
            else 1
            if amphoe and where[0] == amphoe
            else 2
            if province and where[1] == province
            else 3
        )
        return far, directory.name(code)

    return [Choice(code, label(directory, code)) for code in sorted(at_work, key=nearness)[:MOST]]


def label(directory: Directory, code: str) -> str:
    """The full name with district and province, because many bodies share a name."""
    amphoe, province = _where(directory, code)
    name = directory.name(code)
    district = amphoe_name(amphoe) if amphoe else None
    shown = f" อ.{district}" if district and not name.endswith(f"อ.{district}") else ""
    return f"{name}{shown}" + (f" จ.{where}" if (where := province_name(province)) else "")


def chosen(directory: Directory, typed: str) -> list[str]:
    """Codes of the bodies at work that the typed words can mean: a code, a label, or a name without its place."""
    typed = " ".join(typed.split())
    at_work = _owners(directory)
    if typed in at_work:
        return [typed]
    exact = [code for code in at_work if label(directory, code) == typed]
    return exact or [code for code, name in at_work.items() if typed and name.name == typed]


def _owners(directory: Directory) -> dict[str, OrgName]:
    """Bodies at work that may own a case: provinces and agencies are asked, never given one."""
    kinds = {OrgKind.LAO, OrgKind.HUB}
    return {code: name for code, name in directory.names.items() if name.at_work and name.kind in kinds}


def _where(directory: Directory, code: str) -> tuple[str, str]:
    """(amphoe code, province code), each "" when the body has none."""
    lao = directory.register.laos.get(code)
    if lao:
        return lao.amphoe_code, lao.province_code
    hub = directory.register.hubs.get(code)
    return (hub.amphoe_code, hub.amphoe_code[:2]) if hub else ("", "")
