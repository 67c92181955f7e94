"""The register as a value: read from a folder, built from rows, carried by the program itself."""

from pathlib import Path

import pytest

from store.gazetteer import Hub, Lao, amphoe_name, build_register, tambon_name, tambons_of_postcode
from store.reference import demo_register, register_from_folder
from tests.triage.shared import SHARED, needs_shared


def test_the_demo_register_is_one_whole_chain_of_real_codes() -> None:
    register = demo_register()
    assert len(register.laos) == 8
    for tambon, laos in register.coverage.items():
        assert tambon_name(tambon)
        assert register.hub_of(tambon[:4])
        assert all(code in register.laos for code, _ in laos)


def test_the_demo_register_has_a_tambon_shared_by_thesaban_and_tao() -> None:
    register = demo_register()
    types = {register.laos[code].type for code in register.laos_of("901118")}
    assert types == {"ThesabanTambon", "TAO"}


@needs_shared
def test_the_demo_register_bears_the_national_codes_and_names() -> None:
    national = register_from_folder(SHARED)
    for code, lao in demo_register().laos.items():
        assert national.laos[code].full_name == lao.full_name
    for tambon in demo_register().coverage:
        assert set(demo_register().laos_of(tambon)) == set(national.laos_of(tambon))


@needs_shared
def test_the_whole_country_is_read() -> None:
    national = register_from_folder(SHARED)
    assert len(national.laos) == 7850
    assert len(national.hubs) == 878
    assert national.laos_of("101204") == ("BMA",)


def test_a_known_moo_decides_a_shared_tambon() -> None:
    register = build_register(
        [Lao("a", "TAO", "พะตง", "9011", "90"), Lao("b", "ThesabanTambon", "พะตง", "9011", "90")],
        [Hub("hub-9011", "9011")],
        [("901118", "a", "partially"), ("901118", "b", "partially")],
        [("901118", "3", "b")],
    )
    assert register.laos_of("901118", "3") == ("b",)
    assert register.laos_of("901118", "4") == ("a", "b")


def test_at_work_is_read_from_its_own_table(tmp_path: Path) -> None:
    (tmp_path / "lao_register_2025.csv").write_text(
        "lao_code,type,name_th,amphoe_code,province_code\n1,TAO,ก,9011,90\n2,TAO,ข,9011,90\n", "utf-8"
    )
    (tmp_path / "tambon_lao.csv").write_text("tambon,lao,coverage\n901101,1,completely\n", "utf-8")
    (tmp_path / "amphoe_hub_default.csv").write_text("amphoe_code,default_hub\n9011,หาดใหญ่\n", "utf-8")
    (tmp_path / "at_work.csv").write_text("org\n1\n", "utf-8")
    register = register_from_folder(tmp_path)
    assert [lao.at_work for lao in register.laos.values()] == [True, False]
    assert not register.hubs["hub-9011"].at_work


def test_a_folder_without_a_register_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        register_from_folder(tmp_path)


def test_names_come_without_their_prefix() -> None:
    assert amphoe_name("1012") == "ยานนาวา"
    assert amphoe_name("0000") is None
    assert tambons_of_postcode("00000") == ()
