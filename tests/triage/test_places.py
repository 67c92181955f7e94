"""Addresses and pleas of our own, by kind: floors that a change of rules may not fall below."""

from dataclasses import replace

import pytest

from store.gazetteer import Lao, Register
from store.reference import demo_register, register_from_folder
from tests.triage.places.scoring import BATCHES, GROUPS, WRONG_AT_MOST, Result, cases, results, share, wrong
from tests.triage.shared import SHARED, needs_shared
from triage.locate import Place, locate

FEW = 30


@pytest.fixture(scope="module", params=BATCHES)
def scored(request: pytest.FixtureRequest) -> list[Result]:
    return results(request.param, demo_register())


@pytest.mark.parametrize("group", GROUPS)
def test_each_kind_is_as_right_as_promised(scored: list[Result], group: str) -> None:
    kinds, floor = GROUPS[group]
    right, total = share(scored, kinds)
    assert right >= floor * total - (total < FEW)  # one miss of a dozen says nothing about a share


def test_hardly_anything_is_decided_wrongly(scored: list[Result]) -> None:
    found = wrong(scored)
    assert len(found) / len(scored) <= WRONG_AT_MOST, [each.row["text"] for each in found]


def test_the_set_is_large_and_no_text_is_in_both_batches() -> None:
    tuned, fresh, later = ({row["text"] for row in cases(name)} for name in BATCHES)
    assert len(tuned) >= 800
    assert len(fresh) >= 300
    assert not tuned & (fresh | later)
    assert not fresh & later


@needs_shared
@pytest.mark.parametrize("batch", BATCHES)
def test_with_the_whole_register_loaded_nothing_gets_worse(batch: str) -> None:
    register = register_from_folder(SHARED)
    scored = results(batch, register)
    assert len(wrong(scored)) / len(scored) <= WRONG_AT_MOST
    named = [each for each in scored if each.decided and not each.wrong and each.decided in register.coverage]
    found = [locate(each.row["text"], register=register) for each in named]
    right = sum(set(place.lao_codes) <= set(register.laos_of(place.tambon_code or "")) for place in found)
    assert right / len(found) >= 0.979


def place(text: str) -> Place:
    return locate(text, register=demo_register())


def test_the_place_of_the_event_is_not_the_house_registration() -> None:
    found = place("ทะเบียนบ้านอยู่ ต.ศิลา อ.เมืองขอนแก่น แต่ตอนนี้อยู่ ต.ควนลัง อ.หาดใหญ่ น้ำท่วมค่ะ")
    assert (found.tambon_code, found.registered) == ("901102", "400114")


def test_a_house_registration_alone_is_asked() -> None:
    found = place("ตามทะเบียนบ้าน ต.ควนลัง อ.หาดใหญ่")
    assert (found.tambon_code, found.registered, found.ask) == (None, "901102", True)
    assert found.candidates == (("901102", 0.5),)


def test_a_provincial_body_is_never_the_first_owner() -> None:
    register = register_from_rows()
    found = locate("อบจ.สงขลา ต.ควนลัง อ.หาดใหญ่", register=register)
    assert found.lao_codes == ("9079",)
    assert found.how == "words"
    assert locate("แจ้ง อบจ.สงขลา แล้ว", register=register).lao_codes == ()


def register_from_rows() -> Register:
    demo = demo_register()
    return replace(demo, laos={**demo.laos, "PAO90": Lao("PAO90", "PAO", "สงขลา", "", "90")})


def test_a_named_lao_that_does_not_cover_the_named_tambon_is_asked() -> None:
    found = place("ทม.คลองแห ต.ควนลัง อ.หาดใหญ่")
    assert found.ask
    assert set(found.lao_codes) == {"9079", "9078"}


def test_reasons_name_the_words_that_were_mended() -> None:
    found = place("ต.ควนลง อ.หาดใหญ")
    assert found.tambon_code == "901102"
    assert "tambon ควนลัง (“ควนลง”)" in found.reasons


