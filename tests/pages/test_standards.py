"""Clocks and criteria set by officials: looked at, dated, sourced, verified, taken back; running clocks keep their day."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from casework import clocks, committee, criteria, dossiers, rulefile, targets
from casework.access import Actor
from casework.rulefile import Version
from casework.sheets import Desk
from store.db import utc_now
from store.ids import BANGKOK
from store.staff import Role
from tests.days import today
from tests.pages.helpers import HAT_YAI, HUB, KHUAN_LANG, plea, press
from triage import ruling

PAGE = "/admin/standards"
STEP = {
    "item": "step|confirmed",
    "within": "4",
    "unit": "days",
    "source": "มติที่ประชุม 3/2569",
}


@pytest.fixture(autouse=True)
def _as_delivered() -> Iterator[None]:
    """Another test's process must not work with what this one set."""
    ruling._looked.version = ""
    yield
    rulefile.take_up(())
    ruling._looked.version = ""


def put(client: Any, file: str, **fields: str) -> Any:
    return press(
        client, f"{PAGE}/{file}", **({"org": "", "confirm": "1", "since": today().isoformat()} | fields)
    )


@pytest.fixture
def need(client: Any, work: Any, clerk: Any) -> Any:
    """A need that a person confirmed, its clock running."""
    case = plea(client, work)
    press(clerk, f"/cases/{case.reference}/reading", category="disaster", urgency="U2", kind="plea", version=case.version,
          **{"need.disaster:shelter": "yes"})  # fmt: skip
    work.change("delete from need where id not in (select id from need order by id limit 1)")
    work.change(
        "update need set state = 'confirmed', since = now(), due_at = now() + interval '1 hour', stops = true"
    )
    return case


def due(work: Any) -> Any:
    return work.value("select due_at from need order by due_at limit 1")


def test_a_step_gets_another_clock_and_those_that_run_keep_their_day_unless_chosen(
    need: Any, work: Any, staff: Any
) -> None:
    head, before = staff(HUB, "head"), due(work)
    look = press(head, f"{PAGE}/clocks", org="", since=today().isoformat(), **STEP)
    assert look.status_code == 200
    assert "เปลี่ยนกำหนดของ 1 รายการ" in look.text
    assert need.reference not in look.text  # the hub's own cases alone are named
    assert clocks.rules().of("confirmed", "committee") == clocks.rules(KHUAN_LANG).of(
        "confirmed", "committee"
    )
    assert clocks.rules().steps["confirmed", ""].within == 1
    assert put(head, "clocks", **STEP).status_code == 303
    clock = clocks.rules().steps["confirmed", ""]
    assert (clock.within, clock.unit, clock.source, clock.verified) == (4, "days", STEP["source"], False)
    assert clocks.rules().steps["confirmed", "immediate"].unit == "minutes"
    assert due(work) == before
    put(head, "clocks", **STEP | {"within": "6", "running": "1"})
    assert due(work).astimezone(BANGKOK).date() == today() + timedelta(days=6)
    assert work.value("select count(*) from case_event where verb = 'clock_set'") == 1
    assert work.value("select count(*) from audit where action = 'standard.set'") == 2


def test_who_verified_it_stands_beside_it_and_what_is_taken_back_gives_way(staff: Any, work: Any) -> None:
    head = staff(HUB, "head")
    put(head, "clocks", **STEP)
    (key,) = (row.id for row in work.rows("select id from rule_version"))
    assert press(staff(HUB), f"{PAGE}/{key}/verify").status_code == 404
    assert press(head, f"{PAGE}/{key}/verify").status_code == 303
    assert clocks.rules().steps["confirmed", ""].verified
    assert "head hub-9011 ตรวจกับต้นฉบับ" in head.get(f"{PAGE}?file=clocks").text
    assert press(head, f"{PAGE}/{key}/back").status_code == 303
    assert clocks.rules().steps["confirmed", ""].within == 1
    assert "ถอน" in head.get(f"{PAGE}?file=clocks").text


