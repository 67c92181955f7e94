"""Everybody can use the citizen's pages: axe-core finds nothing (WCAG 2.2 AA), a keyboard is enough, nothing moves."""

import json
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from gateway.pages.mine import COOKIE
from store import citizens
from store.db import utc_now
from tests.browser.conftest import begun, turned
from tests.pages.helpers import PLACE, WORDS, plea
from tests.pages.test_area import with_outlines

RULES = json.dumps(
    {
        "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        "resultTypes": ["violations"],
    }
)
AXE = Axe().axe_script
OPEN = ("/", "/report", "/track", "/privacy", "/privacy/request", "/help", "/area", "/login", "/nowhere")
STEPS = ("place", "contact", "photos", "check")
FIRST_PAGE = 60_000


def violations(page: Any) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate(f"axe.run(document, {RULES}).then((told) => told.violations)")
    return [
        f"{each['id']}: {node['target']} {node['html'][:120]}" for each in found for node in each["nodes"]
    ]


def sticks_out(page: Any) -> bool:
    """On a phone, whatever the width of this window."""
    before = page.viewport_size
    page.set_viewport_size({"width": 360, "height": 800})
    wide = page.evaluate("document.documentElement.scrollWidth") > 360
    page.set_viewport_size(before)
    return bool(wide)


@pytest.mark.parametrize(("width", "language"), [(360, "th"), (1280, "en")])
def test_axe_finds_nothing_on_any_page_of_citizens(window: Any, work: Any, width: int, language: str) -> None:
    page = window(width=width, height=800, refused=True)
    page.goto(f"/?lang={language}")
    seen = {}
    for path in OPEN:
        page.goto(path)
        seen[path] = violations(page)
    begun(page, "ลูกไข้สูงมากสองวันแล้ว ขอยา")
    seen["danger"] = violations(page)
    work.all()
    for step in STEPS:
        page.goto(f"/report/{step}")
        seen[step] = violations(page)
        assert not sticks_out(page), step
    page.goto("/report/contact")
    page.fill("#phone", "08")
    turned(page, "button.big")
    seen["problem"] = violations(page)
    page.goto("/report/check")
    page.click("button.big")
    page.wait_for_selector(".reference b")
    seen["receipt"] = violations(page)
    page.emulate_media(color_scheme="dark")
    seen["receipt, dark"] = violations(page)
    assert {name: found for name, found in seen.items() if found} == {}


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_the_pages_of_who_follows_a_case_and_on_the_map(
    window: Any, client: Any, work: Any, width: int
) -> None:
    with_outlines(work)
    case = plea(client, work)
    with work.house.database.session() as session:
        citizens.open_view(session, "seen", case.conversation_id, case.id, utc_now())
    page = window(width=width, height=800)
    page.goto("/track")
    page.fill("#reference", case.reference)
    page.fill("#phone", "1234")
    seen = {}
    for name, button in (("found", ".button.first"), ("code", "form[action='/track/code'] button")):
        turned(page, button)
        seen[name] = violations(page)
    page.context.add_cookies([{"name": COOKIE, "value": "seen", "url": page.url}])
    for path in ("/track/mine", f"/track/mine/{case.reference}"):
        assert page.goto(path).status == 200
        seen[path] = violations(page)
    begun(page)
    page.goto("/report/place")
    page.fill("#place", PLACE)
    page.click("[data-needs-script='pin'] button:nth-of-type(2)")
    page.wait_for_selector("#board svg")
    seen["map"] = violations(page)
    assert {name: found for name, found in seen.items() if found} == {}


def test_axe_sees_what_is_wrong(window: Any) -> None:
    page = window()
    page.goto("/")
    page.evaluate("document.querySelector('h1').innerHTML = '<img src=/static/icon.svg>'")
    assert any(each.startswith("image-alt") for each in violations(page))


def test_the_form_is_filled_with_a_keyboard_alone(window: Any, work: Any) -> None:
    page = window(width=360, height=740)
    page.goto("/report")
    page.focus("#text")
    page.keyboard.type(WORDS)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "button first big"  # not the bait
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/place")
    page.focus("#place")
    page.keyboard.type(PLACE)
    page.keyboard.press("Enter")  # the first button of the form, and not the one for the other language
    page.wait_for_url("**/report/contact")
    assert page.get_attribute("html", "lang") == "th"
    page.focus("#phone")
    page.keyboard.type("0890001234")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/photos")
    page.focus("button.big")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/check")
    page.focus("button.big")
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipt/**")
    work.all()
    assert work.value('select phone from "case"') == "0890001234"


def test_a_problem_is_where_the_reader_is_and_its_link_leads_to_the_field(window: Any, work: Any) -> None:
    page = window(width=360, height=740, refused=True)
    begun(page)
    page.goto("/report/contact")
    page.fill("#phone", "08")
    turned(page, "button.big")
    assert page.evaluate("document.activeElement.className") == "problems"
    page.click(".problems a")
    assert page.evaluate("document.activeElement.id") == "phone"


def test_the_other_language_keeps_what_is_typed_without_any_script(chromium: Any, address: str) -> None:
    context = chromium.new_context(base_url=address, java_script_enabled=False, locale="th-TH")
    page = context.new_page()
    page.goto("/report")
    page.fill("#text", WORDS)
    turned(page, "text=English")
    assert page.get_attribute("html", "lang") == "en"
    assert page.input_value("#text") == WORDS
    page.click("button.big")
    page.wait_for_url("**/report/place")
    page.fill("#place", PLACE)
    page.click("button.big")
    page.wait_for_url("**/report/contact")
    page.go_back()
    assert page.input_value("#place") == PLACE
    context.close()


def test_the_first_page_is_below_60_kilobytes_over_the_wire_and_nothing_moves(
    chromium: Any, address: str
) -> None:
    context = chromium.new_context(base_url=address, viewport={"width": 360, "height": 740}, locale="th-TH")
    page = context.new_page()
    sizes: dict[str, float] = {}
    protocol = context.new_cdp_session(page)
    protocol.send("Network.enable")
    urls: dict[str, str] = {}
    protocol.on("Network.requestWillBeSent", lambda e: urls.__setitem__(e["requestId"], e["request"]["url"]))
    protocol.on(
        "Network.loadingFinished",
        lambda e: sizes.__setitem__(urls.get(e["requestId"], "?"), e["encodedDataLength"]),
    )
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach(e => window.moved += e.value))"
        ".observe({type: 'layout-shift', buffered: true});"
    )
    # letters that come late, as on a poor line
    page.route("**/*.woff2", lambda route: (page.wait_for_timeout(300), route.continue_()))
    page.goto("/report")
    page.evaluate("document.fonts.ready")
    for _ in range(300):  # what it asked for has come, and the letters
        page.wait_for_timeout(100)
        if len(sizes) >= 6 and len(sizes) == len(urls):
            break
    assert len(sizes) >= 6
    assert page.evaluate("window.moved") < 0.02
    assert sum(sizes.values()) < FIRST_PAGE, sizes
    context.close()
