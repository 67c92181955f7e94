"""Several hubs in one amphoe: which LAO each serves, foreseen before it is set; nobody is ever left without a hub."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

from casework.access import Actor, NotAllowed, may_administer
from store import audit, entry, hub_areas, succession
from store.gazetteer import Register, hub_code, is_further
from store.ids import BANGKOK
from store.orgs import Org
from store.register import touch
from store.staff import Role

FAR = timedelta(days=366)
"""A typing slip in the year is no plan."""


class BadArea(Exception):
    """key: of the sentence that says what is wrong."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class Plan:
    """moves: (LAO, hub before, hub after). areas: hub → its LAOs afterwards. split: (tambon, hubs of its LAOs): a plea
    that does not say whose the place is goes to the first of the amphoe. away: hubs with LAOs but without staff."""

    moves: Sequence[tuple[str, str, str]]
    areas: Mapping[str, tuple[str, ...]]
    split: Sequence[tuple[str, tuple[str, ...]]]
    away: Sequence[str]


def keeps(actor: Actor, amphoe: str) -> bool:
    """The administrator of the amphoe's first hub, or the operator."""
    return may_administer(actor, hub_code(amphoe))


def plan(register: Register, amphoe: str, wanted: Mapping[str, str]) -> Plan:
    """What the amphoe would look like. BadArea: an LAO or a hub that is not of this amphoe."""
    hubs = {hub.code for hub in register.hubs_in(amphoe)}
    here = {code for code, lao in register.laos.items() if lao.amphoe_code == amphoe}
    if not wanted.keys() <= here or not set(wanted.values()) <= hubs:
        raise BadArea("hub_area.stranger")
    after = replace(register, areas={**register.areas, **wanted})
    moves = [(lao, served(register, lao), served(after, lao)) for lao in sorted(here)]
    areas = {hub.code: after.laos_served(hub.code) for hub in register.hubs_in(amphoe)}
    split = [
        (tambon, found) for tambon in register.coverage if len(found := _hubs_of(after, tambon, here)) > 1
    ]
    return Plan(
        [move for move in moves if move[1] != move[2]],
        areas,
        split,
        [hub for hub, laos in areas.items() if laos and not register.hubs[hub].at_work],
    )


def _hubs_of(register: Register, tambon: str, here: set[str]) -> tuple[str, ...]:
    laos = [code for code in register.laos_of(tambon) if code in here]
    return tuple(dict.fromkeys(served(register, code) for code in laos))


def served(register: Register, lao: str) -> str:
    """Code of the hub whose area the LAO lies in, "" where its amphoe has none."""
    hub = register.hub_serving(lao)
    return hub.code if hub else ""


def put(
    session: Session,
    actor: Actor,
    register: Register,
    amphoe: str,
    wanted: Mapping[str, str],
    *,
    on: date,
    now: datetime,
) -> Plan:
    """From that day on; cases that are open stay with the hub they have. NotAllowed, BadArea."""
    _must(actor, amphoe)
    found = plan(register, amphoe, wanted)
    if not timedelta() <= on - _today(now) <= FAR:
        raise BadArea("hub_area.bad_day")
    hub_areas.put(session, wanted, on=on, by=actor.id, now=now)
    touch(session)
    for lao, before, after in found.moves:
        audit.note(
            session, "hub.area", now=now, staff_id=actor.id, org=lao, detail=f"{before} → {after} {on}"
        )
    return found


def found(session: Session, actor: Actor, amphoe: str, host: str, *, now: datetime) -> str:
    """One more hub that sits there; whoever made it may invite its people. NotAllowed, BadArea."""
    _must(actor, amphoe)
    if not host:
        raise BadArea("hub_area.no_host")
    try:
        code = hub_areas.found(session, amphoe, host, on=_today(now))
    except ValueError:
        raise BadArea("hub_area.sits_there") from None
    if not actor.has(Role.OPERATOR):
        entry.set_roles(session, actor.id, code, [Role.ADMIN])
    touch(session)
    audit.note(session, "hub.founded", now=now, staff_id=actor.id, org=code)
    return code


def close(session: Session, actor: Actor, hub: str, *, now: datetime) -> None:
    """A further hub ends: its cases, people and LAOs are the first one's again. NotAllowed."""
    row = session.get(Org, hub, with_for_update=True)
    if row is None or not is_further(hub) or row.valid_to or not row.amphoe_code:
        raise NotAllowed("hub")
    _must(actor, row.amphoe_code)
    first = hub_code(row.amphoe_code)
    row.valid_to, row.successor = _today(now), first
    session.flush()
    succession.move(session, hub, first, now=now, staff=actor.id)
    touch(session)
    audit.note(session, "hub.closed", now=now, staff_id=actor.id, org=first, detail=hub)


def _must(actor: Actor, amphoe: str) -> None:
    if not keeps(actor, amphoe):
        raise NotAllowed("hub")


def _today(now: datetime) -> date:
    return now.astimezone(BANGKOK).date()