def test_a_body_sets_its_own_steps_and_nobody_elses(staff: Any, work: Any) -> None:
    head = staff(KHUAN_LANG, "head")
    assert put(head, "clocks", **STEP).status_code == 404  # for everybody
    assert put(head, "clocks", **STEP | {"org": HAT_YAI}).status_code == 404
    assert put(head, "clocks", **STEP | {"org": KHUAN_LANG, "item": "posting"}).status_code == 404
    assert put(head, "clocks", **STEP | {"org": KHUAN_LANG}).status_code == 303
    assert clocks.rules(KHUAN_LANG).steps["confirmed", ""].within == 4
    assert (
        clocks.rules(HAT_YAI).steps["confirmed", ""].within
        == clocks.rules().steps["confirmed", ""].within
        == 1
    )
    assert "posting" not in head.get(f"{PAGE}?file=clocks&org={KHUAN_LANG}").text
    assert staff(KHUAN_LANG).get(PAGE).status_code == 404
    put(staff(HUB, "admin"), "clocks", **STEP | {"within": "2"})
    assert clocks.rules(KHUAN_LANG).steps["confirmed", ""].within == 4
    assert clocks.rules(HAT_YAI).steps["confirmed", ""].within == 2


def test_what_is_dated_ahead_waits_for_its_day(staff: Any, work: Any) -> None:
    head = staff(HUB, "head")
    put(head, "clocks", **STEP | {"since": (today() + timedelta(days=3)).isoformat()})
    assert clocks.rules().steps["confirmed", ""].within == 1
    assert "ยังไม่ถึงวัน" in head.get(PAGE).text
    work.change("update rule_version set since = since - 3")
    ruling._looked.version = ""
    ruling.follow(work.house.database, at_once=True)
    assert clocks.rules().steps["confirmed", ""].within == 4


LINE = {
    "item": "disaster|criteria|dwelling", "th": "เป็นบ้านที่อยู่ประจำเกินหกเดือน", "en": "Lived in for six months",
    "sum": "ไม่เกิน 1,100 บาทต่อคน", "source": "ว 17 ลงวันที่ 20 ก.พ. 2569",
}  # fmt: skip


def sheet(work: Any, case: Any) -> str:
    """What the committee's sheet of the case says."""
    actor = Actor(uuid4(), "เลขานุการ", {KHUAN_LANG: frozenset({Role.SECRETARY})})
    with work.house.database.session() as session:
        desk = Desk(actor, str, "https://saitrong.test", utc_now())
        return str(dossiers.of_case(session, desk, case.id))


def test_a_need_keeps_the_criteria_it_was_checked_by(need: Any, work: Any, staff: Any, clerk: Any) -> None:
    code = work.value("select code from need limit 1")
    field = code.partition(":")[0]
    line = LINE | {"item": f"{field}|criteria|{criteria.book().fields[field].criteria[0].code}"}
    checks = f"/cases/{need.reference}/needs/{code}/checks"
    name = line["item"].rpartition("|")[2]
    assert press(clerk, checks, version=1, **{f"check.{name}": "yes"}).status_code == 303
    shipped = criteria.book()
    head = staff(HUB, "head")
    look = press(head, f"{PAGE}/criteria", org="", since=today().isoformat(), **line)
    assert f"ตรวจแล้วด้วยฉบับ {shipped.version} จำนวน 1" in look.text
    assert put(head, "criteria", **line).status_code == 303
    book = criteria.book()
    assert book.version.startswith(f"{shipped.version}+")
    page = clerk.get(f"/cases/{need.reference}").text
    assert f"ตรวจด้วยหลักเกณฑ์ฉบับ {shipped.version}" in page
    assert f"ฉบับที่ใช้อยู่คือ {book.version}" in page
    assert "ไม่เกิน 1,100 บาทต่อคน" in page
    then = clerk.get(f"/criteria/{shipped.version}").text
    assert LINE["th"] not in then
    assert shipped.fields[field].criteria[0].th in then
    assert LINE["th"] in clerk.get(f"/criteria/{book.version.replace('+', '%2B')}").text
    assert clerk.get("/criteria/none").status_code == 404
    work.change("delete from criteria_book")  # checked before books were kept
    assert shipped.fields[field].criteria[0].th in clerk.get(f"/criteria/{shipped.version}").text
    assert f"ตรวจตามหลักเกณฑ์ฉบับ {shipped.version}" in sheet(work, need)
    press(clerk, checks, version=1, **{f"check.{name}": "no"})
    assert f"ตรวจตามหลักเกณฑ์ฉบับ {book.version}" in sheet(work, need)
    assert work.value("select criteria from need_check") == book.version
    assert work.value("select count(*) from criteria_book") == 1


