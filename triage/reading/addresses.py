"""From names found in the text to one tambon, amphoe, province: names that fit each other decide."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from store.gazetteer import former_amphoes
from triage.reading.placenames import Mention

# How much a name says by itself, and how much a fitting neighbour adds
_PREFIXED, _BARE, _COMMON, _DOUBTFUL = 0.6, 0.4, 0.2, 0.15
_WITH_AMPHOE, _WITH_PROVINCE, _WITH_POSTCODE = 0.4, 0.3, 0.3
_AMPHOE_FIRST = 0.05
"""A name that is both, or two names that do not fit: the amphoe is the safer reading."""
_FORMER = 0.15
"""Less for a tambon that belonged to the amphoe only in earlier years."""
_SURE = 0.6
_SHORT = 4
_NEAR = 3
"""Letters between two neighbouring names of which one is an everyday word: a space, a comma, a prefix."""


@dataclass(frozen=True, slots=True)
class Address:
    """tambon, amphoe, province: what the text names. tambons, amphoes: codes that fit, best first, with scores.

    One tambon with a sure score is decided; everything else is a question.
    """

    tambon: Mention | None = None
    amphoe: Mention | None = None
    province: Mention | None = None
    tambons: tuple[tuple[str, float], ...] = ()
    amphoes: tuple[str, ...] = ()

    @property
    def decided(self) -> str | None:
        one = len(self.tambons) == 1 and self.tambons[0][1] >= _SURE
        return self.tambons[0][0] if one else None


@dataclass(frozen=True, slots=True)
class _Chain:
    score: float
    code: str
    tambon: Mention
    amphoe: Mention | None
    province: Mention | None


def resolve(found: list[Mention], postcode_tambons: Iterable[str] = ()) -> Address:
    """The best-fitting reading of all names together."""
    posted = frozenset(postcode_tambons)
    chains = sorted(_chains(found, posted), key=lambda chain: -chain.score)
    amphoe = max(_amphoe_readings(found), key=lambda reading: reading[0], default=None)
    if chains and (amphoe is None or chains[0].score > amphoe[0] or _holds(chains[0], amphoe[1])):
        return _of_chains([chain for chain in chains if chain.score > chains[0].score - 0.1], found)
    return amphoe[1] if amphoe else _without_names(found, posted)


def _of_chains(best: list[_Chain], found: list[Mention]) -> Address:
    # "Noen Hom" and "Non Hom" sound alike in Latin letters: the one spelled so is meant
    best = [chain for chain in best if chain.tambon.spelled] or best
    first = best[0]
    codes = dict.fromkeys(chain.code for chain in best)
    score = min(first.score, 1.0) - (0.1 if _disputed(first, found) else 0)
    return Address(
        tambon=first.tambon,
        amphoe=first.amphoe,
        province=first.province or _province(found, first.amphoe, first.code[:2]),
        tambons=tuple((code, round(score / len(codes), 2)) for code in codes),
        amphoes=tuple(dict.fromkeys(code[:4] for code in codes)),
    )


def _holds(chain: _Chain, reading: Address) -> bool:
    """The chain says all that the amphoe reading says, and the tambon besides."""
    return chain.score >= _SURE and chain.amphoe is not None and chain.amphoe == reading.amphoe


def _disputed(chain: _Chain, found: list[Mention]) -> bool:
    """Another area is named as clearly, and the tambon is not in it."""
    others = (
        one for one in found if one.level != "tambon" and not doubtful(one) and _apart(one, chain.tambon)
    )
    return any(chain.code[: len(one.codes[0])] not in one.codes for one in others)


def _chains(found: list[Mention], posted: frozenset[str]) -> Iterator[_Chain]:
    for tambon in found:
        if tambon.level != "tambon":
            continue
        amphoes = [one for one in found if one.level == "amphoe" and _apart(one, tambon)]
        provinces = [one for one in found if one.level == "province" and _apart(one, tambon)]
        for code in tambon.codes:
            if _is_province(tambon, code, amphoes, found):
                continue
            chain = _chain(tambon, code, amphoes, provinces, posted)
            if chain and not _better_as_amphoe(chain, found, posted=chain.code in posted):
                yield chain


def _is_province(tambon: Mention, code: str, amphoes: list[Mention], found: list[Mention]) -> bool:
    """ "เมืองสระแก้ว สระแก้ว": behind its amphoe the name is the province's, though a tambon bears it too."""
    if tambon.prefixed or not any(code[:4] in one.codes and one.end <= tambon.start for one in amphoes):
        return False
    return any(
        one.level == "province" and one.start == tambon.start and code[:2] in one.codes for one in found
    )


def _chain(
    tambon: Mention, code: str, amphoes: list[Mention], provinces: list[Mention], posted: frozenset[str]
) -> _Chain | None:
    before = former_amphoes().get(code, ())
    amphoe = _supporter(tambon, amphoes, (code[:4],)) or _supporter(tambon, amphoes, before)
    province = _supporter(tambon, provinces, (code[:2], *(old[:2] for old in before)), via=amphoe)
    if _contradicted(amphoe, amphoes) or _contradicted(province, provinces):
        return None
    if province is None and _followed(amphoe or tambon, provinces):
        return None
    score = _alone(tambon)
    score += _WITH_AMPHOE if amphoe else 0
    score += _WITH_PROVINCE if province else 0
    score += _WITH_POSTCODE if code in posted else 0
    score += _COMMON if _is_address(tambon, amphoe, province, code in posted) else 0
    score -= (
        _FORMER
        if (amphoe and code[:4] not in amphoe.codes) or (province and code[:2] not in province.codes)
        else 0
    )
    if not (tambon.whole or tambon.prefixed) and tambon.end - tambon.start <= _SHORT:
        score = min(score, _SURE - 0.05)  # "เภ" in "อำเภอ": a piece of a word decides nothing
    if score < _BARE:
        return None
    return _Chain(score, code, tambon, amphoe, province)


