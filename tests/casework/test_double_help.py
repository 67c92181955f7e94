"""The same help asked for twice: by the same person, phone, name or house; what other centres' cases give away."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from casework import double_help, identity
from casework.access import Actor
from casework.double_help import full_name, house_number
from store import agendas
from store.ids import grouped
from store.staff import Role
from tests.committee_helpers import meet, ready
from tests.pages.helpers import HAT_YAI, KHUAN_LANG, press

SECRETARY = Actor(uuid4(), "เลขานุการ", {KHUAN_LANG: frozenset({Role.SECRETARY})})


@pytest.fixture
def secretary(staff: Callable[..., FlaskClient]) -> FlaskClient:
    return staff(KHUAN_LANG, "secretary")


def found(work: Any, need: Any, actor: Actor = SECRETARY) -> list[Any]:
    with work.house.database.session() as session:
        rows = [row for row in agendas.ready(session, KHUAN_LANG) if row.need_id == need.id]
        return double_help.check(session, actor, rows).get(need.id, [])


def one_person(work: Any, *needs: Any) -> None:
    first = work.value('select person_id from "case" where id = :id', id=needs[0].case_id)
    for need in needs[1:]:
        work.change('update "case" set person_id = :p where id = :id', p=first, id=need.case_id)


def test_two_people_of_one_house_are_shown_to_the_committee(
    client: FlaskClient, work: Any, secretary: FlaskClient
) -> None:
    place = "บ้านเลขที่ 99/1 หมู่ 5 ต.ควนลัง อ.หาดใหญ่ จ.สงขลา"
    one = ready(client, work, place=place, name="สมชาย ทดสอบ", phone="089-000-1301")
    two = ready(client, work, place=place, name="สมหญิง ทดสอบ", phone="089-000-1302")
    (other,) = found(work, one)
    assert (other.reference, other.signs) == (two.reference, ("house",))
    page = secretary.get(f"/committee/meetings/{meet(secretary, work)}").text
    assert "บ้านหลังเดียวกัน" in page
    assert page.count(grouped(two.reference)) >= 2


def test_the_same_name_in_the_same_tambon_is_a_sign_and_a_nickname_is_none(
    client: FlaskClient, work: Any
) -> None:
    one = ready(client, work, name="นายสมชาย ทดสอบ", phone="089-000-1303")
    ready(client, work, name="สมชาย  ทดสอบ", phone="089-000-1304")
    ready(client, work, name="สมชาย", phone="089-000-1305")
    assert [other.signs for other in found(work, one)] == [("name",)]


def test_the_same_person_counts_only_for_the_same_need_in_the_same_event(
    client: FlaskClient, work: Any
) -> None:
    one = ready(client, work, name="ก ทดสอบ", phone="089-000-1306")
    two = ready(client, work, name="ข ทดสอบ", phone="089-000-1307")
    one_person(work, one, two)
    assert [other.signs[0] for other in found(work, one)] == ["person"]
    work.change("update need set created_at = created_at - interval '70 days' where id = :id", id=two.id)
    assert found(work, one) == []
    now, incident = datetime.now(UTC), uuid4()
    work.change(
        "insert into incident (id, title, opened_at) values (:id, 'น้ำท่วม', :now)", id=incident, now=now
    )
    work.change('update "case" set incident_id = :i', i=incident)
    assert len(found(work, one)) == 1  # one flood that went on over two months
    work.change("update need set code = 'disaster:food' where id = :id", id=two.id)
    assert found(work, one) == []


def test_a_proven_phone_joins_two_people_and_one_that_was_only_said_does_not(
    client: FlaskClient, work: Any
) -> None:
    one = ready(client, work, name="ก ทดสอบ", phone="089-000-1308")
    ready(client, work, name="ข ทดสอบ", phone="089-000-1308")
    assert found(work, one) == []
    work.change("update contact_point set proven = true where kind = 'phone'")
    assert [other.signs for other in found(work, one)] == [("phone",)]


def test_of_another_centres_case_only_that_it_exists_its_help_and_its_day_are_known(
    client: FlaskClient, work: Any
) -> None:
    one = ready(client, work, name="ก ทดสอบ", phone="089-000-1309")
    two = ready(client, work, name="ข ทดสอบ", phone="089-000-1310")
    one_person(work, one, two)
    work.change('update "case" set owner = :org where id = :id', org=HAT_YAI, id=two.case_id)
    work.change(
        "update case_access set org = :org where case_id = :id and relation = 'owner'",
        org=HAT_YAI,
        id=two.case_id,
    )
    work.change(
        "delete from case_access where case_id = :id and org = :mine", id=two.case_id, mine=KHUAN_LANG
    )
    (other,) = found(work, one)
    assert (other.reference, other.state, other.decision) == ("", "", "")
    assert (other.need, other.owner) == (two.code, HAT_YAI)
    assert datetime.now(UTC) - other.asked_at < timedelta(minutes=5)
    both = Actor(uuid4(), "", {KHUAN_LANG: frozenset({Role.CLERK}), HAT_YAI: frozenset({Role.CLERK})})
    assert found(work, one, both)[0].reference == two.reference


@pytest.mark.parametrize(
    ("words", "house"),
    [
        ("บ้านเลขที่ ๙๙/๑ ม.4", "99/1"),
        ("12/3 หมู่ 5 ต.ควนลัง", "12/3"),
        ("อยู่เลขที่ 7", "7"),
        ("น้ำท่วมวันที่ 24/11/68 หมู่ 5", ""),
        ("โทร 089-000-1234", ""),
    ],
)
def test_a_house_is_read_from_words_and_a_date_is_no_house(words: str, house: str) -> None:
    assert house_number(words) == house


def test_titles_and_spaces_make_no_other_name() -> None:
    assert full_name("นางสาว สมศรี  ทดสอบ") == full_name("สมศรี ทดสอบ") == "สมศรีทดสอบ"
    assert full_name("ป้าแดง") == ""


NUMBER, OTHER_NUMBER = "1-2345-67890-12-1", "3 1005 00000 00 1"


def note_id(person: FlaskClient, need: Any, number: str) -> int:
    return press(person, f"/cases/{need.reference}/id-number", id_number=number).status_code


def test_the_same_id_number_is_a_certain_hit_across_centres_and_stays_covered(
    client: FlaskClient, work: Any, secretary: FlaskClient, staff: Callable[..., FlaskClient], caplog: Any
) -> None:
    one = ready(client, work, name="ก ทดสอบ", phone="089-000-1401")
    two = ready(client, work, name="ข ทดสอบ", phone="089-000-1402", place="หมู่ 2 ต.หาดใหญ่ อ.หาดใหญ่ จ.สงขลา")
    work.change("update need set code = :code where id = :id", code=one.code, id=two.id)
    work.change('update "case" set owner = :org where id = :id', org=HAT_YAI, id=two.case_id)
    work.change("delete from case_access where case_id = :id", id=two.case_id)
    work.change("insert into case_access values (:id, :org, 'owner')", id=two.case_id, org=HAT_YAI)
    assert note_id(secretary, one, NUMBER) == 303
    assert found(work, one) == []
    assert note_id(staff(HAT_YAI), two, NUMBER.replace("-", " ")) == 303
    (other,) = found(work, one)
    assert (other.signs, other.reference, other.identity) == (("id",), "", "")
    both = Actor(uuid4(), "ก", {KHUAN_LANG: frozenset({Role.SECRETARY}), HAT_YAI: frozenset({Role.CLERK})})
    (seen,) = found(work, one, both)
    assert (seen.reference, seen.identity) == (two.reference, "1-xxxx-xxxxx-xx-1")
    page = secretary.get(f"/committee/meetings/{meet(secretary, work)}").text
    assert "เลขบัตรประชาชนเดียวกัน" in page
    assert note_id(secretary, one, OTHER_NUMBER) == 303
    assert found(work, one) == []
    kept = str(work.rows("select * from case_identity")) + str(work.rows("select facts from case_event"))
    for hidden in (NUMBER, NUMBER.replace("-", ""), "3100500000001"):
        assert hidden not in kept + caplog.text + str(work.rows("select detail from audit"))


def test_an_id_number_that_cannot_be_is_refused_and_an_odd_one_marked(
    client: FlaskClient, work: Any, secretary: FlaskClient, staff: Callable[..., FlaskClient]
) -> None:
    one = ready(client, work, name="ก ทดสอบ", phone="089-000-1403")
    for number in ("123", "12345678901212", "สิบสามหลักจริงๆ"):
        assert note_id(secretary, one, number) == 400
    assert note_id(staff(HAT_YAI), one, NUMBER) == 404
    assert note_id(secretary, one, "1234567890123") == 303
    page = secretary.get(f"/cases/{one.reference}").text
    assert "1-xxxx-xxxxx-xx-3" in page
    assert "หลักสุดท้ายไม่ตรงสูตร" in page
    assert note_id(secretary, one, "๑๒๓๔๕๖๗๘๙๐๑๒๑") == 303
    assert "หลักสุดท้ายไม่ตรงสูตร" not in secretary.get(f"/cases/{one.reference}").text
    assert note_id(secretary, one, "") == 303
    assert work.value("select count(*) from case_identity") == 0


def test_marks_differ_by_installation_and_say_nothing_of_the_number() -> None:
    assert identity.mark("1234567890121", "a") != identity.mark("1234567890121", "b")
    assert identity.mark("1234567890121", "a") == identity.mark("1234567890121", "a")
    assert identity.checks("1234567890121")
    assert not identity.checks("1234567890123")
