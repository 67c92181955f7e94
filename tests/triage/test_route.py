"""Who gets it, by decisions.md 1, 2 and 7."""

from dataclasses import replace

import pytest

from store.gazetteer import Hub, Lao, Register, build_register
from store.reference import demo_register
from triage.locate import locate
from triage.reading import Reading, read
from triage.route import Route, route

PLEA = read("ขอรถเข็นให้แม่")
URGENT = read("น้ำถึงคอแล้ว มีเด็กด้วย")


def sent(text: str, reading: Reading = PLEA, register: Register | None = None) -> Route:
    register = register or demo_register()
    return route(locate(text, register=register), reading, register)


def of_kind(kind: str) -> Reading:
    return replace(PLEA, kind=kind)


def asleep(*codes: str) -> Register:
    """The demo register with these organisations not at work."""
    demo = demo_register()
    laos = {code: replace(lao, at_work=code not in codes) for code, lao in demo.laos.items()}
    hubs = {code: replace(hub, at_work=code not in codes) for code, hub in demo.hubs.items()}
    return Register(laos, hubs, demo.coverage, demo.moo)


def test_a_tambon_with_one_lao_goes_to_it() -> None:
    found = sent("ต.ควนลัง อ.หาดใหญ่")
    assert (found.to, found.orgs) == ("lao", ("9079",))


def test_a_shared_tambon_is_asked_with_its_candidates() -> None:
    found = sent("ต.พะตง อ.หาดใหญ่")
    assert found.to == "ask"
    assert set(found.orgs) == {"9083", "901118"}


def test_danger_in_a_shared_tambon_goes_to_all_candidates_and_the_hub() -> None:
    found = sent("ต.พะตง อ.หาดใหญ่", URGENT)
    assert found.to == "several"
    assert set(found.orgs) == {"9083", "901118", "hub-9011"}


def test_a_known_moo_decides_a_shared_tambon() -> None:
    demo = demo_register()
    register = Register(demo.laos, demo.hubs, demo.coverage, {("901118", "3"): "9083"})
    assert sent("ม.3 ต.พะตง อ.หาดใหญ่", register=register).orgs == ("9083",)


def test_an_amphoe_alone_goes_to_its_hub() -> None:
    found = sent("น้ำท่วมหาดใหญ่")
    assert (found.to, found.orgs) == ("hub", ("hub-9011",))


def test_for_a_lao_not_at_work_its_hub_receives() -> None:
    assert sent("ต.ควนลัง อ.หาดใหญ่", register=asleep("9079")).orgs == ("hub-9011",)
    assert sent("ทม.ควนลัง", register=asleep("9079")).orgs == ("hub-9011",)


def test_for_a_hub_not_at_work_the_home_desk_is_left_to_decide() -> None:
    found = sent("น้ำท่วมหาดใหญ่", register=asleep("hub-9011"))
    assert (found.to, found.orgs) == ("ask", ())


def test_candidates_not_at_work_are_left_out() -> None:
    assert sent("ต.พะตง อ.หาดใหญ่", register=asleep("9083")).orgs == ("901118",)
    assert sent("ต.พะตง อ.หาดใหญ่", register=asleep("9083", "901118")).orgs == ("hub-9011",)
    assert set(sent("ต.พะตง อ.หาดใหญ่", URGENT, asleep("9083")).orgs) == {"901118", "hub-9011"}


@pytest.mark.parametrize("text", ["ช่วยด้วย", "อยู่สงขลา", "ต.เวียงพางคำ อ.แม่สาย", "อ.แม่สาย"])
def test_without_a_place_or_without_coverage_it_is_asked_without_orgs(text: str) -> None:
    for reading in (PLEA, URGENT):
        assert sent(text, reading).to == "ask"
        assert sent(text, reading).orgs == ()


@pytest.mark.parametrize("kind", ["status", "thanks", "spam", "offtopic", "update", "pdpa"])
def test_kinds_without_a_case_go_nowhere(kind: str) -> None:
    assert sent("ต.ควนลัง อ.หาดใหญ่", of_kind(kind)).to == "none"


@pytest.mark.parametrize("kind", ["complaint", "offer", "info"])
def test_complaints_offers_and_questions_go_to_the_hub_never_to_the_lao(kind: str) -> None:
    assert sent("ทม.ควนลัง", of_kind(kind)).orgs == ("hub-9011",)


def test_a_works_fault_goes_to_the_lao() -> None:
    assert sent("ไฟทางดับ ทม.ควนลัง", of_kind("cityfix")).orgs == ("9079",)


def test_a_pin_abroad_is_asked() -> None:
    place = locate("ต.ควนลัง อ.หาดใหญ่", lat=48.85, lon=2.35, register=demo_register())
    assert route(place, URGENT, demo_register()).to == "ask"


def test_bangkok_goes_to_its_one_lao() -> None:
    bma = Lao("BMA", "BMA", "กรุงเทพมหานคร", "", "10")
    register = build_register([bma], [Hub("hub-1012", "1012")], [])
    assert sent("แขวงบางโพงพาง เขตยานนาวา", register=register).orgs == ("BMA",)
    assert sent("เขตยานนาวา", register=register).orgs == ("BMA",)


def test_the_reason_names_the_lao() -> None:
    assert any("ควนลัง" in reason for reason in sent("ต.ควนลัง อ.หาดใหญ่").reasons)
