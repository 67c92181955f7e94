"""A real browser with a virtual authenticator: a passkey is added at /me and opens the inbox without a password."""

from dataclasses import replace
from typing import Any

AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def test_a_passkey_is_added_and_opens_the_inbox_alone(
    window: Any, app: Any, staff: Any, address: str
) -> None:
    house = app.extensions["house"]
    here = address.replace("127.0.0.1", "localhost")
    house.settings = replace(house.settings, public_url=here)
    staff("9079", email="key@example.org")
    page = window(refused=True)
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    page.goto(f"{here}/login")
    page.fill("#email", "key@example.org")
    page.fill("#password", "correct horse")
    page.click("button.first")
    page.wait_for_url("**/inbox")
    page.goto(f"{here}/me")
    page.fill("#passkey-name", "คอมพิวเตอร์ที่โต๊ะ")
    page.fill("#passkey-old", "wrong")
    page.click("form[data-passkey=create] button")
    page.wait_for_selector("form[data-passkey=create] [role=alert]:not([hidden])")
    page.fill("#passkey-old", "correct horse")
    page.click("form[data-passkey=create] button")
    page.wait_for_selector(".passkeys >> text=คอมพิวเตอร์ที่โต๊ะ")

    page.context.clear_cookies()
    page.goto(f"{here}/login")
    page.click("form[data-passkey=get] button")
    page.wait_for_url("**/inbox")
    assert page.locator(".me .who").inner_text() == "clerk 9079"
