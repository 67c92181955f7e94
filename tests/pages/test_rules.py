"""Rules of the reading changed by an installation: tried before they are used, taken back in one press."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.pages.helpers import HAT_YAI, HUB, KHUAN_LANG, NAME, csrf, plea, press
from triage import ruling
from triage.reading import danger, read
from triage.reading.overlay import take_up

SAID = "ขอคนมาดู มดตะนอยยักษ์ขึ้นทั้งซอย หมู่ 5 ต.ควนลัง"
WORD = {"list": "urgency/animal.grave", "do": "add", "word": "มดตะนอยยักษ์", "reason": "ชาวประมงเรียกแบบนี้"}


@pytest.fixture(autouse=True)
def _as_delivered() -> Iterator[None]:
    """Another test's process must not read with what this one put in use."""
    ruling._looked.version = ""
    yield
    take_up(())
    ruling._looked.version = ""


def proposed(client: Any, **changed: str) -> Any:
    return client.post("/admin/rules", data={"csrf": csrf(client)} | WORD | changed)


def test_a_word_is_tried_on_the_last_messages_used_and_taken_back(client: Any, work: Any, staff: Any) -> None:
    case, admin = plea(client, work, text=SAID), staff(HUB, "admin")
    assert danger(SAID) is None
    page = proposed(admin)
    assert page.status_code == 303
    shown = admin.get(page.location).text
    assert "ลองกับข้อความล่าสุด 1 ข้อความ" in shown
    assert re.search(r"ความด่วน</td><td>[^<]+</td><td>อันตราย[^<]*</td><td class=\"figure\">1<", shown)
    assert f"/cases/{case.reference}" in shown
    for hidden in (SAID, NAME, "x-xxx-1234"):
        assert hidden not in shown
    assert danger(SAID) is None  # looking at it changes nothing
    assert press(admin, page.location, do="use").status_code == 303
    assert danger(SAID)
    work.change("update \"case\" set state = 'closed'")
    again = plea(client, work, text=SAID.replace("5", "6"))
    assert again.urgency == "U0"
    assert press(admin, page.location, do="back").status_code == 303
    assert danger(SAID) is None
    row = work.rows("select reason, made_by = used_by as same, back_at > used_at as later from rule_change")[
        0
    ]
    assert (row.reason, row.same, row.later) == (WORD["reason"], True, True)
    acts = [row[0] for row in work.rows("select action from audit where action like 'rule.%' order by id")]
    assert acts == ["rule.proposed", "rule.tried", "rule.used", "rule.taken_back"]


def test_another_process_takes_it_up_and_gives_it_back(work: Any, staff: Any) -> None:
    admin = staff(HUB, "admin")
    page = proposed(admin, list="needs/disaster.water", word="น้ำขวดแพ็ก").location
    admin.get(page)
    press(admin, page, do="use")
    take_up(())
    ruling._looked.version = ""
    ruling.follow(work.house.database, at_once=True)
    assert "disaster:water" in read("น้ำท่วมบ้าน ขอน้ำขวดแพ็ก ต.ควนลัง").needs
    press(admin, page, do="back")
    ruling.follow(work.house.database, at_once=True)
    words = {f"{file}/{path}": found for file, path, found in ruling.lists()}
    assert "น้ำขวดแพ็ก" not in words["needs/disaster.water"]


REFUSED: tuple[tuple[dict[str, str], str], ...] = (
    ({"do": "remove", "word": "ยังไม่ฟื้น", "list": "urgency/medical.grave"}, "เอาออกไม่ได้"),
    ({"list": "urgency/guard.negation"}, "เลือกรายการ"),
    ({"list": "numbers/first"}, "เลือกรายการ"),
    ({"list": "numbers/sign.fire", "word": "0812345678"}, "เฉพาะเบอร์ฉุกเฉิน"),
    ({"list": "numbers/sign.fire", "word": "199", "do": "remove"}, "อย่างน้อยหนึ่งเบอร์"),
    ({"word": "{nobody} .. x"}, "เขียนไม่ถูกแบบ"),
    ({"word": "ก"}, "สามตัวอักษร"),
    ({"reason": " "}, "เหตุผล"),
    ({"word": "ยังไม่ฟื้น", "list": "urgency/medical.grave"}, "มีอยู่ในรายการแล้ว"),
    ({"do": "remove", "list": "needs/disaster.water"}, "ไม่มีอยู่ในรายการ"),
)


def test_what_would_harm_or_cannot_be_read_is_refused_and_stays_typed(work: Any, staff: Any) -> None:
    admin = staff(HUB, "admin")
    for changed, why in REFUSED:
        answer = proposed(admin, **changed)
        assert answer.status_code == 400, changed
        alert = re.search(r'role="alert"[^>]*>([^<]+)<', answer.text)
        assert alert, changed
        assert why in alert[1], changed
    assert work.value("select count(*) from rule_change") == 0


def test_nothing_is_used_untried_and_only_by_who_keeps_the_installation(work: Any, staff: Any) -> None:
    admin = staff(HUB, "admin")
    page = proposed(admin).location
    assert press(admin, page, do="use").status_code == 409
    for org, role in ((HAT_YAI, "admin"), (HUB, "head"), (KHUAN_LANG, "clerk")):
        person = staff(org, role)
        for answer in (
            person.get("/admin/rules"),
            person.get(page),
            press(person, page, do="use"),
            proposed(person),
        ):
            assert answer.status_code == 404, (org, role)
    assert staff(KHUAN_LANG, "operator").get("/admin/rules").status_code == 200
    assert work.value("select count(*) from rule_change where used_at is not null") == 0


def test_an_operator_sees_counts_and_no_case(client: Any, work: Any, staff: Any) -> None:
    case, operator = plea(client, work, text=SAID), staff(HAT_YAI, "operator")
    shown = operator.get(proposed(operator).location).text
    assert "อีก 1 เรื่องเป็นของหน่วยงานอื่น" in shown
    assert case.reference not in shown
