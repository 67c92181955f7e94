"""The person behind a case on the staff's page: the talk given back, duties ticked, the same person joined."""

from typing import Any

from tests.conftest import log_in
from tests.pages.helpers import csrf
from tests.speak import ROOF, line_event, post_line, post_twilio, sms, user
from triage.privacy import notice
from triage.states import NOTICE
from wording import say

FARM = "นาข้าวเสียหายจากเพลี้ย ขอชดเชย ต.ควนลัง อ.หาดใหญ่"
NEIGHBOUR = "แจ้งแทนคุณยายข้างบ้านค่ะ ยายอยู่คนเดียวไม่มีคนดูแล ไม่มีเงินซื้อข้าว ต.ควนลัง อ.หาดใหญ่"
OWNER = "9079"


def cases(work: Any) -> list[Any]:
    return work.rows('select * from "case" order by opened_at, reference')


def page(client: Any, case: Any) -> str:
    return str(client.get(f"/cases/{case.reference}").get_data(as_text=True))


def press(client: Any, case: Any, verb: str, **fields: str) -> int:
    data = {"csrf": csrf(client), "version": str(case.version), **fields}
    return int(client.post(f"/cases/{case.reference}/{verb}", data=data).status_code)


def test_who_waits_for_a_person_is_marked_in_the_list_and_given_back_with_a_button(
    client: Any, work: Any, staff: Any
) -> None:
    for words in (ROOF, "เจ้าหน้าที่"):
        post_line(client, line_event(words))
        work.all()
    (case,) = cases(work)
    clerk = staff(OWNER)
    assert say("person.waits") in clerk.get("/inbox?view=open").get_data(as_text=True)
    assert "/give-back" in page(clerk, case)
    assert press(clerk, case, "give-back") == 303
    (case,) = cases(work)
    assert case.wants_person_at is None
    assert work.value("select person_until from dialogue") is None
    assert "/give-back" not in page(clerk, case)


def test_a_duty_to_tell_a_third_person_is_shown_with_its_day_and_ticked_once(
    client: Any, work: Any, staff: Any
) -> None:
    post_line(client, line_event(NEIGHBOUR))
    work.all()
    (case,), (task,) = cases(work), work.rows("select * from case_task")
    assert (task.due_at - task.created_at).days in {29, 30}
    clerk = staff(OWNER)
    assert say("task.tell_third_person") in page(clerk, case)
    assert press(clerk, case, f"duties/task/{task.id}") == 303
    assert say("task.tick") + "</button>" not in page(clerk, case)
    press(clerk, case, f"duties/task/{task.id}")
    assert work.value("select count(*) from case_event where verb = 'task_done'") == 1
    assert work.value("select done_by is not null from case_task") is True


def test_the_same_phone_is_offered_to_staff_and_joined_only_by_their_word(
    client: Any, work: Any, staff: Any
) -> None:
    post_twilio(client, "/hooks/sms", sms(ROOF))
    post_line(client, line_event(f"{FARM} โทร 081-234-5678"))
    work.all()
    first, second = cases(work)
    assert first.person_id != second.person_id
    clerk = staff(OWNER)
    assert say("person.same_title") in page(clerk, first)
    assert press(clerk, first, "join-person", other=second.reference) == 303
    first, second = cases(work)
    assert first.person_id == second.person_id
    assert say("person.same_title") not in page(clerk, first)
    assert work.value("select count(*) from case_event where verb = 'person_joined'") == 1


def test_a_case_one_may_not_read_is_neither_offered_nor_joined(app: Any, client: Any, work: Any) -> None:
    post_line(client, line_event(f"{ROOF} โทร 0812345678"))
    post_line(
        client,
        line_event(
            "หลังคาปลิว ขอผ้าใบ ต.คลองแห อ.หาดใหญ่ โทร 0812345678", source={"type": "user", "userId": user(2)}
        ),
    )
    work.all()
    mine = next(case for case in cases(work) if case.owner == OWNER)
    other = next(case for case in cases(work) if case.owner != OWNER)
    clerk = log_in(app, OWNER)
    assert other.reference not in page(clerk, mine)
    assert press(clerk, mine, "join-person", other=other.reference) == 404
    assert len({case.person_id for case in cases(work)}) == 2


def test_the_notice_in_force_is_the_one_of_the_page(client: Any) -> None:
    assert f"ฉบับที่ {NOTICE}" in say("privacy.version", n=notice().version, day="")
