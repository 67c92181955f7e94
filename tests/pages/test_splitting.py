"""One case with two pleas: a number of its own for the second, and the citizen told once."""

from typing import Any

import pytest

from store.ids import grouped
from tests.conftest import Work
from tests.pages.helpers import HAT_YAI, KHUAN_LANG, chat, fresh, press, sent, shown

FLOOD = "น้ำท่วมบ้านครึ่งเมตรแล้ว ขอข้าวกล่องกับน้ำดื่มค่ะ ต.ควนลัง อ.หาดใหญ่"


@pytest.fixture
def double(client: Any, work: Work) -> Any:
    chat(client, work, FLOOD)
    chat(client, work, "แล้วก็ถนนหน้าโรงเรียนเป็นหลุมใหญ่มาก ช่วยซ่อมด้วย")
    (case,) = work.rows('select * from "case"')
    return case


def split(clerk: Any, case: Any, **chosen: Any) -> Any:
    return press(clerk, f"/cases/{case.reference}/split", version=case.version, **chosen)


def test_a_second_plea_gets_its_own_number_and_the_citizen_is_told_once(
    staff: Any, double: Any, work: Work
) -> None:
    clerk = staff(KHUAN_LANG)
    page = clerk.get(f"/cases/{double.reference}/split").text
    assert "ถนนหน้าโรงเรียน" in page
    road = work.value("select id from message where text like '%ถนน%' and direction = 'in'")
    answer = split(clerk, double, message=str(road), urgency="U3")
    number = answer.location.rpartition("/")[2]
    work.all()
    new = work.rows('select * from "case" where reference = :number', number=number)[0]
    assert (new.state, new.text.startswith("แล้วก็ถนน"), new.message_count) == ("active", True, 1)
    assert new.conversation_id == double.conversation_id
    told = sent(work, new, "split")
    assert len(told) == 1
    assert grouped(number) in told[0]
    assert grouped(double.reference) in told[0]
    (old,) = fresh(work, double)
    assert old.message_count == 1
    assert "ถนนหน้าโรงเรียน" not in clerk.get(f"/cases/{double.reference}").text.partition('class="thread"')[2].partition("</ul>\n</div>")[0]  # fmt: skip
    assert grouped(double.reference) in clerk.get(f"/cases/{number}").text
    assert shown(clerk) == {double.reference, number}


def test_a_need_alone_can_be_split_off(staff: Any, double: Any, work: Work) -> None:
    clerk = staff(KHUAN_LANG)
    need = work.value("select id from need where case_id = :id order by code limit 1", id=double.id)
    answer = split(clerk, double, need=str(need), urgency="U2")
    number = answer.location.rpartition("/")[2]
    new = work.rows('select * from "case" where reference = :number', number=number)[0]
    assert work.value("select case_id from need where id = :id", id=need) == new.id
    assert new.text == double.text
    assert (
        work.value("select count(*) from message where case_id = :id and direction = 'in'", id=double.id) == 2
    )


def test_nothing_chosen_everything_chosen_and_an_old_page_split_nothing(
    staff: Any, double: Any, work: Work
) -> None:
    clerk = staff(KHUAN_LANG)
    everything = [str(row.id) for row in work.rows("select id from message where direction = 'in'")]
    assert split(clerk, double).status_code == 400
    assert split(clerk, double, message=everything).status_code == 400
    press(clerk, f"/cases/{double.reference}/take")
    assert split(clerk, double, message=everything[:1]).status_code == 409
    foreign = staff(HAT_YAI)
    assert split(foreign, double, message=everything[:1]).status_code == 404
    assert work.value('select count(*) from "case"') == 1
