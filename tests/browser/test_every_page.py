"""Every page of staff that an address alone opens, and one of each kind that a case opens, by whoever sees most of them:
axe-core finds nothing, by day and by night, and nothing is wider than a phone.

A page that somebody adds is walked over by itself: the addresses come from the program's own table.
"""

from typing import Any

from tests.browser.test_access import violations
from tests.conftest import log_in
from tests.pages.helpers import FLOOD, HUB, KHUAN_LANG, plea, press, press_now

WIDTH = 390
PEOPLE = (
    [(KHUAN_LANG, role) for role in ("clerk", "field", "secretary", "head", "admin", "auditor")],
    [(HUB, role) for role in ("clerk", "head", "admin", "operator")],
    [("prov-90", "head")],
)
"""Each page is looked at once, by the first of them who may see it."""
PAGES = 46


def addresses(app: Any) -> list[str]:
    """Without a part to fill in, for staff, and a whole page (its parts come with the page that asks for them)."""
    return sorted(
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods
        and not rule.arguments
        and getattr(app.view_functions[rule.endpoint], "audience", "") == "staff"
    )


def of_one_case(work: Any, case: Any) -> list[str]:
    incident = work.value('select incident_id from "case" where id = :id', id=case.id)
    at = f"/cases/{case.reference}"
    return [
        at,
        f"{at}/merge",
        f"{at}/split",
        f"{at}/print",
        f"/field/visits/{case.reference}",
        f"/incidents/{incident}",
    ]


def test_axe_finds_nothing_on_any_page_of_staff(
    window: Any, app: Any, client: Any, work: Any, staff: Any
) -> None:
    one, other = (
        plea(client, work, **FLOOD),
        plea(client, work, **FLOOD | {"phone": "089-000-0002", "name": "ข"}),
    )
    press_now(staff(KHUAN_LANG), work, one, "together", other=other.reference, verdict="event")
    press(staff(HUB, "operator"), "/admin/onboarding/province", province="90")
    left, seen = [*of_one_case(work, one), *addresses(app)], {}
    for n, roles in enumerate(PEOPLE):
        for org, role in roles:
            person = log_in(app, org, role, email=f"person{n}@example.org")
        page = window(width=WIDTH, height=844, cookie=person.get_cookie("saitrong_staff").value)
        for path in [each for each in left if opens(person, each)]:
            page.emulate_media(color_scheme=("light", "dark")[len(seen) % 2])
            page.goto(path)
            seen[path] = violations(page)
            if page.evaluate("document.documentElement.scrollWidth") > WIDTH:
                seen[path].append("wider than the phone")
            left.remove(path)
    assert {name: found for name, found in seen.items() if found} == {}
    assert "/province" in seen
    assert len(seen) >= PAGES, f"hardly anybody sees {left}"


def opens(person: Any, path: str) -> bool:
    answer = person.get(path, follow_redirects=True)
    return answer.status_code == 200 and "<html" in answer.text
