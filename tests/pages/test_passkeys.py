"""Passkeys: made beside a password, shown instead of it, useless anywhere else and never twice for one challenge."""

import re
from typing import Any

import pyotp

from casework import people
from tests.authenticator import Device
from tests.conftest import PUBLIC_URL
from tests.pages.helpers import HAT_YAI, KHUAN_LANG
from tests.pages.test_people import ask, csrf, enter

EMAIL, PASSWORD = f"clerk.{KHUAN_LANG}@example.org", "correct horse"


def device(**more: Any) -> Device:
    return Device(**{"origin": PUBLIC_URL, "party": "saitrong.test"} | more)


def add(client: Any, key: Device, *, name: str = "โทรศัพท์", old: str = PASSWORD) -> Any:
    asked = ask(client, "/me/passkeys/options", old=old)
    if asked.status_code != 200:
        return asked
    return ask(client, "/me/passkeys", credential=key.make(asked.json), name=name)


def come_in(client: Any, key: Device, **fields: str) -> Any:
    asked = client.post("/login/passkey/options", data=fields)
    return client.post("/login/passkey", data={"credential": key.show(asked.json), **fields})


def test_several_passkeys_are_made_each_opens_without_a_password_and_one_is_removed(
    app: Any, staff: Any, work: Any
) -> None:
    clerk, phone, laptop = staff(KHUAN_LANG), device(), device()
    assert add(clerk, phone, old="wrong").status_code == 400
    assert add(clerk, phone).status_code == add(clerk, laptop, name="โน้ตบุ๊ก").status_code == 303
    page = clerk.get("/me").text
    assert "โทรศัพท์" in page
    assert "โน้ตบุ๊ก" in page
    for key in (phone, laptop):
        client = app.test_client()
        answer = come_in(client, key, next="/alarms")
        assert (answer.status_code, answer.location) == (303, "/alarms")
        assert client.get("/inbox").status_code == 200
    [gone] = re.findall(r"/me/passkeys/([\w-]+)/remove", page)[:1]
    assert ask(clerk, f"/me/passkeys/{gone}/remove", old="wrong").status_code == 400
    assert ask(clerk, f"/me/passkeys/{gone}/remove", old=PASSWORD).status_code == 303
    assert come_in(app.test_client(), phone).status_code == 403
    assert come_in(app.test_client(), laptop).status_code == 303
    acts = {row[0] for row in work.rows("select action from audit")}
    assert {"staff.passkey_added", "staff.passkey_removed", "login"} <= acts


def test_a_passkey_stands_between_the_password_and_the_inbox_beside_the_code(app: Any, staff: Any) -> None:
    clerk, key = staff(KHUAN_LANG), device()
    add(clerk, key)
    client = app.test_client()
    asked = enter(client, EMAIL, PASSWORD)
    assert client.get("/inbox").status_code == 303
    assert 'name="code"' not in asked.text
    ticket = re.search(r'name="ticket" value="([^"]+)"', asked.text)
    assert ticket
    assert come_in(client, key, ticket=ticket[1]).status_code == 303
    assert client.get("/inbox").status_code == 200
    secret = people.new_secret()
    ask(clerk, "/me/second-factor", secret=secret, code=pyotp.TOTP(secret).now())
    both = enter(app.test_client(), EMAIL, PASSWORD).text
    assert 'name="code"' in both
    assert 'data-passkey="get"' in both


def test_a_passkey_of_somebody_else_does_not_answer_for_the_password(app: Any, staff: Any) -> None:
    mine, theirs = device(), device()
    add(staff(KHUAN_LANG), mine)
    add(staff(HAT_YAI), theirs)
    client = app.test_client()
    ticket = re.search(r'name="ticket" value="([^"]+)"', enter(client, EMAIL, PASSWORD).text)[1]  # type: ignore[index]
    assert come_in(client, theirs, ticket=ticket).status_code == 403
    assert come_in(client, mine, ticket=ticket + "x").status_code == 403
    assert client.get("/inbox").status_code == 303


def test_a_device_without_its_owner_or_for_another_address_is_refused(
    app: Any, staff: Any, work: Any
) -> None:
    clerk = staff(KHUAN_LANG)
    for name, value in (
        ("verified", False), ("origin", "https://saitrong.example"), ("party", "saitrong.example"),
    ):  # fmt: skip
        assert add(clerk, device(**{name: value})).status_code == 400, name
        good = device()
        assert add(clerk, good).status_code == 303
        setattr(good, name, value)
        assert come_in(app.test_client(), good).status_code == 403, name
    assert work.value("select count(*) from passkey") == 3


def test_a_challenge_is_answered_once_and_a_copied_key_is_noticed(app: Any, staff: Any) -> None:
    key = device()
    add(staff(KHUAN_LANG), key)
    client = app.test_client()
    asked = client.post("/login/passkey/options").json
    cookie = client.get_cookie("saitrong_asked").value
    answer = key.show(asked)
    assert client.post("/login/passkey", data={"credential": answer}).status_code == 303
    thief = app.test_client()
    thief.set_cookie("saitrong_asked", cookie)
    assert thief.post("/login/passkey", data={"credential": answer}).status_code == 403
    assert app.test_client().post("/login/passkey", data={"credential": answer}).status_code == 403
    key.count -= 1
    assert come_in(app.test_client(), key).status_code == 403
    for nonsense in ("", "x", "{}", "[]", '{"id": 1}'):
        client.post("/login/passkey/options")
        assert client.post("/login/passkey", data={"credential": nonsense}).status_code == 403


def test_a_closed_account_stays_closed_to_its_passkey_and_an_administrator_takes_lost_ones_away(
    app: Any, staff: Any, work: Any
) -> None:
    key, admin = device(), staff(KHUAN_LANG, "admin")
    add(staff(KHUAN_LANG), key)
    person = work.value("select id from staff where email = :email", email=EMAIL)
    work.change("update staff set active = false where id = :id", id=person)
    assert come_in(app.test_client(), key).status_code == 403
    work.change("update staff set active = true where id = :id", id=person)
    assert ask(admin, f"/admin/staff/{KHUAN_LANG}/{person}", do="reset").status_code == 303
    assert come_in(app.test_client(), key).status_code == 403
    assert enter(app.test_client(), EMAIL, PASSWORD).status_code == 303


def test_nobody_removes_anothers_passkey_or_answers_for_another_login(staff: Any, work: Any) -> None:
    clerk, other = staff(KHUAN_LANG), staff(HAT_YAI)
    add(clerk, device())
    key = work.value("select id from passkey")
    assert ask(other, f"/me/passkeys/{key}/remove", old=PASSWORD).status_code == 404
    asked = ask(clerk, "/me/passkeys/options", old=PASSWORD)
    other.set_cookie("saitrong_asked", clerk.get_cookie("saitrong_asked").value)
    taken = ask(other, "/me/passkeys", credential=device().make(asked.json), name="x")
    assert taken.status_code == 400
    assert work.value("select count(*) from passkey") == 1
    assert clerk.post("/me/passkeys/options", data={"csrf": csrf(other), "old": PASSWORD}).status_code == 400
