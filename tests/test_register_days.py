"""Changes of the register have a day: foreseen before, in force on it, told afterwards; nothing of a body is lost."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

import clock
from store import register_log
from store.ids import BANGKOK, new_id
from store.register import load
from store.register_changes import (
    Author,
    BadChange,
    decide,
    foresee,
    merged,
    renamed,
    split_off,
    take_effect,
    upgraded,
    withdraw,
)
from store.register_days import on_day

NOW = datetime.now(UTC)
TODAY = NOW.astimezone(BANGKOK).date()
SOON = TODAY + timedelta(days=30)
THEN = NOW + timedelta(days=30)
BY = Author(NOW)
TOWN, TAO = "9083", "901118"
"""ทต.พะตง and อบต.พะตง, which share the tambon 901118."""


@pytest.fixture
def session(house: Any) -> Any:
    with house.database.session() as session:
        yield session


def rows(session: Any, sql: str, **values: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.execute(text(sql), values)]


def a_case(session: Any, owner: str, *, state: str = "new", **access: str) -> Any:
    """A case of that owner, with who else stands to it."""
    person, talk, case = (new_id(NOW) for _ in range(3))
    session.execute(
        text("insert into person (id, name, language, created_at) values (:id, '', 'th', :now)"),
        {"id": person, "now": NOW},
    )
    session.execute(
        text(
            "insert into conversation (id, account, sender, person_id, name, language, reachable, spam_count, opened_at)"
            " values (:id, 'web', :sender, :person, '', 'th', true, 0, :now)"
        ),
        {"id": talk, "sender": str(talk), "person": person, "now": NOW},
    )
    session.execute(
        text(
            """insert into "case" (id, reference, account, conversation_id, state, kind, category, urgency, confidence,
            emergency_numbers, vulnerable, reasons, owner, asks_place, ask_orgs, ask_tambons, place_text, registered_text,
            phone, text, language, version, unread, message_count, opened_at, last_in_at, updated_at, silent, read_by, said_in, marks, decided)
            values (:id, :reference, 'web', :talk, :state, 'plea', '{}', 'U2', 1, '{}', '{}', '{}', cast(:owner as text), true,
            array[cast(:owner as text), 'x'], array['901118', ''], '', '', '', '', 'th', 1, true, 1, :now, :now, :now, false, '', '', '{}', '{}')"""
        ),
        {
            "id": case,
            "reference": str(case.int)[-12:],
            "talk": talk,
            "state": state,
            "owner": owner,
            "now": NOW,
        },
    )
    for org, relation in {
        owner: "owner",
        **{code.removeprefix("o"): how for code, how in access.items()},
    }.items():
        session.execute(
            text("insert into case_access (case_id, org, relation) values (:case, :org, :relation)"),
            {"case": case, "org": org, "relation": relation},
        )
    return case


# -- days --------------------------------------------------------------------------------------------------------


def test_a_coming_name_counts_from_its_day_on(session: Any) -> None:
    decide(session, renamed(TOWN, "พะตงพัฒนา"), BY, on=SOON)
    assert load(session).register.laos[TOWN].name == "พะตง"
    assert take_effect(session, NOW) == 0
    assert take_effect(session, THEN) == 1
    assert load(session).register.laos[TOWN].name == "พะตงพัฒนา"
    assert take_effect(session, THEN) == 0


def test_the_day_is_that_of_thailand(session: Any) -> None:
    decide(session, renamed(TOWN, "พะตงพัฒนา"), BY, on=SOON)
    midnight = datetime.combine(SOON, datetime.min.time(), BANGKOK)
    assert take_effect(session, midnight - timedelta(seconds=1)) == 0
    assert take_effect(session, midnight) == 1


def test_the_clock_takes_changes_into_force_and_every_process_sees_them(house: Any) -> None:
    with house.database.session() as session:
        decide(session, renamed(TOWN, "พะตงพัฒนา"), Author(NOW - timedelta(days=3)), on=TODAY)
    assert house.shelf.directory().name(TOWN) == "เทศบาลตำบลพะตง"
    clock.new_day(house)
    assert house.shelf.directory().name(TOWN) == "เทศบาลตำบลพะตงพัฒนา"


def test_a_withdrawn_change_never_comes_into_force(session: Any) -> None:
    row = decide(session, renamed(TOWN, "พะตงพัฒนา"), BY, on=SOON)
    withdraw(session, row.id, BY)
    assert take_effect(session, THEN) == 0
    with pytest.raises(BadChange, match="withdrawn already"):
        withdraw(session, row.id, BY)
    assert [each.act for each in register_log.history(session, [TOWN])] == ["rename"]
    assert not register_log.coming(session, [TOWN])


def test_a_change_that_no_longer_makes_sense_is_left_with_its_trouble_told(session: Any) -> None:
    decide(session, renamed(TAO, "ใหม่กว่า"), BY, on=SOON)
    decide(session, merged(TAO, TOWN), BY, on=SOON - timedelta(days=1))
    assert take_effect(session, THEN) == 1
    left = register_log.coming(session)
    assert [(row.act, "no organisation" in row.trouble) for row in left] == [("rename", True)]


def test_names_and_coverage_are_known_of_any_day(session: Any) -> None:
    before, after = TODAY, SOON + timedelta(days=1)
    decide(session, renamed(TOWN, "พะตงพัฒนา"), BY, on=SOON)
    decide(session, merged(TAO, TOWN), BY, on=SOON)
    for done in (False, True):
        if done:
            assert take_effect(session, THEN) == 2
        now = on_day(session, before, NOW)
        assert (now.names[TOWN], now.coverage["901118"]) == ("ทต.พะตง", (TAO, TOWN)), done
        then = on_day(session, after, NOW)
        assert (then.names[TOWN], then.coverage["901118"]) == ("ทต.พะตงพัฒนา", (TOWN,)), done
        assert (TAO in now.names, TAO in then.names) == (True, False)


def test_a_link_that_ended_and_began_again_keeps_both_times(session: Any) -> None:
    session.execute(
        text(
            "update coverage set valid_from = valid_from - 900, valid_to = current_date - 300 where org = :c"
        ),
        {"c": TAO},
    )
    session.execute(text("update org set valid_from = valid_from - 900"))
    decide(session, merged(TOWN, TAO), BY)
    days = {
        ago: on_day(session, TODAY - timedelta(days=ago), NOW).coverage.get("901118", ())
        for ago in (500, 100, 0)
    }
    assert days == {500: (TAO,), 100: (), 0: (TAO,)}


# -- foreseeing --------------------------------------------------------------------------------------------------


def test_what_is_foreseen_is_what_comes_and_foreseeing_changes_nothing(session: Any) -> None:
    a_case(session, TAO)
    a_case(session, TAO, state="closed")
    before = rows(session, "select code, name, valid_to, successor from org order by code")
    seen = foresee(session, merged(TAO, TOWN), BY)
    assert (seen.before, seen.after, seen.tambons) == ("อบต.พะตง", "ทต.พะตง", ("901118",))
    assert (seen.moved.cases, seen.moved.seen) == (1, 2)
    assert rows(session, "select code, name, valid_to, successor from org order by code") == before
    assert rows(session, 'select distinct owner from case_access join "case" on id = case_id') == [(TAO,)]
    assert [row.act for row in register_log.history(session)] == ["import"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (renamed("0", "ก ข"), "no organisation"),
        (renamed(TOWN, "พะตง"), "this name already"),
        (renamed(TOWN, "ก"), "2 to 80"),
        (renamed(TOWN, "เทศบาลตำบลพะตงใหม่"), "without its rank"),
        (upgraded(TAO, "ThesabanTambon"), "another body of this name"),
        (upgraded(TAO, "PAO"), "no such type"),
        (upgraded(TAO, "TAO"), "this rank already"),
        (merged(TOWN, TOWN), "with itself"),
        (merged(TOWN, "nobody"), "no organisation"),
        (split_off(TOWN, "9001", "TAO", "ใหม่", ["901102"]), "does not cover"),
        (split_off(TOWN, "9001", "TAO", "ใหม่", []), "no tambon"),
        (split_off(TOWN, "9001", "TAO", "ใหม่", ["901118"]), "nothing would be left"),
        (split_off(TOWN, "9079", "TAO", "ใหม่", ["901118"], shared=True), "is taken"),
        (split_off(TOWN, "90-1", "TAO", "ใหม่", ["901118"], shared=True), "Latin letters"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_the_reason(session: Any, change: Any, why: str) -> None:
    with pytest.raises(BadChange, match=why):
        decide(session, change, BY)
    assert rows(session, "select count(*) from org_change where act <> 'import'") == [(0,)]


def test_a_slip_in_the_year_is_no_plan(session: Any) -> None:
    with pytest.raises(BadChange, match="too far"):
        decide(session, renamed(TOWN, "พะตงพัฒนา"), BY, on=date(2569, 12, 1))