def _is_address(tambon: Mention, amphoe: Mention | None, province: Mention | None, posted: bool) -> bool:
    """An everyday name whose province or postcode stands right behind it is written as an address is."""
    if tambon.prefixed or tambon.landmark or tambon.generic or not tambon.whole or amphoe:
        return False
    beside = province is not None and 0 <= province.start - tambon.end <= _NEAR + (
        6 if province.prefixed else 0
    )
    return (tambon.common or not tambon.exact) and (beside or posted)


def _alone(one: Mention) -> float:
    short = one.end - one.start <= _SHORT
    if one.prefixed:
        return _PREFIXED - (0 if one.exact else 0.05) - (0 if one.whole else _COMMON)
    if one.landmark or (not one.exact and one.common) or (not one.whole and (short or not one.exact)):
        return _DOUBTFUL
    if not one.exact:
        return _COMMON
    return _COMMON if one.common else _BARE


def _supporter(
    one: Mention, others: list[Mention], codes: tuple[str, ...], via: Mention | None = None
) -> Mention | None:
    """The mention of that area which may stand for the parent of `one`."""
    for other in others:
        clear = other.prefixed or other.whole or other.end - other.start > _SHORT
        fits = clear and any(code in other.codes for code in codes)
        if fits and any(_neighbours(near, other) for near in (one, via) if near):
            return other
    return None


def _neighbours(one: Mention, other: Mention) -> bool:
    """Everyday words count as places only side by side or with their prefix."""
    plain = [name for name in (one, other) if (name.common or not name.exact) and not name.prefixed]
    if not plain:
        return True
    gap = max(one.start, other.start) - min(one.end, other.end)
    return gap <= _NEAR + (6 if one.prefixed or other.prefixed else 0)


def _contradicted(chosen: Mention | None, others: list[Mention]) -> bool:
    """The text names another area outright (with อ. or จ.), and this is not in it."""
    return chosen is None and any(other.prefixed for other in others)


def _followed(one: Mention, provinces: list[Mention]) -> bool:
    """Another province stands right behind: "ต.ก อ.เมือง ร้อยเอ็ด" is not in ยโสธร."""
    return any(0 <= other.start - one.end <= _NEAR and not doubtful(other) for other in provinces)


def _apart(one: Mention, other: Mention) -> bool:
    return one.end <= other.start or other.end <= one.start


def _better_as_amphoe(chain: _Chain, found: list[Mention], *, posted: bool) -> bool:
    """A bare name that is both an amphoe and a tambon is read as the amphoe."""
    tambon = chain.tambon
    if tambon.prefixed or chain.amphoe:
        return False
    area = chain.code[:2] if chain.province or posted else ""
    return any(
        one.level == "amphoe" and one.start == tambon.start and one.end >= tambon.end
        and any(code.startswith(area) for code in one.codes)
        for one in found
    )  # fmt: skip


def _amphoe_readings(found: list[Mention]) -> Iterator[tuple[float, Address]]:
    """Each amphoe named, with its province if that is named too."""
    provinces = [one for one in found if one.level == "province"]
    for amphoe in (one for one in found if one.level == "amphoe"):
        province = next((one for one in provinces if _is_parent(one, amphoe)), None)
        if _contradicted(province, provinces):
            continue
        codes = tuple(code for code in amphoe.codes if not province or code[:2] in province.codes)
        score = _alone(amphoe) + _AMPHOE_FIRST + (_WITH_PROVINCE if province else 0)
        if score >= _BARE:
            yield score, Address(amphoe=amphoe, province=province, amphoes=codes)


def _without_names(found: list[Mention], posted: frozenset[str]) -> Address:
    sure = (one for one in found if one.level == "province" and not doubtful(one))
    postal = tuple(dict.fromkeys(code[:4] for code in sorted(posted)))
    tambons = tuple((code, round(1 / len(posted), 2)) for code in sorted(posted))
    return Address(province=next(sure, None), amphoes=postal, tambons=tambons)


def doubtful(one: Mention) -> bool:
    """A name that may be no place here, or another one: it needs a fitting neighbour."""
    return not one.prefixed and (one.common or one.landmark or not one.exact or not one.whole)


def _is_parent(province: Mention, amphoe: Mention) -> bool:
    fits = any(code[:2] in province.codes for code in amphoe.codes)
    return fits and _apart(province, amphoe) and _neighbours(province, amphoe)


def _province(found: list[Mention], amphoe: Mention | None, code: str) -> Mention | None:
    fitting = (one for one in found if one.level == "province" and code in one.codes)
    return next(
        (one for one in fitting if not doubtful(one) and (amphoe is None or _apart(one, amphoe))), None
    )
