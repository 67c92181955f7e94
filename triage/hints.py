"""What settles a place beside its address: a village's name, or the LAO that the writer names."""

from dataclasses import replace

from store.gazetteer import Lao, Register
from triage.place import Place
from triage.reading.addresses import Address
from triage.reading.laonames import LaoMention
from triage.reading.villages import Village

_MANY = 24
_ELSEWHERE = 1
"""Letters more, by which another body may still be the one that is meant where no amphoe is named."""
_SECOND = "PAO"
"""An อบจ. helps beside the body on the spot, never instead of it."""


def by_village(found: list[Village], address: Address, place: Place, register: Register) -> Place:
    """A village decides its tambon where the amphoe is named or few tambons are left; alone it gives candidates."""
    if not found:
        return place
    fitting = [code for one in found for code in one.codes if _fits(code, address, place)]
    tambons = tuple(dict.fromkeys(code[:6] for code in fitting))
    if place.tambon_code and len(fitting) == 1:
        return _of_number(fitting[0], found[0].name, place, register)
    if not tambons or len(tambons) > _MANY or place.tambon_code:
        return place
    if len(tambons) == 1 and (place.amphoe_code or place.candidates):
        return _of_tambon(fitting, found[0].name, place, register)
    return _candidates(tambons, found[0].name, place, register)


def _fits(code: str, address: Address, place: Place) -> bool:
    """Within what the address says so far; the number too, where both are told."""
    if place.moo and int(code[6:]) != int(place.moo):
        return False
    if place.tambon_code:
        return code[:6] == place.tambon_code
    if address.tambons:
        return code[:6] in dict(address.tambons)
    if address.amphoes:
        return code[:4] in address.amphoes
    return address.province is None or code[:2] in address.province.codes


def _of_number(code: str, name: str, place: Place, register: Register) -> Place:
    """The tambon is known and shared; the village's number may tell whose it is."""
    laos = register.laos_of(code[:6], str(int(code[6:])))
    if len(laos) != 1:
        return place
    return replace(
        place, lao_codes=laos, ask=False, reasons=(*place.reasons, f"บ้าน{name} is หมู่ {int(code[6:])}")
    )


def _of_tambon(codes: list[str], name: str, place: Place, register: Register) -> Place:
    tambon = codes[0][:6]
    number = place.moo or (str(int(codes[0][6:])) if len(codes) == 1 else None)
    laos = register.laos_of(tambon, number)
    return replace(
        place, tambon_code=tambon, amphoe_code=tambon[:4], province_code=tambon[:2], candidates=(),
        lao_codes=laos, ask=len(laos) != 1, how="village", reasons=(*place.reasons, f"village บ้าน{name}"),
    )  # fmt: skip


def _candidates(tambons: tuple[str, ...], name: str, place: Place, register: Register) -> Place:
    laos = tuple(dict.fromkeys(lao for code in tambons for lao in register.laos_of(code)))
    return replace(
        place,
        candidates=tuple((code, round(0.5 / len(tambons), 2)) for code in tambons),
        lao_codes=laos,
        how="village",
        reasons=(*place.reasons, f"village บ้าน{name} in {len(tambons)} tambons"),
    )


def by_lao(lao: LaoMention, place: Place, words: str, register: Register) -> Place:
    """The writer names the LAO: it decides, when the register has exactly one that fits the other names."""
    named = replace(
        place,
        lao_name=lao.name,
        reasons=(lao.name, *place.reasons),
        span=place.span or words[lao.start : lao.end],
    )
    if any(one.type == _SECOND for one in lao.laos):
        return replace(named, reasons=(f"{lao.name}: second body only", *place.reasons))
    fitting = _nearest(lao, place)
    if lao.bare and not fitting:
        return place
    named = replace(named, how="lao_name")
    if len(fitting) == 1 and (not lao.cut or place.amphoe_code):
        return _of_lao(fitting[0], named, register)
    codes = tuple(one.code for one in fitting[:_MANY])
    return replace(named, lao_codes=codes or place.lao_codes, ask=True)


def _nearest(lao: LaoMention, place: Place) -> list[Lao]:
    """Those that fit the other names; of names with a slip the nearest, and where no area is named only a sure one."""
    if not lao.off:
        return [one for one in lao.laos if _agrees(one, place)]
    near = [(off, one) for off, one in zip(lao.off, lao.laos, strict=True) if _agrees(one, place)]
    least = near[0][0] if near else 0
    far = _ELSEWHERE if place.amphoe_code is None else 0
    return [one for off, one in near if off <= least + far]


def _agrees(lao: Lao, place: Place) -> bool:
    if place.amphoe_code:
        return lao.amphoe_code == place.amphoe_code
    return place.province_code in (None, lao.province_code)


def _of_lao(lao: Lao, place: Place, register: Register) -> Place:
    covered = register.coverage.get(place.tambon_code or "", ())
    if covered and all(code != lao.code for code, _ in covered):
        return _beside(lao, place)
    tambons = register.tambons_of(lao.code)
    tambon = place.tambon_code or (tambons[0] if len(tambons) == 1 else None)
    return replace(
        place, tambon_code=tambon, amphoe_code=place.amphoe_code or lao.amphoe_code or None,
        province_code=lao.province_code, candidates=(), lao_codes=(lao.code,), ask=False,
    )  # fmt: skip


def _beside(lao: Lao, place: Place) -> Place:
    """The LAO that is named has no part of the tambon that is named: one of the two is not the place."""
    return replace(
        place,
        lao_codes=tuple(dict.fromkeys((*place.lao_codes, lao.code))),
        ask=True,
        reasons=(*place.reasons, f"{lao.short_name} does not cover ต.{place.tambon}"),
    )