def test_villages_decide_where_the_amphoe_is_named() -> None:
    register = replace(
        demo_register(),
        villages=lambda: [("90110203", "บ้านหนองบัวแดง"), ("90110401", "บ้านปลักธง"), ("80010101", "บ้านปลักธง")],
    )
    found = locate("น้ำท่วมบ้านปลักธง อ.หาดใหญ่", register=register)
    assert (found.how, found.tambon_code, found.ask) == ("village", "901104", False)
    alone = locate("น้ำท่วมบ้านปลักธง", register=register)
    assert (alone.tambon_code, [code for code, _ in alone.candidates]) == (None, ["901104", "800101"])
    assert locate("บ้านปลักธง ม.5 อ.หาดใหญ่", register=register).tambon_code is None
    assert locate("บ้านใหม่หลังใหญ่", register=register).how == "none"


def test_a_village_tells_whose_part_of_a_shared_tambon_it_is() -> None:
    register = replace(
        demo_register(), moo={("901118", "3"): "9083"}, villages=lambda: [("90111803", "บ้านทุ่งลุง")]
    )
    found = locate("บ้านทุ่งลุง ต.พะตง อ.หาดใหญ่", register=register)
    assert (found.lao_codes, found.ask) == (("9083",), False)


@pytest.mark.parametrize(
    ("text", "lao"),
    [
        ("เทศบาลเมืองคลองเเห", "9078"), ("เทศบาลเมืองครองแห น้ำท่วม", "9078"), ("เทสบาลเมืองคลองแห", "9078"),
        ("ทต.คูเต๋า", "9070"), ("เทศบาลนครคลองแห", "9078"), ("องค์การบริหารส่วนตำบนพะตง", "901118"),
    ],
)  # fmt: skip
def test_a_body_is_found_by_a_name_or_a_title_with_a_slip(text: str, lao: str) -> None:
    found = place(text)
    assert (found.lao_codes, found.ask, found.how) == ((lao,), False, "lao_name")


def test_a_name_that_is_only_the_beginning_of_another_decides_nothing() -> None:
    demo = demo_register()
    register = replace(demo, laos={**demo.laos, "1": Lao("1", "TAO", "ทุ่ง", "8413", "84")})
    assert locate("อบต.ทุ่งศีทองจริง", register=register).ask
    assert locate("อบต.ทุ่งน้ำท่วม", register=register).lao_codes == ("1",)


def with_pattaya() -> Register:
    demo = demo_register()
    return replace(demo, laos={**demo.laos, "2096": Lao("2096", "Pattaya", "พัทยา", "2004", "20")})


@pytest.mark.parametrize(
    "text", ["พัทยา", "น้ำท่วมพัทยาใต้ ซอย 16", "Pattaya Soi 6 flooded", "พัทยา ชลบุรี", "เมืองพัทยา"]
)
def test_the_city_of_pattaya_is_known_by_its_bare_name(text: str) -> None:
    found = locate(text, register=with_pattaya())
    assert (found.lao_codes, found.ask) == (("2096",), False)


def test_where_somebody_went_or_works_is_not_the_place() -> None:
    register = with_pattaya()
    assert locate("ลูกไปทำงานที่พัทยา ยายอยู่คนเดียว", register=register).how == "none"
    found = locate("พัทยา ต.ควนลัง อ.หาดใหญ่", register=register)
    assert (found.tambon_code, found.lao_codes) == ("901102", ("9079",))


def test_what_looks_like_a_slip_may_be_a_village_rightly_spelled() -> None:
    demo = demo_register()
    assert locate("ต.ควนลาง อ.หาดใหญ่", register=demo).tambon_code == "901102"
    register = replace(demo, villages=lambda: [("90110401", "บ้านควนลาง")])
    found = locate("ต.ควนลาง อ.หาดใหญ่", register=register)
    assert (found.tambon_code, found.ask) == (None, True)
    assert [code for code, _ in found.candidates] == ["901102", "901104"]


def test_a_longer_village_name_is_not_the_tambon_it_begins_with() -> None:
    register = replace(demo_register(), villages=lambda: [("90110401", "บ้านพรุแก้ว")])
    found = locate("บ้านพรุแก้ว อ.หาดใหญ่", register=register)
    assert (found.tambon_code, found.how) == ("901104", "village")


def test_who_says_one_or_the_other_is_asked() -> None:
    found = place("ท่าช้าง นครราชสีมา หรือ นครนายก ก็ไม่รู้")
    assert (found.tambon_code, found.ask) == (None, True)


def test_a_piece_of_a_word_is_no_tambon() -> None:
    assert place("หมู่บ้านธรรมสถิต อำเภอเมืองระยอง ระยอง").tambon_code is None
