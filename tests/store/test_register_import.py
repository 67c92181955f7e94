"""The register in the database: the demo district by hand, the whole country from the reference data."""

import csv
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from channels.segments import segments
from store import orgs, register
from store.ids import BANGKOK
from store.reference import DEMO
from store.register import Shelf
from store.register_errors import BadRegister
from store.register_import import Imported, import_folder
from tests.conftest import Work
from tests.test_house import receipt
from wording import LANGUAGES

ROOT = Path(__file__).parents[2]


def national_folder() -> Path:
    """The shared reference data: named by SAITRONG_SHARED, else beside the checkout."""
    return Path(os.environ.get("SAITRONG_SHARED") or ROOT.parent / "shared") / "data"


national = pytest.mark.skipif(
    not (national_folder() / "lao_register_2022.csv").exists(), reason="the national register is not here"
)


def load(work: Work, folder: Path) -> Imported:
    with work.house.database.session() as session:
        return import_folder(session, folder, now=datetime.now(UTC))


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A copy of the demo register to be changed."""
    copied = tmp_path / "register"
    shutil.copytree(DEMO, copied)
    return copied


def change(folder: Path, name: str, rows: Any) -> None:
    path = folder / name
    with path.open(encoding="utf-8", newline="") as file:
        old = list(csv.DictReader(file))
    new = rows(old)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, fieldnames=list(old[0]))
        out.writeheader()
        out.writerows(new)


@national
def test_the_whole_country_is_loaded_within_a_minute_and_twice_gives_the_same(work: Work) -> None:
    began = time.monotonic()
    first = load(work, national_folder())
    assert time.monotonic() - began < 60
    assert (first.laos, first.hubs) == (7850, 878)
    rows = "select code, kind, name, sms_name, amphoe_code, at_work from org order by code"
    links = "select tambon_code, org, extent, valid_from, valid_to from coverage order by 1, 2"
    before = work.rows(rows), work.rows(links)
    assert load(work, national_folder()) == replace(first, ended=0)
    assert (work.rows(rows), work.rows(links)) == before
    assert work.value("select count(*) from org where at_work") > 0, "who is at work stays at work"
    for code, name in work.house.directory().names.items():
        for language in LANGUAGES:
            assert segments(receipt(name, language)) == 1, code


def test_a_link_that_a_newer_register_no_longer_has_is_ended_and_not_removed(
    work: Work, folder: Path
) -> None:
    gone: dict[str, str] = {}

    def without_first(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        shared = [row["tambon"] for row in rows]
        gone.update(next(row for row in rows if shared.count(row["tambon"]) > 1))
        return [row for row in rows if row != gone]

    change(folder, "tambon_lao.csv", without_first)
    assert load(work, folder).ended == 1
    ended = work.rows("select tambon_code, org, valid_to from coverage where valid_to is not null")
    assert ended == [(gone["tambon"], gone["lao"], datetime.now(BANGKOK).date())]
    with work.house.database.session() as session:
        directory = register.load(session)
    assert gone["lao"] not in directory.register.laos_of(gone["tambon"])


def test_a_link_that_comes_back_is_in_force_again(work: Work, folder: Path) -> None:
    change(folder, "tambon_lao.csv", lambda rows: rows[1:])
    load(work, folder)
    assert load(work, DEMO).ended == 0
    with work.house.database.session() as session:
        _, covers = orgs.register_rows(session)
    with (DEMO / "tambon_lao.csv").open(encoding="utf-8") as file:
        assert {(c.tambon_code, c.org) for c in covers} == {
            (r["tambon"], r["lao"]) for r in csv.DictReader(file)
        }


def test_what_a_person_set_by_hand_survives_a_new_register(work: Work, folder: Path) -> None:
    work.value(
        "with set as (update org set phone = '074-000000' where code = '9079' returning 1) select 1 from set"
    )
    change(
        folder, "lao_register.csv", lambda rows: [row | {"name_th": row["name_th"] + "ใหม่"} for row in rows]
    )
    load(work, folder)
    assert work.rows("select name, phone, at_work from org where code = '9079'") == [
        ("ควนลังใหม่", "074-000000", True)
    ]


@pytest.mark.parametrize("spoil", ["lao_register.csv", "tambon_lao.csv", "amphoe_hub_default.csv"])
def test_a_folder_that_is_not_whole_changes_nothing(work: Work, folder: Path, spoil: str) -> None:
    before = (
        work.value("select value from meta where name = 'register'"),
        work.rows("select * from coverage order by 1, 2"),
    )
    (folder / spoil).unlink()
    with pytest.raises(BadRegister):
        load(work, folder)
    (folder / spoil).write_text("other,columns\n1,2\n")
    with pytest.raises(BadRegister):
        load(work, folder)
    after = (
        work.value("select value from meta where name = 'register'"),
        work.rows("select * from coverage order by 1, 2"),
    )
    assert after == before


def test_every_process_reads_the_register_anew_once_it_changed(work: Work) -> None:
    shelf = Shelf(work.house.database)
    first = shelf.directory()
    assert shelf.directory() is first
    with work.house.database.session() as session:
        register.touch(session)
    assert shelf.directory() is not first
    assert shelf.directory().register.laos.keys() == first.register.laos.keys()
