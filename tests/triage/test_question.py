"""The one good question about the place: asked once, with its choices, answered in any way, never guessed."""

from dataclasses import replace
from typing import Any

import pytest

from casework.cases import Choice
from channels.segments import segments
from store.gazetteer import Hub, Lao, build_register, tambon_name, tambons
from store.reference import demo_register, register_from_folder
from store.register import Directory, OrgName
from tests.triage.shared import SHARED as COUNTRY
from tests.triage.shared import needs_shared
from triage.locate import Place, locate
from triage.place import NOWHERE
from triage.question import MOST, choices, choices_of_postcode, label, worded
from triage.settling import UNSURE, answered, settled

PLEA = "หลังคาปลิวทั้งหลังเมื่อคืน ขอผ้าใบครับ"
TOWN, TAO, HUB = "9083", "901118", "hub-9011"
BOTH = (Choice(TOWN, "901118"), Choice(TAO, "901118"))


def directory(*, register: Any = None, away: tuple[str, ...] = ()) -> Directory:
    register = register or demo_register()
    laos = {code: replace(lao, at_work=code not in away) for code, lao in register.laos.items()}
    register = build_register(
        laos.values(), register.hubs.values(),
        [(t, lao, much) for t, pairs in register.coverage.items() for lao, much in pairs],
    )  # fmt: skip
    names = {
        code: OrgName(lao.full_name, lao.short_name[:18], "lao", lao.at_work, "")
        for code, lao in laos.items()
    }
    return Directory(register, names, {})


SOMEWHERE = directory()


def place_of(words: str) -> Place:
    return locate(words, register=SOMEWHERE.register)


# -- what is offered ---------------------------------------------------------------------------------------------


def test_a_shared_tambon_offers_its_bodies() -> None:
    assert set(choices(place_of("ต.พะตง อ.หาดใหญ่"), SOMEWHERE.register)) == set(BOTH)


def test_a_place_that_is_sure_or_abroad_or_quite_open_offers_nothing() -> None:
    register = SOMEWHERE.register
    assert choices(place_of("ต.ควนลัง อ.หาดใหญ่"), register) == ()
    assert choices(replace(place_of("ต.พะตง อ.หาดใหญ่"), outside=True), register) == ()
    assert choices(place_of("อ.หาดใหญ่"), register) == ()


def test_a_name_of_several_tambons_offers_the_tambons_each_with_its_body_where_it_has_one() -> None:
    place = Place(
        candidates=(("901102", 0.5), ("901118", 0.5)), lao_codes=("9079", TOWN, TAO), ask=True, how="words"
    )
    assert choices(place, SOMEWHERE.register) == (Choice("9079", "901102"), *BOTH)
    many = replace(place, candidates=tuple((code, 0.2) for code in ("901102", "901103", "901104", "901118")))
    assert [one.org for one in choices(many, SOMEWHERE.register)] == ["9079", "9070", "9080", ""]


def test_a_body_named_that_does_not_cover_the_tambon_is_one_of_the_choices() -> None:
    place = place_of("ทม.คลองแห ต.ควนลัง อ.หาดใหญ่")
    offered = choices(place, SOMEWHERE.register)
    assert offered == (Choice("9079", "901102"), Choice("9078", ""))
    assert [label(one, offered, SOMEWHERE) for one in offered]


def test_a_postcode_offers_at_most_four_bodies() -> None:
    tambons = {f"90110{n}": f"LAO{n}" for n in range(1, 9)}
    laos = [Lao(code, "TAO", code, "9011", "90") for code in tambons.values()]
    for count, offered in ((4, 4), (5, 0), (0, 0)):
        few = list(tambons.items())[:count]
        register = build_register(laos, [], [(tambon, lao, "completely") for tambon, lao in few])
        assert len(choices_of_postcode("90110", register)) == offered, count
    assert choices_of_postcode("00000", register) == ()


# -- how it is asked ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_question_names_the_bodies_as_people_do_and_numbers_its_answers(language: str) -> None:
    question = worded(BOTH, SOMEWHERE, language)
    assert "เทศบาลตำบลพะตง" in question.text
    assert "อบต.พะตง" in question.text
    assert question.answers[:2] == ("ทต.พะตง", "อบต.พะตง")
    assert "1 ทต.พะตง 2 อบต.พะตง 3 " in question.short
    assert "\n3 " in question.text


def test_twins_are_told_apart_by_their_amphoe_and_fit_two_text_messages() -> None:
    laos = [Lao(f"L{n}", "TAO", "หนองบัวน้ำใสเจริญทรัพย์", f"900{n}", "90") for n in range(1, 5)]
    twins = directory(register=build_register(laos, [], []))
    offered = tuple(Choice(lao.code) for lao in laos)
    question = worded(offered, twins, "th")
    assert len(set(question.answers)) == 5
    assert all(" อ." in each for each in question.answers[:-1])
    assert segments(question.short) <= 2


# -- what an answer means ----------------------------------------------------------------------------------------


ANSWERS = [
    ("1", BOTH[0]), ("2", BOTH[1]), ("๒", BOTH[1]), (" 2 ครับ", BOTH[1]), ("3", UNSURE), ("๓", UNSURE), ("4", None), ("0", None),
    ("ไม่แน่ใจ", UNSURE), ("ไม่แน่ใจค่ะ", UNSURE), ("ไม่รู้เหมือนกัน", UNSURE), ("Not sure", UNSURE), ("อบต.พะตง", BOTH[1]),
    ("อบต พะตง ค่ะ", BOTH[1]), ("ทต.พะตง", BOTH[0]), ("เทศบาลตำบลพะตง", BOTH[0]), ("เทศบาล", BOTH[0]), ("อบต", BOTH[1]),
    ("อยู่เขต อบต.พะตง ครับ", BOTH[1]), ("พะตง", None), ("หลังคายังรั่วอยู่", None), ("", None), ("12", None),
]  # fmt: skip


