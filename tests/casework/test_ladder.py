"""The ladder: who is rung when nobody answers, day and night, whatever breaks in between."""

from typing import Any

import pytest

from casework import alarms
from casework.alarm_rules import Part, rules
from store.staff import Role
from tests.casework.duty_town import HUB, LAO, NIGHT, Town
from tests.conftest import Work
from tests.speak import ROOF, line_event, post_line, user

WAYS = {"line", "sms", "voice"}
NOWHERE = "น้ำท่วมถึงชั้นสองแล้ว มีคนติดอยู่ข้างใน ช่วยด้วย"
SHARED = "น้ำท่วมถึงชั้นสองแล้ว มีคนติดอยู่ข้างใน ช่วยด้วย ต.พะตง อ.หาดใหญ่"


@pytest.fixture
def town(work: Work) -> Town:
    return Town(work)


def test_the_first_on_duty_is_rung_at_once_on_every_way(client: Any, town: Town) -> None:
    town.on_duty("one")
    town.cry(client)
    town.tick()
    assert sorted(town.rung()) == [("one", "duty", way) for way in sorted(WAYS)]
    assert {call.account for call in town.calls()} == WAYS
    assert {call.state for call in town.calls()} == {"pending"}
    assert all(call.urgent for call in town.calls())


def test_without_an_answer_the_next_then_the_hubs_head_then_the_operator(client: Any, town: Town) -> None:
    for rung, name in enumerate(("one", "two", "three"), 1):
        town.on_duty(name, rung)
    town.person("head", HUB, Role.HEAD)
    town.person("operator", HUB, Role.OPERATOR)
    town.cry(client)
    reached = {}
    for second in range(0, 901, 15):
        town.tick(15 if second else 0)
        for name in town.names():
            reached.setdefault(name, second)
    assert reached == {"one": 0, "two": 120, "three": 240, "head": 300, "operator": 600}
    # ten minutes and nobody: all of them again, every five
    assert [row.n for row in town.work.rows(
        "select count(distinct r.step) as n from alarm_ring r join staff s on s.id = r.staff_id where s.name = 'one'"
    )] == [2]  # fmt: skip
    verbs = [row.verb for row in town.work.rows("select verb from case_event order by at, id")]
    assert verbs.count("alarm_rung") >= 6
    assert verbs.count("alarm_opened") == 1
    assert town.alarm().acknowledged_at is None


def test_the_times_are_data_with_a_source_and_a_date() -> None:
    assert rules().source
    assert rules().checked_on.year >= 2026
    times = [rules().after(step).total_seconds() for step in range(6)]
    assert times == [0, 120, 240, 300, 600, 900]
    assert [rules().part(step) for step in range(6)] == [Part.DUTY] * 3 + [
        Part.HEAD,
        Part.OPERATOR,
        Part.AGAIN,
    ]


def test_it_rings_at_night_and_only_who_is_on_duty_then(client: Any, town: Town) -> None:
    from datetime import time

    town.on_duty("day", starts=time(8, 30), ends=time(16, 30))
    town.on_duty("night", starts=time(16, 30), ends=time(8, 30))
    town.cry(client)
    town.now = NIGHT
    town.tick()
    assert town.names() == ["night"]


def test_a_single_day_stands_in_for_the_weekly_duty_of_its_rung(client: Any, town: Town) -> None:
    town.on_duty("weekly")
    town.on_duty("second", 2)
    from datetime import date, time

    town.on_duty("instead", day=date(2026, 11, 27), starts=time(0), ends=time(6))
    town.cry(client)
    town.now = NIGHT
    town.tick()
    assert town.names() == ["instead"]


def test_a_rung_that_cannot_be_reached_is_passed_over_at_once_and_said(client: Any, town: Town) -> None:
    town.person("mute", line=False, phone=False)
    town.on_duty("mute")
    town.on_duty("two", 2)
    town.cry(client)
    town.tick()
    assert town.names() == ["two"]
    assert town.work.value(
        "select count(*) from alarm_ring r join staff s on s.id = r.staff_id where s.name = 'mute' and way = 'none'"
    ) == 1  # fmt: skip


