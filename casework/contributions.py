"""What LAOs gave towards their hub: who may enter and void it, who may be its giver, and what it sums up to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from casework.access import Actor, NotAllowed, keeps_agencies
from store import audit
from store import contributions as rows
from store.calendar import fiscal_year
from store.contributions import Contribution
from store.db import Session
from store.register import Directory

_BACK = 5
"""Years back that may still be entered."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Of one hub in one year, voided entries left out."""

    hub: str
    by_lao: Sequence[tuple[str, Decimal]]
    whole: Decimal


def must_keep(actor: Actor, hub: str) -> None:
    if hub not in keeps_agencies(actor):
        raise NotAllowed("contributions")


def enter(session: Session, actor: Actor, row: Contribution, *, now: datetime) -> None:
    """Once, also when the same form is sent twice (row.id is the form's). NotAllowed."""
    must_keep(actor, row.hub)
    if session.get(Contribution, row.id) is None:
        session.add(row)
        audit.note(
            session, "contribution.entered", now=now, staff_id=actor.id, org=row.hub, detail=str(row.id)
        )


def void(session: Session, actor: Actor, key: UUID, *, reason: str, now: datetime) -> int:
    """Entered by mistake; it stays in the record with the reason. Its year. NotAllowed, also when it was voided before."""
    row = session.get(Contribution, key)
    hubs = keeps_agencies(actor)
    if row is None or not rows.void(session, key, hubs, by=actor.id, reason=reason, now=now):
        raise NotAllowed("contributions")
    audit.note(session, "contribution.voided", now=now, staff_id=actor.id, org=row.hub, detail=str(key))
    return row.fiscal_year


def open_years(day: date) -> list[int]:
    """Fiscal years that may be entered on that day, the newest first."""
    return [fiscal_year(day) - back for back in range(_BACK)]


def givers(hub: str, directory: Directory) -> list[str]:
    """LAOs of its service area, and the provincial one."""
    register = directory.register
    known = register.hubs.get(hub)
    province = known.amphoe_code[:2] if known else ""
    laos = register.laos.values()
    pao = [lao.code for lao in laos if lao.type == "PAO" and lao.province_code == province]
    return [*register.laos_served(hub), *pao]


def sums(found: Sequence[Any]) -> list[Sums]:
    """found: rows of store.contributions.listed."""
    by: dict[str, dict[str, Decimal]] = {}
    for row in found:
        if row.voided_at is None:
            each = by.setdefault(row.hub, {})
            each[row.org] = each.get(row.org, Decimal()) + row.amount
    return [Sums(hub, [*each.items()], sum(each.values(), Decimal())) for hub, each in by.items()]


def given(session: Session, hubs: Sequence[str], day: date) -> Decimal:
    """What these hubs were given in the fiscal year of that day."""
    found = rows.listed(session, hubs, fiscal_year(day)) if hubs else []
    return sum((row.amount for row in found if row.voided_at is None and row.hub in hubs), Decimal())
