"""Pin, postcode or words → tambon → the LAOs that may own it. Never a wrong guess: unsure is a question."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from store.gazetteer import BANGKOK, Lao, Register, amphoe_name, tambons_of_postcode
from triage.reading.addresses import Address, resolve
from triage.reading.mending import mend
from triage.reading.laonames import LaoMention, lao_mention
from triage.reading.moo import moo as village_number
from triage.reading.normalise import normalise
from triage.reading.placenames import Mention, mentions

How = Literal["pin", "words", "postcode", "lao_name", "village", "none"]

# Thailand with its sea, degrees
_SOUTH, _NORTH, _WEST, _EAST = 5.5, 20.6, 97.2, 105.8
_COORDINATES = re.compile(r"(?<![\d.])(\d{1,3}\.\d{3,})[ ,]+(\d{1,3}\.\d{3,})(?![\d.])")
_POSTCODE = re.compile(r"(?<![\d.,-])([1-9]\d{4})(?![\d.,-])")
_POSTAL_WORD = re.compile(r"(?:ไปรษณีย์|ปณ\.?|postcode|postal|zip)[^\d]{0,8}$")
_MANY = 24
"""More candidates than this help nobody choose."""


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of a place.

    province, amphoe, tambon, moo, lao_name: what the words name, official Thai without จังหวัด, อำเภอ, ตำบล.
    The codes are what was decided; candidates are tambons (code, score 0–1) a question could settle.
    span: the words that gave the place. outside: the pin is not in Thailand.
    """

    province: str | None = None
    amphoe: str | None = None
    tambon: str | None = None
    moo: str | None = None
    lao_name: str | None = None
    tambon_code: str | None = None
    amphoe_code: str | None = None
    province_code: str | None = None
    candidates: tuple[tuple[str, float], ...] = ()
    lao_codes: tuple[str, ...] = ()
    ask: bool = True
    how: How = "none"
    outside: bool = False
    reasons: tuple[str, ...] = ()
    span: str = ""


_EMPTY = Register()


def locate(
    text: str = "",
    *,
    lat: float | None = None,
    lon: float | None = None,
    postcode: str | None = None,
    register: Register = _EMPTY,
) -> Place:
    """Where it is, as far as the pin, the postcode and the words together decide."""
    words = normalise(text)
    pin = (lat, lon) if lat is not None and lon is not None else _typed_pin(words)
    found = _from_words(words, postcode, register)
    return found if pin is None else _with_pin(pin, found)


def _typed_pin(words: str) -> tuple[float, float] | None:
    found = _COORDINATES.search(words)
    return (float(found[1]), float(found[2])) if found else None


def in_thailand(lat: float, lon: float) -> bool:
    """Within the country's bounding box, in the order given or swapped."""
    return _in_box(lat, lon) or _in_box(lon, lat)


def _in_box(lat: float, lon: float) -> bool:
    return _SOUTH <= lat <= _NORTH and _WEST <= lon <= _EAST


def _with_pin(pin: tuple[float, float], found: Place) -> Place:
    """A pin without outlines decides nothing: words that decide stay, else it is a question."""
    if not in_thailand(*pin):
        return replace(found, outside=True, ask=True, reasons=(*found.reasons, "pin outside Thailand"))
    if found.how != "none":
        return found
    return replace(found, how="pin", reasons=("pin, outlines not loaded",))


def _from_words(words: str, postcode: str | None, register: Register) -> Place:
    lao = lao_mention(words, register)
    found = [one for one in mentions(words) if not (lao and lao.start <= one.start < lao.end)]
    posted = _posted(words, postcode, found)
    address = _read(words, found, posted)
    place = _by_address(address, village_number(words), words, register)
    return _by_lao(lao, place, words, register) if lao else place


def _read(words: str, found: list[Mention], posted: tuple[str, ...]) -> Address:
    """What the names say as they are spelled; where that is not enough, what they nearly say."""
    address = resolve(found, posted)
    if address.decided and address.tambon and (address.tambon.prefixed or address.tambon.whole):
        return address
    mended = mend(words, found, posted)
    if mended is None or (address.tambons and not mended.decided):
        return address
    return mended


