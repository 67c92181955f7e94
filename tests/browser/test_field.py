"""The survey on a phone in Chromium: without a connection it is kept, comes back after the page was shut, is sent once."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.pages.helpers import KHUAN_LANG, picture, plea

SHOT = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture()}
BROKEN = {"name": "broken.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff" + b"0" * 20}


@pytest.fixture
def phone(chromium: Any, address: str, cookie: Any) -> Iterator[Any]:
    """A phone of the rapid unit. Its console may complain: the connection is cut under it."""
    context = chromium.new_context(
        base_url=address, viewport={"width": 390, "height": 844}, locale="th-TH", timezone_id="Asia/Bangkok"
    )
    key = cookie(KHUAN_LANG, "field")
    context.add_cookies([{"name": "saitrong_staff", "value": key, "url": address}])
    page = context.new_page()
    yield page
    context.close()


@pytest.fixture
def case(client: Any, work: Any) -> Any:
    return plea(client, work)


def fill(page: Any, words: str) -> None:
    page.check("input[name=agrees][value=worse]")
    page.fill("#found", words)
    page.locator("select[name=damage_item]").first.select_option("roof")


def says(page: Any, selector: str, words: str) -> None:
    from playwright.sync_api import expect

    expect(page.locator(selector)).to_contain_text(words)


def keeps(page: Any, part: str) -> None:
    """Until the worker has kept the page; the pages' own policy forbids what would wait inside the browser."""
    for _ in range(300):
        if any(
            part in each
            for each in page.evaluate(
                "caches.open('field').then((c) => c.keys()).then((k) => k.map((r) => r.url))"
            )
        ):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{part} is not kept")


def test_a_survey_made_without_a_connection_outlives_its_page_and_goes_out_once(
    phone: Any, case: Any, work: Any
) -> None:
    phone.goto(f"/field/visits/{case.reference}")
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.reload()  # now the worker keeps what it sees
    keeps(phone, "/field/visits/")
    keeps(phone, "field.js")
    fill(phone, "หลังคาหายไปครึ่งหลัง")
    phone.set_input_files("#photos", SHOT)
    says(phone, "[data-shots]", "1")

    # the connection goes and the phone shuts the page; what was typed and photographed is there when it opens again
    phone.context.set_offline(True)
    phone.reload()
    says(phone, "[data-shots]", "1")
    assert phone.input_value("#found").startswith("หลังคา")
    assert phone.locator("select[name=damage_item]").first.input_value() == "roof"
    phone.click("button.wide-button")
    says(phone, "#sheet-note", "เก็บไว้ในเครื่อง")
    says(phone, "#waiting", "(1)")
    assert work.value("select count(*) from visit") == 0

    # it is back: sent by itself, once, however often it is tried
    phone.context.set_offline(False)
    phone.evaluate("for (let n = 0; n < 3; n++) window.dispatchEvent(new Event('online'))")
    says(phone, "#sheet-note", "ส่งแล้ว")
    row = work.rows("select v.*, (select count(*) from visit_photo) as photos from visit v")[0]
    assert (row.found, row.agrees, row.photos) == ("หลังคาหายไปครึ่งหลัง", "worse", 1)
    assert row.damage == [{"item": "roof", "quantity": "", "note": ""}]
    phone.goto("/field")
    assert phone.locator("#waiting").is_hidden()
    phone.goto(f"/field/visits/{case.reference}")
    assert phone.input_value("#found") == "", "the next visit begins with an empty sheet"


def test_a_sheet_that_cannot_be_taken_in_says_why_and_is_put_right_on_the_phone(
    phone: Any, case: Any, work: Any
) -> None:
    phone.goto(f"/field/visits/{case.reference}")
    fill(phone, "บ้านเอียง")
    phone.set_input_files("#photos", BROKEN)
    says(phone, "[data-shots]", "1")
    phone.click("button.wide-button")
    says(phone, "#sheet-note", "broken.jpg")
    assert work.value("select count(*) from visit") == 0
    phone.click("[data-no-shots]")
    phone.click("button.wide-button")
    says(phone, "#sheet-note", "ส่งแล้ว")
    assert work.value("select found from visit") == "บ้านเอียง"


def test_a_signature_is_drawn_with_a_finger(phone: Any, case: Any, work: Any) -> None:
    code = work.value("select code from need limit 1")
    work.change("update need set state = 'helping' where code = :code", code=code)
    phone.goto(f"/cases/{case.reference}/needs/{code}/give")
    phone.fill("#what", "ผ้าใบ")
    pad = phone.locator("canvas.pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    phone.mouse.move(box["x"] + 20, box["y"] + 20)
    phone.mouse.down()
    phone.mouse.move(box["x"] + 120, box["y"] + 60, steps=5)
    phone.mouse.up()
    phone.click("main button.first")
    phone.wait_for_url("**/cases/*#needs")
    assert work.value("select receipt from help_given") == "signature"
    assert work.value("select state from need where code = :code", code=code) == "helped"