def test_without_a_roster_clerks_and_heads_are_shown_it_and_the_hub_is_rung(client: Any, town: Town) -> None:
    town.person("clerk", LAO, Role.CLERK)
    town.person("boss", LAO, Role.HEAD)
    town.on_duty("hub duty", org=HUB)
    town.cry(client)
    told = town.tick()
    assert town.names() == ["hub duty"]
    assert told.unheard == []
    shown = town.work.rows(
        "select s.name from alarm_ring r join staff s on s.id = r.staff_id where way = 'shown'"
    )
    assert {row.name for row in shown} >= {"clerk", "boss"}


def test_with_nobody_at_all_the_operator_is_told_and_it_is_counted(
    client: Any, town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    import metrics

    town.person("operator", HUB, Role.OPERATOR)
    town.cry(client)
    told = town.tick()
    assert told.unheard == [town.alarm().id]
    assert town.alarm().nobody
    assert town.names() == ["operator"]
    assert any(r.levelname == "ERROR" and "reaches nobody" in r.getMessage() for r in caplog.records)
    page = metrics.page(town.work.house.database, spooled=0).decode()
    assert 'saitrong_alarms_open{state="nobody"} 1.0' in page
    assert 'saitrong_alarms_open{state="ringing"} 1.0' in page
    assert "saitrong_alarm_oldest_unacknowledged_seconds" in page


def test_what_has_no_place_rings_the_home_desk_first(client: Any, town: Town) -> None:
    town.on_duty("home", org=HUB)
    town.on_duty("lao", org=LAO)
    town.cry(client, NOWHERE)
    town.tick()
    assert town.names() == ["home"]


def test_several_candidates_are_all_rung_and_their_hub(client: Any, town: Town) -> None:
    town.on_duty("town", org="9083")
    town.on_duty("tao", org="901118")
    town.on_duty("hub", org=HUB)
    town.cry(client, SHARED)
    town.tick()
    assert set(town.names()) == {"town", "tao", "hub"}


def test_a_place_that_comes_later_rings_its_body_at_once(client: Any, town: Town) -> None:
    town.on_duty("home", org=HUB)
    town.on_duty("lao", org=LAO)
    town.cry(client, NOWHERE)
    town.tick()
    post_line(client, line_event("ต.ควนลัง อ.หาดใหญ่"))
    town.work.triage()
    town.tick(5)
    assert town.names() == ["home", "lao"]
    assert set(town.alarm().orgs) == {HUB, LAO}


def test_a_message_read_as_calm_at_first_rings_once_it_is_raised(client: Any, town: Town) -> None:
    town.on_duty("one")
    town.cry(client, ROOF)
    assert town.tick().opened == 0
    town.work.later(60)
    post_line(
        client, line_event("ตอนนี้บ้านถล่มทับแม่ หายใจไม่ออก ช่วยด้วย", source={"type": "user", "userId": user(1)})
    )
    town.work.all()
    assert town.tick().opened == 1
    assert town.alarm().cause == "raised"
    assert town.work.value('select count(*) from "case"') == 1


def test_new_danger_after_the_end_is_a_new_alarm_and_calm_words_are_none(client: Any, town: Town) -> None:
    one = town.on_duty("one")
    town.cry(client)
    town.tick()
    with town.work.house.database.session() as session:
        alarms.acknowledge(session, [town.alarm().id], staff=one, how="inbox", now=town.now)
        from store import alarmlists

        done = alarms.end(
            session,
            alarmlists.one(session, town.alarm().id),
            staff=one,
            reason="safe",
            words="",
            now=town.now,
        )
    assert done
    town.cry(client, "ขอบคุณค่ะ ปลอดภัยแล้ว")
    assert town.tick(60).opened == 0
    town.cry(client)
    assert town.tick(60).opened == 1
    assert town.alarm().cause == "again"
    assert town.work.value("select count(*) from alarm") == 2


def test_closing_the_ladder_is_a_persons_work(client: Any, town: Town) -> None:
    town.on_duty("one")
    town.cry(client)
    town.tick()
    with town.work.house.database.session() as session:
        from sqlalchemy import text

        session.execute(text("update \"case\" set state = 'cancelled', urgency = 'U2'"))
    for _ in range(20):
        town.tick(60)
    assert town.alarm().ended_at is None
    assert len(town.rung()) > 3
