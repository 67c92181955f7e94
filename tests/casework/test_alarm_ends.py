"""An alarm ends by a person with a reason; and it rings by what ways are left when a provider is broken."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from casework import alarms
from casework.access import Actor, Stands
from store import alarmlists
from store.cases import Relation
from store.staff import Role
from tests.casework.duty_town import HUB, LAO, OTHER, Town
from tests.conftest import Work


@pytest.fixture
def town(work: Work) -> Town:
    return Town(work)


@pytest.fixture
def ringing(client: Any, town: Town) -> Town:
    town.on_duty("one")
    town.on_duty("two", 2)
    town.cry(client)
    town.tick()
    return town


def the_alarm(town: Town, session: Any) -> Any:
    return alarmlists.one(session, town.alarm().id)


def test_an_alarm_ends_only_with_a_reason_of_the_list_and_other_with_words(ringing: Town) -> None:
    person = ringing.people["one"].id
    with ringing.work.house.database.session() as session:
        alarm = the_alarm(ringing, session)
        for reason, words in (("", ""), ("nonsense", "x"), ("other", "  ")):
            with pytest.raises(alarms.NoReason):
                alarms.end(session, alarm, staff=person, reason=reason, words=words, now=ringing.now)
        assert alarms.end(session, alarm, staff=person, reason="other", words="ดูแลกันเอง", now=ringing.now)
        assert not alarms.end(session, alarm, staff=person, reason="safe", words="", now=ringing.now)
    for _ in range(12):
        ringing.tick(60)
    assert ringing.names() == ["one"]
    story = ringing.work.rows("select facts from case_event where verb = 'alarm_ended'")
    assert [row.facts for row in story] == [{"reason": "other"}]


def test_closing_the_case_with_a_reason_ends_its_alarm(client: Any, ringing: Town) -> None:
    from casework import ending

    actor = Actor(ringing.people["one"].id, "one", {LAO: frozenset({Role.CLERK})})
    case = ringing.work.rows('select reference, version from "case"')[0]
    with ringing.work.house.database.session() as session:
        ending.close(
            session, actor, case.reference, version=case.version, reason="advised", words="", now=ringing.now
        )
    assert (ringing.alarm().end_reason, ringing.alarm().ended_by) == ("case_closed", actor.id)


def test_who_was_rung_or_stands_to_the_case_may_tend_an_alarm_and_an_accused_body_never() -> None:
    from types import SimpleNamespace

    alarm = SimpleNamespace(orgs=[LAO])

    def actor(org: str, role: Role) -> Actor:
        return Actor(uuid.uuid4(), "x", {org: frozenset({role})})

    stands = (Stands(LAO, Relation.OWNER), Stands(HUB, Relation.HUB), Stands(OTHER, Relation.FORMER))
    assert alarms.may_tend(actor(LAO, Role.FIELD), alarm, stands)
    assert alarms.may_tend(actor(HUB, Role.CLERK), alarm, stands)
    assert alarms.may_tend(actor("x", Role.OPERATOR), alarm, stands)
    assert not alarms.may_tend(actor(OTHER, Role.HEAD), alarm, stands)
    assert not alarms.may_tend(actor(LAO, Role.AUDITOR), alarm, stands)
    assert not alarms.may_tend(actor(LAO, Role.HEAD), alarm, (Stands(LAO, Relation.ACCUSED),))


def test_with_line_broken_the_text_message_and_the_call_still_go(
    wired_app: Any, provider: Any, wired_work: Work
) -> None:
    town = Town(wired_work)
    town.on_duty("one")
    town.cry(wired_app.test_client())
    provider.reset()
    provider.fault("/v2/bot/message/push", "error", times=None, status=500)
    town.tick()
    wired_work.deliver()
    assert sorted(said.api for said in provider.deliveries) == ["twilio.call", "twilio.message"]
    states = {call.account: call.state for call in town.calls()}
    assert states == {"line": "pending", "sms": "sent", "voice": "sent"}
    (rung,) = [said for said in provider.deliveries if "Twiml" in said.body]
    assert "duty?m=" in rung.body["Twiml"]


def test_with_everything_but_line_broken_line_still_goes_once(
    wired_app: Any, provider: Any, wired_work: Work
) -> None:
    town = Town(wired_work)
    town.on_duty("one")
    town.cry(wired_app.test_client())
    provider.reset()
    provider.fault("/2010-04-01/", "error", times=None, status=500)
    town.tick()
    wired_work.deliver()
    for _ in range(3):
        town.tick(5)
        wired_work.deliver()
    states = {call.account: call.state for call in town.calls()}
    # whether they arrived nobody knows: never tried again blindly, seen by staff, and the ladder goes on
    assert states == {"line": "sent", "sms": "unsure", "voice": "unsure"}
    assert [said.api for said in provider.deliveries] == ["line.push"]
    town.tick(timedelta(minutes=2).total_seconds())
    assert len(town.calls()) == 6
