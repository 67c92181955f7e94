"""Names with a slip of the keyboard or an unusual romanisation, found by the company they keep.

A misspelt tambon is compared only with the tambons of an amphoe, province or postcode that the text names too,
and decides only when no other tambon there is nearly as near. Alone it gives candidates for a question.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from store.gazetteer import amphoe_name, tambon_name
from triage.reading.addresses import Address, doubtful
from triage.reading.likeness import allowed, alone_like
from triage.reading.nameindex import fold_thai
from triage.reading.namekeys import all_tambons, names
from triage.reading.placenames import Mention
from triage.reading.slots import Slot, slots

_MARGIN = 1.0
"""Letters by which the nearest name must be nearer than the next."""
_MOST = 3.0
_SIDES = frozenset({"ใต", "เหนอ", "นอย", "ใหย", "ใน", "นอก", "บน", "ลาง", "กลาง"})
"""บางแค and บางแคเหนือ are two places: a side that is not said is not a slip."""
_LEFT = 1.5
"""For each word that a name between commas leaves unexplained."""
_BESIDE, _NEXT = 14, 4
"""Letters that may stand between a tambon and its amphoe; its province must follow at once."""
_ELSEWHERE = 0.5
_MANY = 12


@dataclass(frozen=True, slots=True)
class _Area:
    """An amphoe, province or postcode the text names, how many letters off, and where."""

    code: str
    off: float
    start: int
    end: int
    labelled: bool


@dataclass(frozen=True, slots=True)
class _Fit:
    off: float
    code: str
    slot: Slot
    area: _Area
    strayed: float


def mend(text: str, found: list[Mention], posted: Iterable[str]) -> Address | None:
    """The address a slip hides; None when nothing is near enough to say so."""
    pieces = slots(text, found)
    if not pieces:
        return None
    provinces = _provinces(found)
    fits: dict[str, _Fit] = {}
    for fit in _fits(pieces, found, provinces, tuple(posted)):
        known = fits.get(fit.code)
        if known is None or fit.off < known.off:
            fits[fit.code] = fit
    if not fits:
        fits = {fit.code: fit for fit in _far_off(pieces, found, provinces)}
    return _address(sorted(fits.values(), key=lambda fit: fit.off), found)


def _provinces(found: list[Mention]) -> frozenset[str]:
    return frozenset(
        code for one in found if one.level == "province" and not doubtful(one) for code in one.codes
    )


def _fits(
    pieces: list[Slot], found: list[Mention], provinces: frozenset[str], posted: tuple[str, ...]
) -> Iterator[_Fit]:
    yield from _own_amphoes(pieces, found, provinces)
    near = list(_amphoes(pieces, found, provinces))
    for area in sorted(near, key=lambda one: one.off)[:_MANY]:
        yield from _within(area, pieces)
    for code in posted:
        yield from _within(_Area(code, 0.0, len(pieces) and pieces[-1].end, 10**6, labelled=True), pieces)
    if any(area.off == 0 for area in near):
        return
    # what nearly is an amphoe's name is that amphoe, though a tambon bears the name too
    others = [
        slot
        for slot in pieces
        if slot.level or all(slot.end <= one.start or one.end <= slot.start for one in near)
    ]
    for one in found:
        for code in one.codes if one.level == "province" and not doubtful(one) else ():
            yield from _within(_Area(code, _ELSEWHERE, one.start, one.end, one.prefixed), others)


def _own_amphoes(pieces: list[Slot], found: list[Mention], provinces: frozenset[str]) -> Iterator[_Fit]:
    """A tambon spelled rightly, and behind it what is nearly the amphoe it lies in: more letters may be off."""
    for one in found:
        if (
            one.level != "tambon"
            or not (one.exact and one.whole)
            or one.landmark
            or one.generic
            or len(one.codes) > _MANY
        ):
            continue
        after = [
            slot for slot in pieces if slot.level in (None, "amphoe") and 0 <= slot.start - one.end <= _BESIDE
        ]
        after = [slot for slot in after if not any(_spelled(other, slot) for other in found)]
        for code in one.codes:
            for slot in after if not provinces or code[:2] in provinces else ():
                key = fold_thai(amphoe_name(code[:4]) or "")
                off = OSA.distance(slot.key, key, score_cutoff=2)
                if 0 < off <= (1 if len(key) <= 5 and slot.level is None else 2) and len(key) > 4:
                    area = _Area(code[:4], float(off), slot.start, slot.end, slot.level is not None)
                    spelled = Slot(
                        one.start, one.end, fold_thai(one.name), one.level if one.prefixed else None
                    )
                    yield _Fit(float(off), code, spelled, area, 0.0)


def _spelled(area: Mention, slot: Slot) -> bool:
    """The piece is rightly spelled as another amphoe or province."""
    return area.level != "tambon" and area.whole and area.start < slot.end and slot.start < area.end


def _amphoes(pieces: list[Slot], found: list[Mention], provinces: frozenset[str]) -> Iterator[_Area]:
    """Amphoes named rightly, and those nearly so."""
    exact = [
        one for one in found if one.level == "amphoe" and one.whole and (one.prefixed or not one.landmark)
    ]
    part = [one for one in found if one.level == "amphoe" and one.prefixed and not one.whole]
    for one in (*exact, *part):
        for code in one.codes:
            if not provinces or code[:2] in provinces:
                yield _Area(code, 0.0 if one.whole else _ELSEWHERE, one.start, one.end, one.prefixed)
    for slot in pieces:
        if slot.level in (None, "amphoe") and not any(
            one.start < slot.end and slot.start < one.end for one in exact
        ):
            yield from _near_amphoes(slot, provinces)


def _near_amphoes(slot: Slot, provinces: frozenset[str]) -> Iterator[_Area]:
    known = names(slot.key.isascii())
    cutoff = allowed(len(slot.key), labelled=slot.level is not None or bool(provinces))
    for key, off, at in extract(slot.key, known.amphoes, scorer=OSA.distance, score_cutoff=cutoff, limit=8):
        code = known.amphoe_codes[at]
        if off <= allowed(len(key), labelled=True) and (not provinces or code[:2] in provinces):
            yield _Area(code, float(off), slot.start, slot.end, slot.level is not None)


def _within(area: _Area, pieces: list[Slot]) -> Iterator[_Fit]:
    """Tambons of the area that a piece before it, or one behind ต., nearly spells."""
    for slot in pieces:
        if slot.level not in (None, "tambon") or not _belongs(slot, area):
            continue
        if len(area.code) == 2 and slot.key.isascii() and slot.level is None:
            continue  # too much English is a letter or two from some tambon of a province
        known = names(slot.key.isascii())
        low, high = known.below(area.code)
        cutoff = allowed(len(slot.key), labelled=slot.level is not None or area.off == 0)
        for key, off, at in extract(
            slot.key, known.tambons[low:high], scorer=OSA.distance, score_cutoff=cutoff, limit=4
        ):
            strict = allowed(len(key), labelled=slot.level is not None)
            if key.startswith(slot.key) and key.removeprefix(slot.key) in _SIDES:
                continue
            if off <= strict and off + area.off <= _MOST:
                yield _Fit(
                    off + area.off + _LEFT * slot.left, known.tambon_codes[low + at], slot, area, float(off)
                )


def _far_off(pieces: list[Slot], found: list[Mention], provinces: frozenset[str]) -> Iterator[_Fit]:
    """Two slips in a short name: right beside its amphoe, if that is spelled rightly and has no other name like it."""
    for area in _amphoes(pieces, found, provinces):
        for slot in pieces if not area.off else ():
            if _adjoins(slot, area) and not _is_name(slot):
                yield from _nearest(slot, area)


def _adjoins(slot: Slot, area: _Area) -> bool:
    """A Thai piece; nothing but a space or อ. stands between."""
    if slot.key.isascii() or slot.level not in (None, "tambon"):
        return False
    return 0 <= area.start - slot.end <= (8 if area.labelled else 1) and (
        slot.level is not None or area.start > slot.end
    )


def _nearest(slot: Slot, area: _Area) -> Iterator[_Fit]:
    known = names(latin=False)
    low, high = known.below(area.code)
    found = alone_like(slot.key, known.tambons[low:high], labelled=slot.level is not None)
    if found:
        yield _Fit(found[1] + area.off, known.tambon_codes[low + found[0]], slot, area, found[1])


def _belongs(slot: Slot, area: _Area) -> bool:
    """The tambon stands before its amphoe, right beside it unless both are labelled."""
    if slot.end <= area.start:
        gap = _BESIDE if len(area.code) == 4 else _NEXT
        return (slot.level is not None and area.labelled) or area.start - slot.end <= gap
    return slot.level is not None and slot.start >= area.end


def _address(fits: list[_Fit], found: list[Mention]) -> Address | None:
    if not fits:
        return None
    best = fits[0]
    if best.off == 0 and not best.slot.key.isascii():
        return None  # nothing is misspelt: what the names say is judged by the address itself
    rivals = [fit for fit in fits if fit.off < best.off + _MARGIN][:_MANY]
    sure = len(rivals) == 1 and not (best.strayed and _is_name(best.slot))
    score = 0.9 - 0.1 * best.off if sure else 0.5 / len(rivals)
    name = tambon_name(best.code) or ""
    tambon = Mention(
        best.slot.start, best.slot.end, "tambon", name, (best.code,),
        prefixed=best.slot.level is not None, common=False, landmark=False, exact=False,
    )  # fmt: skip
    codes = [fit.code for fit in rivals]
    return Address(
        tambon=tambon,
        amphoe=_named(best, codes, found, "amphoe"),
        province=next((one for one in found if one.level == "province" and best.code[:2] in one.codes), None),
        tambons=tuple((code, round(score, 2)) for code in codes),
        amphoes=tuple(dict.fromkeys(code[:4] for code in codes)),
    )


def _named(best: _Fit, codes: list[str], found: list[Mention], level: str) -> Mention | None:
    """The amphoe as the text names it, or as it nearly does."""
    for one in found:
        if one.level == level and any(code[:4] in one.codes for code in codes):
            return one
    if len(best.area.code) != 4 or len({code[:4] for code in codes}) > 1:
        return None
    return Mention(
        best.area.start, best.area.end, "amphoe", amphoe_name(best.area.code) or "", (best.area.code,),
        prefixed=best.area.labelled, common=False, landmark=False, exact=False,
    )  # fmt: skip


def _is_name(slot: Slot) -> bool:
    """Spelled like a tambon of some other place: a wrong amphoe is then as likely as a slip."""
    return slot.key in all_tambons(slot.key.isascii())
