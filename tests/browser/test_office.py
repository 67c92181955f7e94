"""The pages of whoever leads and administers a centre: axe-core finds nothing, nothing is wider than a phone."""

from typing import Any

from tests.browser.test_access import violations
from tests.conftest import log_in
from tests.pages.helpers import HUB, KHUAN_LANG, plea

PAGES = (
    "/head", f"/admin/hours/{KHUAN_LANG}", "/admin/teams", "/teams", "/admin/channels", "/admin/rules",
    "/inbox/export?view=all", "/me",
)  # fmt: skip


def test_axe_finds_nothing_on_the_pages_of_heads_and_administrators(
    window: Any, app: Any, client: Any, work: Any
) -> None:
    plea(client, work)
    log_in(app, HUB, "admin", email="both@example.org")
    cookie = log_in(app, KHUAN_LANG, "head", email="both@example.org").get_cookie("saitrong_staff").value
    seen, wide = {}, {}
    for width in (360, 1280):
        page = window(width=width, height=800, cookie=cookie)
        page.emulate_media(color_scheme="dark" if width == 1280 else "light")
        for path in PAGES:
            assert page.goto(path).status == 200, path
            seen[f"{path} {width}"] = violations(page)
            wide[f"{path} {width}"] = page.evaluate("document.documentElement.scrollWidth") > width
    assert {name: found for name, found in seen.items() if found} == {}
    assert [name for name, over in wide.items() if over] == []
