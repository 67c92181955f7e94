"""The committee of a LAO: its register and its meetings."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from casework import committee
from store.ids import grouped
from tests.committee_helpers import MEMBERS, appoint, meet, ready
from tests.pages.helpers import HAT_YAI, KHUAN_LANG, csrf


@pytest.fixture
def secretary(staff: Callable[..., FlaskClient]) -> FlaskClient:
    return staff(KHUAN_LANG, "secretary")


# -- register ------------------------------------------------------------------------------------------------------


def test_the_register_says_which_seats_are_missing_until_the_committee_is_whole(
    secretary: FlaskClient,
) -> None:
    before = secretary.get(f"/committee/{KHUAN_LANG}/members").text
    assert "ประธานกรรมการ ยังขาด 1 คน" in before
    assert "ยังไม่ได้ตรวจกับระเบียบ" in before
    appoint(secretary)
    after = secretary.get(f"/committee/{KHUAN_LANG}/members").text
    assert "ยังขาด" not in after
    assert all(name in after for name, _ in MEMBERS)


def test_what_cannot_stand_in_the_register_is_said_beside_its_field_and_stays_typed(
    secretary: FlaskClient,
) -> None:
    form = {"csrf": csrf(secretary), "name": "นายหนึ่ง ทดสอบ", "seat": "chair", "from_day": "2026-05-01"}
    for more, sentence in (
        ({"name": ""}, "กรอกชื่อ-สกุลก่อน"),
        ({"seat": "king"}, "เลือกตำแหน่งในคณะกรรมการก่อน"),
        ({"from_day": "วันนี้"}, "กรอกวันเริ่มให้ถูกต้อง"),
        ({"to_day": "2026-04-30"}, "วันสุดท้ายต้องไม่อยู่ก่อนวันเริ่ม"),
    ):
        answer = secretary.post(f"/committee/{KHUAN_LANG}/members", data=form | more)
        assert answer.status_code == 400
        assert sentence in answer.text
    assert "นายหนึ่ง ทดสอบ" in answer.text


def test_a_term_that_ended_leaves_the_committee_and_stays_in_the_register(
    secretary: FlaskClient, work: Any
) -> None:
    appoint(secretary)
    chair = work.value("select id from committee_member where seat = 'chair'")
    form = {"csrf": csrf(secretary), "last": "2025-12-31"}
    assert secretary.post(f"/committee/{KHUAN_LANG}/members/{chair}/end", data=form).status_code == 303
    page = secretary.get(f"/committee/{KHUAN_LANG}/members").text
    assert "ประธานกรรมการ ยังขาด 1 คน" in page
    assert "นายประธาน ทดสอบ" in page
    earlier = secretary.post(
        f"/committee/{KHUAN_LANG}/members/{chair}/end", data=form | {"last": "2024-01-01"}
    )
    assert earlier.status_code == 400


@pytest.mark.parametrize(
    ("org", "role"), [(HAT_YAI, "secretary"), (KHUAN_LANG, "clerk"), ("hub-9011", "head")]
)
def test_a_committee_is_nobody_elses(
    staff: Any, work: Any, secretary: FlaskClient, org: str, role: str
) -> None:
    meeting = meet(secretary, work)
    other = staff(org, role)
    for address in (
        f"/committee/{KHUAN_LANG}",
        f"/committee/{KHUAN_LANG}/members",
        f"/committee/meetings/{meeting}",
    ):
        assert other.get(address).status_code == 404
    assert other.get(f"/committee/meetings/{meeting}/minutes.pdf").status_code == 404


def test_the_composition_rule_is_data_with_its_source_and_not_called_verified() -> None:
    rules = committee.rules()
    assert not rules.verified
    assert all(rule.source for rule in rules.seats.values())
    assert "2566" in rules.regulation(datetime.now(UTC).date())
    assert "2560" in rules.regulation(datetime(2020, 1, 1, tzinfo=UTC).date())


# -- meetings ------------------------------------------------------------------------------------------------------


def test_a_meeting_begins_with_everything_that_is_ready_the_oldest_first(
    secretary: FlaskClient, client: FlaskClient, work: Any
) -> None:
    needs = [ready(client, work, phone=f"089-000-123{n}") for n in range(2)]
    work.change("update need set since = since - interval '3 days' where id = :id", id=needs[1].id)
    page = secretary.get(f"/committee/{KHUAN_LANG}").text
    assert "สาธารณภัย · 2 เรื่อง" in page
    meeting = meet(secretary, work)
    page = secretary.get(f"/committee/meetings/{meeting}").text
    assert page.index(grouped(needs[1].reference)) < page.index(grouped(needs[0].reference))
    assert "ยังไม่มีเรื่องที่พร้อมเสนอ" in secretary.get(f"/committee/{KHUAN_LANG}").text


def test_help_given_at_once_is_reported_to_the_next_meeting_once(
    secretary: FlaskClient, client: FlaskClient, work: Any
) -> None:
    need = ready(client, work)
    work.change("update need set state = 'helped', track = 'immediate' where id = :id", id=need.id)
    assert "รอรายงานคณะกรรมการ 1 เรื่อง" in secretary.get(f"/committee/{KHUAN_LANG}").text
    first = meet(secretary, work)
    page = secretary.get(f"/committee/meetings/{first}").text
    assert "เรื่องที่ช่วยเหลือไปโดยฉับพลันแล้ว" in page
    second = meet(secretary, work)
    assert grouped(need.reference) not in secretary.get(f"/committee/meetings/{second}").text


def test_the_quorum_is_said_as_it_is(secretary: FlaskClient, work: Any) -> None:
    appoint(secretary)
    meeting = meet(secretary, work)
    assert "ไม่ครบองค์ประชุม" in secretary.get(f"/committee/meetings/{meeting}").text
    members = work.rows("select id, seat from committee_member")
    ways = {"chair": "present", "secretary": "stand_in"}
    form = {f"how-{row.id}": ways.get(row.seat, "absent") for row in members}
    url = f"/committee/meetings/{meeting}/attendance"
    nameless = secretary.post(url, data={"csrf": csrf(secretary), **form})
    assert nameless.status_code == 400
    assert "กรอกชื่อผู้มาแทนด้วย" in nameless.text
    instead = next(row.id for row in members if row.seat == "secretary")
    form |= {"csrf": csrf(secretary), f"instead-{instead}": "นายรอง ทดสอบ"}
    assert secretary.post(url, data=form).status_code == 303
    # two of the four who count; the assistant secretary does not
    assert "มาประชุม 2 คน จากทั้งหมด 4 คน ครบองค์ประชุม" in secretary.get(f"/committee/meetings/{meeting}").text
