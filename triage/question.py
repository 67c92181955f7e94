"""The one good question: few bodies or tambons to choose from, and how they are named. Answers: triage/settling.py."""

from collections.abc import Sequence
from functools import cache

from casework.cases import Choice
from casework.replies import Question
from store.gazetteer import (
    Lao,
    Register,
    amphoe_name,
    province_name,
    tambon_name,
    tambons,
    tambons_of_postcode,
)
from store.register import Directory, cut_units
from triage.locate import Place
from wording import say

MOST = 4
"""Choices offered at once; more help nobody on a small screen, in two SMS segments or by ear."""
SEGMENTS_2 = 134
"""UTF-16 units of two concatenated SMS segments in Thai."""

_ASKED = {False: ("ask.body", "ask.sms_body"), True: ("ask.tambon", "ask.sms_tambon")}
"""Whether several tambons are left → the sentence, and the one for text messages."""


def choices(place: Place, register: Register) -> tuple[Choice, ...]:
    """Bodies or tambons few enough to be offered; none when the place is better asked for in words."""
    if not place.ask or place.outside:
        return ()
    for offered in (_pairs(place, register), _tambons(place, register), _bodies(place)):
        if 2 <= len(offered) <= MOST and _told_apart(offered, register):
            return offered
    return ()


def _told_apart(offered: Sequence[Choice], register: Register) -> bool:
    """The register knows twins, of one name and rank in one amphoe: told apart where one of them was an อบต. before."""
    laos = [(register.laos.get(one.org), one.tambon) for one in offered]
    names = {
        (lao.short_name, lao.amphoe_code, was_tao(lao), tambon) if lao else ("", "", False, tambon)
        for lao, tambon in laos
    }
    return len(names) == len(offered)


def was_tao(lao: Lao) -> bool:
    """A เทศบาล that was raised from an อบต.: an earlier name says so, or its code, which is still that of its tambon."""
    if lao.type not in _RAISED:
        return False
    return lao.code in _tambon_codes() or any(alias.startswith("อบต.") for alias in lao.aliases)


@cache
def _tambon_codes() -> frozenset[str]:
    return frozenset(tambons())


_RAISED = frozenset({"ThesabanTambon", "ThesabanMueang"})


def amphoe_of(place: Place, register: Register) -> str | None:
    """Where the place is, or the one amphoe that all its bodies are in."""
    found = {register.laos[code].amphoe_code for code in place.lao_codes if code in register.laos}
    return place.amphoe_code or ((found.pop() or None) if len(found) == 1 else None)


def choices_of_postcode(postcode: str, register: Register) -> tuple[Choice, ...]:
    """What a caller is read out (decisions.md 18): the bodies of a postcode, if there are at most four."""
    tambons = tambons_of_postcode(postcode)
    laos = dict.fromkeys(lao for tambon in tambons for lao in register.laos_of(tambon))
    return tuple(Choice(lao) for lao in laos) if 0 < len(laos) <= MOST else ()


def _pairs(place: Place, register: Register) -> tuple[Choice, ...]:
    """Every body of every tambon that is left."""
    left = _left(place)
    if len(left) == 1:
        covering = {code: left[0] if left[0] in register.tambons_of(code) else "" for code in place.lao_codes}
        return tuple(Choice(code, tambon) for code, tambon in covering.items())
    found = [(tambon, register.laos_of(tambon, place.moo) or ("",)) for tambon in left]
    return tuple(Choice(lao, tambon) for tambon, laos in found for lao in laos)


def _tambons(place: Place, register: Register) -> tuple[Choice, ...]:
    """One choice a tambon; whose a shared one is stays open."""
    left = ((tambon, register.laos_of(tambon, place.moo)) for tambon in _left(place))
    return tuple(Choice(laos[0] if len(laos) == 1 else "", tambon) for tambon, laos in left)


def _bodies(place: Place) -> tuple[Choice, ...]:
    return tuple(Choice(lao) for lao in place.lao_codes)


def _left(place: Place) -> tuple[str, ...]:
    return tuple(code for code, _ in place.candidates) or ((place.tambon_code,) if place.tambon_code else ())


# -- how a choice is called --------------------------------------------------------------------------------------