def test_a_criterion_is_added_reworded_and_taken_out(staff: Any) -> None:
    head = staff(HUB, "head")
    new = LINE | {"item": "disaster|criteria|", "code": "flood_mark"}
    assert head.get(f"{PAGE}/criteria", query_string={"org": "", **new}).status_code == 200
    assert put(head, "criteria", **new).status_code == 303
    assert [line.code for line in criteria.book().of("disaster:food").criteria][-1] == "flood_mark"
    first = criteria.book().version
    put(head, "criteria", **LINE | {"item": "disaster|criteria|flood_mark", "out": "1"})
    assert "flood_mark" not in str(criteria.book().fields)
    assert criteria.book().version != first
    papers = LINE | {"item": "disaster|papers|house_book", "short": "ทะเบียน"}
    put(head, "criteria", **papers)
    assert criteria.book().fields["disaster"].papers[0].short == "ทะเบียน"
    assert put(head, "criteria", **LINE | {"item": "nowhere|criteria|", "code": "x1"}).status_code == 404


def test_aims_seats_and_regulations_are_set_for_everybody(staff: Any) -> None:
    head, more = staff(HUB, "head"), {"source": "มติศูนย์ ต.ค. 2569", "since": today().isoformat()}
    put(head, "targets", item="first_answer|U2", within="600", **more)
    assert targets.aims().first["U2"] == timedelta(minutes=600)
    put(head, "committee", item="seat|civic", at_least="2", at_most="3", **more)
    assert committee.rules().seats["civic"].at_least == 2
    put(head, "committee", item="consent", within="20", **more)
    assert committee.rules().remind_after_days == 20
    law = "ระเบียบกระทรวงมหาดไทยฉบับทดสอบ พ.ศ. 2569"
    put(head, "committee", item="regulation|", code=law, **more | {"since": "2026-02-01"})
    assert committee.rules().regulation(date(2026, 2, 1)) == law
    assert committee.rules().regulation(date(2026, 1, 31)) != law
    assert "1 ก.พ. 69" in head.get(f"{PAGE}?file=committee").text
    for file in ("clocks", "criteria", "targets"):
        assert head.get(f"{PAGE}?file={file}&lang=en").status_code == 200


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("within", "0", "มากกว่าศูนย์"), ("within", "๑x", "มากกว่าศูนย์"), ("unit", "moons", "เลือกหน่วย"), ("source", "", "บอกที่มา"),
        ("since", "2020-01-01", "วันที่เริ่มใช้"), ("since", "", "วันที่เริ่มใช้"),
    ],
)  # fmt: skip
def test_what_cannot_be_set_is_said_before_and_after_the_look(
    staff: Any, work: Any, field: str, typed: str, words: str
) -> None:
    head = staff(HUB, "head")
    for confirm in ({"confirm": ""}, {}):
        fields = STEP | {"since": today().isoformat(), "source": "มติที่ประชุม 9/2569", field: typed} | confirm
        answer = press(head, f"{PAGE}/clocks", org="", **fields)
        assert answer.status_code == 400
        assert words in answer.text
    assert work.value("select count(*) from rule_version") == 0


def test_an_entry_that_a_new_release_no_longer_has_harms_nothing() -> None:
    gone = Version("", "criteria", ("disaster", "criteria", "no_more"), None, "x", today(), verified=False)
    before = criteria.book()
    rulefile.take_up([gone])
    assert criteria.book().fields == before.fields
    assert criteria.book().version == before.version


def test_the_departments_group_is_data_and_stands_on_the_page_of_help(client: Any, staff: Any) -> None:
    page = client.get("/help").text
    assert "02-241-9000 ต่อ 2322" in page
    assert 'href="tel:022419000"' in page
    head, more = staff(HUB, "head"), {"source": "โทรถามแล้ว 26 พ.ย. 2569", "since": today().isoformat()}
    told = {"item": "contact", "th": "กลุ่มงานทดสอบ", "en": "Test group", "phone": "02-000-0000 ต่อ 1"} | more
    assert put(head, "department", **told | {"phone": "x"}).status_code == 400
    assert put(head, "department", **told).status_code == 303
    page = client.get("/help").text
    assert "กลุ่มงานทดสอบ" in page
    assert "02-241-9000" not in page
    assert "02-000-0000 ต่อ 1" in head.get(f"{PAGE}?file=department").text
