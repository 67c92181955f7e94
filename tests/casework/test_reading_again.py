"""Words and places that a person corrects set the message back; the worker reads and routes it anew (decisions.md 10)."""

from typing import Any

import pytest

from casework import correcting, handling
from casework.access import Actor, NotAllowed
from tests import speak
from tests.casework.shared import HAT_YAI, HUB, KHUAN_LANG, now, person, story, the_case
from tests.casework.test_correcting import fix, kept, needs
from tests.conftest import Work
from tests.speak import ROOF

__all__ = ["fix"]


def test_a_case_that_turns_out_a_complaint_leaves_the_accused_and_goes_to_the_hub(
    work: Work, case: Any, clerk: Actor, fix: Any
) -> None:
    assert fix(clerk, "kind:complaint")
    work.all()
    after = the_case(work)
    assert (after.kind, after.owner, after.assignee) == ("complaint", HUB, None)
    assert work.value("select relation from case_access where org = :org", org=KHUAN_LANG) == "accused"
    with pytest.raises(NotAllowed), work.house.database.session() as session:
        handling.see(session, clerk, case.reference, now=now())


def test_another_place_sets_the_message_back_and_the_case_goes_where_it_belongs(
    work: Work, client: Any, case: Any, clerk: Actor
) -> None:
    with work.house.database.session() as session:
        correcting.move_place(
            session, clerk, case.reference, "ต.คลองแห อ.หาดใหญ่ จ.สงขลา", version=case.version, now=now()
        )
    assert work.value("select count(*) from message where state = 'received'") == 1
    work.all()
    after = the_case(work)
    assert after.owner != KHUAN_LANG
    assert "คลองแห" in after.place_text
    assert work.value("select text from message where direction = 'in'") == ROOF
    assert work.value('select count(*) from "case"') == 1
    assert work.value("select count(*) from message where purpose = 'ack'") == 1
    assert ("place", case.tambon_code, "") in kept(work)
    assert story(work)[-2:] == ["read_again", "routed"]


def test_a_recording_that_a_person_writes_down_is_read_and_routed(work: Work, client: Any) -> None:
    speak.post_twilio(client, "/hooks/voice/record", speak.recorded(speak.new_call(), "RE" + "a" * 32))
    work.all()
    before = the_case(work)
    assert (before.owner, before.category) == (HUB, [])
    clerk = person(work, HUB)
    message = work.value("select id from message where direction = 'in'")
    with work.house.database.session() as session:
        correcting.write_down(
            session, clerk, before.reference, message, ROOF, version=before.version, now=now()
        )
    work.all()
    after = the_case(work)
    assert (after.owner, after.category[:1], after.text) == (KHUAN_LANG, ["disaster"], ROOF)
    assert needs(work)["disaster:shelter"] == "proposed"


def test_a_citizens_own_words_are_never_rewritten(work: Work, case: Any, clerk: Actor) -> None:
    message = work.value("select id from message where direction = 'in'")
    with pytest.raises(NotAllowed), work.house.database.session() as session:
        correcting.write_down(
            session, clerk, case.reference, message, "อย่างอื่น", version=case.version, now=now()
        )
    assert work.value("select text from message where direction = 'in'") == ROOF
    assert kept(work) == []


def test_a_body_that_a_person_chose_keeps_the_case_when_it_is_read_again(
    work: Work, case: Any, clerk: Actor, fix: Any
) -> None:
    with work.house.database.session() as session:
        handling.hand_over(
            session, clerk, case.reference, org=HAT_YAI, org_name="ทน.หาดใหญ่", version=case.version, now=now()
        )
    fix(person(work, HAT_YAI), "kind:info")
    work.all()
    assert the_case(work).owner == HAT_YAI


def test_what_is_no_plea_after_all_stays_where_it_is(work: Work, case: Any, clerk: Actor, fix: Any) -> None:
    fix(clerk, "kind:info")
    work.all()
    owner = the_case(work).owner
    fix(person(work, owner), "kind:spam")
    work.all()
    after = the_case(work)
    assert (after.kind, after.owner) == ("spam", owner)