def _posted(words: str, postcode: str | None, found: list[Mention]) -> tuple[str, ...]:
    """Tambons of the postcode; a bare five-digit number counts only beside an address or the word."""
    if postcode:
        return tambons_of_postcode(normalise(postcode))
    for number in _POSTCODE.finditer(words):
        tambons = tambons_of_postcode(number[1])
        announced = _POSTAL_WORD.search(words[: number.start()])
        if tambons and (announced or words == number[1] or _fits(tambons, found)):
            return tambons
    return ()


def _fits(tambons: tuple[str, ...], found: list[Mention]) -> bool:
    areas = {code[:length] for code in tambons for length in (2, 4, 6)}
    return any(code in areas for one in found for code in one.codes)


def _by_address(address: Address, number: str | None, words: str, register: Register) -> Place:
    code = address.decided
    amphoe_code = code[:4] if code else _only(address.amphoes)
    laos = _laos(address, number, register)
    named = [one for one in (address.tambon, address.amphoe, address.province) if one]
    return Place(
        province=_name(address.province),
        amphoe=_amphoe(address.amphoe, amphoe_code),
        tambon=_name(address.tambon),
        moo=number,
        tambon_code=code,
        amphoe_code=amphoe_code,
        province_code=_province_code(address, amphoe_code),
        candidates=() if code else address.tambons[:_MANY],
        lao_codes=laos,
        ask=_must_ask(code, amphoe_code, laos),
        how="words" if named else "postcode" if address.tambons else "none",
        reasons=tuple(f"{one.level} {one.name}" for one in named),
        span=_span(named, words),
    )


def _name(one: Mention | None) -> str | None:
    return one.name if one else None


def _amphoe(one: Mention | None, code: str | None) -> str | None:
    """ "อ.เมือง" names the capital amphoe of the province beside it."""
    if one and one.name == "เมือง":
        return amphoe_name(code) if code else one.name
    return _name(one)


def _only(codes: tuple[str, ...]) -> str | None:
    return codes[0] if len(codes) == 1 else None


def _province_code(address: Address, amphoe_code: str | None) -> str | None:
    if amphoe_code:
        return amphoe_code[:2]
    return _only(
        address.province.codes if address.province else tuple({code[:2] for code in address.amphoes})
    )


def _span(named: list[Mention], words: str) -> str:
    return words[min(one.start for one in named) : max(one.end for one in named)] if named else ""


def _laos(address: Address, number: str | None, register: Register) -> tuple[str, ...]:
    """LAOs of the decided tambon, else of the few candidates."""
    if all(code.startswith("10") for code in address.amphoes):
        return (BANGKOK,) if address.amphoes and BANGKOK in register.laos else ()
    tambons = [address.decided] if address.decided else [code for code, _ in address.tambons[:_MANY]]
    return tuple(dict.fromkeys(lao for code in tambons for lao in register.laos_of(code, number)))


def _must_ask(code: str | None, amphoe_code: str | None, laos: tuple[str, ...]) -> bool:
    """A question is needed until one LAO is sure; in Bangkok the เขต is enough."""
    if amphoe_code and amphoe_code.startswith("10"):
        return False
    return code is None or len(laos) > 1


def _by_lao(lao: LaoMention, place: Place, words: str, register: Register) -> Place:
    """The writer names the LAO: it decides, when the register has exactly one that fits the other names."""
    fitting = [one for one in lao.laos if _agrees(one, place)]
    named = replace(
        place,
        lao_name=lao.name,
        how="lao_name",
        reasons=(lao.name, *place.reasons),
        span=place.span or words[lao.start : lao.end],
    )
    if len(fitting) == 1:
        return _of_lao(fitting[0], named, register)
    codes = tuple(one.code for one in fitting[:_MANY])
    return replace(named, lao_codes=codes or place.lao_codes, ask=True)


def _of_lao(lao: Lao, place: Place, register: Register) -> Place:
    tambons = [code for code, laos in register.coverage.items() if any(one == lao.code for one, _ in laos)]
    return replace(
        place,
        tambon_code=place.tambon_code or (tambons[0] if len(tambons) == 1 else None),
        amphoe_code=place.amphoe_code or lao.amphoe_code or None,
        province_code=lao.province_code,
        candidates=(),
        lao_codes=(lao.code,),
        ask=False,
    )


def _agrees(lao: Lao, place: Place) -> bool:
    if place.amphoe_code:
        return lao.amphoe_code == place.amphoe_code
    return place.province_code in (None, lao.province_code)
