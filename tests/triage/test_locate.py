"""Places in words, postcodes and pins; what is unsure is asked, never guessed."""

import pytest

from store.gazetteer import Lao, build_register
from store.reference import demo_register
from triage.locate import Place, locate


def place(text: str) -> Place:
    return locate(text, register=demo_register())


@pytest.mark.parametrize(
    ("text", "tambon"),
    [
        ("ต.ควนลัง อ.หาดใหญ่ จ.สงขลา", "901102"),
        ("ตำบลควนลังอำเภอหาดใหญ่จังหวัดสงขลา", "901102"),
        ("น้ำท่วม ต ควนลัง อ หาดใหญ่", "901102"),
        ("ม.5ต.คอหงส์ หาดใหญ่", "901104"),
        ("อยู่ควนลัง หาดใหญ่ค่ะ", "901102"),
        ("บ้านแป้ง พรหมบุรี สิงห์บุรี", "170405"),
        ("ตำบลบ่อยางอำเภอเมืองจังหวัดสงขลา90000", "900101"),
        ("ต.ตลาด อ.เมือง จ.สุราษฎร์ธานี", "840101"),
        ("แขวงบางโพงพาง เขตยานนาวา", "101204"),
        ("khlong hae, hat yai", "901105"),
        ("Mae Pa, Mae Sot", "630607"),
        ("ต.คูเตา อ.หาดใหญ่", "901103"),
        ("ตำบลบุ่งหวาย", "341511"),
    ],
)
def test_names_that_fit_each_other_decide(text: str, tambon: str) -> None:
    found = place(text)
    assert found.tambon_code == tambon
    assert found.how == "words"


@pytest.mark.parametrize(
    "text",
    [
        "บ้านใหม่", "ในเมือง", "ท่าช้าง น้ำพุ", "อยู่ในเมืองค่ะ", "กินข้าวเลย ตากผ้า แพร่เชื้อ น่านฟ้า",
        "หนูอยากเรียนต่อ ม.4", "ลูกอยู่ ม.2", "ซอยเจริญนคร 28", "วัดบางนมโค", "ห่างไป 5 เมตร ม. ปลาย",
        "ช่วยสองคนนี้ด้วย", "แจ้งเรื่องนี้หลายครั้งแล้ว",
    ],
)  # fmt: skip
def test_everyday_words_are_no_places(text: str) -> None:
    found = place(text)
    assert found.how == "none"
    assert (found.province, found.amphoe, found.tambon, found.moo) == (None, None, None, None)
    assert found.ask


def test_a_tambon_name_of_several_provinces_is_asked() -> None:
    found = place("ต.ท่าข้าม น้ำท่วม")
    assert found.tambon_code is None
    assert found.ask
    assert len(found.candidates) > 1
    assert "901113" in dict(found.candidates)


def test_a_bare_tambon_name_alone_is_only_a_candidate() -> None:
    found = place("แถวคลองอู่ตะเภา น้ำมาแล้ว")
    assert found.tambon == "คลองอู่ตะเภา" if found.tambon else found.how == "none"
    assert found.tambon_code is None
    assert found.ask


def test_names_that_contradict_each_other_decide_nothing() -> None:
    found = place("ต.ควนลัง อ.แม่สาย")
    assert found.tambon_code is None
    assert found.ask


def test_a_name_that_is_both_amphoe_and_tambon_is_read_as_the_amphoe() -> None:
    found = place("น้ำท่วมหาดใหญ่")
    assert (found.amphoe, found.tambon) == ("หาดใหญ่", None)
    assert found.amphoe_code == "9011"
    assert found.ask


def test_a_shared_tambon_is_asked_with_both_laos() -> None:
    found = place("ต.พะตง อ.หาดใหญ่")
    assert found.tambon_code == "901118"
    assert set(found.lao_codes) == {"9083", "901118"}
    assert found.ask


@pytest.mark.parametrize(
    ("text", "lao", "name"),
    [
        ("หน้าตลาด ทต.คูเต่า", "9070", "เทศบาลตำบลคูเต่า"),
        ("เทศบาลเมืองคลองแห", "9078", "เทศบาลเมืองคลองแห"),
        ("อบต.พะตง", "901118", "องค์การบริหารส่วนตำบลพะตง"),
        ("ทน.หาดใหญ่", "9098", "เทศบาลนครหาดใหญ่"),
    ],
)
def test_a_named_lao_decides(text: str, lao: str, name: str) -> None:
    found = place(text)
    assert (found.how, found.lao_codes, found.lao_name) == ("lao_name", (lao,), name)
    assert not found.ask


def test_a_lao_outside_the_register_is_named_but_not_decided() -> None:
    found = place("ในเขต ทม.ทุ่งสง")
    assert found.lao_name == "เทศบาลเมืองทุ่งสง"
    assert found.lao_codes == ()
    assert found.ask


def test_an_earlier_name_of_a_lao_finds_it() -> None:
    register = build_register(
        [Lao("1", "ThesabanTambon", "แม่สายมิตรภาพ", "5709", "57", aliases=("แม่สายใหม่",))], [], []
    )
    assert locate("ทต.แม่สายใหม่", register=register).lao_codes == ("1",)


@pytest.mark.parametrize(
    ("text", "moo"),
    [
        ("ม.5 ต.คอหงส์", "5"), ("หมู่ที่ ๑๒ ต.คอหงส์", "12"), ("หมู่สาม ตำบลคอหงส์", "3"), ("12/4 หมู่7 ตำบลบุ่งหวาย", "7"),
        ("จากหมู่ 1 เป็น ม.10", "10"), ("แก้ค่ะ ม.6 ไม่ใช่ ม.5", "6"), ("อยู่ม.4 ต.คูเมือง", "4"), ("น้อง ป.6 กับ ม.2", None),
        ("อยากเรียนต่อ ม.4 ต.แม่คะ อ.ฝาง", None), ("หมู่ 0", None), ("สูง 2 ม.", None),
    ],
)  # fmt: skip
def test_the_village_number_is_no_school_grade(text: str, moo: str | None) -> None:
    assert place(text).moo == moo


def test_a_pin_without_outlines_is_asked() -> None:
    found = locate(lat=7.0086, lon=100.4747)
    assert (found.how, found.ask, found.outside) == ("pin", True, False)
    assert found.tambon_code is None


def test_a_pin_is_read_from_words() -> None:
    assert place("พิกัด 7.0086,100.4747 น้ำเท่าอก").how == "pin"


def test_a_swapped_pin_is_recognised_and_a_foreign_one_is_outside() -> None:
    assert not locate(lat=100.4747, lon=7.0086).outside
    assert locate(lat=48.85, lon=2.35).outside


def test_a_postcode_alone_names_candidates() -> None:
    found = locate(postcode="90110", register=demo_register())
    assert found.how == "postcode"
    assert (found.amphoe_code, found.province_code) == (None, "90")
    assert found.ask
    assert "901102" in dict(found.candidates)


def test_a_postcode_settles_an_ambiguous_tambon() -> None:
    assert place("ต.ท่าข้าม 90110").tambon_code == "901113"


def test_a_price_is_no_postcode() -> None:
    assert place("เสียหาย 90110 บาท ขอเงินช่วย").how == "none"


def test_bangkok_is_one_lao_and_needs_no_further_question() -> None:
    register = build_register([Lao("BMA", "BMA", "กรุงเทพมหานคร", "", "10")], [], [])
    found = locate("เขตจตุจักร", register=register)
    assert found.lao_codes == ("BMA",)
    assert not found.ask


def test_nothing_said_is_nothing_known() -> None:
    assert locate("") == Place()
