"""Who gets it: LAO, several, hub, or a question first. Pure over the place, the reading and the register."""

from dataclasses import dataclass, replace
from typing import Literal

from store.gazetteer import Register
from triage.locate import Place
from triage.reading import Reading

To = Literal["lao", "several", "hub", "ask", "none"]

NO_CASE = frozenset({"status", "thanks", "spam", "offtopic", "update", "pdpa"})
"""Kinds that open no case of their own by place (decisions.md 7)."""
_FEW = 3
"""More names than these are not told one by one."""
HUB_FIRST = frozenset({"complaint", "offer", "info"})


@dataclass(frozen=True, slots=True)
class Route:
    """away: bodies of the place that are not at work on the system; the citizen is told so."""

    to: To
    orgs: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    away: tuple[str, ...] = ()


def route(place: Place, reading: Reading, register: Register) -> Route:
    """The owner by decisions.md 1, 2, 7: never a guess; who is not at work is stood in for by the hub."""
    if reading.kind in NO_CASE:
        return Route("none", (), (f"kind {reading.kind}",))
    if place.outside:
        return Route("ask", (), ("pin outside Thailand",))
    if reading.kind in HUB_FIRST:
        return _hub(place, register, f"kind {reading.kind}")
    return _owner(place, register, urgent=reading.urgency == "U0")


def _owner(place: Place, register: Register, *, urgent: bool) -> Route:
    laos = place.lao_codes
    if len(laos) == 1 and not place.ask:
        return _one(laos[0], place, register)
    if laos:
        return _shared(place, register, urgent=urgent)
    return _hub(place, register, "no LAO known for the place")


def _one(lao: str, place: Place, register: Register) -> Route:
    known = register.laos.get(lao)
    if known and not known.at_work:
        why = f"{known.short_name} not at work"
        return replace(_hub(place, register, why, lao_amphoe=known.amphoe_code), away=(lao,))
    return Route("lao", (lao,), (f"{known.short_name if known else lao} by {place.how}",))


def _shared(place: Place, register: Register, *, urgent: bool) -> Route:
    at_work = tuple(code for code in place.lao_codes if register.laos[code].at_work)
    if not urgent:
        return (
            Route("ask", at_work, ("several LAOs possible",)) if at_work else _none_at_work(place, register)
        )
    hubs = [register.hub_of(amphoe, *place.lao_codes) for amphoe in _amphoes(place, register)]
    hubs += [register.hub_of(register.laos[code].amphoe_code, code) for code in place.lao_codes]
    codes = tuple(dict.fromkeys(hub.code for hub in hubs if hub and hub.at_work))
    return Route("several", (*at_work, *codes), ("life in danger: all candidates and the hub",))


def _none_at_work(place: Place, register: Register) -> Route:
    away = place.lao_codes if len(place.lao_codes) <= _FEW else ()
    return replace(_hub(place, register, "no candidate LAO at work"), away=away)


def _amphoes(place: Place, register: Register) -> list[str]:
    found = [register.laos[code].amphoe_code for code in place.lao_codes]
    return list(dict.fromkeys([place.amphoe_code, *found] if place.amphoe_code else found))


def _hub(place: Place, register: Register, why: str, *, lao_amphoe: str = "") -> Route:
    hub = register.hub_of(place.amphoe_code or lao_amphoe, *place.lao_codes)
    if hub is None:
        return Route("ask", (), (why, "no hub known"))
    if not hub.at_work:
        return Route("ask", (), (why, "hub not at work: home desk"))
    return Route("hub", (hub.code,), (why,))
