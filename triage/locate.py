"""Pin, postcode or words → tambon → the LAOs that may own it. Never a wrong guess: unsure is a question."""

import re
from dataclasses import replace
from itertools import pairwise

from store.gazetteer import BANGKOK, Register, amphoe_name, tambons_of_postcode
from triage.hints import by_lao, by_village
from triage.pins import in_thailand, look_up, pin_alone, with_pin
from triage.place import NOWHERE, How, Place
from triage.reading.addresses import Address, resolve
from triage.reading.laonames import lao_mention
from triage.reading.mending import mend
from triage.reading.moo import moo as village_number
from triage.reading.normalise import normalise
from triage.reading.placenames import Mention, mentions
from triage.reading.registered import apart
from triage.reading.villages import Village, of_amphoe, villages

__all__ = ["How", "Place", "in_thailand", "locate"]

_COORDINATES = re.compile(r"(?<![\d.])(\d{1,3}\.\d{3,})[ ,]+(\d{1,3}\.\d{3,})(?![\d.])")
_POSTCODE = re.compile(r"(?<![\d.,-])([1-9]\d{4})(?![\d.,-])")
_POSTAL_WORD = re.compile(r"(?:ไปรษณีย์|ปณ\.?|postcode|postal|zip)[^\d]{0,8}$")
_OR = re.compile(r" ?(?:หรือ|or|รึ) ?(?:ว่า)?(?:จังหวัด|อำเภอ|จ\.|อ\.)? ?")
_MANY = 24
"""More candidates than this help nobody choose."""

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
    if lat is not None and lon is not None and not text and not postcode:
        return pin_alone(lat, lon, register)
    words = normalise(text)
    pin = (lat, lon) if lat is not None and lon is not None else _typed_pin(words)
    found = _from_words(words, postcode, register) if words or postcode else NOWHERE
    return found if pin is None else with_pin(look_up(*pin, register), found, register)


def _typed_pin(words: str) -> tuple[float, float] | None:
    found = _COORDINATES.search(words)
    return (float(found[1]), float(found[2])) if found else None


def _from_words(words: str, postcode: str | None, register: Register) -> Place:
    event, home = apart(words)
    place = _of_event(event, postcode, register)
    if not home:
        return place
    registered = _of_event(home, None, register)
    if registered.tambon_code and place.how == "none":
        return _only_registered(registered)
    return replace(place, registered=registered.tambon_code)


def _only_registered(home: Place) -> Place:
    """Nothing but the house registration is named: the trouble may be elsewhere."""
    code = home.tambon_code or ""
    return replace(
        home, tambon_code=None, candidates=((code, 0.5),), ask=True, registered=code,
        reasons=(*home.reasons, "only the house registration is named"),
    )  # fmt: skip


def _of_event(words: str, postcode: str | None, register: Register) -> Place:
    lao = lao_mention(words, register)
    found = [one for one in mentions(words) if not (lao and lao.start <= one.start < lao.end)]
    posted = _posted(words, postcode, found)
    address = _or_village(_read(words, found, posted), words, register)
    if _either(found, words):
        address = replace(
            address, tambons=tuple((code, round(score / 2, 2)) for code, score in address.tambons)
        )
    number = village_number(words)
    place = _by_address(address, found, number, words, register)
    if place.ask and not lao:
        place = by_village(_apart(villages(words, register), found, address), address, place, register)
    return by_lao(lao, place, words, register) if lao else place


def _apart(named: list[Village], found: list[Mention], address: Address) -> list[Village]:
    """Villages whose name is not the very name of the area: บ้านผือ the amphoe is not บ้านผือ the village."""
    used = (address.tambon, address.amphoe, address.province)
    areas = [one for one in found if one.prefixed or one.level != "tambon" or one in used]
    return [one for one in named if all(one.end <= area.start or area.end <= one.start for area in areas)]


def _read(words: str, found: list[Mention], posted: tuple[str, ...]) -> Address:
    """What the names say as they are spelled; where that is not enough, what they nearly say."""
    address = resolve(found, posted)
    if address.decided and address.tambon and address.tambon.whole:
        return address
    mended = mend(words, found, posted)
    if mended is None or (address.tambons and not mended.decided) or _overrules(address.tambon, mended):
        return address
    return mended


def _or_village(address: Address, words: str, register: Register) -> Address:
    """What looks like a slip may be a village rightly spelled: both are candidates, unless it lies in that tambon."""
    one = address.tambon
    if address.decided is None or one is None or (one.exact and (one.whole or one.prefixed)):
        return address
    if one.exact:
        longer = _longer_village(one, address.decided[:4], words, register)
        return replace(address, tambon=None, tambons=()) if longer else address
    tambons = of_amphoe(words[one.start : one.end], address.decided[:4], register)
    if not tambons or tambons == (address.decided,):
        return address
    codes = dict.fromkeys((address.decided, *tambons))
    return replace(address, tambons=tuple((code, round(0.5 / len(codes), 2)) for code in codes))


def _longer_village(one: Mention, amphoe: str, words: str, register: Register) -> bool:
    """ "บ้านบึงกระโดน" is a village of the amphoe, not the tambon บ้านบึง."""
    return any(
        (village.start <= one.start and one.end < village.end)
        or (village.start < one.start and one.end <= village.end)
        for village in villages(words, register)
        if any(code.startswith(amphoe) for code in village.codes)
    )


def _either(found: list[Mention], words: str) -> bool:
    """ "นครราชสีมาหรือนครนายก": who says so does not know."""
    areas = sorted((one for one in found if one.level != "tambon"), key=lambda one: one.start)
    return any(_OR.fullmatch(words[one.end : other.start]) for one, other in pairwise(areas))


def _overrules(named: Mention | None, mended: Address) -> bool:
    """A name that is spelled rightly stands; a slip may lie in its amphoe, or in a longer name around it."""
    if named is None or not (named.exact and named.whole) or mended.tambon is None:
        return False
    longer = mended.tambon.end - mended.tambon.start > named.end - named.start
    return not longer and all(code not in named.codes for code, _ in mended.tambons)


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


def _by_address(
    address: Address, found: list[Mention], number: str | None, words: str, register: Register
) -> Place:
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
        ask=_must_ask(address, amphoe_code, laos) or _strange(address, found),
        how="words" if named else "postcode" if address.tambons else "none",
        reasons=tuple(_reason(one, words) for one in named),
        span=_span(named, words),
    )


def _reason(one: Mention, words: str) -> str:
    written = words[one.start : one.end]
    return f"{one.level} {one.name}" + ("" if one.exact or written == one.name else f" (“{written}”)")


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


def _must_ask(address: Address, amphoe_code: str | None, laos: tuple[str, ...]) -> bool:
    """A question is needed until one LAO is sure; in Bangkok the เขต is enough."""
    if amphoe_code and amphoe_code.startswith("10"):
        return False
    return address.decided is None or len(laos) > 1


def _strange(address: Address, found: list[Mention]) -> bool:
    """A เขต alone, where a tambon of another province is named too, or the เขต's name is elsewhere a tambon's."""
    amphoe = address.amphoe
    if address.decided or amphoe is None:
        return False
    others = (
        one for one in found if one.level == "tambon" and not all(code.startswith("10") for code in one.codes)
    )
    named = amphoe.prefixed or address.province is not None
    return any(
        one.prefixed
        or (one.whole and not one.common and not named)
        or (one.start == amphoe.start and not named)
        for one in others
    )
