"""The pages of the two centres, of an agency and of a registration: axe finds nothing, nothing sticks out of a phone."""

import re
from typing import Any

from tests.browser.conftest import turned
from tests.browser.test_access import violations
from tests.pages.asking import an_agency
from tests.pages.helpers import HUB, KHUAN_LANG, plea, press
from tests.pages.registering import Counter, opened


def everything(client: Any, work: Any, staff: Any) -> tuple[str, list[str], list[str]]:
    """(address for the agency, the LAO's pages, the citizens') with something on each."""
    case, clerk, hub = plea(client, work), staff(KHUAN_LANG), staff(HUB)
    an_agency(hub)
    told = {"reason": "skill", "beyond": "ไม่มีสัตวแพทย์", "version": case.version}
    press(clerk, f"/cases/{case.reference}/beyond", **told)
    asked = {
        "to": work.value("select org from agency"),
        "asked": "ขอสัตวแพทย์",
        "shared": ["words"],
        "version": 1,
    }
    press(clerk, f"/cases/{case.reference}/ask", **asked)
    link = re.search(r"https://saitrong\.test(/answer/[\w.-]+)", clerk.get(f"/cases/{case.reference}").text)
    assert link
    code = opened(staff(KHUAN_LANG, "secretary"))
    counter = Counter(clerk, code)
    for n in (1, 2):
        counter.register(n, house="12/3", moo="4")
    work.all()
    lao = [
        "/hub",
        "/hub/agencies",
        "/hub/digest",
        f"/cases/{case.reference}",
        f"/campaigns/{code}",
        f"/campaigns/{code}/desk",
    ]
    return link[1], lao, [f"/report/{code}"]


def test_axe_finds_nothing_and_nothing_sticks_out_of_a_phone(
    window: Any, client: Any, work: Any, staff: Any, cookie: Any
) -> None:
    width = 390
    link, lao, citizens = everything(client, work, staff)
    seen: dict[str, list[str]] = {}

    def look(page: Any, name: str) -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        seen[name] = violations(page)

    clerk = window(width=width, cookie=cookie(KHUAN_LANG, "head"))
    for path in lao:
        clerk.goto(path)
        for summary in clerk.locator("#asked summary, .requests summary").all():
            summary.click()
        look(clerk, path)
    admin = window(width=width, cookie=cookie(KHUAN_LANG, "admin"))
    for path in ("/admin/onboarding", f"/admin/onboarding/{KHUAN_LANG}"):
        admin.goto(path)
        look(admin, path)
    outside = window(width=width)
    for path in (*citizens, link):
        outside.goto(path)
        look(outside, path)
    turned(outside, "button.first")
    look(outside, "answer")
    assert {name: found for name, found in seen.items() if found} == {}