def label(choice: Choice, among: Sequence[Choice], directory: Directory, *, short: bool = False) -> str:
    """As short as a button allows, with the amphoe where the names alone are the same. short: for an SMS."""
    if len({one.tambon for one in among}) < 2:
        return _body_label(choice, among, directory)
    name = _tambon_label(choice.tambon, among, short=short)
    shared = sum(one.tambon == choice.tambon for one in among) > 1
    return f"{_among(choice, among, directory)} ({name})" if shared else name


def _body_label(choice: Choice, among: Sequence[Choice], directory: Directory) -> str:
    name = _among(choice, among, directory)
    alike = sum(_among(one, among, directory) == name for one in among) > 1
    lao = directory.register.laos.get(choice.org)
    return f"{name} อ.{amphoe_name(lao.amphoe_code)}" if alike and lao and lao.amphoe_code else name


def _tambon_label(tambon: str, among: Sequence[Choice], *, short: bool) -> str:
    ours, mark = tambon[:2] == "10", ("แขวง", "เขต") if tambon[:2] == "10" else ("ต.", "อ.")
    name, amphoe = f"{mark[0]}{tambon_name(tambon)}", f"{mark[1]}{amphoe_name(tambon[:4])}"
    if len({one.tambon[:4] for one in among}) < 2:
        return name
    alike = len({tambon_name(one.tambon) for one in among if one.tambon}) == 1
    twins = sum(_named(one.tambon) == _named(tambon) for one in among if one.tambon != tambon)
    where = f" จ.{province_name(tambon[:2])}" if twins and not ours else ""
    return (amphoe if short and alike else f"{name} {amphoe}") + where


def _named(tambon: str) -> tuple[str | None, str | None]:
    return tambon_name(tambon), amphoe_name(tambon[:4])


def _among(choice: Choice, among: Sequence[Choice], directory: Directory) -> str:
    """The short name, or of twins what the one that was raised was called before."""
    lao = directory.register.laos.get(choice.org)
    return (
        f"เดิม อบต.{lao.name}"
        if lao and _raised_twin(lao, among, directory)
        else _short(choice.org, directory)
    )


def _raised_twin(lao: Lao, among: Sequence[Choice], directory: Directory) -> bool:
    others = (directory.register.laos.get(one.org) for one in among if one.org != lao.code)
    same = (
        one
        for one in others
        if one and (one.short_name, one.amphoe_code) == (lao.short_name, lao.amphoe_code)
    )
    return was_tao(lao) and any(not was_tao(one) for one in same)


def _short(org: str, directory: Directory) -> str:
    lao = directory.register.laos.get(org)
    return (lao.short_name if lao else "") or directory.name(org)


def _full(choice: Choice, among: Sequence[Choice], directory: Directory) -> str:
    """As people say it: เทศบาลตำบลพะตง, but อบต.พะตง."""
    lao = directory.register.laos.get(choice.org)
    plain = label(choice, among, directory)
    if lao and plain == f"เดิม อบต.{lao.name}":
        return f"{lao.full_name} (เดิมเป็น อบต.)"
    named = lao is not None and plain == lao.short_name and lao.type != "TAO"
    return lao.full_name if named and lao else plain


def worded(offered: Sequence[Choice], directory: Directory, language: str) -> Question:
    """The question in full with numbered answers, the same within two SMS segments, and the answers alone."""
    whole, brief = _ASKED[len({one.tambon for one in offered}) > 1]
    labels = tuple(label(one, offered, directory) for one in offered)
    named = say("ask.or", language).join(_full(one, offered, directory) for one in offered)
    unsure = say("ask.unsure", language)
    listed = "\n".join(f"{number} {each}" for number, each in enumerate((*labels, unsure), 1))
    return Question(
        text=f"{say(whole, language, names=named)}\n{listed}",
        short=_in_two_segments(brief, offered, directory, language),
        answers=(*labels, unsure),
    )


def _in_two_segments(key: str, offered: Sequence[Choice], directory: Directory, language: str) -> str:
    labels = [label(one, offered, directory, short=True) for one in offered]
    unsure = f"{len(labels) + 1} {say('ask.unsure', language)}"
    frame = len(say(key, language, choices=unsure)) + 3 * len(labels)
    room = (SEGMENTS_2 - frame) // len(labels)
    listed = " ".join(f"{number} {cut_units(each, room)}" for number, each in enumerate(labels, 1))
    return say(key, language, choices=f"{listed} {unsure}")
