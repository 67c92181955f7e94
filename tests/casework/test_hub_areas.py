"""Service areas of several hubs in one amphoe: every LAO has exactly one hub, whatever was set."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.hub_areas import BadArea, plan, served
from store.gazetteer import Hub, Lao, Register, build_register, hub_code
from store.reference import demo_register
from triage.locate import locate
from triage.reading import read
from triage.route import route

AMPHOES = ("9011", "9012")
SECOND = "hub-9011-2"
PLEA, URGENT = read("ขอรถเข็นให้แม่"), read("น้ำถึงคอแล้ว มีเด็กด้วย")


@st.composite
def registers(draw: st.DrawFn) -> Register:
    """LAOs in two amphoes, one to three hubs in each, areas that may name hubs that are gone or of elsewhere."""
    laos = [
        Lao(str(n), "TAO", f"ก{n}", draw(st.sampled_from(AMPHOES)), "90", at_work=draw(st.booleans()))
        for n in range(draw(st.integers(1, 8)))
    ]
    hubs = [
        Hub(code, amphoe, draw(st.booleans()))
        for amphoe in AMPHOES
        for code in [hub_code(amphoe), *(f"hub-{amphoe}-{n}" for n in range(2, draw(st.integers(2, 4))))]
    ]
    named = [*(hub.code for hub in hubs), "hub-9011-9", "hub-9099"]
    areas = draw(st.dictionaries(st.sampled_from([lao.code for lao in laos]), st.sampled_from(named)))
    return build_register(laos, hubs, [], areas=areas)


@given(registers())
@settings(max_examples=200, deadline=None)
def test_every_lao_has_exactly_one_hub_and_it_is_of_its_amphoe(register: Register) -> None:
    for code, lao in register.laos.items():
        having = [hub for hub in register.hubs if code in register.laos_served(hub)]
        assert len(having) == 1
        assert having == [served(register, code)]
        assert register.hubs[having[0]].amphoe_code == lao.amphoe_code
        receives = register.hub_of(lao.amphoe_code, code)
        assert receives
        assert receives.amphoe_code == lao.amphoe_code
        assert receives.at_work or receives.code == hub_code(lao.amphoe_code)


@given(registers(), st.data())
@settings(max_examples=100, deadline=None)
def test_a_plan_moves_nobody_out_of_a_hub_into_none(register: Register, data: st.DataObject) -> None:
    laos = sorted(code for code, lao in register.laos.items() if lao.amphoe_code == "9011")
    hubs = [hub.code for hub in register.hubs_in("9011")]
    wanted = {lao: data.draw(st.sampled_from(hubs)) for lao in laos}
    found = plan(register, "9011", wanted)
    assert sorted(lao for each in found.areas.values() for lao in each) == laos
    assert {lao: after for lao, _, after in found.moves}.items() <= wanted.items()


def two_hubs(*served_by_second: str, at_work: bool = True) -> Register:
    demo = demo_register()
    hubs = {**demo.hubs, SECOND: Hub(SECOND, "9011", at_work, "หาดใหญ่ (ทต.พะตง)")}
    return replace(demo, hubs=hubs, areas=dict.fromkeys(served_by_second, SECOND))


def sent(words: str, register: Register, reading: object = PLEA) -> tuple[str, set[str]]:
    found = route(locate(words, register=register), reading, register)  # type: ignore[arg-type]
    return found.to, set(found.orgs)


def test_what_is_no_laos_own_goes_to_the_hub_that_serves_the_place() -> None:
    offer = replace(PLEA, kind="offer")
    register = two_hubs("9079")
    assert sent("ต.ควนลัง อ.หาดใหญ่", register, offer) == ("hub", {SECOND})
    assert sent("ต.คูเต่า อ.หาดใหญ่", register, offer) == ("hub", {"hub-9011"})
    assert sent("หาดใหญ่", register, offer) == ("hub", {"hub-9011"})


def test_a_tambon_on_both_sides_goes_to_the_first_hub_and_danger_to_both() -> None:
    register = two_hubs("901118")
    offer = replace(PLEA, kind="offer")
    assert sent("ต.พะตง อ.หาดใหญ่", register, offer) == ("hub", {"hub-9011"})
    assert sent("ต.พะตง อ.หาดใหญ่", register, URGENT)[1] == {"9083", "901118", "hub-9011", SECOND}
    assert plan(register, "9011", {}).split == [("901118", ("hub-9011", SECOND))]
    whole = two_hubs("901118", "9083")
    assert sent("ต.พะตง อ.หาดใหญ่", whole, offer) == ("hub", {SECOND})
    assert sent("ต.พะตง อ.หาดใหญ่", whole, URGENT)[1] == {"9083", "901118", SECOND}


def test_the_first_hub_stands_in_for_one_without_staff() -> None:
    register = two_hubs("9079", at_work=False)
    assert sent("ต.ควนลัง อ.หาดใหญ่", register, replace(PLEA, kind="offer")) == ("hub", {"hub-9011"})
    assert plan(register, "9011", {}).away == [SECOND]


@pytest.mark.parametrize("wanted", [{"9999": SECOND}, {"9079": "hub-9012"}, {"9079": "prov-90"}])
def test_bodies_of_elsewhere_are_not_planned_with(wanted: dict[str, str]) -> None:
    with pytest.raises(BadArea):
        plan(two_hubs(), "9011", wanted)
