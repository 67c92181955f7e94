"""The register lives: imports with a preview, names, ranks, villages; mergers and days in test_register_days."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from store import orgs
from store.reference import DEMO
from store.register import load
from store.register_changes import alias_added, alias_removed, decide, renamed, upgraded
from store.register_check import holes
from store.register_errors import BadRegister, problems
from store.register_export import export_folder
from store.register_import import import_folder
from store.register_log import Author, BadChange
from store.register_moo import confirm_moo, set_villages
from store.register_preview import preview
from tests.conftest import SECRETS
from tests.triage.shared import SHARED, needs_shared
from triage.locate import locate

NOW = datetime.now(UTC)
BY = Author(NOW)


@pytest.fixture
def session(house: Any) -> Any:
    with house.database.session() as session:
        yield session


def copy(folder: Path, **changed: str) -> Path:
    """The demo register as a folder that may be edited."""
    for path in DEMO.glob("*.csv"):
        (folder / path.name).write_text(changed.get(path.stem, path.read_text("utf-8")), "utf-8")
    return folder


def demo_file(stem: str) -> str:
    return next(DEMO.glob(f"{stem}*.csv")).read_text("utf-8")


def test_a_confirmed_village_decides_a_shared_tambon(session: Any) -> None:
    assert set(load(session).register.laos_of("901118", "3")) == {"9083", "901118"}
    confirm_moo(session, "901118", "3", "9083", BY)
    register = load(session).register
    assert register.laos_of("901118", "3") == ("9083",)
    found = locate("ม.3 ต.พะตง อ.หาดใหญ่", register=register)
    assert (found.lao_codes, found.ask) == (("9083",), False)
    assert locate("ม.4 ต.พะตง อ.หาดใหญ่", register=register).ask


def test_a_village_can_only_be_of_a_body_that_covers_its_tambon(session: Any) -> None:
    with pytest.raises(BadChange, match="does not cover"):
        confirm_moo(session, "901102", "3", "9083", BY)
    with pytest.raises(BadChange, match="village number"):
        confirm_moo(session, "901118", "03", "9083", BY)


def test_a_table_of_villages_replaces_the_one_before(session: Any) -> None:
    set_villages(session, "9083", [("901118", "1"), ("901118", "2")], BY)
    set_villages(session, "9083", [("901118", "2"), ("901118", "5")], BY)
    assert load(session).register.moo == {("901118", "2"): "9083", ("901118", "5"): "9083"}
    set_villages(session, "901118", [("901118", "5")], BY)
    assert load(session).register.moo == {("901118", "2"): "9083", ("901118", "5"): "901118"}


def test_an_old_name_and_an_old_rank_still_find_the_body(session: Any) -> None:
    decide(session, renamed("9083", "พะตงพัฒนา"), BY)
    decide(session, upgraded("901118", "ThesabanTambon", "พะตงใหม่"), BY)
    decide(session, alias_added("9070", "คูเต่าเก่า"), BY)
    register = load(session).register
    assert register.laos["9083"].full_name == "เทศบาลตำบลพะตงพัฒนา"
    assert locate("ทต.พะตง", register=register).lao_codes == ("9083",)
    assert locate("อบต.พะตง", register=register).lao_codes == ("901118",)
    assert locate("ทต.พะตงใหม่", register=register).lao_codes == ("901118",)
    assert locate("ทต.คูเต่าเก่า", register=register).lao_codes == ("9070",)
    decide(session, alias_removed("9070", "คูเต่าเก่า"), BY)
    assert locate("ทต.คูเต่าเก่า", register=load(session).register).ask


def test_a_preview_tells_what_would_change_and_changes_nothing(session: Any, tmp_path: Path) -> None:
    changed = demo_file("lao_register").replace("คูเต่า", "คูเต่าใหม่")
    folder = copy(tmp_path, **{next(DEMO.glob("lao_register*.csv")).stem: changed})
    before = orgs.register_version(session)
    found = preview(session, folder)
    assert any("ทต.คูเต่า → ทต.คูเต่าใหม่" in line for line in found.changed)
    assert not found.new
    assert not found.links_ended
    assert orgs.register_version(session) == before
    import_folder(session, folder, now=NOW)
    session.expire_all()
    assert locate("ทต.คูเต่า", register=load(session).register).lao_codes == ("9070",)


def test_faults_are_told_row_by_row_and_nothing_is_imported(session: Any, tmp_path: Path) -> None:
    name = next(DEMO.glob("tambon_lao*.csv")).stem
    rows = demo_file("tambon_lao").rstrip("\n") + "\n999999,nobody,wholly\n"
    folder = copy(tmp_path, **{name: rows})
    with pytest.raises(BadRegister) as caught:
        import_folder(session, folder, now=NOW)
    told = str(caught.value)
    last = rows.count("\n")
    for words in (
        f"แถวที่ {last}",
        "ไม่มีตำบลรหัส “999999”",
        "LAO “nobody” is not in lao_register",
        "unknown coverage “wholly”",
    ):
        assert words in told


def test_a_position_that_cannot_be_is_left_out_with_a_warning(tmp_path: Path) -> None:
    (tmp_path / "lao_register.csv").write_text(
        "lao_code,type,name_th,amphoe_code,province_code,lat,lon\n1,TAO,ก,9011,90,100.4,7.0\n1,TAO,,99,9,,\n",
        "utf-8",
    )
    (tmp_path / "tambon_lao.csv").write_bytes(
        "tambon,lao,coverage\n901101,1,completely\n".encode("cp874") + b"\xa1"
    )
    (tmp_path / "amphoe_hub_default.csv").write_text("amphoe\n9011\n", "utf-8")
    found = problems(tmp_path)
    assert not found[0].fatal
    assert "swapped" in found[0].english
    told = "\n".join(map(str, found))
    for words in (
        "stands in an earlier row",
        "no name",
        "no province",
        "no amphoe “99”",
        "not UTF-8",
        "no column amphoe_code, default_hub",
    ):
        assert words in told


def test_a_register_comes_back_from_its_own_export(session: Any, tmp_path: Path) -> None:
    confirm_moo(session, "901118", "3", "9083", BY)
    decide(session, renamed("9083", "พะตงพัฒนา"), BY)
    session.flush()
    before = load(session).register
    assert len(export_folder(session, tmp_path)) == 5
    import_folder(session, tmp_path, now=NOW)
    session.expire_all()
    after = load(session).register
    assert (after.laos, after.hubs, after.moo) == (before.laos, before.hubs, before.moo)
    assert {k: set(v) for k, v in after.coverage.items()} == {k: set(v) for k, v in before.coverage.items()}


def test_holes_are_seen(session: Any) -> None:
    directory = load(session)
    assert holes(session, directory).laos == ()
    session.execute(text("delete from membership where org = '9070'"))
    session.execute(text("update coverage set valid_to = current_date - 1 where tambon_code = '901102'"))
    session.execute(text("update org set valid_to = current_date - 1 where code = 'hub-9011'"))
    found = holes(session, load(session))
    assert "901102" in found.tambons
    assert found.amphoes == ("9011",)
    assert found.laos == ("9070",)
    assert len(holes(session, directory, whole_country=True).tambons) > 7000


@needs_shared
def test_the_whole_country_is_imported_with_outlines_and_villages(house: Any, tmp_path: Path) -> None:
    with house.database.session() as session:
        done = import_folder(session, SHARED, now=NOW)
    assert (done.laos, done.outlines, done.villages, len(done.warnings)) == (7850, 7425, 75207, 3)
    register = house.shelf.directory().register
    assert locate(lat=7.0086, lon=100.4747, register=register).tambon_code == "901101"
    assert locate("บ้านโสกพอก บึงโขงหลง", register=register).how == "village"
    assert house.shelf.directory().register.outlines is register.outlines
    with house.database.session() as session:
        decide(session, renamed("9083", "พะตงพัฒนา"), BY)
    renewed = house.shelf.directory().register
    assert renewed is not register
    assert renewed.outlines is register.outlines


def test_the_commands_import_export_and_check(house: Any, engines: Any, tmp_path: Path) -> None:
    import cli

    environment = {
        **SECRETS,
        "DATABASE_URL": engines.database_url,
        "REDIS_URL": engines.redis_url,
        "DATA_DIR": str(tmp_path / "data"),
    }
    run = CliRunner(env=environment).invoke
    folder = tmp_path / "register"
    exported = run(cli.main, ["register", "export", str(folder)])
    assert exported.exit_code == 0, exported.output
    shown = run(cli.main, ["register", "import", str(folder), "--preview"])
    assert "ใหม่ / new: 0" in shown.output
    assert run(cli.main, ["register", "import", str(folder)]).exit_code == 0
    (folder / "tambon_lao.csv").write_text("tambon,lao\n", "utf-8")
    refused = run(cli.main, ["register", "import", str(folder)])
    assert refused.exit_code == 1
    assert "no column coverage" in refused.output
    checked = run(cli.main, ["register", "check"])
    assert "LAOs without staff: 0" in checked.output


def test_outlines_and_villages_may_come_alone_and_are_compared_first(session: Any, tmp_path: Path) -> None:
    square = {
        "type": "Polygon",
        "coordinates": [[[100.3, 7], [100.4, 7], [100.4, 7.1], [100.3, 7.1], [100.3, 7]]],
    }
    given = {"features": [{"id": "901102", "geometry": square}]}
    (tmp_path / "tambon_cod_ab.geojson").write_text(json.dumps(given), "utf-8")
    seen = preview(session, tmp_path)
    assert (seen.outlines.all, seen.outlines.new, seen.missing, seen.links_ended) == (1, 1, (), ())
    before = load(session).register
    done = import_folder(session, tmp_path, now=NOW)
    assert (done.laos, done.outlines, done.ended) == (0, 1, 0)
    assert load(session).register.coverage == before.coverage
    assert preview(session, tmp_path).outlines.new == 0


def test_every_bad_shape_is_told_and_nothing_is_imported(session: Any, tmp_path: Path) -> None:
    far = {"type": "Polygon", "coordinates": [[[7, 100], [7.1, 100], [7.1, 100.1], [7, 100]]]}
    given = {
        "features": [{"id": "999999", "geometry": far}, {"id": "901102", "geometry": far}, {"geometry": far}]
    }
    (tmp_path / "tambon_cod_ab.geojson").write_text(json.dumps(given), "utf-8")
    with pytest.raises(BadRegister) as caught:
        import_folder(session, tmp_path, now=NOW)
    told = str(caught.value)
    for words in ("รูปที่ 1", "no such tambon", "รูปที่ 2", "outside Thailand", "รูปที่ 3", "no 6-digit"):
        assert words in told


def test_the_commands_show_another_day_and_the_history(house: Any, engines: Any, tmp_path: Path) -> None:
    import cli

    environment = {
        **SECRETS,
        "DATABASE_URL": engines.database_url,
        "REDIS_URL": engines.redis_url,
        "DATA_DIR": str(tmp_path),
    }
    run = CliRunner(env=environment).invoke
    soon = NOW.date() + timedelta(days=40)
    with house.database.session() as session:
        decide(session, renamed("9083", "พะตงพัฒนา"), BY, on=soon)
    assert "9083 ทต.พะตง\n" in run(cli.main, ["register", "show", "9083"]).output
    shown = run(cli.main, ["register", "show", "9083", "--on", soon.isoformat()])
    assert "9083 ทต.พะตงพัฒนา\n" in shown.output
    assert "901118 พะตง: 901118 อบต.พะตง, 9083 ทต.พะตงพัฒนา" in shown.output
    assert f"{soon} rename 9083 พะตงพัฒนา" in run(cli.main, ["register", "history"]).output
    lone = tmp_path / "my.geojson"
    lone.write_text('{"features": []}', "utf-8")
    assert run(cli.main, ["register", "import", str(lone), "--preview"]).exit_code == 0
