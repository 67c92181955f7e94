"""What people on duty are sent: one call for all that waits, nothing of a citizen's words; and two clocks, or a dead one."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from casework import duty_words, ladder
from casework.alarm_rules import rules
from store.staff import Role
from tests.casework.duty_town import HUB, LAO, OTHER, Town
from tests.conftest import Work
from wording import say

WAYS = {"line", "sms", "voice"}
NOWHERE = "น้ำท่วมถึงชั้นสองแล้ว มีคนติดอยู่ข้างใน ช่วยด้วย"
SHARED = "น้ำท่วมถึงชั้นสองแล้ว มีคนติดอยู่ข้างใน ช่วยด้วย ต.พะตง อ.หาดใหญ่"


@pytest.fixture
def town(work: Work) -> Town:
    return Town(work)


def test_a_second_clock_rings_nobody_twice(client: Any, town: Town) -> None:
    town.on_duty("one")
    town.cry(client)
    with town.work.house.database.session() as session:
        ladder.climb(session, now=town.now, rules=rules())
        assert town.tick() is None  # while the first is at it
    town.tick()
    town.tick()
    assert len(town.rung()) == 3


def test_two_clocks_for_ten_minutes_ring_like_one(client: Any, town: Town) -> None:
    import threading

    town.on_duty("one")
    town.on_duty("two", 2)
    town.cry(client)
    other = Town(town.work, town.now)
    for _ in range(40):
        town.now = other.now = town.now + timedelta(seconds=15)
        pair = [threading.Thread(target=each.tick) for each in (town, other)]
        for thread in pair:
            thread.start()
        for thread in pair:
            thread.join()
    steps = town.work.rows(
        "select step, contact_id, way, count(*) as n from alarm_ring where contact_id is not null group by 1, 2, 3"
    )
    assert {row.n for row in steps} == {1}
    assert len(town.calls()) == town.work.value("select count(*) from alarm_ring where called_at is not null")


def test_a_clock_that_dies_in_the_middle_of_a_step_has_done_nothing_and_the_next_does_it_once(
    client: Any, town: Town
) -> None:
    town.on_duty("one")
    town.cry(client)

    def die_in_the_middle() -> None:
        with town.work.house.database.session() as session:
            ladder.climb(session, now=town.now, rules=rules())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        die_in_the_middle()
    assert town.work.value("select count(*) from alarm") == 0
    town.tick(1)
    town.tick(1)
    assert len(town.rung()) == 3


def test_an_alarm_that_breaks_does_not_silence_the_others(
    client: Any, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.on_duty("one")
    town.on_duty("far", org=OTHER)
    town.cry(client)
    town.cry(client, "ไฟไหม้บ้าน มีคนติดอยู่ข้างใน ต.หาดใหญ่ อ.หาดใหญ่ จ.สงขลา", n=2)
    real = ladder._put
    monkeypatch.setattr(
        ladder, "_put", lambda s, alarm, *a: 1 / 0 if alarm.owner == LAO else real(s, alarm, *a)
    )
    town.tick()
    assert town.names() == ["far"]
    monkeypatch.undo()
    town.tick(31)
    assert set(town.names()) == {"far", "one"}


def test_one_call_covers_everything_that_waits(client: Any, town: Town) -> None:
    town.on_duty("one")
    town.cry(client)
    town.tick()
    for n in range(2, 13):
        town.cry(client, n=n)
    town.tick(5)
    assert len(town.calls()) == 3  # rung 5 seconds ago: the rest is in the next call
    town.tick(30)
    later = town.calls()[3:]
    assert [len(call.facts["alarms"]) for call in later] == [12, 12, 12]
    assert all("12 เหตุ" in call.text for call in later)
    assert all("12 เหตุ" in call.parts["spoken"] for call in later)


def test_a_crowd_of_alarms_goes_over_to_summaries_and_tells_hub_and_operator(client: Any, town: Town) -> None:
    town.on_duty("one")
    town.on_duty("hub", org=HUB)
    town.person("operator", HUB, Role.OPERATOR)
    for n in range(1, 23):
        town.cry(client, n=n)
    town.tick()
    assert town.names()[0] == "one"
    told = [row for row in town.rung() if row[1] == "flood"]
    assert {name for name, _, _ in told} == {"hub", "operator"}
    assert {way for _, _, way in told} == {"line", "sms"}
    before = len(town.calls())
    for n in range(23, 26):
        town.cry(client, n=n)
    town.tick(60)
    assert len([c for c in town.calls()[before:] if c.to_staff == town.people["one"].id]) == 0
    town.tick(61)
    (text,) = {c.text.split("\n")[0] for c in town.calls()[before:] if c.to_staff == town.people["one"].id}
    assert "25 เหตุ" in text


def test_nothing_of_a_duty_message_touches_a_citizens_thread(client: Any, town: Town) -> None:
    town.on_duty("one")
    town.cry(client)
    town.tick()
    calls = town.calls()
    assert {call.case_id for call in calls} == {None}
    theirs = {row.conversation_id for row in town.work.rows('select conversation_id from "case"')}
    assert not theirs & {call.conversation_id for call in calls}
    said = " ".join(f"{call.text} {call.parts}" for call in calls)
    assert "ชั้นสอง" not in said  # the citizen's own words
    reference = town.work.value('select reference from "case"')
    for call in calls:
        assert reference in call.text.replace("-", "")
        assert "ควนลัง" in call.text
        assert "น้ำท่วม" in call.text


def test_a_duty_message_goes_to_the_contact_point_and_waits_for_nobody(client: Any, town: Town) -> None:
    town.on_duty("one")
    town.cry(client)
    town.tick()
    from casework import delivery

    jobs = delivery.claim(
        town.work.house.database, town.work.house.channels, now=datetime.now(UTC), limit=10, by=1
    )
    assert {(job.row.account, job.row.sender[:4]) for job in jobs} == {
        ("line", "U000"),
        ("sms", "+669"),
        ("voice", "+669"),
    }


@pytest.mark.parametrize(
    ("reason", "sign"),
    [
        ("danger, flood: ถึงอก", "flood"),
        ("danger 0.41, flood: ถึงอก", "flood"),
        ("danger 0.90, fire", "fire"),
        ("plea: ขอ", "other"),
    ],
)
def test_who_is_on_duty_hears_the_kind_of_danger_whoever_saw_it(reason: str, sign: str) -> None:
    assert duty_words.sign([reason]) == say(f"alarm.sign.{sign}")


@pytest.mark.parametrize("silent", [False, True])
def test_a_duty_text_message_is_one_part_whatever_the_danger_and_the_place(silent: bool) -> None:
    from types import SimpleNamespace
    from uuid import uuid4

    from channels.clusters import cut
    from channels.segments import segments
    from triage.reading.cues import rules as lists

    place = "หมู่ 12 แขวงทุ่งพญาไทเหนือ เขตพระนครศรีอยุธยาตะวันออก จ.ประจวบคีรีขันธ์"
    for sign in (*lists("numbers")["sign"], "of tomorrow"):
        for where in (place, ""):
            alarm = SimpleNamespace(
                reasons=(f"danger, {sign}: x",), place_text=where, silent=silent, reference="691100000173"
            )
            one = duty_words.call(uuid4(), [alarm], public_url="https://saitrong.test")
            many = duty_words.call(uuid4(), [alarm] * 1234, public_url="https://saitrong.test")
            assert segments(one.short) == segments(many.short) == 1, one.short
            assert "691100000173" in one.short
            assert one.short.endswith("ตอบ รับ")
            assert one.card
            for button in (one.card["buttons"], many.card["buttons"] if many.card else []):
                assert all(cut(each["label"], 20) == each["label"] for each in button)
            assert len(many.card["lines"]) <= 6 if many.card else False
