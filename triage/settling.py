"""What an answer to the question about the place means, and the place as it leaves it.

Never a guess: who is not sure is answered too, and the case stays with the hub of the amphoe.
"""

import re
from collections.abc import Sequence
from typing import Final

from casework.cases import Choice
from store.gazetteer import Register, amphoe_name, province_name, tambon_name
from store.register import Directory
from triage.locate import Place
from triage.question import label, was_tao
from triage.reading.normalise import normalise

UNSURE: Final = Choice("", "")
"""The answer "not sure": always offered, always respected."""

_UNSURE = (
    "ไม่แน่ใจ",
    "ไม่รู้",
    "ไม่ทราบ",
    "ไม่ชัวร์",
    "not sure",
    "unsure",
    "don't know",
    "dont know",
    "i don't know",
)
_POLITE = re.compile(r"(?:นะ)?(?:ครับ|คับ|ค่ะ|คะ|จ้า|จ้ะ)[.! ]*$")
_NOISE = re.compile(r"[\s.()]+")
_KINDS = (("TAO", ("อบต", "เดิมอบต", "องค์การบริหารส่วนตำบล")), ("Thesaban", ("เทศบาล", "ทต", "ทม", "ทน")))
_LONGEST_ANSWER = 80


def answered(
    text: str, place: Place, offered: Sequence[Choice], directory: Directory, *, moo: str | None = None
) -> Choice | None:
    """The choice that the words mean, UNSURE, or None when they leave it open. place: what was read in them."""
    words = _POLITE.sub("", normalise(text)).strip(" .,")
    if len(words) <= _LONGEST_ANSWER:
        if words.startswith(_UNSURE):
            return UNSURE
        if words.isdecimal() and len(words) == 1 and 1 <= int(words) <= len(offered) + 1:
            return (*offered, UNSURE)[int(words) - 1]
        if named := _by_name(words, offered, directory):
            return named
    return _by_place(place, offered, directory.register, moo)


def only_named(text: str, offered: Sequence[Choice], directory: Directory) -> bool:
    """Whether the words are a name that was offered and nothing else: an answer, which accuses nobody."""
    said = _NOISE.sub("", _POLITE.sub("", normalise(text)))
    return any(said in _spellings(one, offered, directory) for one in offered)


def _by_name(words: str, offered: Sequence[Choice], directory: Directory) -> Choice | None:
    """ "อบต. พะตง", "เทศบาลตำบลพะตง", the words of a button, or "เทศบาล" where only one of them is one."""
    said = _NOISE.sub("", words)
    spellings = {one: _spellings(one, offered, directory) for one in offered}
    for fits in (
        [one for one in offered if said in spellings[one]],
        [one for one in offered if any(name in said for name in spellings[one] if name)],
        [one for one in offered if _of_kind(said, one, directory)],
    ):
        if len(fits) == 1:
            return fits[0]
    return None


def _spellings(choice: Choice, offered: Sequence[Choice], directory: Directory) -> frozenset[str]:
    names = {label(choice, offered, directory), label(choice, offered, directory, short=True)}
    lao = directory.register.laos.get(choice.org)
    if lao and sum(_called(one, directory) == lao.short_name for one in offered) == 1:
        names |= {lao.short_name, lao.full_name}
    return frozenset(_NOISE.sub("", normalise(name)) for name in names)


def _called(choice: Choice, directory: Directory) -> str:
    lao = directory.register.laos.get(choice.org)
    return lao.short_name if lao else ""


def _of_kind(said: str, choice: Choice, directory: Directory) -> bool:
    lao = directory.register.laos.get(choice.org)
    if lao is None:
        return False
    kinds = (lao.type, "TAO") if was_tao(lao) else (lao.type,)
    return any(each.startswith(kind) and said.startswith(words) for kind, words in _KINDS for each in kinds)


def _by_place(place: Place, offered: Sequence[Choice], register: Register, moo: str | None) -> Choice | None:
    number = place.moo or moo
    by_village = [
        one for one in offered if one.tambon and number and register.laos_of(one.tambon, number) == (one.org,)
    ]
    for fits in (
        [one for one in offered if place.lao_codes == (one.org,)],
        [one for one in offered if place.tambon_code and one.tambon == place.tambon_code],
        [one for one in offered if place.amphoe_code and _amphoe(one, register) == place.amphoe_code],
        by_village,
    ):
        if len(fits) == 1:
            return fits[0]
    return None


def _amphoe(choice: Choice, register: Register) -> str:
    lao = register.laos.get(choice.org)
    return choice.tambon[:4] or (lao.amphoe_code if lao else "")


def settled(
    choice: Choice, place: Place, register: Register, *, tambon: str = "", moo: str | None = None
) -> Place:
    """The place as the answer leaves it; a shared tambon that was chosen as such goes to its hub.

    tambon, moo: what the case knew before.
    """
    lao = register.laos.get(choice.org)
    code = choice.tambon or (tambon if choice.org in register.laos_of(tambon) else "")
    amphoe = code[:4] or (lao.amphoe_code if lao else "") or None
    province = amphoe[:2] if amphoe else lao.province_code if lao else None
    return Place(
        province=province_name(province) if province else None,
        amphoe=amphoe_name(amphoe) if amphoe else None,
        tambon=tambon_name(code) if code else None,
        moo=place.moo or moo,
        lao_name=lao.short_name if lao else None,
        tambon_code=code or None,
        amphoe_code=amphoe,
        province_code=province,
        lao_codes=(choice.org,) if choice.org else (),
        ask=False,
        how="answer",
        registered=place.registered,
    )