@pytest.mark.parametrize(("words", "meant"), ANSWERS)
def test_an_answer_is_understood_or_left_open(words: str, meant: Choice | None) -> None:
    assert answered(words, place_of(words), BOTH, SOMEWHERE) == meant


def test_a_village_number_answers_where_staff_have_confirmed_it() -> None:
    register = build_register(
        demo_register().laos.values(), [], [("901118", TOWN, "partially"), ("901118", TAO, "partially")],
        [("901118", "3", TAO)],
    )  # fmt: skip
    known = replace(SOMEWHERE, register=register)
    assert answered("หมู่ 3", locate("หมู่ 3", register=register), BOTH, known) == BOTH[1]
    assert answered("หมู่ 4", locate("หมู่ 4", register=register), BOTH, known) is None


def test_an_amphoe_answers_where_it_leaves_one_choice() -> None:
    offered = (Choice("", "901118"), Choice("", "900101"))
    assert answered("อ.หาดใหญ่", place_of("อ.หาดใหญ่"), offered, SOMEWHERE) == offered[0]


def test_the_place_after_an_answer_is_no_further_than_it_says() -> None:
    place = settled(BOTH[1], Place(moo="3"), SOMEWHERE.register)
    assert (place.tambon_code, place.moo, place.lao_codes, place.ask) == ("901118", "3", (TAO,), False)
    shared = settled(Choice("", "901118"), Place(), SOMEWHERE.register)
    assert (shared.tambon_code, shared.lao_codes, shared.ask) == ("901118", (), False)


def test_a_hub_never_begins_a_sentence_with_nobody() -> None:
    """Neither body nor hub at work: the home desk has it, and that is what is said."""
    register = build_register(
        [Lao(TAO, "TAO", "พะตง", "9011", "90", at_work=False)], [Hub(HUB, "9011", at_work=False)],
        [("901118", TAO, "completely")],
    )  # fmt: skip
    from triage.reading import read
    from triage.route import route

    to = route(locate("ต.พะตง อ.หาดใหญ่", register=register), read(PLEA), register)
    assert (to.to, to.away) == ("ask", (TAO,))


def test_a_town_of_the_same_name_is_told_apart_by_what_it_was_before() -> None:
    laos = [
        Lao("120301", "ThesabanTambon", "บางม่วง", "1203", "12"),
        Lao("1293", "ThesabanTambon", "บางม่วง", "1203", "12"),
    ]
    twins = directory(register=build_register(laos, [], [("120301", lao.code, "partially") for lao in laos]))
    place = Place(tambon_code="120301", amphoe_code="1203", lao_codes=("120301", "1293"), ask=True)
    offered = choices(place, twins.register)
    question = worded(offered, twins, "th")
    assert question.answers == ("เดิม อบต.บางม่วง", "ทต.บางม่วง", "ไม่แน่ใจ")
    assert "เทศบาลตำบลบางม่วง (เดิมเป็น อบต.) หรือ เทศบาลตำบลบางม่วง" in question.text
    for said, lao in (("เดิม อบต.บางม่วง", "120301"), ("อบต.", "120301"), ("2", "1293"), ("ทต.บางม่วง", "1293")):
        found = answered(said, NOWHERE, offered, twins)
        assert found == Choice(lao, "120301"), said


# -- the whole country -------------------------------------------------------------------------------------------


@needs_shared
def test_every_shared_tambon_of_the_country_is_asked_about_within_the_limits() -> None:
    country = directory(register=register_from_folder(COUNTRY))
    shared = [code for code, laos in country.register.coverage.items() if len(laos) > 1]
    assert len(shared) > 1000
    twins = 0
    for code in shared:
        place = Place(
            tambon_code=code, amphoe_code=code[:4], lao_codes=country.register.laos_of(code), ask=True
        )
        offered = choices(place, country.register)
        twins += not offered
        question = worded(offered or BOTH, country, "th")
        assert 3 <= len(question.answers) == len(set(question.answers)) <= MOST + 1, code
        assert segments(question.short) <= 2, (code, question.short)
    # หนองจอก of ท่ายาง has two อบต. of one name: the hub decides
    assert twins == 1


@needs_shared
def test_every_name_of_two_to_four_tambons_is_asked_about_within_the_limits() -> None:
    country = directory(register=register_from_folder(COUNTRY))
    named: dict[str | None, list[str]] = {}
    for code in tambons():
        named.setdefault(tambon_name(code), []).append(code)
    few = [codes for codes in named.values() if 2 <= len(codes) <= MOST]
    asked = 0
    for codes in few:
        laos = tuple(dict.fromkeys(lao for code in codes for lao in country.register.laos_of(code)))
        place = Place(candidates=tuple((code, 0.3) for code in codes), lao_codes=laos, ask=True, how="words")
        offered = choices(place, country.register)
        if not offered:
            continue
        asked += 1
        for language in ("th", "en"):
            question = worded(offered, country, language)
            assert 3 <= len(question.answers) == len(set(question.answers)), (codes, question.answers)
            assert segments(question.short) <= 2, (codes, question.short)
        for number, one in enumerate(offered, 1):
            assert answered(question.answers[number - 1], Place(), offered, country) == one, (codes, one)
    assert asked > 0.9 * len(few) > 500
