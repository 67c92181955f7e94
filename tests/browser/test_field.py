"""The survey on a phone in Chromium: without a connection it is kept, comes back after the page was shut, is sent once."""

from typing import Any

from tests.pages.helpers import KHUAN_LANG, plea


def fill(page: Any, words: str) -> None:
    page.check("input[name=agrees][value=worse]")
    page.fill("#found", words)
    page.select_option("select[name=damage_item] >> nth=0", "roof")


def test_a_survey_made_without_a_connection_is_sent_once_when_it_is_back(
    window: Any, client: Any, work: Any, cookie: Any
) -> None:
    case = plea(client, work)
    page = window(width=390, height=844, cookie=cookie(KHUAN_LANG, "field"), refused=True)
    page.goto(f"/field/visits/{case.reference}")
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()  # the worker keeps what it sees
    page.wait_for_function("caches.open('field').then((c) => c.keys()).then((k) => k.length > 3)")
    fill(page, "หลังคาหายไปครึ่งหลัง")
    page.set_input_files(
        "#photos", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff" + b"0" * 20}
    )
    page.wait_for_function("document.querySelector('[data-photos]').textContent.includes('1')")

    # the connection goes, the phone shuts the page; it opens again, and what was typed is there
    page.context.set_offline(True)
    page.reload()
    page.wait_for_function("document.querySelector('#found').value.startsWith('หลังคา')")
    page.wait_for_function("document.querySelector('[data-photos]').textContent.includes('1')")
    page.evaluate("indexedDB.databases()")
    page.click("button.wide-button")
    page.wait_for_function("!document.querySelector('#sheet-note').hidden")
    assert "เก็บไว้ในเครื่อง" in page.inner_text("#sheet-note")
    assert "(1)" in page.inner_text("#waiting")
    assert work.value("select count(*) from visit") == 0

    # a picture that is none is told when it arrives, and the sheet goes out without it
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_function("document.querySelector('#sheet-note').textContent.includes('a.jpg')")


def test_a_whole_survey_goes_out_by_itself_and_only_once(
    window: Any, client: Any, work: Any, cookie: Any
) -> None:
    case = plea(client, work)
    page = window(width=390, height=844, cookie=cookie(KHUAN_LANG, "field"), refused=True)
    page.goto(f"/field/visits/{case.reference}")
    fill(page, "บ้านเอียง")
    page.context.set_offline(True)
    page.click("button.wide-button")
    page.wait_for_function("document.querySelector('#waiting').textContent.includes('(1)')")
    page.context.set_offline(False)
    page.evaluate("for (let n = 0; n < 3; n++) window.dispatchEvent(new Event('online'))")
    page.wait_for_function("document.querySelector('#sheet-note').textContent.includes('ส่งแล้ว')")
    assert work.value("select count(*) from visit") == 1
    assert work.value("select found from visit") == "บ้านเอียง"
    page.goto("/field")
    assert page.locator("#waiting").is_hidden()


def test_a_signature_is_drawn_with_a_finger(window: Any, client: Any, work: Any, cookie: Any) -> None:
    case = plea(client, work)
    code = work.value("select code from need limit 1")
    work.change("update need set state = 'helping' where code = :code", code=code)
    page = window(width=390, height=844, cookie=cookie(KHUAN_LANG, "field"))
    page.goto(f"/cases/{case.reference}/needs/{code}/give")
    page.fill("#what", "ผ้าใบ")
    pad = page.locator("canvas.pad").bounding_box()
    page.mouse.move(pad["x"] + 20, pad["y"] + 20)
    page.mouse.down()
    page.mouse.move(pad["x"] + 120, pad["y"] + 60, steps=5)
    page.mouse.up()
    page.click("button.first")
    page.wait_for_url("**/cases/*")
    assert work.value("select receipt from help_given") == "signature"
    assert work.value("select state from need where code = :code", code=code) == "helped"
