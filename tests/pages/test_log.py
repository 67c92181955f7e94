"""The log of reading and changing: complete, searchable, for auditors; never a citizen's word in it."""

import re
from typing import Any

from tests.pages.helpers import HAT_YAI, KHUAN_LANG, NAME, WORDS, plea, press


def lines(client: Any, **asked: str) -> list[tuple[str, str]]:
    """(action, reference digits) of every line of the page."""
    page = client.get("/admin/log", query_string=asked)
    assert page.status_code == 200
    assert WORDS not in page.text
    assert NAME not in page.text
    found = re.findall(r'title="([\w.]+)">[^<]+</td><td class="number">([\d-]*)', page.text)
    return [(action, reference.replace("-", "")) for action, reference in found]


def test_every_reading_and_change_of_a_case_stands_in_the_log(client: Any, work: Any, staff: Any) -> None:
    case = plea(client, work)
    clerk = staff(KHUAN_LANG)
    clerk.get(f"/cases/{case.reference}")
    press(clerk, f"/cases/{case.reference}/phone")
    press(clerk, f"/cases/{case.reference}/take")
    found = lines(staff(KHUAN_LANG, "auditor"), action="case")
    assert {
        ("case.read", case.reference),
        ("case.phone", case.reference),
        ("case.taken", case.reference),
    } <= set(found)


def test_the_log_is_searched_by_person_number_kind_and_day(client: Any, work: Any, staff: Any) -> None:
    first, second = plea(client, work), plea(client, work, text="อีกเรื่อง")
    clerk, auditor = staff(KHUAN_LANG), staff(KHUAN_LANG, "auditor")
    for case in (first, second):
        clerk.get(f"/cases/{case.reference}")
    assert {ref for _, ref in lines(auditor, reference=first.reference)} == {first.reference}
    assert lines(auditor, who="clerk")
    assert lines(auditor, who="nobody%") == []
    assert {action.partition(".")[0] for action, _ in lines(auditor, action="case")} == {"case"}
    assert lines(auditor, until="2020-01-01") == []
    assert lines(auditor, since="garbage", before="x", until="99999-01-01")


def test_another_body_and_a_clerk_do_not_read_it(client: Any, work: Any, staff: Any) -> None:
    case = plea(client, work)
    staff(KHUAN_LANG).get(f"/cases/{case.reference}")
    assert staff(KHUAN_LANG).get("/admin/log").status_code == 404
    assert case.reference not in dict.fromkeys(ref for _, ref in lines(staff(HAT_YAI, "auditor")))


def test_reading_the_log_is_logged(staff: Any) -> None:
    auditor = staff(KHUAN_LANG, "auditor")
    lines(auditor)
    assert ("log.read", "") in lines(auditor)
