"""A merged body lives on in its successor: cases, staff, accounts, villages, names and codes; splits and old imports."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from store import register_log, succession
from store.audit import Audit
from store.reference import DEMO
from store.register import load
from store.register_changes import decide, foresee, merged, split_off, take_effect
from store.register_days import on_day
from store.register_import import import_folder
from store.register_moo import confirm_moo
from store.tables import metadata
from tests.test_register_changes import copy, demo_file
from tests.test_register_days import BY, NOW, SOON, TAO, THEN, TODAY, TOWN, a_case, rows
from triage.locate import locate


@pytest.fixture
def session(house: Any) -> Any:
    with house.database.session() as session:
        yield session


def test_a_merged_body_hands_everything_to_its_successor(session: Any) -> None:
    confirm_moo(session, "901118", "3", TAO, BY)
    case = a_case(session, TAO)
    closed = a_case(session, TAO, state="closed")
    seen = a_case(session, "9079", **{f"o{TAO}": "candidate"})
    session.execute(text("update account set home_org = :org where code = 'web'"), {"org": TAO})
    members = rows(session, "select staff_id, role from membership where org = :org", org=TAO)
    assert members
    decide(session, merged(TAO, TOWN), BY)
    assert rows(session, 'select owner, version from "case" where id = :id', id=case) == [(TOWN, 2)]
    assert rows(session, 'select owner from "case" where id = :id', id=closed) == [(TOWN,)]
    assert rows(session, 'select ask_orgs from "case" where id = :id', id=case) == [([TOWN, "x"],)]
    assert rows(
        session, "select relation from case_access where case_id = :id and org = :org", id=seen, org=TOWN
    ) == [("candidate",)]
    assert not rows(session, "select 1 from case_access where org = :org", org=TAO)
    assert set(members) <= set(
        rows(session, "select staff_id, role from membership where org = :org", org=TOWN)
    )
    assert not rows(session, "select 1 from membership where org = :org", org=TAO)
    directory = load(session)
    assert directory.homes["web"] == TOWN
    assert directory.register.laos_of("901118", "3") == (TOWN,)
    assert directory.register.coverage["901118"] == ((TOWN, "completely"),)
    story = rows(
        session,
        "select case_id, facts->>'before', facts->>'owner' from case_event where verb = 'body_merged'",
    )
    assert {row[0] for row in story} == {case, closed, seen}
    assert {row[1:] for row in story} == {(TAO, TOWN)}
    assert len(session.scalars(select(Audit).where(Audit.action == "case.body_merged")).all()) == 3


def test_the_old_code_and_the_old_name_mean_the_successor(session: Any) -> None:
    decide(session, merged(TAO, TOWN), BY)
    decide(session, merged(TOWN, "9079"), BY)
    directory = load(session)
    assert (directory.current(TAO), directory.current(TOWN), directory.current("9079")) == ("9079",) * 3
    assert directory.name(TAO) == "เทศบาลเมืองควนลัง"
    assert locate("อบต.พะตง", register=directory.register).lao_codes == ("9079",)


def test_an_accused_body_stays_accused_under_its_new_name(session: Any) -> None:
    case = a_case(session, "hub-9011", **{f"o{TAO}": "accused", f"o{TOWN}": "candidate"})
    decide(session, merged(TAO, TOWN), BY)
    assert rows(
        session, "select relation from case_access where case_id = :id and org = :org", id=case, org=TOWN
    ) == [("accused",)]


def test_what_comes_late_for_an_ended_body_goes_over_too(session: Any) -> None:
    decide(session, merged(TAO, TOWN), BY)
    late = a_case(session, TAO)
    take_effect(session, NOW)
    assert rows(session, 'select owner from "case" where id = :id', id=late) == [(TOWN,)]


def test_an_older_register_does_not_undo_a_merger(session: Any, tmp_path: Path) -> None:
    decide(session, merged(TAO, TOWN), BY)
    import_folder(session, copy(tmp_path), now=NOW)
    session.expire_all()
    register = load(session).register
    assert TAO not in register.laos
    assert register.coverage["901118"] == ((TOWN, "completely"),)


def test_a_split_gives_a_part_of_a_tambon_to_a_new_body(session: Any) -> None:
    change = split_off("9079", "9000", "TAO", "ควนลังใหม่", ["901102"], shared=True)
    seen = foresee(session, change, BY)
    assert (seen.before, seen.after, seen.tambons) == ("ทม.ควนลัง", "อบต.ควนลังใหม่", ("901102",))
    decide(session, change, BY, on=SOON)
    assert load(session).register.laos_of("901102") == ("9079",)
    assert take_effect(session, THEN) == 1
    assert on_day(session, SOON, NOW).coverage["901102"] == ("9000", "9079")
    row = rows(session, "select amphoe_code, province_code, at_work, sms_name from org where code = '9000'")
    assert row == [("9011", "90", False, "อบต.ควนลังใหม่")]


def test_an_import_writes_new_names_into_the_history(session: Any, tmp_path: Path) -> None:
    changed = demo_file("lao_register").replace("คูเต่า", "คูเต่าใหม่")
    import_folder(session, copy(tmp_path, **{next(DEMO.glob("lao_register*.csv")).stem: changed}), now=NOW)
    told = [(row.act, row.facts["detail"]) for row in register_log.history(session, ["9070"])]
    assert told == [("rename", "ทต.คูเต่า → ทต.คูเต่าใหม่")]
    assert on_day(session, TODAY - timedelta(days=1), NOW).names.get("9070", "ทต.คูเต่า") == "ทต.คูเต่า"


STAYS = {
    "org.successor", "coverage.org", "coverage_before.org", "org_change.org", "committee_member.org", "paper_job.org",
}  # fmt: skip
"""What was, stays written under the code it was written under."""


def test_no_table_that_names_a_body_is_forgotten() -> None:
    """A table added later either goes over in store/succession.py or is history: then name it here."""
    named = {
        f"{table.name}.{key.parent.name}"
        for table in metadata.tables.values()
        for key in table.foreign_keys
        if key.target_fullname == "org.code"
    }
    moved = " ".join(succession.STEPS.values())
    forgotten = [each for each in named - STAYS if each.partition(".")[0] not in moved]
    assert forgotten == []
