"""The pages of whoever leads and administers a centre: axe-core finds nothing, nothing is wider than a phone."""

from typing import Any

from tests.browser.test_access import violations
from tests.conftest import log_in
from tests.pages.helpers import HUB, KHUAN_LANG, plea

PAGES = (
    "/head", f"/admin/hours/{KHUAN_LANG}", "/admin/rules", "/inbox/export?view=all",
)  # fmt: skip


def test_axe_finds_nothing_on_the_pages_of_heads_and_administrators(
    window: Any, app: Any, client: Any, work: Any
) -> None:
    plea(client, work)
    log_in(app, HUB, "admin", email="both@example.org")
    cookie = log_in(app, KHUAN_LANG, "head", email="both@example.org").get_cookie("saitrong_staff").value
    seen, wide = {}, []
    page = window(width=360, height=800, cookie=cookie)
    for path in PAGES:
        assert page.goto(path).status == 200, path
        seen[path] = violations(page)
        wide += [path] if page.evaluate("document.documentElement.scrollWidth") > 360 else []
    assert {name: found for name, found in seen.items() if found} == {}
    assert wide == []
