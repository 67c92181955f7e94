"""A pin → the tambons it may lie in, and what that is worth beside the words."""

from dataclasses import dataclass, replace

from store.gazetteer import BANGKOK, Register, amphoe_name, province_name, tambon_name
from triage.place import NOWHERE, Place

# Thailand with its sea, degrees
_SOUTH, _NORTH, _WEST, _EAST = 5.5, 20.6, 97.2, 105.8
_SHORE = 3000.0
"""Metres off every outline at which a pin still belongs to the coast or the river bank."""
_SWAPPED = "latitude and longitude were swapped"


Near = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Pin:
    """near: tambons with metres to the pin, the one that holds it (0) first. known: there were outlines to ask."""

    near: Near = ()
    known: bool = False
    outside: bool = False
    swapped: bool = False


def in_thailand(lat: float, lon: float) -> bool:
    """Within the country's bounding box, in the order given or swapped."""
    return _in_box(lat, lon) or _in_box(lon, lat)


def _in_box(lat: float, lon: float) -> bool:
    return _SOUTH <= lat <= _NORTH and _WEST <= lon <= _EAST


def look_up(lat: float, lon: float, register: Register) -> Pin:
    """Both sides of a boundary nearer than 300 m; off the coast, the shore; swapped coordinates are repaired."""
    swapped = not _in_box(lat, lon)  # also what is no number
    if swapped:
        lat, lon = lon, lat
        if not _in_box(lat, lon):
            return Pin(outside=True)
    if register.outlines is None:
        return Pin(swapped=swapped)
    outlines = register.outlines.get()
    near = outlines.around(lat, lon) or outlines.around(lat, lon, _SHORE)
    return Pin(tuple(near), known=True, outside=not near, swapped=swapped)


def with_pin(pin: Pin, words: Place, register: Register) -> Place:
    """Pin and words together: what agrees decides, what disagrees is asked, never chosen."""
    notes = (_SWAPPED,) if pin.swapped else ()
    if pin.outside:
        return replace(
            words, outside=True, ask=True, reasons=(*words.reasons, *notes, "pin outside Thailand")
        )
    if not pin.known:
        return _without_outlines(words, notes)
    told = words.how != "none"
    agreed = tuple(one for one in pin.near if _agrees(one[0], words, register)) if told else pin.near
    if not agreed:
        return _disagreeing(pin, words, register, notes)
    return _agreed(agreed, words, register, (*notes, *_said(agreed, told=told)), told=told)


def pin_alone(lat: float, lon: float, register: Register) -> Place:
    """Nothing but a pin: the same answer as with_pin, in one step where it lies in a tambon."""
    if register.outlines is not None and _in_box(lat, lon):
        near = register.outlines.get().around(lat, lon)
        if near and not near[0][1]:
            return _in_tambon(near, register)
    return with_pin(look_up(lat, lon, register), NOWHERE, register)


def _in_tambon(near: list[tuple[str, float]], register: Register) -> Place:
    code = near[0][0]
    laos, tambon = register.laos_of(code), tambon_name(code)
    candidates: Near = ()
    if len(near) > 1:
        laos = tuple(dict.fromkeys(lao for one, _ in near for lao in register.laos_of(one)))
        candidates = _scored(tuple(near))
    return Place(
        tambon=tambon, amphoe=amphoe_name(code[:4]), province=province_name(code[:2]),
        tambon_code=code, amphoe_code=code[:4], province_code=code[:2], candidates=candidates,
        lao_codes=laos, ask=len(laos) != 1, how="pin", reasons=_said(tuple(near), told=False) if candidates else (f"pin: ต.{tambon}",),
    )  # fmt: skip


def _scored(near: Near) -> tuple[tuple[str, float], ...]:
    """The one that holds the pin first; the further off, the less."""
    return tuple((code, round(1 / (len(near) + n), 2)) for n, (code, _) in enumerate(near))


def _without_outlines(words: Place, notes: tuple[str, ...]) -> Place:
    """A pin without outlines decides nothing: words that decide stay, else it is a question."""
    if words.how != "none":
        return replace(words, reasons=(*words.reasons, *notes)) if notes else words
    return replace(words, how="pin", reasons=(*notes, "pin, outlines not loaded"))


def _agrees(code: str, words: Place, register: Register) -> bool:
    """Nothing the words say speaks against the tambon."""
    if words.how == "lao_name" and words.lao_codes:
        return any(lao in words.lao_codes for lao in register.laos_of(code)) and words.tambon_code in (
            None,
            code,
        )
    if words.tambon_code:
        return words.tambon_code == code
    if words.candidates:
        return code in dict(words.candidates)
    if words.amphoe_code:
        return code.startswith(words.amphoe_code)
    return words.province_code is None or code.startswith(words.province_code)


def _agreed(near: Near, words: Place, register: Register, reasons: tuple[str, ...], *, told: bool) -> Place:
    code, metres = near[0]
    pinpointed = told and (words.tambon_code == code or bool(words.candidates))
    sides = near[:1] if pinpointed else near
    laos = tuple(dict.fromkeys(lao for one, _ in sides for lao in register.laos_of(one, words.moo)))
    named = words.lao_codes if words.how == "lao_name" and words.lao_codes else laos
    laos = tuple(lao for lao in laos if lao in named) or laos
    certain = metres == 0 or pinpointed
    candidates = _scored(sides) if len(sides) > 1 else ()
    return replace(
        words,
        tambon=tambon_name(code) if certain else words.tambon,
        amphoe=amphoe_name(code[:4]) if certain else words.amphoe,
        province=province_name(code[:2]) if certain else words.province,
        tambon_code=code if certain else None,
        amphoe_code=code[:4] if certain else words.amphoe_code,
        province_code=code[:2],
        candidates=candidates or (() if certain else ((code, 0.5),)),
        lao_codes=laos,
        ask=not certain or len(laos) != 1,
        how="pin" if words.how != "lao_name" else words.how,
        reasons=(*words.reasons, *reasons),
    )


def _said(near: Near, *, told: bool) -> tuple[str, ...]:
    where = "; ".join(
        f"ต.{tambon_name(code)}" + (f" {metres:.0f} m" if metres else "") for code, metres in near
    )
    return (f"pin: {where}" + (", words agree" if told else ""),)


def _disagreeing(pin: Pin, words: Place, register: Register, notes: tuple[str, ...]) -> Place:
    """Three reports in ten: the phone is where its owner is, the words are where the trouble is, or the reverse."""
    pinned = tuple(code for code, _ in pin.near)
    told = (words.tambon_code,) if words.tambon_code else tuple(code for code, _ in words.candidates)
    codes = dict.fromkeys((*pinned, *told))
    by_pin = (lao for code in pinned for lao in register.laos_of(code))
    amphoes = {code[:4] for code in (*codes, words.amphoe_code or "") if code}
    provinces = {code[:2] for code in amphoes} | ({words.province_code} if words.province_code else set())
    laos = tuple(dict.fromkeys((*by_pin, *words.lao_codes)))
    return replace(
        words,
        tambon_code=None,
        amphoe_code=next(iter(amphoes)) if len(amphoes) == 1 else None,
        province_code=next(iter(provinces)) if len(provinces) == 1 else None,
        candidates=tuple((code, round(1 / len(codes), 2)) for code in codes),
        lao_codes=laos,
        ask=laos != (BANGKOK,),
        reasons=(*words.reasons, *notes, f"pin in ต.{tambon_name(pinned[0])}, words say otherwise"),
    )
