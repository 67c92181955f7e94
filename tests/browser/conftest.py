"""A real Chromium against the real gateway on 127.0.0.1; skipped where there is none."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.stream import port

__all__ = ["port"]

CHROMIUM = Path("/usr/bin/chromium")
ARGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[Any]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM.exists():
                item.add_marker(pytest.mark.skip("no chromium"))


PATIENCE = 30_000
"""Milliseconds until something that should be seen is missed: a busy machine may take its time, nothing here counts it."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGS))
        yield browser
        browser.close()


@pytest.fixture
def address(app: Any) -> Iterator[str]:
    from werkzeug.serving import make_server

    server: Any = make_server("127.0.0.1", 0, app, threaded=True)
    # what a page says while it is shut is heard out before the next test begins
    server.daemon_threads, server.block_on_close = False, True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def live(app: Any, port: int) -> None:
    """The pages listen to `saitrong live`, as behind no proxy."""
    app.config["LIVE"] = f":{port}"


@pytest.fixture
def window(chromium: Any, address: str) -> Iterator[Any]:
    """window(cookie="…") -> a page of a browser of its own; what its console complains about fails the test.

    refused: the test asks for pages that are refused (a wrong phone, an unknown address).
    """
    contexts, complaints = [], []

    def opened(*, width: int = 1440, height: int = 900, cookie: str = "", refused: bool = False) -> Any:
        context = chromium.new_context(
            base_url=address,
            viewport={"width": width, "height": height},
            locale="th-TH",
            timezone_id="Asia/Bangkok",
        )
        contexts.append(context)
        if cookie:
            context.add_cookies([{"name": "saitrong_staff", "value": cookie, "url": address}])
        page = context.new_page()
        page.on(
            "console",
            lambda said: (
                complaints.append(said.text)
                if said.type in {"error", "warning"} and not (refused and "status of 40" in said.text)
                else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints


def turned(page: Any, selector: str) -> None:
    """Press what leads to another page, and wait until that one is there."""
    with page.expect_navigation():
        page.click(selector)


@pytest.fixture
def cookie(staff: Any) -> Any:
    """cookie("9079") -> the value of a session cookie of a new clerk there."""
    from gateway.guard import COOKIE

    return lambda org, role="clerk": staff(org, role).get_cookie(COOKIE).value


def begun(page: Any, words: str = "หลังคาปลิวทั้งหลัง ขอผ้าใบคลุม") -> None:
    """The first page of the form filled in and sent."""
    page.goto("/report")
    page.fill("#text", words)
    page.click("button.big")
    page.wait_for_url("**/report/*")
